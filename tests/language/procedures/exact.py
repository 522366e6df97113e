"""Exact line search: where the slope along the direction vanishes. On a quadratic the first trial is the answer."""

from language.procedures.wolfe import wolfe
from sympy import Abs, Piecewise

from symopt.symbols import a, c_1, dot, grad, hess, j, slope, tolerance
from symopt.symbols import d_ as d
from symopt.symbols import x_ as x

bend = dot(d, dot(hess(x), d))
exact = wolfe.where(
    {a[0]: Piecewise((-dot(grad(x), d) / bend, bend > 0), (1, True)), c_1: 0},
    name="Exact",
    until=Abs(slope[j]) <= -tolerance * dot(grad(x), d),
    defaults={tolerance: 1e-12},
)
