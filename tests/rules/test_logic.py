"""Conditions: both directions, both ends, only solutions, bounds that are reached."""

from typing import Any

import pytest
from sympy import Abs, And, Eq, Lt, Max, Rational, true

from symopt.errors import DerivationError
from symopt.rules import at_ends, bound_below, equivalence, solve_for
from symopt.statements import ForEvery, PositiveDefinite, RootsInside
from symopt.symbols import Letter, SymmetricMatrix, Vector, dot, eta, lam, lambda_max, lambda_min, solve, z
from symopt.verification import Verifier
from tests.rules.steps import PROVED, assuming, chain, checked, statuses

x, y = Letter("x"), Letter("y")
H, G, X = SymmetricMatrix("H"), Vector("G"), Vector("x")
ordered = assuming(lambda_min <= lambda_max)


def test_a_condition_is_solved_for_a_letter(verifier: Verifier) -> None:
    derivation = chain(Abs(1 - eta * lam) < 1, equivalence(on=eta))
    assert derivation.result == And(Lt(0, eta), eta < 2 / lam)
    assert derivation.relation == "iff"
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize("one_way", [And(x > -2, x < 2), And(x > -1, x < 0)], ids=["weaker", "stronger"])
def test_one_direction_is_not_enough(one_way: Any, verifier: Verifier) -> None:
    verdict = checked(verifier, Abs(x) < 1, (one_way, equivalence())).verdict
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None


def test_what_an_equivalence_needs_is_carried(verifier: Verifier) -> None:
    (under,) = assuming(y > 0)
    derivation = chain(x * y > 0, (x > 0, equivalence(under=under)))
    assert derivation.assumed == (under,)
    assert derivation.verify(verifier).verdict.status == "proved"
    assert statuses(verifier, x * y > 0, (x > 0, equivalence())) == ["refuted"]


def test_an_equivalence_under_a_contradiction_is_vacuous(verifier: Verifier) -> None:
    (never,) = assuming(y > 1, y < 0)
    assert statuses(verifier, x > 0, (x > 1, equivalence(under=never))) == ["vacuous"]


def test_an_equivalence_computes_nothing_without_a_letter() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(x > 0, equivalence()).lines  # noqa: B018
    assert caught.value.message == "nothing says which form the condition should take"
    assert caught.value.hint == "name the letter: equivalence(on=eta)"


def test_what_no_engine_reads_is_said(verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, RootsInside(z - x, z), (Abs(x) < 1, equivalence()))
    assert caught.value.message == "Chain, line 1: no engine reads RootsInside: RootsInside(-x + z, z)"
    assert caught.value.hint == "give a reason that is made for such statements"


def test_a_convex_condition_is_one_on_the_ends(verifier: Verifier) -> None:
    everywhere = ForEvery(Abs(1 - eta * lam) < 1, lam, lambda_min, lambda_max)
    derivation = chain(everywhere, at_ends(), assumptions=ordered)
    assert derivation.result == And(Abs(1 - eta * lambda_min) < 1, Abs(1 - eta * lambda_max) < 1)
    assert derivation.verify(verifier).verdict.status == "proved"


def test_a_condition_that_fails_in_between_is_not_one_on_the_ends(verifier: Verifier) -> None:
    far = ForEvery(Abs(1 - eta * lam) > Rational(1, 2), lam, lambda_min, lambda_max)
    verdict = checked(verifier, far, at_ends(), assumptions=ordered).verdict
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None


def test_one_end_is_not_both(verifier: Verifier) -> None:
    everywhere = ForEvery(Abs(1 - eta * lam) < 1, lam, lambda_min, lambda_max)
    step = (Abs(1 - eta * lambda_min) < 1, at_ends())
    assert statuses(verifier, everywhere, step, assumptions=ordered) == ["refuted"]


def test_an_interval_that_may_be_empty_has_no_ends(verifier: Verifier) -> None:
    everywhere = ForEvery(Abs(1 - eta * lam) < 1, lam, lambda_min, lambda_max)
    assert statuses(verifier, everywhere, at_ends()) == ["refuted"]


