"""Random directions: one per index, the same on every machine and in every run."""

from fractions import Fraction
from random import Random
from statistics import NormalDist
from typing import Any

from sympy import Rational

from symopt.errors import RunError
from symopt.program.evaluation import Backend

BITS = 52


def direction(index: Any, size: int, backend: Backend) -> Any:
    """Independent standard normal numbers: doubles, of which every backend takes the exact value.

    Args:
        index: a whole number; the same one gives the same direction.
        size: how many components it has.
        backend: the numbers.

    Raises:
        RunError: when the index is no whole number.
    """
    if index != int(index):
        raise RunError(f"normal({index}) is asked for", "directions are counted by whole numbers, such as k")
    draw, bell = Random(int(index)), NormalDist()
    drawn = [bell.inv_cdf((draw.getrandbits(BITS) + 0.5) / 2**BITS) for _ in range(size)]
    return backend.array([backend.number(_exactly(number)) for number in drawn])


def _exactly(number: float) -> Rational:
    found = Fraction(number)
    return Rational(found.numerator, found.denominator)
