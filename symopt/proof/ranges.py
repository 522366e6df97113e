"""The ends of each domain that a letter may have, as the engines use them (a test compares ``symopt.domains``)."""

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


def is_whole(t: Term) -> bool:
    """Whether a term is a whole number by its looks: sums and products of whole numbers and of letters for them.

    >>> is_whole(("*", ("num", 1, 2), ("var", "k", "integer")))
    False
    """
    if t[0] == "num":
        return bool(t[2] == 1)
    if t[0] == "var":
        return t[2] in WHOLE
    return t[:2] == ("fn", "floor") or (t[0] in ("+", "*") and all(map(is_whole, t[1:])))
