"""Rprop: only signs count; each weight has its own step, longer after every agreement, within limits.

The rule itself is Rprop- (Riedmiller, 1994), without a way back. ``plus`` is the first, Rprop+ (Riedmiller & Braun,
1993): where the sign turns it takes the last step back. ``improved-minus`` and ``improved-plus`` are iRprop- and
iRprop+ (Igel & Huesken, 2003): the one, PyTorch's, waits where the sign turns; the other takes the step back if the
objective rose. ``optax`` waits too, and takes every step one pass late.
"""

from sympy import And, Max, Min, Piecewise, sign

from symopt import Optimizer
from symopt.symbols import a, d, delta, delta_0, down, eta_max, eta_min, f, g, grad, k, q, up, value, w

step = -delta[k] * sign(g[k])
waiting = {q[k]: grad(w[k]), a[k]: q[k] * g[k - 1], g[k]: Piecewise((0, a[k] < 0), (q[k], True))}
rprop = Optimizer(
    name="Rprop",
    updates={
        a[k]: g[k] * g[k - 1],
        delta[k]: Piecewise(
            (Min(up * delta[k - 1], eta_max), a[k] > 0),
            (Max(down * delta[k - 1], eta_min), a[k] < 0),
            (delta[k - 1], True),
        ),
        w[k + 1]: w[k] + step,
    },
    start={delta[0]: delta_0},
    defaults={delta_0: 0.1, up: 1.2, down: 0.5, eta_min: 1e-6, eta_max: 50},
    variants={
        "plus": waiting | {d[k]: Piecewise((-d[k - 1], a[k] < 0), (step, True)), w[k + 1]: w[k] + d[k]},
        "improved-minus": waiting,
        "improved-plus": waiting
        | {
            value[k]: f(w[k]),
            value[0]: 0,
            d[k]: Piecewise((-d[k - 1], And(a[k] < 0, value[k] > value[k - 1])), (step, True)),
            w[k + 1]: w[k] + d[k],
        },
        "optax": {
            a[k]: -g[k] * d[k - 1],
            d[k]: Piecewise((0, a[k] < 0), (step, True)),
            w[k + 1]: w[k] + Piecewise((0, a[k] < 0), (d[k - 1], True)),
        },
    },
)
