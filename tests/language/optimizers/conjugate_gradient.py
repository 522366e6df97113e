"""Conjugate gradients (Hestenes & Stiefel, 1952): momentum whose two coefficients the step itself works out."""

from language.procedures.wolfe import wolfe
from sympy import Eq, Max, Mod, Piecewise

from symopt import Optimizer
from symopt.symbols import beta, c_2, d, dot, epsilon, eta, g, hess, k, norm, period, w

polak_ribiere = dot(g[k], g[k] - g[k - 1]) / dot(g[k - 1], g[k - 1])
conjugate_gradient = Optimizer(
    name="Conjugate gradients",
    updates={
        beta[k]: dot(g[k], g[k]) / dot(g[k - 1], g[k - 1]),
        d[k]: -g[k] + beta[k] * d[k - 1],
        eta[k]: -dot(g[k], d[k]) / dot(d[k], dot(hess(w[k]), d[k])),
        w[k + 1]: w[k] + eta[k] * d[k],
    },
    start={beta[1]: 0},
    until=norm(g[k]) <= epsilon,
    defaults={epsilon: 1e-8, c_2: 0.1, period: 20},
    variants={
        "fletcher-reeves": {eta[k]: wolfe(w[k], d[k])},
        "polak-ribiere": {beta[k]: Max(0, polak_ribiere), eta[k]: wolfe(w[k], d[k])},
        "restarted": {
            beta[k]: Piecewise((0, Eq(Mod(k - 1, period), 0)), (Max(0, polak_ribiere), True)),
            eta[k]: wolfe(w[k], d[k]),
        },
    },
)