@pytest.mark.parametrize(
    ("everywhere", "facts"),
    [(ForEvery(lam < 3, lam, 1, 5), (lam < 2,)), (ForEvery(lam > -1, lam, -2, 5), ())],
    ids=["a fact about the letter", "the letter's domain"],
)
def test_nothing_is_known_of_a_value_in_between(everywhere: Any, facts: Any, verifier: Verifier) -> None:
    assert statuses(verifier, everywhere, (true, at_ends()), assumptions=assuming(*facts)) == ["refuted"]


def test_ends_need_an_interval() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(x > 0, at_ends()).lines  # noqa: B018
    assert caught.value.message == "x > 0 does not speak of an interval"
    assert caught.value.hint == "start from ForEvery(condition, letter, a, b)"


def test_a_number_is_solved_for_where_it_is_the_only_one(verifier: Verifier) -> None:
    equation = Eq(y * x - 1, 0)
    assert statuses(verifier, equation, solve_for(x), assumptions=assuming(y > 0)) == PROVED
    assert statuses(verifier, equation, solve_for(x)) != PROVED
    assert statuses(verifier, Eq(x**2, 1), (Eq(x, 1), solve_for(x))) == ["refuted"]


def test_a_vector_is_solved_for_by_a_definite_matrix(verifier: Verifier) -> None:
    derivation = chain(Eq(G + dot(H, X), 0), solve_for(X), assumptions=assuming(PositiveDefinite(H)))
    assert derivation.result == Eq(X, -solve(H, G))
    assert derivation.verify(verifier).verdict.status == "proved"


def test_a_vector_is_not_solved_for_by_any_matrix(verifier: Verifier) -> None:
    verdict = checked(verifier, Eq(G + dot(H, X), 0), solve_for(X)).verdict
    assert (verdict.status, verdict.why) == ("undecided", "matrix-not-known-invertible")


def test_a_lost_sign_is_refuted(verifier: Verifier) -> None:
    wrong = (Eq(X, solve(H, G)), solve_for(X))
    assert statuses(verifier, Eq(G + dot(H, X), 0), wrong, assumptions=assuming(PositiveDefinite(H))) == ["refuted"]


@pytest.mark.parametrize("equation", [Eq(dot(H, X) - dot(X, G) * X, 0), Eq(dot(dot(X, G) * H, X), 0), Eq(G + X, 0)])
def test_an_equation_that_is_not_affine_is_refused(equation: Any, verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, equation, (Eq(X, 0), solve_for(X)), assumptions=assuming(PositiveDefinite(H)))
    assert caught.value.message == f"{equation} is not affine in x"
    assert caught.value.hint == "bring it to the form A x + b = 0"


def test_a_bound_holds_everywhere_and_is_reached(verifier: Verifier) -> None:
    best = 2 / (lambda_min + lambda_max)
    slowest = Max(Abs(1 - eta * lambda_min), Abs(1 - eta * lambda_max))
    derivation = chain(slowest, bound_below(at={eta: best}), assumptions=ordered)
    assert derivation.result.equals((lambda_max - lambda_min) / (lambda_max + lambda_min))
    assert derivation.relation == "ge"
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize(
    ("quantity", "bound", "values", "facts"),
    [
        (x**2, -1, {x: 0}, ()),
        (x**2, 1, {x: 1}, ()),
        (x**2, 2 * x - 1, {x: 1}, ()),
        (eta**2, 0, {eta: 0}, ()),
        (x**2, 0, {x: 0}, (x > 1,)),
    ],
    ids=["not reached", "not a bound", "no constant", "outside the domain", "against the facts"],
)
def test_what_is_not_the_least_value_is_refuted(
    quantity: Any, bound: Any, values: Any, facts: Any, verifier: Verifier
) -> None:
    step = (bound, bound_below(at=values))
    assert statuses(verifier, quantity, step, assumptions=assuming(*facts)) == ["refuted"]
