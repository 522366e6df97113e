"""A schedule for the momentum: what the velocity tends to in each stage, wherever the stage before left it.

While beta stays at a value, the velocity forgets where it started and tends to c/(1 - beta):

    beta = 0.5    twice the gradient, at the beginning, where gradients are large;
    beta = 0.9    ten times,
    beta = 0.99   a hundred times, at the end, when the weights are stuck.

Source: Hinton (2012), lecture 6; quoted in Berzal's notes.
"""

from sympy import Sum

from symopt import Derivation
from symopt.derivations.momentum import constant_gradient, unrolled_from_anywhere
from symopt.optimizers.momentum import momentum
from symopt.rules import at, geometric_sum, given, limit_of
from symopt.symbols import beta, c, i, k, v

anywhere = Derivation(
    title="Velocity under a constant gradient from any start",
    of=momentum,
    start=unrolled_from_anywhere,
    free=(v[0],),
    steps=[
        (beta**k * v[0] + Sum(beta ** (k - i) * c, (i, 1, k)), given(constant_gradient)),
        (beta**k * v[0] + c * (1 - beta**k) / (1 - beta), geometric_sum()),
    ],
)

terminal = Derivation(
    title="Terminal velocity from any start",
    of=momentum,
    start=anywhere,
    free=(v[0],),
    steps=[(c / (1 - beta), limit_of(k))],
)

stages = [
    Derivation(
        title=f"Terminal velocity of the momentum schedule {stage}",
        of=momentum,
        start=terminal,
        free=(v[0],),
        steps=[(times * c, at({beta: value}))],
    )
    for stage, value, times in (("at the beginning", 0.5, 2), ("later", 0.9, 10), ("at the end", 0.99, 100))
]
