"""Expressions on whole grids, through the same table of operations that runs compute with."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from symopt.backends.numpy import OPERATIONS, Numpy
from symopt.errors import OutputError
from symopt.program.evaluation import Evaluator


class _Grid(Numpy):
    """Double precision that goes on where an expression is not real: such points are left out of a drawing."""

    operations: Mapping[str, Callable[..., Any]] = {**OPERATIONS, "sqrt": np.sqrt, "Pow": np.power, "log": np.log}


def on_grid(expression: Expr, values: Mapping[Symbol, Any]) -> Any:
    """The values of an expression.

    Args:
        expression: in the letters that are given.
        values: numbers, or arrays of one shape, for each letter.

    Returns:
        An array of that shape; not-a-number where the expression is not real and finite.

    Raises:
        OutputError: when a letter has no value.

    >>> from symopt.symbols import w_1
    >>> on_grid(w_1**2, {w_1: np.array([1.0, 2.0])})
    array([1., 4.])
    """
    silent = sorted(letter.name for letter in expression.free_symbols - set(values))
    if silent:
        raise OutputError(f"{silent[0]} has no value in a drawing of {expression}", f"give {silent[0]} a default")
    numbers = _Grid()
    with numbers.quiet():
        given = {letter.name: numbers.array(value) for letter, value in values.items()}
        found = numbers.array(Evaluator(numbers).compile(expression)(given))
    shape = np.broadcast_shapes(*(value.shape for value in given.values()))
    return np.broadcast_to(np.where(np.isfinite(found), found, np.nan), shape)
