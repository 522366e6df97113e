"""The order in which people write the parts of sums and products."""

from symopt.kernels.kernel import POINT
from symopt.kernels.terms import Term, names_in, parts, rebuilt


def arranged(term: Term, scalars: frozenset[str]) -> Term:
    """A term with the past first in its sums, and numbers before components in its products.

    >>> arranged(("add", ("mul", "g", "eta"), ("mul", "beta", "v_before")), frozenset({"eta", "beta"}))
    ('add', ('mul', 'beta', 'v_before'), ('mul', 'eta', 'g'))
    """
    if not parts(term):
        return term
    operation, *inner = rebuilt(term, lambda part: arranged(part, scalars))
    if operation == "add":
        inner.sort(key=lambda part: not _past(part))
    elif operation == "mul":
        inner.sort(key=lambda part: not all(name in scalars for name in names_in(part)))
    return (operation, *inner)


def _past(term: Term) -> bool:
    return term == POINT or any(name.endswith("_before") for name in names_in(term))
