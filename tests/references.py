"""Every shipped elementwise optimizer once more, by hand; ``tests/handwritten`` holds them, family by family."""

from tests.handwritten import Reference, adams, momenta, questions, roots, signs

REFERENCES: dict[str, Reference] = {
    **momenta.REFERENCES,
    **roots.REFERENCES,
    **adams.REFERENCES,
    **signs.REFERENCES,
    **questions.REFERENCES,
}
