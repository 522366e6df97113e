"""Momentum (Polyak, 1964): move along a velocity that forgets old gradients slowly.

The rule itself is PyTorch's and optax's SGD with momentum, ``weight-decay`` PyTorch's with a decay. ``pytorch`` has
its dampening gamma, which spares the first gradient; ``eta-inside`` is Keras's. In ``scheduled`` the momentum rises
from 1/2 to beta, a little every N steps (Sutskever et al., 2013).
"""

from sympy import Min, floor

from symopt import Optimizer
from symopt.symbols import beta, d, eta, g, gamma, grad, k, lam, period, v, w

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
        "pytorch": {v[k]: beta * v[k - 1] + (1 - gamma) * g[k], v[1]: g[1], "defaults": {eta: 0.001, gamma: 0}},
        "weight-decay": {g[k]: grad(w[k]) + lam * w[k], "defaults": {lam: 1e-4}},
        "scheduled": {beta: Min(1 - 1 / (2 * floor(k / period) + 2), beta), "defaults": {beta: 0.99, period: 250}},
    },
)
