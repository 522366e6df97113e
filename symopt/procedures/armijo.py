"""Armijo (1966): halve the step until the decrease is a fair share of what the slope promised; downhill only."""

from sympy import Piecewise

from symopt import Procedure
from symopt.symbols import a, c_1, dot, f, grad, j, rho
from symopt.symbols import d_ as d
from symopt.symbols import x_ as x

fall = dot(grad(x), d)
armijo = Procedure(
    name="Armijo",
    takes=(x, d),
    start={a[0]: Piecewise((1, fall <= 0))},
    updates={a[j + 1]: rho * a[j]},
    until=f(x + a[j] * d) <= f(x) + c_1 * a[j] * fall,
    gives=a[j],
    defaults={c_1: 1e-4, rho: 0.5},
    bound=100,
)
