"""Newton's method: the minimum of a quadratic in one step.

From any point and in any dimension, since the quadratic that it minimises is the objective itself.
"""

from sympy import Eq

from symopt import Assumption, Derivation
from symopt.optimizers.newton import newton
from symopt.rules import algebra, at, given, unfold
from symopt.statements import PositiveDefinite
from symopt.symbols import SymmetricMatrix, Vector, dot, eta, g, grad, hess, k, solve, w

H, b, x = SymmetricMatrix("H"), Vector("b"), Vector("x")
quadratic = Assumption("convex-quadratic", (Eq(grad(x), dot(H, x) - b), Eq(hess(x), H), PositiveDefinite(H)))

one_step = Derivation(
    title="Newton reaches the minimum of a quadratic in one step",
    of=newton,
    start=w[k + 1],
    assumptions=(quadratic,),
    steps=[
        (w[k] - eta * solve(hess(w[k]), g[k]), unfold(w[k + 1])),
        (w[k] - eta * solve(hess(w[k]), grad(w[k])), unfold(g[k])),
        (w[k] - eta * solve(H, dot(H, w[k]) - b), given(quadratic)),
        (w[k] - solve(H, dot(H, w[k]) - b), at({eta: 1})),
        (solve(H, b), algebra()),
    ],
)
