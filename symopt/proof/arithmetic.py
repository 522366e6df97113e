"""Two ways to compute with numbers: exactly, in the rationals, and in balls that surely hold the value."""

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any, Protocol

import flint


class Undefined(Exception):
    """A division by zero, a root or a logarithm outside its domain."""


class Irrational(Exception):
    """A value that exact rational arithmetic cannot hold."""


class Uncertain(Exception):
    """A comparison that the balls are too wide to decide."""


class Arithmetic(Protocol):
    """What an evaluator needs from its numbers."""

    functions: dict[str, Callable[..., Any]]

    def number(self, value: Fraction) -> Any:
        """A rational as a number of this kind."""

    def root(self, value: Any, degree: int) -> Any:
        """The non-negative root of a non-negative number."""

    def sign(self, value: Any) -> int:
        """-1, 0 or 1."""


class Rationals:
    """Exact arithmetic; a root must be rational."""

    def __init__(self) -> None:
        self.functions: dict[str, Callable[..., Any]] = {
            "exp": self._exp,
            "log": self._log,
            "floor": self._floor,
            "cos": self._cos,
            "pi": self._pi,
        }

    def number(self, value: Fraction) -> Fraction:
        """A rational is itself."""
        return value

    def root(self, value: Fraction, degree: int) -> Fraction:
        """The exact root of a rational.

        Raises:
            Undefined: for a negative number.
            Irrational: when the root is not rational.
        """
        if value < 0:
            raise Undefined(f"root of {value}")
        top, bottom = _integer_root(value.numerator, degree), _integer_root(value.denominator, degree)
        if top**degree != value.numerator or bottom**degree != value.denominator:
            raise Irrational(f"root of {value}")
        return Fraction(top, bottom)

    def sign(self, value: Fraction) -> int:
        """The sign of a rational."""
        return (value > 0) - (value < 0)

    def _exp(self, value: Fraction) -> Fraction:
        if value == 0:
            return Fraction(1)
        raise Irrational(f"exp({value})")

    def _log(self, value: Fraction) -> Fraction:
        if value <= 0:
            raise Undefined(f"log({value})")
        if value == 1:
            return Fraction(0)
        raise Irrational(f"log({value})")

    def _cos(self, value: Fraction) -> Fraction:
        if value == 0:
            return Fraction(1)
        raise Irrational(f"cos({value})")

    def _pi(self) -> Fraction:
        raise Irrational("pi")

    def _floor(self, value: Fraction) -> Fraction:
        return Fraction(value.numerator // value.denominator)


class Balls:
    """Real numbers enclosed in balls (Arb), 200 bits wide unless told."""

    def __init__(self, bits: int = 200) -> None:
        flint.ctx.prec = bits
        self.functions: dict[str, Callable[..., Any]] = {
            "exp": flint.arb.exp,
            "log": self._log,
            "floor": self._floor,
            "cos": flint.arb.cos,
            "pi": flint.arb.pi,
        }

    def number(self, value: Fraction) -> flint.arb:
        """The smallest ball around a rational."""
        return flint.arb(flint.fmpq(value.numerator, value.denominator))

    def root(self, value: flint.arb, degree: int) -> flint.arb:
        """A ball around the root.

        Raises:
            Undefined: when the number is surely negative.
            Uncertain: when its sign is not known.
        """
        if value < 0:
            raise Undefined(f"root of {value}")
        if not value >= 0:
            raise Uncertain(f"sign of {value}")
        return value.root(degree)

    def sign(self, value: flint.arb) -> int:
        """The sign of every number in the ball.

        Raises:
            Uncertain: when the ball holds numbers of two signs.
        """
        if value > 0:
            return 1
        if value < 0:
            return -1
        if value.is_zero():
            return 0
        raise Uncertain(f"sign of {value}")

    def _log(self, value: flint.arb) -> flint.arb:
        if self.sign(value) <= 0:
            raise Undefined(f"log({value})")
        return value.log()

    def _floor(self, value: flint.arb) -> flint.arb:
        floor = value.floor()
        if not floor.is_integer():
            raise Uncertain(f"floor of {value}")
        return floor


def _integer_root(number: int, degree: int) -> int:
    if degree == 2:
        return isqrt(number)
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low
