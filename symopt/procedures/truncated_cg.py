"""Truncated conjugate gradients: A x = b, well enough, from products with A alone (Steihaug, 1983).

It stops where A curves downward, where nothing is left of the residual r, or where the model e has fallen by too little
over the last m passes (Martens, 2010).
The relative stops by the residual instead (Dembo & Steihaug, 1983). Before the first pass, the direction is b.
"""

from sympy import And, Eq, Min, Or, Piecewise

from symopt import Procedure
from symopt.symbols import A_ as A
from symopt.symbols import a, dot, e, history, j, norm, p, q, r, tolerance, y
from symopt.symbols import b_ as b

stuck = Min(dot(p[j], q[j]), dot(r[j], r[j])) <= 0
truncated_cg = Procedure(
    name="Truncated CG",
    takes=(A, b),
    start={y[0]: 0, r[0]: b, p[0]: b},
    updates={
        e[j]: -dot(y[j], b + r[j]) / 2,
        q[j]: dot(A, p[j]),
        a[j]: dot(r[j], r[j]) / dot(p[j], q[j]),
        y[j + 1]: y[j] + a[j] * p[j],
        r[j + 1]: r[j] - a[j] * q[j],
        p[j + 1]: r[j + 1] + dot(r[j + 1], r[j + 1]) / dot(r[j], r[j]) * p[j],
    },
    until=Or(stuck, And(j >= history, e[j - history] - e[j] <= -history * tolerance * e[j])),
    gives=Piecewise((b, Eq(j, 0)), (y[j], True)),
    defaults={history: 10, tolerance: 5e-4},
)
truncated_cg_by_residual = truncated_cg.where(
    {}, name="Truncated CG by residual", until=Or(stuck, norm(r[j]) <= tolerance * norm(b))
)
