"""Series: each rule where it applies and where it must not, symbolic hyperparameters at the ends of their domains."""

from fractions import Fraction
from typing import Any

import pytest
from sympy import And, Equivalent, Not, Piecewise, Rational, cos, exp, floor, pi, sqrt

from symopt.proof import partial_sums
from symopt.proof.growth import COUNT, Finding, Tail
from symopt.proof.portfolio import settle
from symopt.proof.terms import FALSE, ONE, TRUE, ZERO
from symopt.proof.translation import term
from symopt.rules.claims import obligation
from symopt.statements import Converges, Diverges
from symopt.symbols import Letter, alpha, eta_0, eta_min, gamma, k, period, zeta

HALF, x = Rational(1, 2), Letter("x")
STEP = eta_0 * gamma ** floor((k - 1) / period)
TIME_BASED = eta_0 / (1 + zeta * (k - 1))
PIECES = Piecewise((1 / k, k < 10), (1 / k**2, True))


def verdict(statement: Any, *hypotheses: Any) -> Any:
    return settle(obligation(statement, hypotheses))


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (Converges(HALF ** floor(k / 10), k), "floor-by-period"),
        (Converges(STEP, k), "floor-by-period"),
        (Converges(STEP**2, k), "floor-by-period"),
        (Converges(eta_0 * gamma ** (k - 1), k), "geometric"),
        (Converges(exp(-zeta * k), k), "geometric"),
        (Diverges(exp(zeta * k), k), "geometric"),
        (Diverges(2**k, k), "geometric"),
        (Converges(1 / k**2, k), "p-series"),
        (Diverges(eta_0 / k, k), "p-series"),
        (Diverges(eta_0 / sqrt(k), k), "p-series"),
        (Diverges(k, k), "p-series"),
        (Diverges(eta_0, k), "constant-terms"),
        (Converges(0 * eta_0, k), "constant-terms"),
        (Diverges(TIME_BASED, k), "comparison"),
        (Converges(TIME_BASED**2, k), "comparison"),
        (Diverges(1 / sqrt(1 + zeta * k), k), "comparison"),
        (Diverges((k + 1) / (k + 2), k), "comparison"),
        (Diverges(eta_min + eta_0 * (1 + cos(pi * k / period)), k), "comparison"),
        (Converges(PIECES, k), "p-series"),
    ],
)
def test_what_a_rule_settles(statement: Any, rule: str) -> None:
    found = verdict(statement)
    assert (found.status, found.method, dict(found.witness)["rule"]) == ("proved", "series", rule)


@pytest.mark.parametrize(
    ("statement", "point"),
    [
        (Converges(1 / k, k), ()),
        (Converges(eta_0 / k, k), (("eta_0", "1"),)),
        (Converges(eta_0 / k ** Rational(99, 100), k), (("eta_0", "1"),)),
        (Diverges(eta_0 / k ** Rational(101, 100), k), (("eta_0", "1"),)),
        (Diverges(STEP, k), (("N", "1"), ("eta_0", "1"), ("gamma", "1/2"))),
        (Converges(exp(zeta * k), k), (("zeta", "1"),)),
        (Converges((1 + zeta) ** k, k), (("zeta", "1"),)),
        (Converges(TIME_BASED, k), (("eta_0", "1"), ("zeta", "1"))),
        (Diverges(TIME_BASED**2, k), (("eta_0", "1"), ("zeta", "1"))),
        (Converges((k + 1) / (k + 2), k), ()),
        (Diverges(PIECES, k), ()),
        (Converges(eta_0 / k**alpha, k), (("alpha", "1"), ("eta_0", "1"))),
    ],
)
def test_what_is_wrong_is_refuted_with_letters_for_which_it_fails(statement: Any, point: Any) -> None:
    found = verdict(statement)
    assert found.status == "refuted"
    assert found.counterexample.point == point
    left = "bounded" if isinstance(statement, Diverges) else "not convergent"
    assert (found.counterexample.left, found.counterexample.right) == (left, type(statement).__name__.lower())


