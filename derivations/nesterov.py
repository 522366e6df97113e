"""Nesterov looks ahead: what that does on a quadratic, and the same rule without looking ahead.

    region          along an eigenvector it converges exactly if 0 < eta lambda < 2 (1 + beta)/(1 + 2 beta),
                    less than momentum's region, and less than gradient descent's for large beta;
    no look-ahead   followed at the point where it asks for gradients, y = w - eta beta v, it asks where it stands.

Source: Nesterov (1983); Sutskever, Martens, Dahl, Hinton (2013).
"""

from sympy import Abs, And, Eq

from symopt import Assumption, Derivation
from symopt.optimizers.nesterov import nesterov
from symopt.rules import algebra, as_in, characteristic_polynomial, eliminate, equivalence, given, jury, unfold
from symopt.statements import RootsInside, Tends
from symopt.symbols import Vector, beta, eta, g, grad, i, k, lam, v, w, y, z

x = Vector("x")
along_eigenvector = Assumption("along-eigenvector", (Eq(grad(x), lam * x),))
asked_at = Assumption("point-of-the-gradient", (Eq(y[i], w[i] - eta * beta * v[i - 1]),))

recurrence = Derivation(
    title="Nesterov along an eigenvector",
    of=nesterov,
    start=w[k + 1],
    free=(v[0],),
    steps=[
        (w[k] - eta * v[k], unfold(w[k + 1])),
        (w[k] - eta * (beta * v[k - 1] + g[k]), unfold(v[k])),
        (w[k] - eta * (beta * v[k - 1] + grad(w[k] - eta * beta * v[k - 1])), unfold(g[k])),
        (w[k] - eta * (beta * v[k - 1] + lam * (w[k] - eta * beta * v[k - 1])), given(along_eigenvector)),
        ((1 - eta * lam) * ((1 + beta) * w[k] - beta * w[k - 1]), eliminate(v[k - 1], w[k])),
    ],
)

region = Derivation(
    title="Stability region of Nesterov",
    of=nesterov,
    start=Tends(w[k], k, 0),
    free=(v[0],),
    steps=[
        (
            RootsInside(z**2 - (1 - eta * lam) * (1 + beta) * z + (1 - eta * lam) * beta, z),
            characteristic_polynomial(by=recurrence),
        ),
        (
            And(
                Abs((1 - eta * lam) * beta) < 1,
                Abs((1 - eta * lam) * (1 + beta)) < 1 + (1 - eta * lam) * beta,
            ),
            jury(),
        ),
        (And(0 < eta * lam, eta * lam < 2 * (1 + beta) / (1 + 2 * beta)), equivalence(on=eta)),
    ],
)

without_look_ahead = nesterov.variant("without-look-ahead")
equivalent = Derivation(
    title="Nesterov without looking ahead",
    of=nesterov,
    start=y[k + 1],
    steps=[
        (w[k + 1] - eta * beta * v[k], given(asked_at)),
        (w[k] - eta * v[k] - eta * beta * v[k], unfold(w[k + 1])),
        (y[k] + eta * beta * v[k - 1] - eta * v[k] - eta * beta * v[k], algebra()),
        (y[k] - eta * (g[k] + beta * v[k]), unfold(v[k])),
        (y[k] - eta * (g[k] + beta * v[k]), as_in(without_look_ahead, w[k + 1], {w: y})),
    ],
)
