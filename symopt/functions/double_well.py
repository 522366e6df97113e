"""Double well: a descent from a stops in the local minimum b, kept by the maximum c from the lower minimum d.

The slope is w (w + 1) (w - 2), so that b, c and d are whole numbers.
Source: the curve with the points a, b, c, d of the Italian lecture notes.
"""

from symopt import Objective
from symopt.symbols import w_1

double_well = Objective(
    name="Double well",
    expression=w_1**4 / 4 - w_1**3 / 3 - w_1**2,
    points={"a": (-2,), "b": (-1,), "c": (0,), "d": (2,)},
    source="Italian lecture notes",
)
