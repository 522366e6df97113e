"""Quotients of polynomials in as many generators as turn up, exact (FLINT)."""

from collections.abc import Callable
from typing import Any

import flint


class OutOfRoom(Exception):
    """More generators are needed than the ring was made with."""


class NotNormal(Exception):
    """A term that has no normal form, such as one with a zero denominator."""


class Ring:
    """Polynomials over the rationals in a fixed pool of generators, handed out by name.

    Args:
        size: how many generators there are.
    """

    def __init__(self, size: int) -> None:
        self.context = flint.fmpq_mpoly_ctx.get(tuple(f"x{n}" for n in range(size)), "degrevlex")
        self.generators = self.context.gens()
        self.names: dict[Any, int] = {}
        self.keys: list[Any] = []

    def generator(self, key: Any) -> "Quotient":
        """The generator of a name, the same one each time.

        Raises:
            OutOfRoom: when the pool is used up.
        """
        if key not in self.names:
            if len(self.keys) >= len(self.generators):
                raise OutOfRoom
            self.names[key] = len(self.keys)
            self.keys.append(key)
        return Quotient(self.generators[self.names[key]], self.context.constant(1))

    def constant(self, top: int, bottom: int = 1) -> "Quotient":
        """A rational number."""
        return Quotient(self.context.constant(flint.fmpq(top, bottom)), self.context.constant(1))

    def polynomial(self, terms: dict[Any, Any]) -> "Quotient":
        """A polynomial from its coefficients by exponents."""
        return Quotient(self.context.from_dict(terms), self.context.constant(1))


class Quotient:
    """A numerator over a denominator, in lowest terms."""

    __slots__ = ("bottom", "top")

    def __init__(self, top: Any, bottom: Any) -> None:
        if not bottom.is_constant():
            common = top.gcd(bottom)
            if not common.is_constant():
                top, bottom = top / common, bottom / common
        leading = bottom.leading_coefficient()
        if leading != 1:
            top, bottom = top / leading, bottom / leading
        self.top, self.bottom = top, bottom

    def __add__(self, other: "Quotient") -> "Quotient":
        if self.bottom == other.bottom:
            return Quotient(self.top + other.top, self.bottom)
        return Quotient(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: "Quotient") -> "Quotient":
        return self + Quotient(-other.top, other.bottom)

    def __mul__(self, other: "Quotient") -> "Quotient":
        return Quotient(self.top * other.top, self.bottom * other.bottom)

    def __pow__(self, exponent: int) -> "Quotient":
        if exponent >= 0:
            return Quotient(self.top**exponent, self.bottom**exponent)
        if self.is_zero():
            raise ZeroDivisionError
        return Quotient(self.bottom**-exponent, self.top**-exponent)

    def is_zero(self) -> bool:
        """Whether this is the zero function: its numerator has no term."""
        return bool(self.top.is_zero())

    def __str__(self) -> str:
        return f"({self.top})/({self.bottom})"

    def only_generator(self) -> int | None:
        """The place of the generator that this is a multiple of, or None."""
        degrees = self.top.degrees()
        places = [n for n, degree in enumerate(degrees) if degree]
        alone = self.bottom.is_constant() and len(self.top.to_dict()) == 1 and sum(degrees) == 1
        return places[0] if alone else None

    def as_rational(self) -> flint.fmpq | None:
        """The number that this is, or None."""
        if self.top.is_constant() and self.bottom.is_constant():
            return self.top.leading_coefficient() if not self.top.is_zero() else flint.fmpq(0)
        return None


def with_room(attempt: Callable[[Ring], Any]) -> Any:
    """The result of a computation in the smallest ring that has room for its atoms."""
    size = 16
    while True:
        try:
            return attempt(Ring(size))
        except OutOfRoom:
            size *= 2
