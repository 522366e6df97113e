"""Ravine: a long valley, twenty times steeper across than along, that gradient descent crosses in zigzags.

Source: the Italian lecture notes' worked example, f(w1, w2) = 0.1 w1^2 + 2 w2^2 from the point (-5, -2).
"""

from symopt import Objective
from symopt.symbols import w_1, w_2

ravine = Objective(
    name="Ravine",
    expression=0.1 * w_1**2 + 2 * w_2**2,
    points={"start": (-5, -2), "minimum": (0, 0)},
    source="Italian lecture notes",
)
