"""Saddle: the gradient is zero at the origin, which is neither a minimum nor a maximum.

Source: the Italian lecture notes, on points where the gradient vanishes without a minimum.
"""

from symopt import Objective
from symopt.symbols import w_1, w_2

saddle = Objective(
    name="Saddle",
    expression=w_1**2 - w_2**2,
    points={"start": (1, 0.01), "saddle": (0, 0)},
    source="Italian lecture notes",
)
