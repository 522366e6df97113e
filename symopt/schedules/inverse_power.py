"""Inverse power decay: the first value divided by a power of the step.

Source: Robbins & Monro (1951); Bottou, Curtis, Nocedal (2018), section 4.
"""

from symopt import Schedule
from symopt.symbols import alpha, eta_0, k

inverse_power = Schedule(
    name="Inverse power decay",
    value=eta_0 / k**alpha,
    defaults={eta_0: 0.1, alpha: 0.75},
    requires=(alpha > 0.5, alpha <= 1),
    claims=("continuous", "decreasing", "within-start", "robbins-monro"),
)
