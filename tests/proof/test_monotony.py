"""Monotony: functions built up from others, piece by piece, and pairs of numbers that show the opposite."""

from typing import Any

import pytest
from sympy import Max, Piecewise, cos, exp, floor, log, oo, pi, sqrt

from symopt.proof.portfolio import settle
from symopt.rules.claims import obligation
from symopt.statements import Decreasing, Increasing
from symopt.symbols import Letter, alpha, eta_0, eta_min, gamma, k, period, theta, warm, zeta

x = Letter("x")
WAVE = eta_min + (eta_0 - eta_min) * (1 + cos(pi * (k - 1) / period)) / 2
COSINE = Piecewise((WAVE, k < period + 1), (eta_min, True))
RAMP = Piecewise((eta_0 * (theta + (1 - theta) * (k - 1) / warm), k < warm + 1), (eta_0 / sqrt(k - warm), True))


def verdict(statement: Any, *hypotheses: Any) -> Any:
    return settle(obligation(statement, hypotheses))


@pytest.mark.parametrize(
    ("statement", "hypotheses"),
    [
        (Decreasing(eta_0 / (1 + zeta * (k - 1)), k), ()),
        (Decreasing(eta_0 / k**alpha, k), ()),
        (Decreasing(eta_0 * gamma ** floor((k - 1) / period), k), ()),
        (Decreasing(exp(-zeta * k), k), ()),
        (Increasing(log(k) * sqrt(k), k), ()),
        (Increasing(Max(k, period), k), ()),
        (Decreasing(COSINE, k), (eta_min <= eta_0,)),
        (Increasing(COSINE, k), (eta_0 <= eta_min,)),
        (Increasing(RAMP, k, 1, warm + 1), ()),
        (Decreasing(RAMP, k, warm + 1), ()),
        (Decreasing(Piecewise((2, k < 5), (1, True)), k), ()),
        (Increasing(eta_0 + 0 * k, k), ()),
        (Increasing(cos(pi * k / 10), k, 10, 10), ()),
        (Decreasing(cos(pi * k / 10), k, 1, 10), ()),
        (Decreasing(x**2 / k, k), ()),
    ],
)
def test_which_way_a_function_goes(statement: Any, hypotheses: Any) -> None:
    found = verdict(statement, *hypotheses)
    assert (found.status, found.method) == ("proved", "monotony")


@pytest.mark.parametrize(
    ("statement", "hypotheses"),
    [
        (Increasing(eta_0 / k, k), ()),
        (Decreasing(COSINE, k), ()),
        (Decreasing(RAMP, k), ()),
        (Increasing(RAMP, k), ()),
        (Increasing(RAMP, k, 1, warm + 2), ()),
        (Decreasing(Piecewise((1, k < 5), (2, True)), k), ()),
        (Decreasing(cos(pi * k / 4), k), ()),
        (Decreasing(x / k, k), ()),
        (Decreasing((k - 3) ** 2, k), ()),
        (Decreasing(WAVE.subs(eta_min, 0), k), ()),
    ],
)
def test_two_numbers_refute(statement: Any, hypotheses: Any) -> None:
    found = verdict(statement, *hypotheses)
    assert (found.status, found.method) == ("refuted", "monotony")
    names = [name for name, _ in found.counterexample.point]
    assert {"k", "k later"} <= set(names)
    assert not any(":" in name for name in names)


def test_a_counterexample_shows_both_values() -> None:
    found = verdict(Decreasing((k - 3) ** 2, k, 1, oo)).counterexample
    point = dict(found.point)
    earlier, later = (eval_square(point[name]) for name in ("k", "k later"))
    assert later > earlier
    assert (found.left, found.right) == (str(later), str(earlier))


def eval_square(text: str) -> Any:
    from fractions import Fraction

    return (Fraction(text) - 3) ** 2


@pytest.mark.parametrize("statement", [Decreasing(sqrt(k - 5), k), Increasing(1 / (k - 2), k)])
def test_functions_without_a_value_do_not_pass(statement: Any) -> None:
    assert verdict(statement).status in ("refuted", "undecided")


@pytest.mark.parametrize(
    "statement",
    [
        Increasing(k**2 - k, k),  # true, by more than the ways of its parts
        Decreasing(k * exp(-k), k),
    ],
)
def test_what_the_parts_do_not_tell_stays_open(statement: Any) -> None:
    assert verdict(statement).status == "undecided"
