"""Double precision, on NumPy's arrays."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from math import isfinite, isnan
from typing import Any

import numpy as np
from sympy import Expr

from symopt.backends._arrays import COMMON, nested
from symopt.errors import RunError
from symopt.program.evaluation import Fault


def _solve(matrix: Any, right: Any) -> Any:
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        raise Fault("singular") from None


def _real(operation: Callable[..., Any], *values: Any) -> Any:
    """Apply an operation whose result is not a number only where it would be complex."""
    found = operation(*values)
    if isinstance(found, float) and not isnan(found):
        return found
    if np.isnan(found).any() and not any(np.isnan(value).any() for value in values):
        raise Fault("complex")
    return found


def _power(base: Any, exponent: Any) -> Any:
    return _real(np.power, base, exponent)


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **COMMON,
    "divide": np.divide,
    "sqrt": lambda value: _real(np.sqrt, value),
    "Pow": _power,
    "exp": np.exp,
    "log": lambda value: _real(np.log, value),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "Max": np.maximum,
    "Min": np.minimum,
    "sign": np.sign,
    "floor": np.floor,
    "Mod": np.mod,
    "solve": _solve,
    "norm": np.linalg.norm,
}


class Numpy:
    """Floating point numbers of 64 bits."""

    name = "numpy"
    operations = OPERATIONS

    def number(self, value: Expr) -> Any:
        """The double nearest to a constant, infinite beyond them all."""
        try:
            return np.float64(int(value.p) / int(value.q) if value.is_Rational else float(value))
        except OverflowError:
            return np.float64(np.inf if value > 0 else -np.inf)

    def array(self, numbers: Any) -> Any:
        """An array of doubles."""
        return np.array(numbers, dtype=np.float64)

    def numbers(self, value: Any) -> Any:
        """Python's floats."""
        return nested(value.tolist()) if isinstance(value, np.ndarray) else float(value)

    def quiet(self) -> AbstractContextManager[Any]:
        """Without NumPy's warnings."""
        return np.errstate(all="ignore")

    def fault(self, value: Any) -> str | None:
        """Infinities and what is not a number."""
        finite = isfinite(value) if isinstance(value, float) else np.isfinite(value).all()
        return None if finite else "not-finite"

    def written(self, number: Any) -> float | str:
        """The shortest decimal that reads back the same."""
        return float(number)


def backend(digits: int | None = None) -> Numpy:
    """Double precision.

    Raises:
        RunError: when digits are asked for.
    """
    if digits is not None:
        raise RunError("the numpy backend always computes with 16 digits", "take the mpmath backend for more")
    return Numpy()
