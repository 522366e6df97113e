"""Plateau: a descent from a slows down before the flat region around b and never reaches the minimum d beyond it.

The three pieces meet with equal values and slopes.
Source: the curve with the points a, b, d of the Italian lecture notes, in its version with a plateau.
"""

from sympy import Piecewise

from symopt import Objective
from symopt.symbols import w_1

plateau = Objective(
    name="Plateau",
    expression=Piecewise(
        (3 + (w_1 + 1) ** 2, w_1 < -1),
        (3, w_1 <= 1),
        (3 + (w_1 - 1) ** 2 * (2 * w_1 - 11) / 9, True),
    ),
    points={"a": (-3,), "b": (0,), "d": (4,)},
    source="Italian lecture notes",
)
