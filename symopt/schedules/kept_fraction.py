"""Exponential decay by the fraction that is kept: gamma of the value is left after every step.

Source: Senior, Heigold, Ranzato, Yang (2013), An empirical study of learning rates in deep neural networks.
"""

from symopt import Schedule
from symopt.symbols import eta_0, gamma, k

kept_fraction = Schedule(
    name="Decay by a kept fraction",
    value=eta_0 * gamma ** (k - 1),
    defaults={eta_0: 0.1, gamma: 0.95},
    requires=(gamma > 0,),
    claims=("continuous", "decreasing", "within-start"),
)
