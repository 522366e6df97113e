"""Momentum that changes with the step: in two stages, growing towards its limit, or against the learning rate's cycle.

Two stages: 0.5 while gradients are large, then 0.9, or 0.99 when the weights are stuck.
Growing: 1 - 2^(-1 - log2(floor(t/250) + 1)), which is 1 - 1/(2 floor(t/250) + 2), up to a limit, after t steps.
Cycled: down while the rate goes up, and up again.

Source: Hinton (2012), lecture 6, quoted in Berzal's notes; Sutskever, Martens, Dahl, Hinton (2013), section 2; Smith
(2018), section 5.
"""

from sympy import Min, Piecewise, floor

from symopt import Schedule
from symopt.symbols import beta_0, beta_max, beta_min, k, period, warm

two_stage_momentum = Schedule(
    name="Momentum in two stages",
    value=Piecewise((beta_0, k < period + 1), (beta_max, True)),
    defaults={beta_0: 0.5, beta_max: 0.9, period: 10},
    requires=(beta_0 < beta_max,),
    claims=("increasing", "within-unit"),
)

growing_momentum = Schedule(
    name="Growing momentum",
    value=Min(1 - 1 / (2 * floor((k - 1) / period) + 2), beta_max),
    defaults={beta_max: 0.99, period: 250},
    requires=(beta_max > 0.5,),
    claims=("increasing", "within-unit"),
)

fall = beta_max - (beta_max - beta_min) * (k - 1) / warm
rise = beta_min + (beta_max - beta_min) * (k - 1 - warm) / warm

cycled_momentum = Schedule(
    name="Cycled momentum",
    value=Piecewise((fall, k < warm + 1), (rise, k < 2 * warm + 1), (beta_max, True)),
    defaults={beta_min: 0.85, beta_max: 0.95, warm: 45},
    requires=(beta_min <= beta_max,),
    claims=("continuous", "falls-then-rises", "within-unit"),
)
