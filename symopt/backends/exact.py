"""Exact rational numbers, as Python's fractions in arrays of objects; norms are compared by their squares."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpz
from sympy import Expr

from symopt.backends._arrays import nested, of_objects
from symopt.backends._surds import HINT, Surd, bits, root, shown
from symopt.errors import RunError
from symopt.program.evaluation import Fault

MAX_BITS = 13_000  # of numerator and denominator together: the decimals that Python writes out
MAX_POWER_BITS = 100 * MAX_BITS


def _root(number: Any, degree: int) -> Fraction:
    """The rational root of a number.

    Raises:
        RunError: when there is none.
        Fault: when it is complex.
    """
    if number < 0:
        raise Fault("complex")
    if isinstance(number, Surd):
        raise RunError(f"{_nth(degree)} of {shown(number)} is not rational", HINT)
    found = Fraction(*(int(fmpz(part).root(degree)) for part in (number.numerator, number.denominator)))
    if found**degree != number:
        raise RunError(f"{_nth(degree)} of {shown(number)} is not rational", HINT)
    return found


def _nth(degree: int) -> str:
    return {2: "the square root", 3: "the cube root"}.get(degree, f"the {degree}th root")


def _power(base: Any, exponent: Fraction) -> Any:
    taken = base if exponent.denominator == 1 else _root(base, exponent.denominator)
    if bits(taken) * abs(exponent.numerator) > MAX_POWER_BITS:
        raise Fault("too-long")
    return taken**exponent.numerator


def _only_at(name: str, point: int, value: int) -> Callable[[Fraction], Fraction]:
    """A function with one rational value, which it takes at one rational point."""

    def function(number: Fraction) -> Fraction:
        if number == point:
            return Fraction(value)
        raise RunError(f"{name}({shown(number)}) is not rational", HINT)

    return function


class Exact:
    """Rational numbers, however long they grow, up to a limit."""

    name = "exact"
    operations = {
        **of_objects(
            sqrt=lambda number: _root(number, 2), power=_power, exp=_only_at("exp", 0, 1), log=_only_at("log", 1, 0)
        ),
        "norm": lambda vector: root(np.dot(vector, vector)),
    }

    def number(self, value: Expr) -> Fraction:
        """A rational constant.

        Raises:
            RunError: when it is irrational.
        """
        if not value.is_Rational:
            raise RunError(f"{value} is not rational", HINT)
        return Fraction(int(value.p), int(value.q))

    def array(self, numbers: Any) -> Any:
        """An array of fractions."""
        return np.array(numbers, dtype=object)

    def numbers(self, value: Any) -> Any:
        """Fractions."""
        return nested(value)

    def quiet(self) -> AbstractContextManager[Any]:
        """Nothing warns."""
        return nullcontext()

    def fault(self, value: Any) -> str | None:
        """Numbers longer than the limit."""
        components = np.ravel(np.asarray(value, dtype=object))
        return "too-long" if any(bits(number) > MAX_BITS for number in components) else None

    def written(self, number: Any) -> float | str:
        """As ``-23/5``."""
        return str(number)


def backend(digits: int | None = None) -> Exact:
    """Exact rational numbers.

    Raises:
        RunError: when digits are asked for.
    """
    if digits is not None:
        raise RunError("the exact backend does not round, so it takes no digits", "take the mpmath backend to round")
    return Exact()
