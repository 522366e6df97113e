"""AdamW (Loshchilov & Hutter, 2019): Adam whose weight decay does not pass through the moments; see ``adam:l2``.

The rule itself is optax's. ``pytorch`` shrinks the weights first, which gives the same, and so does ``keras``.
``scheduled`` is the paper's: a multiplier mu, which a schedule may replace, scales step and decay alike, and the rate
not the decay.
"""

from sympy import sqrt

from symopt.optimizers.adam import adam
from symopt.symbols import beta_1, beta_2, epsilon, eta, k, lam, mu, s, s_hat, v, v_hat, w

rate = eta * sqrt(1 - beta_2**k) / (1 - beta_1**k)
adamw = adam.where(
    {w[k + 1]: w[k] - eta * (v_hat[k] / (sqrt(s_hat[k]) + epsilon) + lam * w[k])},
    name="AdamW",
    defaults={lam: 0.01},
    variants={
        "pytorch": {w[k + 1]: w[k] * (1 - eta * lam) - eta * v_hat[k] / (sqrt(s_hat[k]) + epsilon)},
        "keras": {
            w[k + 1]: w[k] * (1 - eta * lam) - rate * v[k] / (sqrt(s[k]) + epsilon),
            "defaults": {lam: 0.004, epsilon: 1e-7},
        },
        "scheduled": {
            w[k + 1]: w[k] - mu * (eta * v_hat[k] / (sqrt(s_hat[k]) + epsilon) + lam * w[k]),
            "defaults": {mu: 1, lam: 1e-5},
        },
    },
)
