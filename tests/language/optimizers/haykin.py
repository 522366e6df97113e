"""Nonlinear conjugate gradients, Polak-Ribiere+ with the stopping rule of Haykin's table 4.3."""

from language.procedures.wolfe import wolfe
from sympy import Max

from symopt import Optimizer
from symopt.symbols import beta, c_2, d, dot, epsilon, eta, grad, k, norm, r, tau, w

haykin = Optimizer(
    name="Polak-Ribiere+",
    updates={
        r[k]: -grad(w[k]),
        beta[k]: Max(dot(r[k], r[k] - r[k - 1]) / dot(r[k - 1], r[k - 1]), 0),
        d[k]: r[k] + beta[k] * d[k - 1],
        eta[k]: wolfe(w[k], d[k]),
        w[k + 1]: w[k] + eta[k] * d[k],
        tau[k]: tau[k - 1],
    },
    start={beta[1]: 0, tau[1]: norm(r[1])},
    until=norm(r[k]) <= epsilon * tau[k],
    defaults={c_2: 0.1, epsilon: 1e-6},
)
