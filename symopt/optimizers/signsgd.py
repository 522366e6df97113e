"""signSGD (Bernstein et al., 2018): every weight moves by the same amount; in ``signum`` a momentum says where to."""

from sympy import sign

from symopt import Optimizer
from symopt.symbols import beta, eta, g, k, v, w

signsgd = Optimizer(
    name="signSGD",
    updates={w[k + 1]: w[k] - eta * sign(g[k])},
    defaults={eta: 0.001},
    variants={
        "signum": {
            v[k]: beta * v[k - 1] + (1 - beta) * g[k],
            w[k + 1]: w[k] - eta * sign(v[k]),
            "defaults": {beta: 0.9},
        }
    },
)
