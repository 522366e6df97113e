"""The shapes of terms of linear algebra: scalars, vectors and matrices."""

from collections.abc import Callable

from symopt.proof.fractions import NotNormal
from symopt.proof.terms import Term, parts

SCALAR, COLUMN, MATRIX = 0, 1, 2

_LETTERS = {"vector": COLUMN, "symmetric": MATRIX, "identity": MATRIX}
_DOT = {(1, 1): SCALAR, (2, 1): COLUMN, (1, 2): COLUMN, (2, 2): MATRIX}


def shape(t: Term) -> int:
    """Whether a term is a scalar, a vector or a matrix; letters at an index are vectors.

    Raises:
        NotNormal: for an operation entry by entry, or one that does not fit.
    """
    if t[0] == "var":
        return _LETTERS.get(t[2], SCALAR)
    if t[0] == "app":
        return COLUMN
    if t[0] == "fn" and t[1] in _FUNCTIONS:
        return _FUNCTIONS[t[1]](t)
    if t[0] in ("+", "*"):
        return _added(t) if t[0] == "+" else _multiplied(t)
    if any(map(shape, parts(t))):
        raise NotNormal(f"an operation entry by entry in {t}")
    return SCALAR


def _added(t: Term) -> int:
    found = {shape(part) for part in parts(t) if part != ("num", 0, 1)}
    if len(found) > 1:
        raise NotNormal(f"summands of different shapes in {t}")
    return found.pop() if found else SCALAR


def _multiplied(t: Term) -> int:
    found = [kind for kind in map(shape, parts(t)) if kind]
    if len(found) > 1:
        raise NotNormal(f"an elementwise product in {t}")
    return found[0] if found else SCALAR


def _dot(t: Term) -> int:
    kinds = (shape(t[2]), shape(t[3]))
    if kinds not in _DOT:
        raise NotNormal(f"the product of a number in {t}")
    return _DOT[kinds]


def _always(kind: int, *wanted: int) -> Callable[[Term], int]:
    def checked(t: Term) -> int:
        if wanted and tuple(map(shape, t[2:])) != wanted:
            raise NotNormal(f"arguments of the wrong shape in {t}")
        return kind

    return checked


_FUNCTIONS: dict[str, Callable[[Term], int]] = {
    "dot": _dot,
    "outer": _always(MATRIX, COLUMN, COLUMN),
    "transpose": _always(MATRIX, MATRIX),
    "solve": _always(COLUMN, MATRIX, COLUMN),
    "norm": _always(SCALAR, COLUMN),
    "pivot": _always(SCALAR, MATRIX),
    "power": _always(MATRIX, MATRIX, SCALAR),
    "f": _always(SCALAR),
    "grad": _always(COLUMN),
    "hess": _always(MATRIX),
    "hvp": _always(COLUMN),
    "curvature": _always(COLUMN),
    "normal": _always(COLUMN),
    "wolfe": _always(SCALAR),
    "E": lambda t: shape(t[2]),
}
"""The shape of each function's value; what an oracle is asked at may have any shape."""
