"""Where momentum converges on a quadratic: almost twice as far as gradient descent.

Its region is 0 < eta lambda < 2 (1 + beta). Along an eigenvector momentum is a recurrence of second order; it dies out
from every start exactly if both roots of its characteristic polynomial lie inside the unit circle.

Source: Polyak (1964).
"""

from sympy import Abs, And

from symopt import Derivation
from symopt.derivations.stability import along_eigenvector
from symopt.optimizers.momentum import momentum
from symopt.rules import algebra, characteristic_polynomial, eliminate, equivalence, given, jury, unfold
from symopt.statements import RootsInside, Tends
from symopt.symbols import beta, eta, g, k, lam, v, w, z

recurrence = Derivation(
    title="Momentum along an eigenvector",
    of=momentum,
    start=w[k + 1],
    free=(v[0],),
    steps=[
        (w[k] - eta * v[k], unfold(w[k + 1])),
        (w[k] - eta * (beta * v[k - 1] + g[k]), unfold(v[k])),
        (w[k] - eta * g[k] + beta * (w[k] - w[k - 1]), eliminate(v[k - 1], w[k])),
        (w[k] - eta * (lam * w[k]) + beta * (w[k] - w[k - 1]), given(along_eigenvector)),
        ((1 + beta - eta * lam) * w[k] - beta * w[k - 1], algebra()),
    ],
)

region = Derivation(
    title="Stability region of momentum",
    of=momentum,
    start=Tends(w[k], k, 0),
    free=(v[0],),
    steps=[
        (RootsInside(z**2 - (1 + beta - eta * lam) * z + beta, z), characteristic_polynomial(by=recurrence)),
        (And(Abs(beta) < 1, Abs(1 + beta - eta * lam) < 1 + beta), jury()),
        (And(0 < eta * lam, eta * lam < 2 * (1 + beta)), equivalence(on=eta)),
    ],
)
