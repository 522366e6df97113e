"""Conjugate gradients (Hestenes & Stiefel, 1952): momentum whose two coefficients the step itself works out.

Nonlinear after Fletcher & Reeves (1964) and Polak & Ribiere (1969); ended by the residual's share as in Haykin (1999).
"""

from sympy import And, Max, Mod, Ne, Piecewise

from symopt import Optimizer
from symopt.procedures.exact import exact
from symopt.symbols import a, beta, c_1, c_2, d, dot, epsilon, eta, g, hess, k, norm, period, tau, w, wolfe

bend, conditions = dot(d[k], dot(hess(w[k]), d[k])), {c_1: 1e-4, c_2: 0.1}
search = {eta[k]: wolfe(w[k], d[k], c_1, c_2), "defaults": conditions}
polak_ribiere = dot(g[k], g[k] - g[k - 1]) / dot(g[k - 1], g[k - 1])
positive = Max(0, polak_ribiere)
goes_on = And(Ne(Mod(k - 1, period), 0), a[k] * dot(g[k], d[k - 1]) < dot(g[k], g[k]))
conjugate_gradient = Optimizer(
    name="Conjugate gradients",
    updates={
        beta[k]: dot(g[k], g[k]) / dot(g[k - 1], g[k - 1]),
        d[k]: -g[k] + beta[k] * d[k - 1],
        eta[k]: Piecewise((-dot(g[k], d[k]) / bend, bend > 0)),
        w[k + 1]: w[k] + eta[k] * d[k],
    },
    start={beta[1]: 0},
    until=norm(g[k]) <= epsilon,
    defaults={epsilon: 1e-6},
    variants={
        "fletcher-reeves": search,
        "polak-ribiere": {beta[k]: polak_ribiere} | search,
        "polak-ribiere-plus": {beta[k]: positive} | search,
        "restarted": search
        | {a[k]: positive, a[1]: 0, beta[k]: Piecewise((a[k], goes_on), (0, True))}
        | {"defaults": {**conditions, period: 20}},
        "haykin": {
            beta[k]: positive,
            eta[k]: exact(w[k], d[k]),
            tau[k]: tau[k - 1],
            tau[1]: norm(g[1]),
            epsilon: epsilon * tau[k],
        },
    },
)