def test_a_half_after_every_ten_steps_is_nineteen() -> None:
    """SymPy 1.14 says that this sum does not converge: its periods add up to 9, and 10 times 1/2 + 1/4 + ..."""
    assert verdict(Converges(HALF ** floor(k / 10), k)).status == "proved"
    total = sum(Fraction(1, 2) ** (n // 10) for n in range(1, 1000))
    assert 0 < 19 - total < Fraction(1, 10**20)


def test_gamma_may_be_zero() -> None:
    """0**0 is 1: the first period is all there is."""
    assert verdict(Converges(STEP.subs(gamma, 0), k)).status in ("proved", "undecided")
    assert verdict(Converges(STEP, k)).status == "proved"
    assert verdict(Converges(gamma**k, k)).status == "proved"


def test_the_exponent_decides_exactly() -> None:
    sums = And(Diverges(eta_0 / k**alpha, k), Converges(eta_0**2 / k ** (2 * alpha), k))
    assert verdict(Equivalent(sums, And(alpha > HALF, alpha <= 1))).status == "proved"
    assert verdict(Equivalent(sums, And(alpha >= HALF, alpha <= 1))).status == "refuted"
    assert verdict(Equivalent(sums, And(alpha > HALF, alpha < 1))).status == "refuted"
    assert verdict(Converges(eta_0 / k**alpha, k), alpha > 1).status == "proved"
    assert verdict(Converges(eta_0 / k**alpha, k), alpha >= 1).status == "refuted"


@pytest.mark.parametrize(
    "statement",
    [Converges(1 / (k - 3), k), Diverges(1 / (1 - zeta * (k - 1)), k), Converges(sqrt(3 - k), k)],
)
def test_terms_without_a_value_refute_both(statement: Any) -> None:
    found = verdict(statement)
    assert (found.status, found.counterexample.left, found.counterexample.right) == ("refuted", "undefined", "a number")


@pytest.mark.parametrize(
    "statement",
    [
        Converges((-1) ** k / k, k),
        Diverges(-1 / k, k),
        Converges(x / k**2, k),
        Converges(1 / (k * (1 + zeta**k)), k),
        Converges(gamma**k * k, k),
        Converges(1 / (1 + gamma * k) ** 2, k),  # not at gamma = 0, where no constant compares
        Diverges(1 / (1 + gamma * k) ** 2, k),
        Converges(x ** (2 * k), k),  # x < 1 is not enough
    ],
)
def test_what_no_rule_covers_stays_open(statement: Any) -> None:
    assert verdict(statement).status == "undecided"


def test_negations() -> None:
    assert verdict(Not(Converges(eta_0 / k, k))).status == "proved"
    assert verdict(Not(Diverges(eta_0 / k, k))).status == "refuted"


def test_contradictory_hypotheses_prove_nothing() -> None:
    assert verdict(Converges(1 / k**2, k), alpha < 1, alpha > 2).status == "vacuous"


def tail(expression: Any) -> Tail:
    return Tail(obligation(Converges(expression, k)), term(expression), term(k), ONE)


@pytest.mark.parametrize(
    ("expression", "finding", "agrees"),
    [
        (1 / k**2, Finding("right", TRUE, ("num", 2, 1), ZERO), True),
        (1 / k**2, Finding("bound too low", TRUE, ("num", 3, 2), ZERO), False),
        (1 / k, Finding("does not converge", TRUE, ("num", 3, 1), ZERO), False),
        (1 / k, Finding("right", FALSE, ZERO, ("fn", "log", COUNT)), True),
        (1 / k**2, Finding("does not diverge", FALSE, ZERO, ("fn", "log", COUNT)), False),
        (eta_0, Finding("bound too high", FALSE, ZERO, ("*", ("num", 2, 1), term(eta_0), COUNT)), False),
    ],
)
def test_partial_sums_contradict_wrong_findings(expression: Any, finding: Finding, agrees: bool) -> None:
    assert partial_sums.agree(tail(expression), finding) is agrees


def test_a_bound_shown_is_a_bound(verifier: Any) -> None:
    """The constant of a comparison, read from the witness, against sums computed another way."""
    found = dict(verifier.settle(obligation(Converges(TIME_BASED**2, k))).witness)
    assert (found["rule"], found["p"]) == ("comparison", "2")
    for rate, loss in ((Fraction(1), Fraction(1, 2)), (Fraction(3), Fraction(4))):
        constant = rate**2 + rate**2 / loss**2
        terms = [(rate / (1 + loss * (n - 1))) ** 2 for n in range(1, 400)]
        assert all(value * n**2 <= constant for n, value in enumerate(terms, 1))
        assert sum(terms) <= 2 * constant
