"""The ravine's gradient and Hessian, and those of every quadratic.

f(w1, w2) = 0.1 w1^2 + 2 w2^2 has the gradient (0.2 w1, 4 w2) and a constant, diagonal Hessian: the curvatures 0.2 and 4
differ by a factor of 20. In any dimension, (1/2) w^T H w - b^T w has the gradient H w - b and the Hessian H.
"""

from sympy import ImmutableDenseMatrix

from symopt import Derivation
from symopt.functions.quadratic import quadratic
from symopt.functions.ravine import ravine
from symopt.rules import by_coordinates, differentiate, gradient_of
from symopt.symbols import Vector, dot, grad, hess, w_1, w_2

w = Vector("w")

gradient = Derivation(
    title="Gradient of the ravine",
    start=grad(w),
    steps=[
        by_coordinates(ravine),
        (ImmutableDenseMatrix([0.2 * w_1, 4 * w_2]), differentiate()),
    ],
)

hessian = Derivation(
    title="Hessian of the ravine",
    start=hess(w),
    steps=[
        by_coordinates(ravine),
        (ImmutableDenseMatrix([[0.2, 0], [0, 4]]), differentiate()),
    ],
)

(H,) = quadratic.positive_definite
b = next(letter for letter in quadratic.defaults if isinstance(letter, Vector))

quadratic_gradient = Derivation(
    title="Gradient of a quadratic",
    start=grad(w),
    steps=[(dot(H, w) - b, gradient_of(quadratic.expression, w))],
)

quadratic_hessian = Derivation(
    title="Hessian of a quadratic",
    start=hess(w),
    steps=[(H, gradient_of(quadratic_gradient.result, w))],
)
