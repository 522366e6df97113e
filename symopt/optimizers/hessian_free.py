"""Hessian-free (Martens, 2010): Newton's step by truncated conjugate gradients, damped as the model deserves."""

from sympy import Piecewise, Rational

from symopt import Optimizer
from symopt.procedures.truncated_cg import truncated_cg, truncated_cg_by_residual
from symopt.symbols import I, d, dot, epsilon, f, g, hess, k, lam, norm, rho, w

damped, quarter = hess(w[k]) + lam[k] * I, Rational(1, 4)
hessian_free = Optimizer(
    name="Hessian-free",
    updates={
        d[k]: truncated_cg(damped, -g[k]),
        rho[k]: (f(w[k] + d[k]) - f(w[k])) / (dot(g[k], d[k]) + dot(d[k], dot(hess(w[k]), d[k])) / 2),
        w[k + 1]: Piecewise((w[k] + d[k], rho[k] > 0), (w[k], True)),
        lam[k + 1]: Piecewise(
            (3 * lam[k] / 2, rho[k] < quarter), (2 * lam[k] / 3, rho[k] > 3 * quarter), (lam[k], True)
        ),
    },
    start={lam[1]: 1},
    until=norm(g[k]) <= epsilon,
    defaults={epsilon: 1e-6},
    variants={"residual": {d[k]: truncated_cg_by_residual(damped, -g[k])}},
)
