"""Inverse decay: the first value divided by the step.

Source: Robbins & Monro (1951).
"""

from symopt import Schedule
from symopt.symbols import eta_0, k

inverse = Schedule(
    name="Inverse decay",
    value=eta_0 / k,
    defaults={eta_0: 0.1},
    claims=("continuous", "decreasing", "within-start", "robbins-monro"),
)
