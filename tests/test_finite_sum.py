"""Objectives of data: the mean of one loss, and the loss of each example."""

from typing import Any

import pytest
from sympy import ImmutableDenseMatrix, Rational, exp, log

from symopt.errors import ObjectiveError
from symopt.functions.anscombe import anscombe
from symopt.functions.logistic import examples, logistic
from symopt.objectives import FiniteSum
from symopt.symbols import Letter, w_1, w_2

x, y = Letter("x"), Letter("y")
line = FiniteSum("Line", (w_1 * x - y) ** 2 / 2, (x, y), [(1, 1), (1, 3.5)])


def test_the_mean_is_computed_from_the_loss() -> None:
    assert line.expression == w_1**2 / 2 - Rational(9, 4) * w_1 + Rational(53, 16)
    assert line.gradient == ImmutableDenseMatrix([w_1 - Rational(9, 4)])
    assert line.concrete() is line.concrete()
    assert (line.concrete().name, len(line)) == ("Line", 2)


def test_examples_have_losses_of_their_own() -> None:
    assert [line.example(n).gradient[0] for n in (1, 2)] == [w_1 - 1, w_1 - Rational(7, 2)]
    assert line.example(2).name == "Line, example 2"


@pytest.mark.parametrize("data", [line, anscombe], ids=lambda data: data.name)
def test_the_gradient_is_the_mean_of_the_examples(data: FiniteSum) -> None:
    columns = [data.example(n).gradient for n in range(1, len(data) + 1)]
    whole = sum(columns[1:], columns[0]) / len(data)
    assert (whole - data.gradient).applyfunc(lambda entry: entry.expand()).is_zero_matrix


def test_losses_that_are_no_polynomials_stay_as_they_are() -> None:
    loss = log(1 + exp(-y * (w_1 * x + w_2)))
    data = FiniteSum("Logistic", loss, (x, y), examples)
    point = (Rational(1, 3), -2)
    assert (data.concrete().value_at(point) - logistic.value_at(point)).simplify() == 0


def test_an_example_keeps_all_coordinates() -> None:
    sparse = FiniteSum("Sparse", (w_1 * x + w_2 * y) ** 2, (x, y), [(1, 0), (0, 1)])
    assert sparse.example(1).gradient == ImmutableDenseMatrix([2 * w_1, 0])


def test_anscombes_line() -> None:
    (point,) = anscombe.stationary_points
    assert (point.point, point.kind) == (anscombe.concrete().points["minimum"], "minimum")
    assert [round(float(number), 4) for number in point.point] == [3.0001, 0.5001]


@pytest.mark.parametrize(
    ("made", "message", "hint"),
    [
        (lambda: FiniteSum("Empty", w_1 * x, (x,), []), "Empty has no examples", "give at least one row of data"),
        (
            lambda: FiniteSum("Short", w_1 * x - y, (x, y), [(1, 2), (3,)]),
            "Short: example 2 is not a real number for each of x, y",
            "write -5 or Rational(2, 5)",
        ),
        (
            lambda: FiniteSum("Words", w_1 * x, (x,), [("1",)]),
            "Words: example 1 is not a real number for each of x",
            "write -5 or Rational(2, 5)",
        ),
        (lambda: line.example(3), "Line has no example 3", "there are 1, ..., 2"),
        (lambda: line.example(0), "Line has no example 0", "there are 1, ..., 2"),
    ],
)
def test_data_that_does_not_fit(made: Any, message: str, hint: str) -> None:
    with pytest.raises(ObjectiveError) as caught:
        made()
    assert (caught.value.message, caught.value.hint) == (message, hint)
