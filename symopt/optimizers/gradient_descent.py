"""Gradient descent (Cauchy, 1847). Batch, online and mini-batch differ in who answers ``grad``, not in the rule."""

from symopt import Optimizer
from symopt.symbols import eta, g, k, w

gradient_descent = Optimizer(
    name="Gradient descent",
    updates={w[k + 1]: w[k] - eta * g[k]},
    defaults={eta: 0.01},
)
