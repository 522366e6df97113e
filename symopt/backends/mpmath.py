"""Floating point numbers of as many digits as asked, by mpmath."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from mpmath import MPContext
from sympy import Expr

from symopt.backends._arrays import by_component, nested, of_objects
from symopt.errors import RunError
from symopt.program.evaluation import Fault

DEFAULT_DIGITS, MAX_DIGITS, GUARD_DIGITS = 30, 10_000, 10
MAX_MAGNITUDE = 10**6  # bits before the point


def _real(context: Any, operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation that refuses complex results."""

    def applied(*values: Any) -> Any:
        found = operation(*values)
        if isinstance(found, context.mpc):
            raise Fault("complex")
        return found

    return applied


class Mpmath:
    """Numbers of a fixed number of significant digits, computed with some more.

    Args:
        digits: how many are right and written.
    """

    name = "mpmath"

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.context = context = MPContext()
        context.dps = digits + GUARD_DIGITS
        elementary = {name: by_component(getattr(context, name)) for name in ("sin", "cos", "tan", "tanh", "floor")}
        shared = of_objects(
            sqrt=_real(context, context.sqrt),
            power=_real(context, context.power),
            exp=context.exp,
            log=_real(context, context.log),
        )
        self.operations = {**shared, **elementary}

    def number(self, value: Expr) -> Any:
        """A constant, rounded."""
        if value.is_Rational:
            return self.context.mpf(int(value.p)) / int(value.q)
        return self.context.mpf(str(value.evalf(self.context.dps)))

    def array(self, numbers: Any) -> Any:
        """An array of mpmath's numbers."""
        return np.array(numbers, dtype=object)

    def numbers(self, value: Any) -> Any:
        """Mpmath's numbers."""
        return nested(value)

    def quiet(self) -> AbstractContextManager[Any]:
        """Nothing warns."""
        return nullcontext()

    def fault(self, value: Any) -> str | None:
        """Infinities, what is not a number, and magnitudes beyond the limit."""
        for number in np.ravel(np.asarray(value, dtype=object)):
            if not self.context.isfinite(number):
                return "not-finite"
            if number and self.context.mag(number) > MAX_MAGNITUDE:
                return "too-large"
        return None

    def written(self, number: Any) -> float | str:
        """With the digits asked."""
        return str(self.context.nstr(number, self.digits))


def backend(digits: int | None = None) -> Mpmath:
    """Numbers of ``digits`` significant digits.

    Raises:
        RunError: when there are too few or too many.
    """
    wanted = DEFAULT_DIGITS if digits is None else digits
    if not 1 <= wanted <= MAX_DIGITS:
        raise RunError(f"{wanted} digits cannot be computed with", f"ask for 1 to {MAX_DIGITS}")
    return Mpmath(wanted)
