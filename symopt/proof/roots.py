"""Roots in normal forms: a root is an atom, and its power of its own degree is what stands under it."""

from typing import Any

from symopt.proof.fractions import Quotient, Ring

ROUNDS = 64
"""How often one root is replaced before the rest is left as it is."""


def reduce_roots(ring: Ring, radicands: dict[Any, Quotient], normal: Quotient) -> Quotient:
    """A quotient that vanishes exactly if the given one does, and in which no root stands to its degree or above."""
    for key in reversed(list(radicands)):
        place, degree = ring.names[key], key[1]
        for _ in range(ROUNDS):
            if normal.top.degrees()[place] < degree:
                break
            normal = _lowered(ring, normal.top, place, degree, radicands[key])
    return normal


def _lowered(ring: Ring, polynomial: Any, place: int, degree: int, radicand: Quotient) -> Quotient:
    """The polynomial with ``root**degree`` taken out once from each term that holds it."""
    high: dict[Any, Any] = {}
    low: dict[Any, Any] = {}
    for exponents, coefficient in polynomial.to_dict().items():
        if exponents[place] >= degree:
            high[tuple(e - degree if n == place else e for n, e in enumerate(exponents))] = coefficient
        else:
            low[exponents] = coefficient
    return ring.polynomial(high) * radicand + ring.polynomial(low)


def rational_root(number: Any, degree: int) -> tuple[int, int] | None:
    """The square root of a rational that has one, as numerator and denominator."""
    if number is None or degree != 2 or number < 0:
        return None
    (top, above), (bottom, below) = number.p.sqrtrem(), number.q.sqrtrem()
    return (int(top), int(bottom)) if above == 0 and below == 0 else None
