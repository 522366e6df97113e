"""Rosenbrock's valley: the minimum (1, 1) lies at the flat bottom of a banana-shaped valley.

Source: Rosenbrock (1960), An automatic method for finding the greatest or least value of a function.
"""

from symopt import Objective
from symopt.symbols import w_1, w_2

rosenbrock = Objective(
    name="Rosenbrock",
    expression=(1 - w_1) ** 2 + 100 * (w_2 - w_1**2) ** 2,
    points={"start": (-1.2, 1), "minimum": (1, 1)},
    source="Rosenbrock (1960)",
)
