"""Gradient descent (Cauchy, 1847). Batch, online and mini-batch differ in who answers ``grad``, not in the rule.

``noisy`` adds what a mini-batch adds: noise without bias (Robbins & Monro, 1951).
"""

from symopt import Optimizer
from symopt.procedures.exact import exact
from symopt.symbols import eta, g, grad, k, normal, sigma, w

gradient_descent = Optimizer(
    name="Gradient descent",
    updates={w[k + 1]: w[k] - eta * g[k]},
    defaults={eta: 0.01},
    variants={
        "noisy": {g[k]: grad(w[k]) + sigma * normal(k), "defaults": {sigma: 0.1}},
        "steepest": {eta: exact(w[k], -g[k])},
    },
)
