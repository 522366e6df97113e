"""Continuity: pieces that meet and pieces that do not, rounding, powers of zero, places without a value."""

from typing import Any

import pytest
from sympy import And, Eq, Min, Mul, Not, Piecewise, Pow, Rational, cos, exp, floor, log, pi, sign, sqrt

from symopt.proof.portfolio import settle
from symopt.rules.claims import obligation
from symopt.statements import Continuous
from symopt.symbols import alpha, beta_max, eta_0, eta_min, gamma, k, period, theta, warm, zeta

RAMP = eta_0 * (theta + (1 - theta) * (k - 1) / warm)
GROWTH = eta_0 * theta ** (1 - (k - 1) / warm)
WAVE = eta_min + (eta_0 - eta_min) * (1 + cos(pi * (k - 1) / period)) / 2
LEFT = (1 - (k - 1) / period) ** alpha


def verdict(value: Any, *hypotheses: Any, first: int = 1) -> Any:
    return settle(obligation(Continuous(value, k, first), hypotheses))


@pytest.mark.parametrize(
    ("value", "hypotheses"),
    [
        (eta_0 / (1 + zeta * k), ()),
        (sqrt(k) * exp(-k) + log(k), ()),
        (Piecewise((RAMP, k < warm + 1), (eta_0, True)), ()),
        (Piecewise((RAMP, k <= warm + 1), (eta_0 / sqrt(k - warm), True)), ()),
        (Piecewise((RAMP, k < warm + 1), (eta_0 * exp(-zeta * (k - 1 - warm)), True)), ()),
        (Piecewise((WAVE, k < period + 1), (eta_min, True)), ()),
        (Piecewise((LEFT, k < period + 1), (0, True)), ()),
        (Piecewise((GROWTH, k < warm + 1), (eta_0, True)), (theta > 0,)),
        (gamma ** (k - 1), (gamma > 0,)),
        (Min(k, period), ()),
        (Piecewise((5, k < 1), (k, True)), ()),
    ],
)
def test_what_is_continuous(value: Any, hypotheses: Any) -> None:
    found = verdict(value, *hypotheses)
    assert (found.status, found.method) == ("proved", "continuity")


@pytest.mark.parametrize(
    ("value", "point"),
    [
        (Piecewise((RAMP, k < warm), (eta_0, True)), None),
        (Piecewise((RAMP, k < warm + 1), (eta_0 / k, True)), None),
        (Piecewise((WAVE, k < period + 1), (eta_0, True)), None),
        (Piecewise((WAVE, k < 2 * period + 1), (eta_min, True)), None),
        (Piecewise((5, k <= 1), (k, True)), ()),
        (Piecewise((k, k < 3), (4, k <= 3), (k, True)), ()),
        (gamma ** (k - 1), (("gamma", "0"),)),
        (Piecewise((GROWTH, k < warm + 1), (eta_0, True)), None),
        (gamma ** floor((k - 1) / period), None),
        (floor(k / 3), ()),
    ],
)
def test_what_jumps_is_refuted(value: Any, point: Any) -> None:
    found = verdict(value)
    assert (found.status, found.counterexample.left, found.counterexample.right) == (
        "refuted",
        "discontinuous",
        "continuous",
    )
    assert point is None or found.counterexample.point == point


def test_a_warm_up_from_nothing_by_factors_jumps() -> None:
    """theta = 0: nothing until the last step, then everything."""
    found = verdict(Piecewise((GROWTH, k < warm + 1), (eta_0, True)))
    assert dict(found.counterexample.point)["theta"] == "0"


def test_what_has_no_value_is_not_continuous() -> None:
    found = verdict(1 / (k - 2))
    assert (found.status, found.counterexample.left) == ("refuted", "undefined")
    assert verdict(1 / (k - 2), first=3).status == "proved"


@pytest.mark.parametrize(
    ("value", "hypotheses"),
    [
        (eta_0 * gamma ** floor((k - 1) / period), (gamma > 0,)),
        (Min(1 - 1 / (2 * floor((k - 1) / period) + 2), beta_max), (beta_max > Rational(1, 2),)),
        (Piecewise((eta_0 / 2, k < period + 1), (eta_0, True)), ()),
    ],
)
def test_a_jump_for_all_letters_is_proved(value: Any, hypotheses: Any) -> None:
    assert settle(obligation(Not(Continuous(value, k)), hypotheses)).status == "proved"


def test_a_jump_for_some_letters_proves_no_negation() -> None:
    value = Min(1 - 1 / (2 * floor((k - 1) / period) + 2), beta_max)
    assert settle(obligation(Not(Continuous(value, k)))).status in ("refuted", "undecided")


@pytest.mark.parametrize(
    "value", [sign(k - 3), Piecewise((2, And(k > 1, k < 2)), (1, True)), gamma ** (k**2 - 1), floor(k**2 / 3), gamma**k]
)
def test_what_cannot_be_read_stays_open(value: Any) -> None:
    assert verdict(value).status == "undecided"


def test_a_piece_that_rounds_says_nothing_of_its_limit() -> None:
    """floor(k/3) is 1 at 3 and 0 before: the function is 0 everywhere, though the piece differs at the joint."""
    assert verdict(Piecewise((floor(k / 3), k < 3), (0, True))).status == "undecided"


def test_a_gap_that_could_be_filled_is_not_called_a_jump() -> None:
    ones = Mul(k - 3, Pow(k - 3, -1, evaluate=False), evaluate=False)
    assert verdict(Piecewise((ones, k < 3), (1, True))).status == "undecided"


def test_powers_of_zero_at_their_end() -> None:
    """Nothing until the last step of the warm-up, and nothing after: no jump, though 0**0 is 1."""
    nothing = Piecewise((GROWTH, k < warm + 1), (0, True))
    assert verdict(nothing, Eq(theta, 0)).status in ("proved", "undecided")
    assert verdict(nothing, theta > 0).status == "refuted"
