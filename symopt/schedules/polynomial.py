"""Polynomial decay: a power of the time that is left; the linear decay is its variant.

Source: Liu, Rabinovich, Berg (2015), ParseNet, for the power; its use in schedules of fixed length is older.
"""

from sympy import Piecewise

from symopt import Schedule
from symopt.symbols import alpha, eta_0, eta_min, k, period

left = 1 - (k - 1) / period

polynomial = Schedule(
    name="Polynomial decay",
    value=Piecewise((eta_min + (eta_0 - eta_min) * left**alpha, k < period + 1), (eta_min, True)),
    defaults={eta_0: 0.1, eta_min: 0.001, alpha: 2, period: 100},
    requires=(eta_min <= eta_0,),
    claims=("continuous", "decreasing", "within-start"),
    variants={"linear": {alpha: 1}},
)
