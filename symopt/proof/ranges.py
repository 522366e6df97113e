"""The ends of each domain that a letter may have, as the engines use them."""

from symopt.intervals import DOMAINS, Domain
from symopt.proof.terms import Term, number

End = tuple[str, Term] | None
"""A relation and a number, or None where there is no end."""


def _ends(domain: Domain) -> tuple[End, End]:
    lower = None if domain.lower is None else ("<" if domain.lower_open else "<=", number(domain.lower))
    upper = None if domain.upper is None else ("<" if domain.upper_open else "<=", number(domain.upper))
    return lower, upper


RANGES: dict[str, tuple[End, End]] = {name: _ends(domain) for name, domain in DOMAINS.items()}
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
