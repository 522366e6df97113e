"""Gradient descent on a quadratic: each step multiplies the error by the same matrix.

one step     w[k+1] = (I - eta H) w[k];
iterates     w[k] = (I - eta H)^k w[0];
error        with the minimum anywhere, the error e = w - w* obeys the same law;
the ravine   f = 0.1 w1^2 + 2 w2^2 has the factors 1 - 0.2 eta and 1 - 4 eta.

Source: Goh (2017), for the eigenvectors; the ravine is the Italian notes'.
"""

from sympy import Eq, ImmutableDenseMatrix

from symopt import Assumption, Derivation
from symopt.functions.ravine import ravine
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.rules import algebra, coordinatewise, given, induction, unfold
from symopt.symbols import I, Sequence, SymmetricMatrix, Vector, dot, e, eta, g, grad, i, k, power, w

H, x, w_star = SymmetricMatrix("H"), Vector("x"), Vector("w_star")
centred = Assumption("centred-quadratic", (Eq(grad(x), dot(H, x)),))
shifted = Assumption("quadratic-objective", (Eq(grad(x), dot(H, x) - dot(H, w_star)),))
error = Assumption("error", (Eq(e[i], w[i] - w_star),))

one_step = Derivation(
    title="One step on a quadratic",
    of=gradient_descent,
    start=w[k + 1],
    origin=0,
    steps=[
        (w[k] - eta * g[k], unfold(w[k + 1])),
        (w[k] - eta * grad(w[k]), unfold(g[k])),
        (w[k] - eta * dot(H, w[k]), given(centred)),
        (dot(I - eta * H, w[k]), algebra()),
    ],
)

iterates = Derivation(
    title="Iterates on a quadratic",
    of=gradient_descent,
    start=w[k],
    origin=0,
    steps=[
        (dot(power(I - eta * H, k), w[0]), induction(on=k, by=one_step)),
    ],
)

error_step = Derivation(
    title="Error after one step",
    of=gradient_descent,
    start=e[k + 1],
    origin=0,
    steps=[
        (w[k + 1] - w_star, given(error)),
        (w[k] - eta * g[k] - w_star, unfold(w[k + 1])),
        (w[k] - eta * grad(w[k]) - w_star, unfold(g[k])),
        (w[k] - eta * (dot(H, w[k]) - dot(H, w_star)) - w_star, given(shifted)),
        (dot(I - eta * H, e[k]), algebra()),
    ],
)

error_iterates = Derivation(
    title="Error after any number of steps",
    of=gradient_descent,
    start=e[k],
    origin=0,
    steps=[
        (dot(power(I - eta * H, k), e[0]), induction(on=k, by=error_step)),
    ],
)

W_1, W_2 = Sequence("w_1"), Sequence("w_2")
ravine_step = Derivation(
    title="One step on the ravine",
    of=gradient_descent,
    start=ImmutableDenseMatrix([W_1[k + 1], W_2[k + 1]]),
    origin=0,
    steps=[
        (
            ImmutableDenseMatrix([W_1[k] - eta * (0.2 * W_1[k]), W_2[k] - eta * (4 * W_2[k])]),
            coordinatewise(ravine, (W_1, W_2)),
        ),
        (ImmutableDenseMatrix([(1 - 0.2 * eta) * W_1[k], (1 - 4 * eta) * W_2[k]]), algebra()),
    ],
)

ravine_iterates = Derivation(
    title="Iterates on the ravine",
    of=gradient_descent,
    start=ImmutableDenseMatrix([W_1[k], W_2[k]]),
    origin=0,
    steps=[
        (
            ImmutableDenseMatrix([(1 - 0.2 * eta) ** k * W_1[0], (1 - 4 * eta) ** k * W_2[0]]),
            induction(on=k, by=ravine_step),
        ),
    ],
)
