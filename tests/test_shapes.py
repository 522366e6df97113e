import pytest
from sympy import Integer, Max

from symopt import symbols
from symopt.errors import SpecificationError
from symopt.optimizers.bfgs import bfgs
from symopt.optimizers.conjugate_gradient import conjugate_gradient
from symopt.optimizers.hessian_free import hessian_free
from symopt.optimizers.l_bfgs import l_bfgs
from symopt.optimizers.nadam import nadam
from symopt.optimizers.newton import newton
from symopt.procedures.armijo import armijo
from symopt.procedures.exact import exact
from symopt.procedures.shift import shift
from symopt.procedures.truncated_cg import truncated_cg
from symopt.spec.shapes import MATRIX, SCALAR, VECTOR, infer, shape_of
from symopt.symbols import H, I, dot, eta, f, g, grad, hess, k, norm, outer, p, pivot, solve, transpose, u, v, w

SHAPES = {"w": VECTOR, "g": VECTOR, "v": VECTOR, "H": MATRIX, "p": SCALAR}


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        (eta, SCALAR),
        (w[k] - eta * g[k], VECTOR),
        (Max(w[k], 0), VECTOR),
        (eta * H[k] + I, MATRIX),
        (f(w[k]), SCALAR),
        (grad(w[k]), VECTOR),
        (hess(w[k]), MATRIX),
        (dot(g[k], v[k]), SCALAR),
        (dot(H[k], g[k]), VECTOR),
        (dot(g[k], H[k]), VECTOR),
        (dot(H[k], H[k - 1]), MATRIX),
        (outer(g[k], v[k]), MATRIX),
        (transpose(H[k]), MATRIX),
        (solve(H[k], g[k]), VECTOR),
        (pivot(H[k]), SCALAR),
        (symbols.wolfe(w[k], -g[k], eta, eta / 2), SCALAR),
        (norm(g[k]) * v[k], VECTOR),
        (p[k] + norm(g[k]), SCALAR),
        (norm(g[k]) <= eta, SCALAR),
        (g[k] > 0, VECTOR),
        (u[k], None),
        (u[k] + eta, None),
        (dot(u[k], g[k]), None),
        (norm(u[k]), SCALAR),
    ],
    ids=str,
)
def test_the_shape_of_an_expression(expression, shape):
    assert shape_of(expression, SHAPES, "Test") == shape


@pytest.mark.parametrize(
    ("expression", "message", "hint"),
    [
        (grad(eta), "Test: grad(eta) is given (scalar)", "grad takes (vector)"),
        (solve(g[k], g[k]), "Test: solve(g[k], g[k]) is given (vector, vector)", "solve takes (matrix, vector)"),
        (outer(H[k], v[k]), "Test: outer(H[k], v[k]) is given (matrix, vector)", "outer takes (vector, vector)"),
        (outer(H[k], u[k]), "Test: outer(H[k], u[k]) is given (matrix, ?)", "outer takes (vector, vector)"),
        (
            dot(g[k], eta),
            "Test: dot(g[k], eta) is given (vector, scalar)",
            "dot takes (vector, vector) or (matrix, vector) or (vector, matrix) or (matrix, matrix)",
        ),
        (
            H[k] * g[k],
            "Test: H[k]*g[k] joins a matrix and a vector elementwise",
            "write their product as dot(matrix, vector)",
        ),
        (
            hess(w[k]) + eta,
            "Test: eta + hess(w[k]) adds a scalar to a matrix",
            "multiply the scalar with the identity I",
        ),
        (
            armijo(w[k], eta),
            "Test: Armijo(w[k], eta) is given (vector, scalar), "
            "with which Armijo: dot(grad(x), d) is given (vector, scalar)",
            "dot takes (vector, vector) or (matrix, vector) or (vector, matrix) or (matrix, matrix)",
        ),
    ],
    ids=str,
)
def test_shapes_that_do_not_fit(expression, message, hint):
    with pytest.raises(SpecificationError) as refusal:
        shape_of(expression, SHAPES, "Test")
    assert (refusal.value.message, refusal.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("equations", "shapes"),
    [
        ([(v[k], v[k - 1] + g[k]), (g[k], grad(w[k]))], {"v": VECTOR, "g": VECTOR}),
        ([(p[k], p[k - 1] / 2 + norm(w[k]))], {"p": SCALAR}),
        ([(v[0], Integer(1)), (v[k], v[k - 1] * w[k])], {"v": VECTOR}),
        ([(p[0], Integer(1)), (p[k], p[k - 1] * eta)], {"p": SCALAR}),
        ([(v[0], eta), (v[k], v[k - 1] + w[k])], {"v": VECTOR}),
        ([(H[1], I), (H[k + 1], H[k] + outer(w[k], w[k]))], {"H": MATRIX}),
        ([(u[k], v[k - 1]), (v[k], u[k] * w[k])], {"u": VECTOR, "v": VECTOR}),
        ([(u[k], 2 * u[k - 1])], {"u": SCALAR}),
    ],
    ids=str,
)
def test_letters_get_the_least_shape_that_their_equations_allow(equations, shapes):
    assert infer(equations, "Test", {"w": VECTOR}) == {"w": VECTOR, **shapes}


def test_a_letter_is_not_a_vector_and_a_matrix():
    with pytest.raises(SpecificationError) as refusal:
        infer([(v[0], w[1]), (v[k], outer(w[k], w[k]))], "Test", {"w": VECTOR})
    assert refusal.value.message == "Test: v[k] is a vector, but outer(w[k], w[k]) is a matrix"
    assert refusal.value.hint == (
        "write the product of a matrix and a vector as dot(matrix, vector), a multiple of the identity with I"
    )


@pytest.mark.parametrize(
    ("rule", "scalars", "matrices"),
    [
        (bfgs, {"eta", "rho"}, {"H", "V"}),
        (bfgs.variant("expanded"), {"eta", "rho"}, {"H"}),
        (conjugate_gradient, {"beta", "eta"}, set()),
        (conjugate_gradient.variant("restarted"), {"a", "beta", "eta"}, set()),
        (conjugate_gradient.variant("haykin"), {"beta", "eta", "tau"}, set()),
        (hessian_free, {"lambda", "rho"}, set()),
        (l_bfgs, {"a", "eta", "gamma"}, set()),
        (newton.variant("modified"), {"eta", "tau"}, set()),
        (nadam.variant("scheduled"), {"P", "mu"}, set()),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_the_shapes_of_whole_rules(rule, scalars, matrices):
    assert {name for name, shape in rule.shapes.items() if shape == SCALAR} == scalars
    assert {name for name, shape in rule.shapes.items() if shape == MATRIX} == matrices


@pytest.mark.parametrize(
    ("procedure", "given", "shape"),
    [
        (exact, [VECTOR, VECTOR], SCALAR),
        (shift, [MATRIX], SCALAR),
        (armijo, [VECTOR, VECTOR], SCALAR),
        (armijo, [VECTOR, None], None),
        (truncated_cg, [MATRIX, VECTOR], VECTOR),
    ],
)
def test_the_shape_of_a_call_comes_from_its_arguments(procedure, given, shape):
    assert procedure.shape_given(given) == shape
