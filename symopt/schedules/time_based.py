"""Time-based decay: divided by a number that grows with the steps.

After t executed steps it is eta_0/(1 + zeta t); step k comes after k - 1 of them.

Source: the Italian notes, where zeta is called k; Robbins & Monro (1951) for the sums of the rates and their squares.
"""

from symopt import Schedule
from symopt.symbols import eta_0, k, zeta

time_based = Schedule(
    name="Time-based decay",
    value=eta_0 / (1 + zeta * (k - 1)),
    defaults={eta_0: 0.1, zeta: 0.05},
    claims=("continuous", "decreasing", "within-start", "robbins-monro"),
)
