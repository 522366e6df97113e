"""Reasons that decide claims: what they find, and what they refuse."""

from typing import Any

import pytest
from sympy import And, Eq, Piecewise, Rational, exp, false, floor, true

from symopt import Assumption, Derivation
from symopt.rules import at_every_step, by_monotony, by_pieces, by_series
from symopt.statements import Continuous, Converges, Decreasing, Diverges, Increasing
from symopt.symbols import alpha, eta, eta_0, gamma, i, k, period, zeta
from symopt.verification import Verifier

STEP = Assumption("schedule", (Eq(eta[i], eta_0 * gamma ** floor((i - 1) / period), evaluate=False),))
POSITIVE = Assumption("hyperparameters", (gamma > 0,))


def decided(claim: Any, result: Any, reason: Any, *assumptions: Assumption) -> Derivation:
    return Derivation(title="Claim", start=claim, assumptions=assumptions, steps=[(result, reason)])


@pytest.mark.parametrize(
    ("claim", "result", "reason", "assumptions"),
    [
        (Converges(eta[k], k), true, by_series(), (STEP,)),
        (And(Diverges(eta[k], k), Converges(eta[k] ** 2, k)), false, by_series(), (STEP,)),
        (Continuous(eta[k], k), false, by_pieces(), (STEP, POSITIVE)),
        (Continuous(exp(-zeta * k), k), true, by_pieces(), ()),
        (Decreasing(eta[k], k), true, by_monotony(), (STEP,)),
        (Increasing(eta_0 / k, k), false, by_monotony(), ()),
        (And(eta[k] > 0, eta[k] <= eta_0), true, at_every_step(), (STEP, POSITIVE)),
        (Converges(eta_0 / k**alpha, k), alpha > 1, by_series(), ()),
    ],
)
def test_what_is_decided(claim: Any, result: Any, reason: Any, assumptions: Any, verifier: Verifier) -> None:
    derivation = decided(claim, result, reason, *assumptions)
    expected = "proved" if not (isinstance(claim, Increasing) and result == false) else "undecided"
    assert derivation.verify(verifier).verdict.status == expected
    if expected == "proved":
        assert derivation.computed().result == result


@pytest.mark.parametrize(
    ("claim", "result", "reason", "assumptions"),
    [
        (Diverges(eta[k], k), true, by_series(), (STEP,)),
        (Converges(eta[k], k), false, by_series(), (STEP,)),
        (Continuous(eta[k], k), true, by_pieces(), (STEP,)),
        (Continuous(exp(-zeta * k), k), false, by_pieces(), ()),
        (Increasing(eta[k], k), true, by_monotony(), (STEP, POSITIVE)),
        (And(eta[k] > 0, eta[k] <= eta_0), true, at_every_step(), (STEP,)),
        (And(eta[k] > 0, eta[k] < eta_0), true, at_every_step(), (STEP, POSITIVE)),
        (Converges(eta_0 / k**alpha, k), alpha >= 1, by_series(), ()),
        (Converges(eta_0 / k**alpha, k), alpha > Rational(11, 10), by_series(), ()),
    ],
)
def test_what_is_refused(claim: Any, result: Any, reason: Any, assumptions: Any, verifier: Verifier) -> None:
    verdict = decided(claim, result, reason, *assumptions).verify(verifier).verdict
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None


def test_what_holds_for_some_letters_only_is_neither_true_nor_false(verifier: Verifier) -> None:
    value = Piecewise((eta_0, k < period + 1), (2 * zeta, True))
    for result in (true, false):
        assert decided(Continuous(value, k), result, by_pieces()).verify(verifier).verdict.status == "refuted"


@pytest.mark.parametrize("reason", [by_series(), by_pieces(), by_monotony(), at_every_step()])
def test_every_reason_settles_every_claim_it_is_given(reason: Any, verifier: Verifier) -> None:
    """The reason says how to read the proof; what is checked is the claim."""
    assert decided(Diverges(eta_0 / k, k), true, reason).verify(verifier).verdict.status == "proved"
    assert decided(Converges(eta_0 / k, k), true, reason).verify(verifier).verdict.status == "refuted"
