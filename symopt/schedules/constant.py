"""Constant: the same value at every step."""

from symopt import Schedule
from symopt.symbols import eta_0

constant = Schedule(
    name="Constant",
    value=eta_0,
    defaults={eta_0: 0.1},
    claims=("continuous", "decreasing", "within-start"),
)
