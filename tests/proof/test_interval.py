"""Enclosures: what balls show of numbers and of functions on boxes, and what they leave open."""

from fractions import Fraction
from typing import Any

import pytest
from sympy import Abs, Eq, Piecewise, Rational, Sum, exp, floor, log, sqrt

from symopt.proof import interval
from symopt.proof.interval import Side
from symopt.proof.obligation import Obligation
from symopt.symbols import E, beta, c, dot, eta, g, i, k, v
from tests.proof.claims import a, at_most, b, both, claim, equal, less, no, plus, t, x


@pytest.mark.parametrize(
    "true",
    [
        claim(less(Rational(2718, 1000), exp(1))),
        claim(less(log(2) + sqrt(3), Rational(2426, 1000))),
        claim(no(equal(exp(1), Rational(2718281828, 10**9)))),
        claim(at_most(t * exp(-t), Rational(37, 100)), t >= 0, t <= 5),
        claim(less(0, exp(t) - 1 - t), t >= Rational(1, 10), t < 3),
        claim(less(beta**2, 2)),
        claim(less(exp(a + b), 21), a >= 0, a <= 1, b >= 0, b <= 2, a < b),
        claim(less(Sum(1 / i, (i, 1, 4)) * exp(1), 6)),
        claim(less(floor(t) - t, exp(-3)), t >= Rational(1, 4), t <= Rational(3, 4)),
        claim(less(Piecewise((t, t > 1), (-t, True)), exp(2)), t >= -3, t <= 0),
        claim(less(Abs(t), exp(1)), t > -2, t < 2),
        claim(less(sqrt(t), 2), t >= Rational(1, 4), Eq(t, 3)),
    ],
)
def test_what_is_enclosed(true: Obligation) -> None:
    assert interval.prove(true).status == "enclosed"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (claim(less(exp(1), Rational(2718, 1000))), "enclosure-too-wide"),
        (claim(at_most(t * exp(-t), Rational(36, 100)), t >= 0, t <= 5), "enclosure-too-wide"),
        (claim(at_most(plus(sqrt(2) ** 2, exp(1), -exp(1)), 2)), "enclosure-too-wide"),
        (claim(less(1 / t, 2), t >= 0, t <= 1), "enclosure-too-wide"),
        (claim(less(log(t), 2), t >= -1, t <= 1), "enclosure-too-wide"),
        (claim(less(floor(t) - t, exp(-3)), t >= 0, t <= 2), "enclosure-too-wide"),
        (claim(less(exp(t), 2), t >= 0), "no-box"),
        (claim(less(exp(t), 2), t <= c), "no-box"),
        (claim(equal(exp(1), exp(1))), "not-a-comparison-of-numbers"),
        (claim(less(v[1], exp(9))), "not-a-comparison-of-numbers"),
        (claim(less(E(g[1]), 2)), "not-a-comparison-of-numbers"),
        (claim(less(dot(x, x), 2)), "not-a-comparison-of-numbers"),
        (claim(both(t > 0, t < 3)), "not-a-comparison-of-numbers"),
    ],
)
def test_what_stays_open(wrong: Obligation, why: str) -> None:
    verdict = interval.prove(wrong)
    assert (verdict.status, verdict.why) == ("undecided", why)


def test_an_empty_box_proves_nothing() -> None:
    assert interval.prove(claim(less(exp(t), 0), t > 2, t < 1)).status == "vacuous"


def test_the_witness_names_box_pieces_digits_and_enclosures() -> None:
    verdict = interval.prove(claim(less(exp(t), 3), t >= 0, t <= 1))
    assert dict(verdict.witness).keys() == {"box", "pieces", "digits", "exp(t)"}
    assert verdict.witness[0] == ("box", "t in [0, 1]")
    assert interval.prove(claim(less(exp(1), 3))).witness == (
        ("digits", "19"),
        ("exp(1)", "[2.718281828459045235 +/- 4.30e-19]"),
    )


@pytest.mark.parametrize(("goal", "closed"), [(less(exp(1), 3), True), (less(1, 3), False), (less(exp(t), 3), False)])
def test_closed_comparisons_are_those_of_numbers_that_are_not_rational(goal: Any, closed: bool) -> None:
    assert interval.is_closed_comparison(goal) is closed


def test_the_box_is_the_narrowest_that_hypotheses_name() -> None:
    box = interval.box_of(claim(less(t + eta, k), t > 0, t >= 1, t < 3, eta < 7, Eq(k, 4)))
    assert box == (
        Side("eta", Fraction(0), Fraction(7)),
        Side("k", Fraction(4), Fraction(4)),
        Side("t", Fraction(1), Fraction(3)),
    )


def test_a_ball_holds_its_range() -> None:
    side = Side("t", Fraction(1, 3), Fraction(2, 3))
    assert side.ball.contains(side.halves()[0].ball)
    assert str(side) == "t in [1/3, 2/3]"
