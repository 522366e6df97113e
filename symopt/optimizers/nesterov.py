"""Nesterov (1983; in this form Sutskever et al., 2013): jump along the velocity first, correct after.

Frameworks keep the point after the jump and ask for one gradient there: ``without-look-ahead`` is PyTorch's and
optax's SGD with ``nesterov=True``; ``keras`` has the rate inside the velocity.
"""

from symopt import Optimizer
from symopt.symbols import beta, eta, g, grad, k, v, w

nesterov = Optimizer(
    name="Nesterov",
    updates={
        g[k]: grad(w[k] - eta * beta * v[k - 1]),
        v[k]: beta * v[k - 1] + g[k],
        w[k + 1]: w[k] - eta * v[k],
    },
    defaults={eta: 0.01, beta: 0.9},
    variants={
        "without-look-ahead": {g[k]: grad(w[k]), w[k + 1]: w[k] - eta * (g[k] + beta * v[k])},
        "eta-inside": {
            g[k]: grad(w[k] + beta * v[k - 1]),
            v[k]: beta * v[k - 1] - eta * g[k],
            w[k + 1]: w[k] + v[k],
        },
        "keras": {
            g[k]: grad(w[k]),
            v[k]: beta * v[k - 1] - eta * g[k],
            w[k + 1]: w[k] + beta * v[k] - eta * g[k],
        },
    },
)
