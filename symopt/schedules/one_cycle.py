"""One cycle: up and down by equal steps, then further down; the momentum goes the other way, see cycled momentum.

Source: Smith (2018), A disciplined approach to neural network hyper-parameters, part 1; Smith & Topin (2018).
"""

from sympy import Piecewise

from symopt import Schedule
from symopt.symbols import eta_0, eta_min, k, period, theta, warm

up = eta_0 * (theta + (1 - theta) * (k - 1) / warm)
down = eta_0 * (1 - (1 - theta) * (k - 1 - warm) / warm)
out = eta_0 * theta + (eta_min - eta_0 * theta) * (k - 1 - 2 * warm) / period

one_cycle = Schedule(
    name="One cycle",
    value=Piecewise((up, k < warm + 1), (down, k < 2 * warm + 1), (out, k < 2 * warm + period + 1), (eta_min, True)),
    defaults={eta_0: 0.1, theta: 0.1, eta_min: 0.0001, warm: 45, period: 10},
    requires=(theta > 0, eta_min <= eta_0 * theta),
    claims=("continuous", "rises-then-falls", "within-start"),
)
