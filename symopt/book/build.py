"""Everything written: derivations checked, a fragment for each item, figures drawn, the document that shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import symopt
from symopt.book import derivations, examples, rules, schedules
from symopt.book.notes import fragment_of, notes
from symopt.book.voice import Voice
from symopt.checking import Outcome, check_all
from symopt.errors import SymoptError
from symopt.library.item import Item
from symopt.output import check_writable, write
from symopt.plot import FORMATS, Words
from symopt.plot.saving import rendered

DOCUMENT = "notes.tex"


@dataclass(frozen=True)
class Made:
    """What became of one item.

    Args:
        item: the item.
        state: ``built``, ``fresh`` when its files held the same before, or ``failed``.
        outcome: what checking it came to, for a derivation.
        error: why it failed, when it could not be printed.
    """

    item: Item
    state: str
    outcome: Outcome | None = None
    error: SymoptError | None = None


def build(
    items: Sequence[Item],
    everything: Sequence[Item],
    out: Path,
    voice: Voice,
    jobs: int,
    told: Callable[[Item], None] = lambda item: None,
) -> list[Made]:
    """Check and write.

    Args:
        items: what to build.
        everything: what the document shows, as far as it has been built now or before.
        out: the folder to write to.
        voice: the language and the notation.
        jobs: how many engines work at once.
        told: what is told of each item that is done.

    Returns:
        What became of each item, in their order. One that fails keeps the files that it had.

    Raises:
        OutputError: when a file cannot be written.
    """
    check_writable(out)
    folder = out / voice.language / voice.notation
    outcomes = check_all([item for item in items if item.kind == "derivation"], jobs, told)
    checked = {outcome.item: outcome for outcome in outcomes}
    made = []
    for item in items:
        made.append(_make(item, checked.get(item), folder, voice))
        if item not in checked:
            told(item)
    failed = {one.item for one in made if one.state == "failed"}
    shown = [item for item in everything if item not in failed and _main_file(item, folder).is_file()]
    write(out / DOCUMENT, notes(shown, folder.relative_to(out).as_posix(), voice))
    return made


def _make(item: Item, outcome: Outcome | None, folder: Path, voice: Voice) -> Made:
    if outcome is not None and not outcome.holds:
        return Made(item, "failed", outcome, outcome.error)
    try:
        changed = [write(path, content) for path, content in _files(item, outcome, folder, voice)]
    except SymoptError as error:
        if error.__cause__ is not None and isinstance(error.__cause__, OSError):
            raise
        return Made(item, "failed", outcome, error)
    return Made(item, "built" if any(changed) else "fresh", outcome)


def _files(item: Item, outcome: Outcome | None, folder: Path, voice: Voice) -> list[tuple[Path, str | bytes]]:
    """What an item is written as."""
    path = folder / fragment_of(item)
    if item.kind == "figure":
        words = Words(voice.language, voice.spoken)
        return [(path.with_suffix(f".{form}"), rendered(item.value, form, words)) for form in FORMATS]
    body = WRITERS[item.kind](item, outcome, voice)
    source = voice.say("fragment.generated-from", source=item.file, version=symopt.__version__)
    return [(path.with_suffix(".tex"), f"% {source}\n{body}")]


def _main_file(item: Item, folder: Path) -> Path:
    name = fragment_of(item)
    return folder / f"{name}.{'pdf' if item.kind == 'figure' else 'tex'}"


def _derivation(item: Item, outcome: Outcome | None, voice: Voice) -> str:
    assert outcome is not None
    assert outcome.checked is not None
    return derivations.derivation(item, outcome.checked, voice)


WRITERS: dict[str, Callable[[Item, Outcome | None, Voice], str]] = {
    "optimizer": lambda item, outcome, voice: rules.rule(item, voice),
    "schedule": lambda item, outcome, voice: schedules.schedule(item, voice),
    "derivation": _derivation,
    "example": lambda item, outcome, voice: examples.example(item, voice),
}
