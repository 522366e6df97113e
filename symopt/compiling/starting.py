"""What the state holds before the first pass: the start of each slot, computed from hyperparameters and the point."""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from math import e, pi
from typing import Any

import numpy as np

from symopt.kernels.kernel import POINT, Kernel
from symopt.kernels.terms import Term, parts

UNARY = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor")
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in UNARY},
    "add": lambda *values: reduce(operator.add, values),
    "mul": lambda *values: reduce(operator.mul, values),
    "sub": operator.sub,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "mod": operator.mod,
    "max": lambda *values: reduce(np.maximum, values),
    "min": lambda *values: reduce(np.minimum, values),
    "and": lambda *values: reduce(np.logical_and, values),
    "or": lambda *values: reduce(np.logical_or, values),
    "not": np.logical_not,
    "where": np.where,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}
CONSTANTS = {"pi": pi, "e": e, "true": True, "false": False}


def value(term: Term, names: Mapping[str, Any]) -> Any:
    """The value of a term, by the values of its names.

    >>> value(("mul", Fraction(1, 2), "eta"), {"eta": 0.5})
    0.25
    """
    if isinstance(term, str):
        return names[term]
    if isinstance(term, Fraction):
        return float(term)
    if term[0] == "const":
        return CONSTANTS[term[1]]
    return OPERATIONS[term[0]](*(value(part, names) for part in parts(term)))


def scalars(kernel: Kernel, hyper: Mapping[str, float]) -> dict[str, float]:
    """The first values of the slots that hold one number for all parameters."""
    return {slot.key: float(value(slot.start, hyper)) for slot in kernel.state if slot.scalar}


def slots(kernel: Kernel, hyper: Mapping[str, float], point: Any) -> dict[str, Any]:
    """The first values of the other slots, for one array of the point; each is an array of its own."""
    return {slot.key: _array(slot.start, hyper, point) for slot in kernel.state if not slot.scalar}


def _array(start: Term, hyper: Mapping[str, float], point: Any) -> Any:
    if start == 0:
        return np.zeros(point.shape, point.dtype)
    found = np.empty(point.shape, point.dtype)
    found[...] = value(start, {**hyper, POINT: point})
    return found
