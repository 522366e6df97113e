"""Exponential decay: a fixed fraction is lost at every step; the variant names the fraction that is kept.

After t executed steps it is eta_0 e^(-zeta t); step k comes after k - 1 of them.

Source: the Italian notes, where zeta is called k.
"""

from sympy import exp

from symopt import Schedule
from symopt.symbols import eta_0, k, zeta

exponential = Schedule(
    name="Exponential decay",
    value=eta_0 * exp(-zeta * (k - 1)),
    defaults={eta_0: 0.1, zeta: 0.05},
    claims=("continuous", "decreasing", "within-start"),
)
