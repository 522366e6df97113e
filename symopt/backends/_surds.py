"""Square roots of rational numbers, which can be compared, multiplied and squared exactly, and nothing else.

A norm is one: ``norm(g[k]) <= epsilon`` is decided by the squares of both sides.
"""

import operator
from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any

from symopt.errors import RunError

HINT = "run it in decimals, with --digits 30"
MAX_SHOWN_BITS = 200


def _signed_square(number: Any) -> Fraction | None:
    """The square with the number's sign, which orders numbers as they are ordered; None for what is no number here."""
    if isinstance(number, Surd):
        return number.sign * number.square
    return Fraction(number) * abs(Fraction(number)) if isinstance(number, Fraction | int) else None


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def comparison(own: "Surd", other: Any) -> Any:
        square = _signed_square(other)
        return NotImplemented if square is None else compare(own.sign * own.square, square)

    return comparison


def _combined(combine: Callable[[Any, Any], Fraction]) -> Callable[[Any, Any], Any]:
    def combination(own: "Surd", other: Any) -> Any:
        square = _signed_square(other)
        if square is None:
            return NotImplemented
        found = combine(own.sign * own.square, square)
        return root(found) if found >= 0 else -root(-found)

    return combination


class Surd:
    """An irrational square root of a rational number, or its negative.

    Args:
        square: the number under the root.
        sign: 1 or -1.
    """

    __slots__ = ("sign", "square")

    def __init__(self, square: Fraction, sign: int = 1) -> None:
        self.square, self.sign = square, sign

    def __repr__(self) -> str:
        return f"{'-' * (self.sign < 0)}sqrt({self.square})"

    def __hash__(self) -> int:
        return hash((self.square, self.sign))

    def __float__(self) -> float:
        return float(self.sign * float(self.square) ** 0.5)

    def __neg__(self) -> "Surd":
        return Surd(self.square, -self.sign)

    def __abs__(self) -> "Surd":
        return Surd(self.square)

    def __pow__(self, exponent: Any) -> Any:
        if exponent != int(exponent):
            self._leave()
        power = root(self.square ** abs(int(exponent))) * self.sign ** (int(exponent) % 2)
        return 1 / power if exponent < 0 else power

    def _leave(self, *_: Any) -> Any:
        raise RunError(f"the square root of {shown(self.square)} is not rational", HINT)

    __add__ = __radd__ = __sub__ = __rsub__ = __rpow__ = _leave
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = _leave
    __mul__ = __rmul__ = _combined(operator.mul)
    __truediv__ = _combined(operator.truediv)
    __rtruediv__ = _combined(lambda own, other: other / own)
    __lt__, __le__ = _compared(operator.lt), _compared(operator.le)
    __gt__, __ge__ = _compared(operator.gt), _compared(operator.ge)
    __eq__, __ne__ = _compared(operator.eq), _compared(operator.ne)


def root(square: Fraction) -> Any:
    """The square root of a number that is not negative: a fraction where there is one.

    >>> root(Fraction(9, 4)), root(Fraction(5)), root(Fraction(5)) <= Fraction(9, 4)
    (Fraction(3, 2), sqrt(5), True)
    """
    exact = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return exact if exact * exact == square else Surd(square)


def bits(number: Any) -> int:
    """How long a number is, numerator and denominator together."""
    plain = number.square if isinstance(number, Surd) else number
    return int(plain.numerator.bit_length() + plain.denominator.bit_length())


def shown(number: Any) -> str:
    """A number in a message, unless it is too long for one."""
    return str(number) if bits(number) < MAX_SHOWN_BITS else f"a fraction of {bits(number)} bits"
