"""Cosine decay: half a wave from the first value down to the last, which is kept.

Source: Loshchilov & Hutter (2017), SGDR, equation 5, without restarts.
"""

from sympy import Piecewise, cos, pi

from symopt import Schedule
from symopt.symbols import eta_0, eta_min, k, period

wave = eta_min + (eta_0 - eta_min) * (1 + cos(pi * (k - 1) / period)) / 2

cosine = Schedule(
    name="Cosine decay",
    value=Piecewise((wave, k < period + 1), (eta_min, True)),
    defaults={eta_0: 0.1, eta_min: 0.001, period: 100},
    requires=(eta_min <= eta_0,),
    claims=("continuous", "decreasing", "within-start"),
)

cosine_to_zero = Schedule(
    name="Cosine decay to zero",
    value=cosine.value.xreplace({eta_min: 0 * eta_0}),
    defaults={eta_0: 0.1, period: 100},
    claims=("continuous", "decreasing"),
)
