"""Momentum (Polyak, 1964): move along a velocity that forgets old gradients slowly."""

from symopt import Optimizer
from symopt.symbols import beta, d, eta, g, k, v, w

momentum = Optimizer(
    name="Momentum",
    updates={
        v[k]: beta * v[k - 1] + g[k],
        w[k + 1]: w[k] - eta * v[k],
    },
    defaults={eta: 0.01, beta: 0.9},
    variants={
        "eta-inside": {v[k]: beta * v[k - 1] - eta * g[k], w[k + 1]: w[k] + v[k]},
        "delta-w": {d[k]: beta * d[k - 1] + eta * g[k], w[k + 1]: w[k] - d[k]},
        "damped": {v[k]: beta * v[k - 1] + (1 - beta) * g[k]},
        "heavy-ball": {w[k + 1]: w[k] - eta * g[k] + beta * (w[k] - w[k - 1]), w[0]: w[1]},
    },
)
