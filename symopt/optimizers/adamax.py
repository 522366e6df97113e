"""AdaMax (Kingma & Ba, 2015, section 7): Adam with the largest gradient, fading, in place of the second moment.

The paper has no epsilon. ``pytorch``, like optax, adds it to each gradient's size, ``keras`` to the largest.
"""

from sympy import Abs, Max

from symopt import Optimizer
from symopt.symbols import beta_1, beta_2, epsilon, eta, g, k, u, v, w

adamax = Optimizer(
    name="AdaMax",
    updates={
        v[k]: beta_1 * v[k - 1] + (1 - beta_1) * g[k],
        u[k]: Max(beta_2 * u[k - 1], Abs(g[k])),
        w[k + 1]: w[k] - eta / (1 - beta_1**k) * v[k] / u[k],
    },
    defaults={eta: 0.002, beta_1: 0.9, beta_2: 0.999},
    variants={
        "pytorch": {u[k]: Max(beta_2 * u[k - 1], Abs(g[k]) + epsilon), "defaults": {epsilon: 1e-8}},
        "keras": {
            w[k + 1]: w[k] - eta / (1 - beta_1**k) * v[k] / (u[k] + epsilon),
            "defaults": {eta: 0.001, epsilon: 1e-7},
        },
    },
)
