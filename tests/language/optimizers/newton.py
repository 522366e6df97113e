"""Newton: to the minimum of the quadratic that touches the objective here."""

from language.procedures.armijo import armijo

from symopt import Optimizer
from symopt.symbols import I, eta, g, hess, k, mu, solve, w

newton = Optimizer(
    name="Newton",
    updates={w[k + 1]: w[k] - eta * solve(hess(w[k]), g[k])},
    defaults={eta: 1, mu: 1},
    variants={
        "damped": {hess(w[k]): hess(w[k]) + mu * I},
        "line-search": {eta: armijo(w[k], -solve(hess(w[k]), g[k]))},
    },
)
