"""Nesterov (1983; in this form Sutskever et al., 2013): jump along the velocity first, correct after."""

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
    variants={"without-look-ahead": {g[k]: grad(w[k]), w[k + 1]: w[k] - eta * (g[k] + beta * v[k])}},
)
