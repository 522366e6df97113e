"""Per-weight gains (Hinton, 2012): up by a little while the gradient keeps its sign, down in proportion when not.

``clipped`` and ``clipped-wide`` hold them within [0.1, 10] or [0.01, 100]; in ``momentum`` the gradient has to agree
with the velocity (Jacobs, 1988).
"""

from sympy import Expr, Max, Min, Piecewise

from symopt import Optimizer
from symopt.symbols import a, beta, delta_0, eta, eta_max, eta_min, g, gain, k, v, w


def adapted(before: Expr) -> Expr:
    """The gain after one more gradient, which agrees with what was before it or does not."""
    return Piecewise((gain[k - 1] + delta_0, g[k] * before > 0), (gain[k - 1] * (1 - delta_0), True))


clipped = {a[k]: adapted(g[k - 1]), gain[k]: Min(eta_max, Max(eta_min, a[k]))}
gains = Optimizer(
    name="Gains",
    updates={
        gain[k]: adapted(g[k - 1]),
        w[k + 1]: w[k] - eta * gain[k] * g[k],
    },
    start={gain[1]: 1},
    defaults={eta: 0.01, delta_0: 0.05},
    variants={
        "clipped": clipped | {"defaults": {eta_min: 0.1, eta_max: 10}},
        "clipped-wide": clipped | {"defaults": {eta_min: 0.01, eta_max: 100}},
        "momentum": {
            gain[k]: adapted(v[k - 1]),
            v[k]: beta * v[k - 1] + gain[k] * g[k],
            w[k + 1]: w[k] - eta * v[k],
            "defaults": {beta: 0.9},
        },
    },
)
