"""Every objective that the package holds, checked by means that share nothing with the engine's derivatives."""

from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
from flint import arb, ctx, fmpq, fmpq_mpoly_ctx
from sympy import ImmutableDenseMatrix, Poly, Rational, log
from sympy.polys.polyerrors import PolynomialError

import symopt.functions
from symopt.objectives import FiniteSum, Objective
from symopt.objectives.vector import VectorObjective
from symopt.symbols import dot, solve


def held():
    for module in sorted(found.name for found in iter_modules(symopt.functions.__path__)):
        yield getattr(import_module(f"symopt.functions.{module}"), module)


def concrete(objective):
    return objective.concrete() if isinstance(objective, VectorObjective | FiniteSum) else objective


def named(objective):
    return objective.name


ALL = list(held())
FINITE = [concrete(objective) for objective in ALL]
POINTS = [(Rational(1, 3), Rational(-2, 7)), (Rational(-5, 2), Rational(3)), (Rational(4), Rational(1, 9))]


def test_all_the_names_are_there():
    names = "anscombe beale double_well logistic plateau quadratic ravine rosenbrock saddle"
    assert [found.name for found in iter_modules(symopt.functions.__path__)] == names.split()


@pytest.mark.parametrize("objective", FINITE, ids=named)
def test_has_a_source_and_exact_points(objective):
    assert objective.source
    for point in objective.points.values():
        assert objective.value_at(point).is_real


def shifted_coefficients(objective, point):
    """The coefficients of f(point + h) as a polynomial in h, expanded by python-flint."""
    terms = Poly(objective.expression, *objective.coordinates).terms()
    context = fmpq_mpoly_ctx.get([f"h{n}" for n in range(objective.dimension)], "lex")
    moved = [h + fmpq(int(at.p), int(at.q)) for h, at in zip(context.gens(), point, strict=True)]
    total = context.constant(0)
    for powers, coefficient in terms:
        term = context.constant(fmpq(int(coefficient.p), int(coefficient.q)))
        for base, power in zip(moved, powers, strict=True):
            term *= base**power
        total += term
    return {powers: Rational(int(c.p), int(c.q)) for powers, c in total.to_dict().items()}


def polynomial(objective):
    try:
        return all(c.is_Rational for c in Poly(objective.expression, *objective.coordinates).coeffs())
    except PolynomialError:
        return False


@pytest.mark.parametrize("objective", [f for f in FINITE if polynomial(f)], ids=named)
@pytest.mark.parametrize("point", POINTS, ids=str)
def test_derivatives_are_the_coefficients_of_the_shifted_polynomial(objective, point):
    n = objective.dimension
    at = point[:n]
    found = shifted_coefficients(objective, at)
    unit = [tuple(int(i == j) for j in range(n)) for i in range(n)]
    slope = [found.get(unit[i], 0) for i in range(n)]
    bend = [
        [
            found.get(tuple(a + b for a, b in zip(unit[i], unit[j], strict=True)), 0) * (2 if i == j else 1)
            for j in range(n)
        ]
        for i in range(n)
    ]
    assert objective.value_at(at) == found.get((0,) * n, 0)
    assert objective.gradient_at(at) == ImmutableDenseMatrix(slope)
    assert objective.hessian_at(at) == ImmutableDenseMatrix(bend)


