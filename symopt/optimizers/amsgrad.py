"""AMSGrad (Reddi, Kale, Kumar, 2018): Adam whose second moment never shrinks, with no correction for the zero start.

``decaying`` is the rate that the paper proves with; epsilon stays from Adam, the paper has none. PyTorch and Keras take
the maximum before the correction, optax after it.
"""

from sympy import Max, sqrt

from symopt.optimizers.adam import adam
from symopt.symbols import beta_1, beta_2, epsilon, eta, eta_0, k, s, s_hat, s_max, v, v_hat, w

rate = eta * sqrt(1 - beta_2**k) / (1 - beta_1**k)
amsgrad = adam.where(
    {
        s_max[k]: Max(s_max[k - 1], s[k]),
        w[k + 1]: w[k] - eta * v[k] / (sqrt(s_max[k]) + epsilon),
    },
    name="AMSGrad",
    variants={
        "decaying": {eta: eta_0 / sqrt(k), "defaults": {eta_0: 0.1}},
        "pytorch": {
            v_hat[k]: v[k] / (1 - beta_1**k),
            s_hat[k]: s_max[k] / (1 - beta_2**k),
            w[k + 1]: w[k] - eta * v_hat[k] / (sqrt(s_hat[k]) + epsilon),
        },
        "optax": {
            v_hat[k]: v[k] / (1 - beta_1**k),
            s_hat[k]: s[k] / (1 - beta_2**k),
            s_max[k]: Max(s_max[k - 1], s_hat[k]),
            w[k + 1]: w[k] - eta * v_hat[k] / (sqrt(s_max[k]) + epsilon),
        },
        "keras": {w[k + 1]: w[k] - rate * v[k] / (sqrt(s_max[k]) + epsilon), "defaults": {epsilon: 1e-7}},
    },
)
