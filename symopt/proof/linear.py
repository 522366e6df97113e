"""The words of linear algebra on small arrays of exact numbers or balls, for trying claims about any dimension."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from symopt.proof.arithmetic import Arithmetic, Undefined

SCALAR, VECTOR, MATRIX = 0, 1, 2

UNKNOWN_SHAPES = {"f": SCALAR, "hess": MATRIX}
"""What an unknown function of a vector gives; all others give a vector."""


def array(entries: Any) -> Any:
    """An array that leaves its entries as they are."""
    return np.array(entries, dtype=object)


def identity(size: int) -> Any:
    """The identity matrix in rationals."""
    return array([[Fraction(int(a == b)) for b in range(size)] for a in range(size)])


def converted(value: Any, arithmetic: Arithmetic) -> Any:
    """A rational, or an array of them, in the numbers of an arithmetic."""
    if isinstance(value, np.ndarray):
        return array([arithmetic.number(entry) for entry in value.flat]).reshape(value.shape)
    return arithmetic.number(value) if isinstance(value, Fraction) else value


def entries(value: Any) -> tuple[Any, ...]:
    """The numbers in an array, or the number alone."""
    return tuple(value.flat) if isinstance(value, np.ndarray) else (value,)


def solve(arithmetic: Arithmetic, matrix: Any, right: Any) -> Any:
    """The solution of a linear system by Gauss-Jordan elimination.

    Raises:
        Undefined: when the matrix is singular.
    """
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    for n in range(len(rows)):
        pivot = next((r for r in range(n, len(rows)) if arithmetic.sign(rows[r][n]) != 0), None)
        if pivot is None:
            raise Undefined("a singular matrix")
        rows[n], rows[pivot] = rows[pivot], rows[n]
        rows[n] = [entry / rows[n][n] for entry in rows[n]]
        for r in range(len(rows)):
            if r != n:
                rows[r] = [a - rows[r][n] * b for a, b in zip(rows[r], rows[n], strict=True)]
    return array([row[-1] for row in rows])


def power(arithmetic: Arithmetic, matrix: Any, exponent: Any) -> Any:
    """A matrix multiplied by itself.

    Raises:
        Undefined: for an exponent that is not 0, 1, 2, ...
    """
    exponent = Fraction(exponent)
    if exponent < 0 or exponent.denominator != 1:
        raise Undefined(f"a matrix to the power {exponent}")
    total = converted(identity(len(matrix)), arithmetic)
    for _ in range(int(exponent)):
        total = total.dot(matrix)
    return total


def norm(arithmetic: Arithmetic, vector: Any) -> Any:
    """The Euclidean norm."""
    return arithmetic.root(vector.dot(vector), 2)


def is_positive_definite(arithmetic: Arithmetic, matrix: Any) -> bool:
    """Whether a symmetric matrix has positive pivots only."""
    rows = [list(row) for row in matrix]
    for n, row in enumerate(rows):
        if arithmetic.sign(row[n]) <= 0:
            return False
        for below in rows[n + 1 :]:
            factor = below[n] / row[n]
            below[:] = [a - factor * b for a, b in zip(below, row, strict=True)]
    return True


WORDS: dict[str, Callable[..., Any]] = {
    "dot": lambda arithmetic, a, b: a.dot(b),
    "outer": lambda arithmetic, a, b: np.multiply.outer(a, b),
    "transpose": lambda arithmetic, a: a.T,
    "hvp": lambda arithmetic, a, b: a.dot(b),
    "solve": solve,
    "norm": norm,
    "power": power,
    "PositiveDefinite": is_positive_definite,
}
