"""Momentum remembers: how the past adds up inside the velocity.

The update ``v[k] = beta*v[k-1] + g[k]`` hides a sum. Written out, it says that

    unrolled   the velocity is every past gradient, weighted by beta to the power of its age;
    terminal   under a constant gradient c it saturates at c/(1 - beta),
    stride     so a step is 1/(1 - beta) times longer than gradient descent's:
               ten times, for the usual beta = 0.9.

Convention: gradients enter undamped, as in Polyak (1964) and PyTorch. In the damped form,
``(1 - beta)*g[k]``, the terminal velocity is the gradient itself.
"""

from sympy import Eq, Sum

from symopt import Assumption, Derivation
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.rules import algebra, as_in, at, geometric_sum, given, induction, limit_of, unfold, using
from symopt.symbols import beta, c, eta, g, i, k, v, w

constant_gradient = Assumption("constant-gradient", (Eq(g[i], c),))

first = Derivation(
    title="First velocity",
    of=momentum,
    start=v[1],
    steps=[(beta * v[0] + g[1], unfold(v[1]))],
    free=(v[0],),
)

second = Derivation(
    title="Second velocity",
    of=momentum,
    start=v[2],
    steps=[
        (beta * v[1] + g[2], unfold(v[2])),
        (beta * (beta * v[0] + g[1]) + g[2], using(first)),
        (beta**2 * v[0] + beta * g[1] + g[2], algebra()),
    ],
    free=(v[0],),
)

third = Derivation(
    title="Third velocity",
    of=momentum,
    start=v[3],
    steps=[
        (beta * v[2] + g[3], unfold(v[3])),
        (beta * (beta**2 * v[0] + beta * g[1] + g[2]) + g[3], using(second)),
        (beta**3 * v[0] + beta**2 * g[1] + beta * g[2] + g[3], algebra()),
    ],
    free=(v[0],),
)

unrolled_from_anywhere = Derivation(
    title="Unrolled momentum from any start",
    of=momentum,
    start=v[k],
    steps=[
        (beta**k * v[0] + Sum(beta ** (k - i) * g[i], (i, 1, k)), induction(on=k)),
    ],
    free=(v[0],),
)

unrolled = Derivation(
    title="Unrolled momentum",
    of=momentum,
    start=v[k],
    steps=[
        (Sum(beta ** (k - i) * g[i], (i, 1, k)), induction(on=k)),
    ],
)

saturating = Derivation(
    title="Velocity under a constant gradient",
    of=momentum,
    start=unrolled,
    steps=[
        (Sum(beta ** (k - i) * c, (i, 1, k)), given(constant_gradient)),
        (c * (1 - beta**k) / (1 - beta), geometric_sum()),
    ],
)

terminal = Derivation(
    title="Terminal velocity",
    of=momentum,
    start=saturating,
    steps=[
        (c / (1 - beta), limit_of(k)),
    ],
)

approach = Derivation(
    title="Approach to the terminal velocity",
    of=momentum,
    start=terminal.result - v[k],
    steps=[
        (c / (1 - beta) - c * (1 - beta**k) / (1 - beta), using(saturating)),
        (beta**k * c / (1 - beta), algebra()),
    ],
)

stride = Derivation(
    title="Terminal stride",
    of=momentum,
    start=w[k] - w[k + 1],
    steps=[
        (eta * v[k], unfold(w[k + 1])),
        (eta * c / (1 - beta), using(terminal)),
    ],
)

eta_inside = momentum.variant("eta-inside")
terminal_with_rate = Derivation(
    title="Terminal velocity with the rate inside",
    of=eta_inside,
    start=v[k],
    steps=[
        (Sum(-eta * beta ** (k - i) * g[i], (i, 1, k)), induction(on=k)),
        (Sum(-eta * beta ** (k - i) * c, (i, 1, k)), given(constant_gradient)),
        (-eta * c * (1 - beta**k) / (1 - beta), geometric_sum()),
        (1 / (1 - beta) * (-eta * c), limit_of(k)),
    ],
)

damped = momentum.variant("damped")
terminal_damped = Derivation(
    title="Terminal velocity of damped momentum",
    of=damped,
    start=v[k],
    steps=[
        (Sum(beta ** (k - i) * (1 - beta) * g[i], (i, 1, k)), induction(on=k)),
        (Sum(beta ** (k - i) * (1 - beta) * c, (i, 1, k)), given(constant_gradient)),
        (c * (1 - beta**k), geometric_sum()),
        (c, limit_of(k)),
    ],
)

forgetful = Derivation(
    title="Momentum that forgets at once",
    of=momentum,
    start=w[k + 1],
    steps=[
        (w[k] - eta * v[k], unfold(w[k + 1])),
        (w[k] - eta * (beta * v[k - 1] + g[k]), unfold(v[k])),
        (w[k] - eta * g[k], at({beta: 0})),
        (w[k] - eta * g[k], as_in(gradient_descent, w[k + 1])),
    ],
)
