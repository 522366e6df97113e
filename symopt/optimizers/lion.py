"""Lion (Chen et al., 2023): the sign of a momentum, with decoupled weight decay; Keras has the decay off."""

from sympy import sign

from symopt import Optimizer
from symopt.symbols import beta_1, beta_2, eta, g, k, lam, v, w

lion = Optimizer(
    name="Lion",
    updates={
        w[k + 1]: w[k] - eta * (sign(beta_1 * v[k - 1] + (1 - beta_1) * g[k]) + lam * w[k]),
        v[k]: beta_2 * v[k - 1] + (1 - beta_2) * g[k],
    },
    defaults={eta: 1e-4, beta_1: 0.9, beta_2: 0.99, lam: 0.001},
    variants={
        "without-decay": {
            w[k + 1]: w[k] - eta * sign(beta_1 * v[k - 1] + (1 - beta_1) * g[k]),
            "defaults": {eta: 0.001},
        }
    },
)
