"""Exact line search (Cauchy, 1847): to where the slope along a direction vanishes; downhill only.

On a quadratic the first trial is the answer. Elsewhere the step is doubled until the slope has turned, then halved in,
until the slope is small or no number lies between the two ends.
"""

from sympy import Abs, And, Eq, Or, Piecewise

from symopt import Procedure
from symopt.symbols import a, dot, grad, hess, high, j, low, slope, tolerance
from symopt.symbols import d_ as d
from symopt.symbols import x_ as x

fall, bend = dot(grad(x), d), dot(d, dot(hess(x), d))
exact = Procedure(
    name="Exact",
    takes=(x, d),
    start={a[0]: Piecewise((-fall / bend, And(fall <= 0, bend > 0)), (1, fall <= 0))},
    updates={
        slope[j]: dot(grad(x + a[j] * d), d),
        low[j + 1]: Piecewise((a[j], slope[j] < 0), (low[j], True)),
        high[j + 1]: Piecewise((high[j], slope[j] < 0), (a[j], True)),
        a[j + 1]: Piecewise((2 * a[j], Eq(high[j + 1], 0)), ((low[j + 1] + high[j + 1]) / 2, True)),
    },
    until=Or(Abs(slope[j]) <= -tolerance * fall, And(j > 0, Or(Eq(a[j], low[j]), Eq(a[j], high[j])))),
    gives=a[j],
    defaults={tolerance: 1e-9},
    bound=200,
)
