"""One momentum, written four ways: the velocities differ by a factor, the points do not.

With a constant learning rate,

    rate inside    u = -eta v        is the velocity of Berzal's notes, v(t) = mu v(t-1) - eta dE/dw;
    displacement   d = eta v         is the Delta w of the same notes, up to its sign;
    heavy ball     w[k] - w[k-1]     takes the velocity's place, and no velocity is left;
    damped         (1 - beta) v      is the average of the past gradients, and wants a rate 1/(1 - beta) as large.

When the rate changes from step to step, the first two no longer agree with the plain sum: the velocity inside has to be
rescaled by the ratio of the rates.
"""

from sympy import Eq, ImmutableDenseMatrix

from symopt import Assumption, Derivation
from symopt.optimizers.momentum import momentum
from symopt.rules import algebra, as_in, eliminate, given, unfold
from symopt.symbols import beta, d, eta, g, i, k, u, v, w

eta_inside = momentum.variant("eta-inside")
rate_inside = Derivation(
    title="Velocity with the rate inside",
    of=momentum,
    start=ImmutableDenseMatrix([u[k], w[k + 1]]),
    steps=[
        (
            ImmutableDenseMatrix([-eta * v[k], w[k + 1]]),
            given(Assumption("constant-rate", (Eq(u[i], -eta * v[i]),))),
        ),
        (ImmutableDenseMatrix([-eta * (beta * v[k - 1] + g[k]), w[k] - eta * v[k]]), unfold(v[k], w[k + 1])),
        (
            ImmutableDenseMatrix([beta * u[k - 1] - eta * g[k], w[k] + u[k]]),
            as_in(eta_inside, (v[k], w[k + 1]), {v: u}),
        ),
    ],
)

delta_w = momentum.variant("delta-w")
displacement = Derivation(
    title="Momentum as a displacement",
    of=momentum,
    start=ImmutableDenseMatrix([d[k], w[k + 1]]),
    steps=[
        (
            ImmutableDenseMatrix([eta * v[k], w[k + 1]]),
            given(Assumption("constant-rate", (Eq(d[i], eta * v[i]),))),
        ),
        (ImmutableDenseMatrix([eta * (beta * v[k - 1] + g[k]), w[k] - eta * v[k]]), unfold(v[k], w[k + 1])),
        (ImmutableDenseMatrix([beta * d[k - 1] + eta * g[k], w[k] - d[k]]), as_in(delta_w, (d[k], w[k + 1]))),
    ],
)

heavy_ball = Derivation(
    title="Momentum without a velocity",
    of=momentum,
    start=w[k + 1],
    steps=[
        (w[k] - eta * v[k], unfold(w[k + 1])),
        (w[k] - eta * (beta * v[k - 1] + g[k]), unfold(v[k])),
        (w[k] - eta * g[k] + beta * (w[k] - w[k - 1]), eliminate(v[k - 1], w[k])),
        (w[k] - eta * g[k] + beta * (w[k] - w[k - 1]), as_in(momentum.variant("heavy-ball"), w[k + 1])),
    ],
)

damped = momentum.variant("damped")
averaged = Derivation(
    title="Momentum as an average",
    of=momentum,
    start=u[k],
    steps=[
        ((1 - beta) * v[k], given(Assumption("averaged-velocity", (Eq(u[i], (1 - beta) * v[i]),)))),
        ((1 - beta) * (beta * v[k - 1] + g[k]), unfold(v[k])),
        (beta * u[k - 1] + (1 - beta) * g[k], as_in(damped, v[k], {v: u})),
    ],
)

changing_rate = Derivation(
    title="Velocity with a changing rate inside",
    of=momentum,
    start=u[k],
    steps=[
        (
            -eta[k] * v[k],
            given(Assumption("changing-rate", (Eq(u[i], -eta[i] * v[i]), eta[k - 1] > 0))),
        ),
        (-eta[k] * (beta * v[k - 1] + g[k]), unfold(v[k])),
        (beta * (eta[k] / eta[k - 1]) * u[k - 1] - eta[k] * g[k], algebra()),
    ],
    remarks=("remark.changing-rate",),
)
