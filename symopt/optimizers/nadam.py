"""NAdam (Dozat, 2016): Adam that already takes the momentum step of its next iteration.

The rule itself, with constant momentum, is optax's. ``scheduled`` is the paper's: the momentum mu rises to
``beta_1``, and P is the product of every mu so far. PyTorch and Keras leave the average at ``beta_1``, and Keras lets
mu rise faster.
"""

from sympy import Rational

from symopt.optimizers.adam import adam
from symopt.symbols import P, beta_1, epsilon, eta, g, k, mu, psi, v, v_hat

ahead = {
    mu[k + 1]: beta_1 * (1 - Rational("0.96") ** (psi * (k + 1)) / 2),
    mu[1]: beta_1 * (1 - Rational("0.96") ** psi / 2),
    P[k]: P[k - 1] * mu[k],
    P[0]: 1,
    v_hat[k]: mu[k + 1] * v[k] / (1 - P[k] * mu[k + 1]) + (1 - mu[k]) * g[k] / (1 - P[k]),
}
nadam = adam.where(
    {v_hat[k]: beta_1 * v[k] / (1 - beta_1 ** (k + 1)) + (1 - beta_1) * g[k] / (1 - beta_1**k)},
    name="NAdam",
    variants={
        "scheduled": ahead | {v[k]: mu[k] * v[k - 1] + (1 - mu[k]) * g[k], "defaults": {psi: 0.004}},
        "pytorch": ahead | {"defaults": {eta: 0.002, psi: 0.004}},
        "keras": ahead | {"defaults": {psi: 1, epsilon: 1e-7}},
    },
)