def logistic_loss(a, b):
    """The loss written out by hand, on balls."""
    data = [(1, 1)] * 3 + [(1, -1)] + [(-1, -1)] * 3 + [(-1, 1)]
    return sum(((-y * (a * x + b)).exp() + 1).log() for x, y in data) / 8


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_logistic_agrees_with_differences_at_high_precision(point):
    (logistic,) = (objective for objective in FINITE if objective.name == "Logistic regression")
    with ctx.workprec(600):
        a, b = (arb(fmpq(int(x.p), int(x.q))) for x in point)
        h = arb(2) ** -100
        f = logistic_loss
        slope = [(f(a + h, b) - f(a - h, b)) / (2 * h), (f(a, b + h) - f(a, b - h)) / (2 * h)]
        mixed = (f(a + h, b + h) - f(a + h, b - h) - f(a - h, b + h) + f(a - h, b - h)) / (4 * h * h)
        bend = [(f(a + h, b) - 2 * f(a, b) + f(a - h, b)) / (h * h), mixed, mixed]
        bend.append((f(a, b + h) - 2 * f(a, b) + f(a, b - h)) / (h * h))
        expected = [f(a, b), *slope, *bend]
        exact = [logistic.value_at(point), *logistic.gradient_at(point), *logistic.hessian_at(point)]
        for want, got in zip(expected, exact, strict=True):
            assert abs(want - arb(str(got.evalf(60)))) < arb(10) ** -50


EXPECTED = {
    "Anscombe": {"minimum": "minimum"},
    "Ravine": {"minimum": "minimum"},
    "Rosenbrock": {"minimum": "minimum"},
    "Beale": {"minimum": "minimum", "saddle": "saddle"},
    "Saddle": {"saddle": "saddle"},
    "Double well": {"b": "minimum", "c": "maximum", "d": "minimum"},
    "Plateau": {"d": "minimum"},
    "Quadratic": {"minimum": "minimum"},
    "Logistic regression": {"minimum": "minimum"},
}


@pytest.mark.parametrize("objective", FINITE, ids=named)
def test_the_named_points_are_what_their_docstring_says(objective):
    kinds = {found.point: found.kind for found in objective.stationary_points}
    labelled = {label: kinds[point] for label, point in objective.points.items() if point in kinds}
    assert labelled == EXPECTED[objective.name]
    assert objective.stationary.complete == (objective.name != "Logistic regression")


def test_beale_has_one_more_saddle():
    (beale,) = (objective for objective in FINITE if objective.name == "Beale")
    assert sorted(found.kind for found in beale.stationary_points) == ["minimum", "saddle", "saddle"]


def test_the_wells_and_the_plateau_have_the_shape_of_the_notes():
    wells, plateau = (next(f for f in FINITE if f.name == name) for name in ("Double well", "Plateau"))
    a, b, c, d = (wells.value_at(wells.points[label]) for label in "abcd")
    assert a > c > b > d
    assert wells.gradient_at(wells.points["a"])[0] < 0
    a, b, d = (plateau.value_at(plateau.points[label]) for label in "abd")
    assert a > b > d
    (flat,) = plateau.stationary.plateaus
    assert flat.lower < plateau.points["b"][0] < flat.upper
    assert all(joint.order >= 2 for joint in plateau.joints)


def test_the_quadratic_in_any_dimension():
    (quadratic,) = (objective for objective in ALL if isinstance(objective, VectorObjective))
    w, H, b = quadratic.variable, *sorted(quadratic.expression.free_symbols - {quadratic.variable}, key=str)
    assert quadratic.gradient == dot(H, w) - b
    assert quadratic.hessian == H
    assert [(found.point, found.kind) for found in quadratic.stationary_points] == [((solve(H, b),), "minimum")]


def test_logistic_minimum_is_where_the_odds_are_three_to_one():
    (logistic,) = (objective for objective in FINITE if objective.name == "Logistic regression")
    assert logistic.gradient_at((log(3), 0)) == ImmutableDenseMatrix([0, 0])
    assert all(isinstance(objective, Objective) for objective in FINITE)


def test_anscombes_line_is_that_of_numpy():
    (anscombe,) = (objective for objective in ALL if isinstance(objective, FiniteSum))
    inputs, outputs = np.array(anscombe.examples, dtype=float).T
    slope, height = np.polyfit(inputs, outputs, 1)
    assert [height, slope] == pytest.approx([float(number) for number in anscombe.points["minimum"]], rel=1e-12)
