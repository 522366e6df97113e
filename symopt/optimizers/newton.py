"""Newton (1685; Raphson, 1690): to the minimum of the quadratic that touches the objective here.

Damped as by Levenberg (1944), with Armijo's line search (1966), or with an indefinite Hessian made definite first.
"""

from symopt import Optimizer
from symopt.procedures.armijo import armijo
from symopt.procedures.shift import shift
from symopt.symbols import I, d, eta, g, hess, k, mu, solve, tau, w

newton = Optimizer(
    name="Newton",
    updates={w[k + 1]: w[k] - eta * solve(hess(w[k]), g[k])},
    defaults={eta: 1},
    variants={
        "damped": {hess(w[k]): hess(w[k]) + mu * I, "defaults": {mu: 1}},
        "line-search": {
            d[k]: -solve(hess(w[k]), g[k]),
            eta[k]: armijo(w[k], d[k]),
            w[k + 1]: w[k] + eta[k] * d[k],
        },
        "modified": {
            tau[k]: shift(hess(w[k])),
            d[k]: -solve(hess(w[k]) + tau[k] * I, g[k]),
            eta[k]: armijo(w[k], d[k]),
            w[k + 1]: w[k] + eta[k] * d[k],
        },
    },
)
