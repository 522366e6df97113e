"""The best step on the Taylor polynomial: against the gradient, divided by the curvature.

To second order a step v changes the error to E + E' v + E'' v^2/2. Its derivative in v vanishes at v = -E'/E'', which
gradient descent takes exactly if eta = 1/E''. In several dimensions the step is v = -H^-1 grad E.

The FAMAF notes lose this sign on the way: from grad E = -H v they go on to v = H^-1 grad E. With the plus sign v is not
the step from w to the minimum, but the way from the minimum to w, w - w_min; the step is its opposite.
"""

from sympy import Derivative, Eq, Ne

from symopt import Assumption, Derivation
from symopt.rules import differentiate, equivalence, gradient_of, solve_for
from symopt.statements import PositiveDefinite
from symopt.symbols import Letter, SymmetricMatrix, Vector, dot, eta, f, grad, hess, solve

x, v = Letter("w"), Letter("v")
curved = Assumption("positive-curvature", (hess(x) > 0,))
sloping = Assumption("not-stationary", (Ne(grad(x), 0),))

best_step = Derivation(
    title="Best step on the Taylor polynomial",
    start=Eq(Derivative(f(x) + grad(x) * v + hess(x) * v**2 / 2, v), 0),
    assumptions=(curved,),
    steps=[
        (Eq(grad(x) + hess(x) * v, 0), differentiate()),
        (Eq(v, -grad(x) / hess(x)), solve_for(v)),
    ],
)

best_rate = Derivation(
    title="Best learning rate",
    start=Eq(-eta * grad(x), best_step.result.rhs),
    assumptions=(curved, sloping),
    steps=[
        (Eq(eta, 1 / hess(x)), equivalence(on=eta)),
    ],
)

G, V, H = Vector("G"), Vector("v"), SymmetricMatrix("H")
taylor = dot(G, V) + dot(V, dot(H, V)) / 2

slope = Derivation(
    title="Gradient of the Taylor polynomial",
    start=grad(V),
    steps=[(G + dot(H, V), gradient_of(taylor, V))],
)

convex = Assumption("symmetric-positive-definite", (PositiveDefinite(H),))
best_step_in_any_dimension = Derivation(
    title="Best step in any dimension",
    start=Eq(slope.result, 0),
    assumptions=(convex,),
    steps=[(Eq(V, -solve(H, G)), solve_for(V))],
    remarks=("remark.lost-sign",),
)
