"""Beale's function: sharp peaks at the corners, a nearly flat middle, the minimum (3, 1/2) in a valley.

Source: Beale (1958), On an iterative method for finding a local minimum of a function of more than one variable.
"""

from symopt import Objective
from symopt.symbols import w_1, w_2

beale = Objective(
    name="Beale",
    expression=sum((c - w_1 * (1 - w_2**n)) ** 2 for n, c in enumerate((1.5, 2.25, 2.625), start=1)),
    points={"start": (1, 1), "minimum": (3, 0.5), "saddle": (0, 1)},
    source="Beale (1958)",
)
