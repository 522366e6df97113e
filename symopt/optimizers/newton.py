"""Newton: to the minimum of the quadratic that touches the objective here."""

from symopt import Optimizer
from symopt.symbols import eta, g, hess, k, solve, w

newton = Optimizer(
    name="Newton",
    updates={w[k + 1]: w[k] - eta * solve(hess(w[k]), g[k])},
    defaults={eta: 1},
)
