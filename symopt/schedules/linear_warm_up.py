"""Linear warm-up: from the fraction theta of the rate to the rate itself, in equal steps; ten times lower by default.

Source: the Italian notes, which begin 10 or 100 times lower; Goyal et al. (2017).
"""

from sympy import Piecewise

from symopt import Schedule
from symopt.symbols import eta_0, k, theta, warm

linear_warm_up = Schedule(
    name="Linear warm-up",
    value=Piecewise((eta_0 * (theta + (1 - theta) * (k - 1) / warm), k < warm + 1), (eta_0, True)),
    defaults={eta_0: 0.1, theta: 0.1, warm: 10},
    requires=(theta > 0,),
    claims=("continuous", "increasing", "within-start"),
)
