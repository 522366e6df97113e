"""Gradient descent (Cauchy, 1847). Batch, online and mini-batch differ in who answers ``grad``, not in the rule."""

from language.procedures.exact import exact

from symopt import Optimizer
from symopt.symbols import eta, g, grad, k, normal, sigma, w

gradient_descent = Optimizer(
    name="Gradient descent",
    updates={w[k + 1]: w[k] - eta * g[k]},
    defaults={eta: 0.01, sigma: 0.1},
    variants={
        "noisy": {g[k]: grad(w[k]) + sigma * normal(k)},
        "steepest": {eta: exact(w[k], -g[k])},
    },
)
