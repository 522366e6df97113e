"""Random directions: one per index, the same everywhere."""

from fractions import Fraction
from statistics import mean, stdev
from typing import Any

import numpy as np
import pytest
from sympy import Rational

from symopt.backends import find
from symopt.errors import RunError
from symopt.run.directions import direction


def test_the_same_index_gives_the_same_direction_and_another_another() -> None:
    first, again, second = (direction(index, 3, find("numpy")) for index in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first == pytest.approx([0.17434671238578237, 0.8497394566272368, -1.5292013722926543], rel=1e-15)
    assert not set(first) & set(second)


def test_every_backend_holds_the_exact_value_of_the_double() -> None:
    doubles: Any = direction(7, 4, find("numpy"))
    assert list(direction(Fraction(7), 4, find("exact"))) == [Fraction(number) for number in doubles]
    context = find("mpmath", 30)
    assert [float(number) for number in direction(context.number(Rational(7)), 4, context)] == list(doubles)


def test_directions_are_standard_normal() -> None:
    drawn = np.concatenate([direction(index, 100, find("numpy")) for index in range(1, 201)])
    assert abs(mean(drawn)) < 4 / len(drawn) ** 0.5
    assert stdev(drawn) == pytest.approx(1, abs=0.03)
    one, other = (np.array([direction(index, 2, find("numpy"))[n] for index in range(1, 2001)]) for n in (0, 1))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.1


def test_directions_are_counted_by_whole_numbers() -> None:
    with pytest.raises(RunError) as caught:
        direction(Fraction(1, 2), 2, find("exact"))
    assert caught.value.message == "normal(1/2) is asked for"
    assert caught.value.hint == "directions are counted by whole numbers, such as k"
