"""What a claim asks for before it means anything."""

from typing import Any

import pytest
from sympy import Eq, Piecewise, Rational, Sum, log

from symopt.proof.definedness import obligations
from symopt.proof.obligation import Obligation
from symopt.proof.terms import FALSE
from symopt.symbols import beta, c, dot, eta, g, i, k, power, solve
from tests.proof.claims import (
    H,
    a,
    at_most,
    b,
    both,
    claim,
    either,
    equal,
    forall,
    implies,
    less,
    no,
    same,
    t,
    tends,
    term,
    to,
    x,
)


def wanted(goal: Any) -> set[tuple[tuple[Any, ...], Any]]:
    return {(condition.hypotheses, condition.goal) for condition in obligations(claim(goal))}


NOT_ZERO = no(equal(t, 0))
INVERSE = to(t, -1)


@pytest.mark.parametrize(
    ("goal", "conditions"),
    [
        (equal(INVERSE, 1), {((), NOT_ZERO)}),
        (equal(to(t, Rational(1, 2)), 1), {((), at_most(0, t))}),
        (equal(to(t, Rational(-1, 2)), 1), {((), at_most(0, t)), ((), NOT_ZERO)}),
        (equal(to(t, Rational(1, 3)), 1), {((), at_most(0, t))}),
        (equal(log(t), 1), {((), less(0, t))}),
        (equal(t**k, 1), {((), either(at_most(0, k), NOT_ZERO))}),
        (equal(to(t, k / 2), 1), {((), less(0, t))}),
        (equal(to(t, a), 1), {((), less(0, t))}),
        (equal(to(3, -1), to(2, Rational(1, 2))), set()),
        (equal(solve(H, x), x), {((), ("fn", "Invertible", term(H)))}),
        (equal(dot(power(H, k), x), x), {((), at_most(0, k))}),
        (equal(t**2, 1), set()),
    ],
)
def test_conditions_of_each_operation(goal: Any, conditions: Any) -> None:
    assert wanted(goal) == conditions


@pytest.mark.parametrize(
    ("goal", "conditions"),
    [
        (implies(t > 0, less(0, INVERSE)), {((term(t > 0),), NOT_ZERO)}),
        (implies(less(0, INVERSE), t > 0), {((no(t > 0),), NOT_ZERO)}),
        (both(t > 0, less(0, INVERSE)), {((term(t > 0),), NOT_ZERO)}),
        (both(less(0, INVERSE), t > 0), {((term(t > 0),), NOT_ZERO)}),
        (either(t <= 0, less(0, INVERSE)), {((no(t <= 0),), NOT_ZERO)}),
        (either(less(1, INVERSE), less(INVERSE, 1)), {((), NOT_ZERO), ((no(less(1, INVERSE)),), NOT_ZERO)}),
        (no(less(0, INVERSE)), {((), NOT_ZERO)}),
        (same(t > 0, less(0, INVERSE)), {((), NOT_ZERO)}),
        (equal(Piecewise((1 / t, t > 0), (1, True)), 1), {((term(t > 0),), NOT_ZERO)}),
        (equal(Piecewise((1, t > 0), (1 / t, True)), 1), {((no(t > 0),), NOT_ZERO)}),
        (tends(1 / t, k, 1 / t), {((), NOT_ZERO)}),
    ],
)
def test_conditions_only_where_they_count(goal: Any, conditions: Any) -> None:
    assert wanted(goal) == conditions


def test_a_sum_asks_of_its_body_on_its_range_only_under_a_name_of_its_own() -> None:
    index = ("var", "i:0", "integer")
    inside = (at_most(1, index), at_most(index, k))
    assert wanted(equal(Sum(c / i, (i, 1, k)), 1)) == {
        ((), ("<=", term(1), ("+", term(k), term(1)))),
        (inside, no(equal(index, 0))),
    }


def test_a_bound_must_be_a_whole_number() -> None:
    assert ((), FALSE) in wanted(equal(Sum(g[i], (i, 1, k / 2)), 0))
    assert ((), FALSE) in wanted(equal(Sum(g[i], (i, a, k)), 0))
    assert ((), FALSE) in wanted(equal(dot(power(H, c), x), x))


def test_universal_facts_ask_for_every_index() -> None:
    index = ("var", "i:0", "integer")
    assert wanted(forall(i, Eq(1 / g[i], c))) == {((), no(equal(("app", "g", index), 0)))}


def test_what_holds_by_its_looks_is_not_asked() -> None:
    assert wanted(equal(to(Rational(1, 2), -1), 2)) == set()
    assert wanted(equal(to(0, -1), 2)) == {((), no(equal(0, 0)))}


def test_the_hypotheses_are_kept() -> None:
    (condition,) = obligations(claim(equal(eta / b, 1), b > 0))
    assert condition == Obligation(no(equal(b, 0)), (term(b > 0),))


def test_bases_that_are_never_negative_are_still_asked_about() -> None:
    assert wanted(equal(beta ** (k - 1), 1)) == {((), either(at_most(0, k - 1), no(equal(beta, 0))))}
