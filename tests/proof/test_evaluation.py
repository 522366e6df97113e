"""Values of terms in worlds: exact, three-valued where something has no value, and faithful to recurrences."""

from fractions import Fraction
from typing import Any

import pytest
from sympy import Abs, Eq, Max, Min, Rational, Sum, exp, floor, log, sign, sqrt

from symopt.proof import linear
from symopt.proof.arithmetic import Balls, Irrational, Rationals, Uncertain, Undefined
from symopt.proof.evaluation import World
from symopt.proof.obligation import Definition
from symopt.statements import PositiveDefinite
from symopt.symbols import E, beta, c, dot, eta, g, grad, hess, i, k, norm, outer, power, solve, transpose, v
from tests.proof.claims import F, H, a, both, either, equal, forall, implies, no, t, tends, term, times, to, x, y

HALF = Fraction(1, 2)


def world(arithmetic: Any = None, definitions: tuple[Definition, ...] = (), size: int = 0, **values: Any) -> World:
    return World("test", values, definitions, arithmetic or Rationals(), size)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (t**2 - 1 / t, Fraction(7, 2)),
        (to(t, Rational(1, 2)), None),
        (sqrt(t**2 / 4), 1),
        (Abs(-t) + sign(-t), 1),
        (Max(t, 3) - Min(t, 3), 1),
        (floor(t / 4), 0),
        (Sum(i * t, (i, 1, 3)), 12),
        (Sum(i, (i, 3, 2)), 0),
        (exp(t - 2) + log(t / 2), 1),
        (("if", ("<", term(t), term(2)), term(1), term(5)), 5),
    ],
)
def test_exact_values(expression: Any, value: Any) -> None:
    at = world(t=Fraction(2))
    if value is None:
        with pytest.raises(Irrational):
            at.value(term(expression))
    else:
        assert at.value(term(expression)) == value


@pytest.mark.parametrize(
    "expression",
    [1 / t, t**-2, log(t), log(t - 1), sqrt(t - 1), to(t, Rational(-1, 2)), Sum(i, (i, 3, 1)), Sum(i, (i, 1, k / 2))],
)
def test_what_has_no_value(expression: Any) -> None:
    with pytest.raises(Undefined):
        world(t=Fraction(0), k=Fraction(1)).value(term(expression))


TRUE, FALSE, NOTHING = equal(1, 1), equal(1, 2), equal(to(t, -1), 1)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (both(NOTHING, FALSE), False),
        (both(NOTHING, TRUE), None),
        (either(NOTHING, TRUE), True),
        (either(NOTHING, FALSE), None),
        (implies(NOTHING, TRUE), True),
        (implies(NOTHING, FALSE), None),
        (implies(FALSE, NOTHING), True),
        (no(NOTHING), None),
    ],
)
def test_a_connective_is_decided_by_the_parts_that_have_a_value(formula: Any, value: bool | None) -> None:
    at = world(t=Fraction(0))
    if value is None:
        with pytest.raises(Undefined):
            at.value(formula)
    else:
        assert at.value(formula) is value


def test_balls_decide_what_they_can() -> None:
    at = world(Balls(), t=Fraction(2))
    assert at.value(term(sqrt(t) < Rational(15, 10))) is True
    assert at.value(term(exp(t) < 7)) is False
    with pytest.raises(Uncertain):
        at.value(equal(times(sqrt(t), sqrt(t)), t))


def test_a_limit_is_not_seen_at_a_point() -> None:
    with pytest.raises(Uncertain, match="a limit is not seen at a point"):
        world(beta=HALF).value(tends(beta**k, k, 0))


def test_recurrences_run_as_they_are_written() -> None:
    velocity = Definition("v", term(k), term(beta * v[k - 1] + g[k]), 1, {0: term(0)})
    at = world(definitions=(velocity,), beta=HALF)
    g1, g2 = at.value(term(g[1])), at.value(term(g[2]))
    assert at.value(term(v[2])) == g1 / 2 + g2


