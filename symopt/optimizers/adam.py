"""Adam (Kingma & Ba, 2015): momentum over root-mean-square, both freed of their zero start."""

from sympy import sqrt

from symopt import Optimizer
from symopt.symbols import beta_1, beta_2, epsilon, epsilon_root, eta, g, grad, k, lam, s, s_hat, v, v_hat, w

adam = Optimizer(
    name="Adam",
    updates={
        v[k]: beta_1 * v[k - 1] + (1 - beta_1) * g[k],
        s[k]: beta_2 * s[k - 1] + (1 - beta_2) * g[k] ** 2,
        v_hat[k]: v[k] / (1 - beta_1**k),
        s_hat[k]: s[k] / (1 - beta_2**k),
        w[k + 1]: w[k] - eta * v_hat[k] / (sqrt(s_hat[k]) + epsilon),
    },
    defaults={eta: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8},
    variants={
        "epsilon-inside": {sqrt(s_hat[k]) + epsilon: sqrt(s_hat[k] + epsilon)},
        "epsilon-root": {sqrt(s_hat[k]): sqrt(s_hat[k] + epsilon_root), "defaults": {epsilon_root: 1e-8}},
        "epsilon-hat": {
            w[k + 1]: w[k] - eta * sqrt(1 - beta_2**k) / (1 - beta_1**k) * v[k] / (sqrt(s[k]) + epsilon),
            "defaults": {epsilon: 1e-7},
        },
        "pytorch": {
            w[k + 1]: w[k] - eta / (1 - beta_1**k) * v[k] / (sqrt(s[k]) / sqrt(1 - beta_2**k) + epsilon),
        },
        "sign-inside": {
            v[k]: beta_1 * v[k - 1] - (1 - beta_1) * g[k],
            w[k + 1]: w[k] + eta * v_hat[k] / (sqrt(s_hat[k]) + epsilon),
        },
        "uncorrected": {v_hat[k]: v[k], s_hat[k]: s[k]},
        "l2": {g[k]: grad(w[k]) + lam * w[k], "defaults": {lam: 0.01}},
    },
)
