"""Exponential warm-up: from the fraction theta of the rate to the rate itself, by equal factors; 100 times lower here.

Source: the Italian notes, which begin 10 or 100 times lower.
"""

from sympy import Piecewise

from symopt import Schedule
from symopt.symbols import eta_0, k, theta, warm

exponential_warm_up = Schedule(
    name="Exponential warm-up",
    value=Piecewise((eta_0 * theta ** (1 - (k - 1) / warm), k < warm + 1), (eta_0, True)),
    defaults={eta_0: 0.1, theta: 0.01, warm: 10},
    requires=(theta > 0,),
    claims=("continuous", "increasing", "within-start"),
)
