"""The ends of each domain that a letter may have, as the engines use them; they agree with ``symopt.domains``, by test."""

from symopt.proof.terms import ONE, ZERO, Term

End = tuple[str, Term] | None
"""A relation and a number, or None where there is no end."""

RANGES: dict[str, tuple[End, End]] = {
    "real": (None, None),
    "positive": (("<", ZERO), None),
    "unit": (("<=", ZERO), ("<", ONE)),
    "count": (("<=", ONE), None),
}
WHOLE = ("integer", "count")
"""The domains that hold whole numbers only."""
