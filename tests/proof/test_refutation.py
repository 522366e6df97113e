"""Counterexamples are real: hypotheses hold there, and the claim does not."""

from fractions import Fraction

import pytest
from sympy import And, Eq, Ne, Sum, sqrt

from symopt.proof.obligation import Definition, Obligation
from symopt.proof.refutation import refute, refute_at
from symopt.proof.verdict import Counterexample
from symopt.statements import PositiveDefinite
from symopt.symbols import E, beta, c, dot, eta, g, i, k, lam, s, v
from tests.proof.claims import H, a, at_most, b, claim, equal, forall, implies, less, t, tends, term, times, x

VELOCITY = Definition("v", term(k), term(beta * v[k - 1] + g[k]), 1, {0: term(0)})


def test_the_point_and_both_sides_are_printed() -> None:
    found = refute(claim(equal(t**2, t))).counterexample
    assert found == Counterexample((("t", "-1"),), "1", "-1")
    assert str(found) == "1 against -1 at t = -1"


def test_simple_points_come_first() -> None:
    found = refute(claim(equal(eta + lam, eta * lam))).counterexample
    assert found is not None
    assert found.point == (("eta", "1"), ("lambda", "1"))


def test_a_side_without_a_value() -> None:
    assert refute(claim(equal(times(t, 1 / t), 1))).counterexample == Counterexample((("t", "0"),), "undefined", "1")


def test_irrational_values_are_enclosed() -> None:
    found = refute(claim(equal(sqrt(eta + 1), 1))).counterexample
    assert found is not None
    assert found.left.startswith("[1.41421356237309504880168872")


@pytest.mark.parametrize(
    "true",
    [
        claim(less(0, t), Eq(t, eta)),
        claim(less(0, s[k]), s[k] > 1),
        claim(equal(v[k], Sum(beta ** (k - i) * g[i], (i, 1, k))), k >= 1, definitions=(VELOCITY,)),
        claim(at_most(0, s[k]), forall(i, s[i] >= 0)),
        claim(equal(E(g[k]), c), forall(i, Eq(E(g[i]), c))),
        claim(less(0, dot(x, dot(H, x))), PositiveDefinite(H), Ne(dot(x, x), 0)),
        claim(equal(t, 3), And(Eq(t, a), Eq(a, 3))),
        claim(equal(t, 3), Eq(t, a), Eq(a, 3)),
        claim(implies(t > 0, 1 / t > 0)),
    ],
)
def test_true_claims_have_no_counterexample(true: Obligation) -> None:
    trial = refute(true)
    assert trial.counterexample is None
    assert trial.held > 0


def test_a_universal_fact_is_tried_wherever_its_letter_was_read() -> None:
    trial = refute(claim(at_most(0, s[9]), forall(i, s[i] >= 0)))
    assert trial.counterexample is None


def test_hypotheses_that_contradict_each_other_leave_no_point() -> None:
    assert refute(claim(equal(t, 1), t > 1, t < 0)).held == 0


def test_a_closed_definition_cannot_be_overruled_by_a_hypothesis() -> None:
    doubled = Definition("v", term(k), term(2 * k))
    assert refute(claim(equal(v[k], 7), Eq(v[k], c), definitions=(doubled,))).counterexample is not None
    assert refute(claim(equal(c, 2 * k), Eq(v[k], c), definitions=(doubled,))).counterexample is None


def test_limits_are_not_tried_at_points() -> None:
    assert refute(claim(tends(beta**k, k, 1))).held == 0


def test_a_model_is_evaluated_again() -> None:
    wrong = claim(equal(t**2, t), t > 0)
    assert refute_at(wrong, {"t": Fraction(2)}, {}) == Counterexample((("t", "2"),), "4", "2")
    assert refute_at(wrong, {"t": Fraction(1)}, {}) is None
    assert refute_at(wrong, {"t": Fraction(-2)}, {}) is None
    assert refute_at(wrong, {}, {}) is None


def test_a_model_in_which_an_index_is_no_whole_number_is_none() -> None:
    assert refute_at(claim(equal(k, 2)), {"k": Fraction(1, 2)}, {}) is None


def test_a_model_may_give_values_to_letters_at_indices() -> None:
    found = refute_at(claim(equal(v[k], b)), {"k": Fraction(1), "b": Fraction(0)}, {term(v[k]): Fraction(5)})
    assert found == Counterexample((("b", "0"), ("k", "1"), ("v[1]", "5")), "5", "0")
