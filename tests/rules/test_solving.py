"""Conditions solved for a letter, absolute values resolved: found here, proved elsewhere."""

from typing import Any

import pytest
from sympy import Abs, And, Eq, Max, Min

from symopt.errors import DerivationError
from symopt.rules.solving import interval, sample_point, without_functions
from symopt.symbols import Letter, beta, eta, lam

x, y = Letter("x"), Letter("y")


@pytest.mark.parametrize(
    ("condition", "letter", "expected"),
    [
        (Abs(x) < 1, x, And(x > -1, x < 1)),
        (x > 2, x, And(2 - x < 0)),
        (Eq(2 * x, lam), x, Eq(x, lam / 2)),
        (And(eta * lam > 0, eta * lam < 2 * (1 + beta)), eta, And(eta > 0, eta < 2 * (1 + beta) / lam)),
    ],
)
def test_intervals(condition: Any, letter: Any, expected: Any) -> None:
    found = interval(condition, letter, ())
    ends = {abs(value) for value in (0, 1, 3)}
    points = [{letter: s * n / 2, lam: 2, beta: 0.5} for n in ends for s in (1, -1)]
    inside = [point for point in points if letter != eta or point[letter] > 0]
    assert [bool(found.subs(point)) for point in inside] == [bool(expected.subs(point)) for point in inside]


def test_two_intervals_are_refused() -> None:
    with pytest.raises(DerivationError) as caught:
        interval(Abs(x) > 1, x, ())
    assert caught.value.message == "Abs(x) > 1 is not one interval of x"
    assert caught.value.hint == "type the condition"


def test_sample_points_satisfy_the_facts() -> None:
    point = sample_point(x + y, facts=(x > y,))
    assert point[x] > point[y]


def test_facts_without_a_sample_point_are_refused() -> None:
    with pytest.raises(DerivationError) as caught:
        sample_point(x, facts=(x < 0,))
    assert caught.value.message == "no sample values satisfy (x < 0,)"
    assert caught.value.hint == "type the result"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [(Abs(eta), eta), (Abs(-eta - 1), eta + 1), (Max(eta, -eta), eta), (Min(eta, -eta), -eta)],
)
def test_absolute_values_fall_as_they_do_at_a_sample_point(expression: Any, expected: Any) -> None:
    assert (without_functions(expression) - expected).expand() == 0
