"""Inverse square root decay: the first value divided by the root of the step.

Source: Zinkevich (2003), Online convex programming; Vaswani et al. (2017) after a warm-up.
"""

from sympy import sqrt

from symopt import Schedule
from symopt.symbols import eta_0, k

inverse_square_root = Schedule(
    name="Inverse square root decay",
    value=eta_0 / sqrt(k),
    defaults={eta_0: 0.1},
    claims=("continuous", "decreasing", "within-start"),
)