def test_the_value_of_a_letter_does_not_see_the_indices_of_sums() -> None:
    velocity = Definition("v", term(k), term(c * k + i), None)
    at = world(definitions=(velocity,), c=Fraction(1), i=Fraction(10))
    assert at.value(term(Sum(v[i], (i, 1, 2)))) == (1 + 10) + (2 + 10)


def test_a_fixed_letter_has_its_value_at_that_index_only() -> None:
    at = world(k=Fraction(3), c=Fraction(7))
    at.fix(term(v[k]), term(c))
    assert at.value(term(v[3])) == 7
    assert at.value(term(v[2])) != 7
    at.assign("c", Fraction(8))
    assert at.value(term(v[3])) == 8


def test_draws_depend_on_seed_letter_and_index_alone() -> None:
    assert world().value(term(v[3])) == world(t=Fraction(1)).value(term(v[3]))
    assert len({World(str(n), {}, (), Rationals()).value(term(v[3])) for n in range(5)}) > 1


def test_expectations_are_linear_but_not_multiplicative() -> None:
    at = world(a=Fraction(3))
    assert at.value(equal(E(a * g[1] + v[1]), a * E(g[1]) + v[1]))
    assert not at.value(equal(E(g[1] ** 2), E(g[1]) ** 2))


def test_stationary_gradients_have_the_same_moments() -> None:
    at = World("test", {}, (), Rationals(), stationary=True)
    assert at.value(forall(i, Eq(E(g[i] ** 2), E(g[7] ** 2))))


def vector(*numbers: int) -> Any:
    return linear.array([Fraction(n) for n in numbers])


def matrix(*rows: tuple[int, int]) -> Any:
    return linear.array([[Fraction(n) for n in row] for row in rows])


IN_THE_PLANE = {"H": matrix((2, 1), (1, 3)), "x": vector(3, 4), "y": vector(1, -1), "k": Fraction(2)}


@pytest.mark.parametrize(
    "formula",
    [
        equal(dot(x, y), -1),
        equal(norm(x), 5),
        equal(dot(H, solve(H, x)), x),
        equal(dot(power(H, k), x), dot(H, dot(H, x))),
        equal(dot(transpose(outer(x, y)), x), 25 * y),
        equal(dot(x, dot(hess(y), y)), dot(y, dot(hess(y), x))),
        PositiveDefinite(H),
        equal(Abs(-x), x),
    ],
)
@pytest.mark.parametrize("arithmetic", [Rationals(), Balls()], ids=["rationals", "balls"])
def test_words_of_linear_algebra(formula: Any, arithmetic: Any) -> None:
    at = World("test", IN_THE_PLANE, (), arithmetic, size=2)
    try:
        assert at.value(term(formula))
    except Uncertain:
        assert isinstance(arithmetic, Balls)


@pytest.mark.parametrize("wrong", [matrix((1, 2), (2, 1)), matrix((0, 0), (0, 1)), matrix((-1, 0), (0, -1))])
def test_what_is_not_positive_definite(wrong: Any) -> None:
    assert not World("test", {"H": wrong}, (), Rationals(), size=2).value(term(PositiveDefinite(H)))


def test_a_singular_matrix_has_no_inverse() -> None:
    at = World("test", {"H": matrix((1, 2), (2, 4)), "x": vector(1, 1)}, (), Rationals(), size=2)
    with pytest.raises(Undefined, match="a singular matrix"):
        at.value(term(solve(H, x)))


def test_a_matrix_has_no_power_below_zero() -> None:
    at = World("test", {**IN_THE_PLANE, "k": Fraction(-1)}, (), Rationals(), size=2)
    with pytest.raises(Undefined, match="a matrix to the power -1"):
        at.value(term(power(H, k)))


def test_an_unknown_function_at_a_point_that_is_not_rational_is_not_guessed() -> None:
    with pytest.raises(Uncertain):
        world(Balls(), eta=Fraction(2)).value(term(grad(sqrt(eta))))


def test_unknown_functions_of_several_arguments() -> None:
    at = world()
    assert at.value(equal(F(1, 2), F(1, 2)))
    assert at.value(term(F(1, 2))) != at.value(term(F(2, 1)))
