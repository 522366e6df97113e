"""When gradient descent on a quadratic converges from every start.

Exactly if 0 < eta < 2/lambda_max. Along an eigenvector of the Hessian the gradient is the eigenvalue times the
coordinate, so each direction runs by itself and is multiplied by 1 - eta lambda in every step. It dies out exactly if
that factor lies between -1 and 1; the largest eigenvalue asks for the smallest rate, and whoever respects it respects
all others.

Source: LeCun, Bottou, Orr, Mueller (1998); the bound is stated in the FAMAF notes without proof.
"""

from sympy import Abs, And, Eq

from symopt import Assumption, Derivation
from symopt.derivations.descent import H, centred, x
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.rules import algebra, at_ends, characteristic_polynomial, equivalence, given, jury, unfold
from symopt.statements import ForEvery, RootsInside, Tends
from symopt.symbols import Vector, dot, eta, g, grad, i, k, lam, lambda_max, lambda_min, w, z

q = Vector("q")
eigenvector = Assumption("eigenvector", (Eq(dot(H, q), lam * q),))
along_eigenvector = Assumption("along-eigenvector", (Eq(g[i], lam * w[i]),))
spectrum = Assumption("eigenvalues-within", (lambda_min <= lambda_max,))

component = Derivation(
    title="Gradient along an eigenvector",
    start=dot(q, grad(x)),
    steps=[
        (dot(q, dot(H, x)), given(centred)),
        (lam * dot(q, x), given(eigenvector)),
    ],
)

contraction = Derivation(
    title="Contraction along an eigenvector",
    of=gradient_descent,
    start=w[k + 1],
    origin=0,
    steps=[
        (w[k] - eta * g[k], unfold(w[k + 1])),
        (w[k] - eta * (lam * w[k]), given(along_eigenvector)),
        ((1 - eta * lam) * w[k], algebra()),
    ],
)

one_direction = Derivation(
    title="Stability along one eigenvector",
    of=gradient_descent,
    start=Tends(w[k], k, 0),
    origin=0,
    steps=[
        (RootsInside(z - (1 - eta * lam), z), characteristic_polynomial(by=contraction)),
        (Abs(1 - eta * lam) < 1, jury()),
        (And(0 < eta, eta < 2 / lam), equivalence(on=eta)),
    ],
)

every_direction = Derivation(
    title="Stability bound of gradient descent",
    start=ForEvery(Abs(1 - eta * lam) < 1, lam, lambda_min, lambda_max),
    assumptions=(spectrum,),
    steps=[
        (And(Abs(1 - eta * lambda_min) < 1, Abs(1 - eta * lambda_max) < 1), at_ends()),
        (And(0 < eta, eta < 2 / lambda_max), equivalence(on=eta)),
    ],
)
