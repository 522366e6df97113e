"""What every backend with NumPy arrays shares, and the linear algebra of arrays that hold Python's numbers."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symopt.program.evaluation import Fault

Operation = Callable[..., Any]


def choose(condition: Any, value: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    """One of two values, by component when the condition has components."""
    if isinstance(condition, np.ndarray):
        if condition.all():
            return value()
        return np.where(condition, value(), otherwise()) if condition.any() else otherwise()
    return value() if condition else otherwise()


def nested(value: Any) -> Any:
    """An array as nested tuples."""
    return tuple(nested(part) for part in value) if isinstance(value, (np.ndarray, list)) else value


def pivot(matrix: Any) -> Any:
    """The least pivot of a symmetric matrix, eliminated without exchanges; the first that is not positive ends it."""
    rows, least = np.array(matrix), None
    for n in range(len(rows)):
        found = rows[n, n]
        least = found if least is None or not found >= least else least
        if not found > 0:
            return found
        rows[n + 1 :] = rows[n + 1 :] - np.outer(rows[n + 1 :, n] / found, rows[n])
    return least


COMMON: Mapping[str, Operation] = {
    "Add": operator.add,
    "Mul": operator.mul,
    "Abs": abs,
    "StrictLessThan": operator.lt,
    "LessThan": operator.le,
    "StrictGreaterThan": operator.gt,
    "GreaterThan": operator.ge,
    "Equality": operator.eq,
    "Unequality": operator.ne,
    "And": np.logical_and,
    "Or": np.logical_or,
    "Not": np.logical_not,
    "Mod": operator.mod,
    "Piecewise": choose,
    "dot": np.dot,
    "outer": np.outer,
    "transpose": np.transpose,
    "pivot": pivot,
}


def by_component(operation: Operation, arguments: int = 1) -> Operation:
    """An operation on numbers, applied to each component of arrays."""
    over_arrays = np.frompyfunc(operation, arguments, 1)

    def applied(*values: Any) -> Any:
        return over_arrays(*values) if any(isinstance(value, np.ndarray) for value in values) else operation(*values)

    return applied


def sign(number: Any) -> Any:
    """-1, 0 or 1."""
    return (number > 0) - (number < 0)


def solve(matrix: Any, right: Any) -> Any:
    """The x with ``matrix x = right``, by elimination with the largest pivot.

    Raises:
        Fault: when the matrix is singular.
    """
    rows = np.column_stack([matrix, right])
    size = len(rows)
    for n in range(size):
        pivot = max(range(n, size), key=lambda row: abs(rows[row, n]))
        if rows[pivot, n] == 0:
            raise Fault("singular")
        rows[[n, pivot]] = rows[[pivot, n]]
        rows[n] = rows[n] / rows[n, n]
        for other in range(size):
            if other != n:
                rows[other] = rows[other] - rows[other, n] * rows[n]
    return rows[:, size]


def of_objects(sqrt: Operation, power: Operation, exp: Operation, log: Operation) -> Mapping[str, Operation]:
    """The table for arrays of Python's numbers, from what depends on the numbers."""
    return {
        **COMMON,
        "divide": operator.truediv,
        "sqrt": by_component(sqrt),
        "Pow": by_component(power, 2),
        "exp": by_component(exp),
        "log": by_component(log),
        "Max": by_component(max, 2),
        "Min": by_component(min, 2),
        "sign": by_component(sign),
        "floor": by_component(lambda number: number // 1),
        "solve": solve,
        "norm": lambda vector: sqrt(np.dot(vector, vector)),
    }
