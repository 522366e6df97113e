"""Each rule of vectors and matrices that the package holds, against its reference written by hand."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import pytest

from symopt import library
from symopt.backends import find
from symopt.program.evaluation import Fault
from symopt.program.settings import settle
from symopt.spec import Optimizer
from tests.handwritten import conjugates, newtons
from tests.problems import Problem, points

REFERENCES = {**newtons.REFERENCES, **conjugates.REFERENCES}
SHIPPED: dict[str, Optimizer] = {
    item.name: item.value for item in library.items("optimizer") if item.value.kind != "elementwise"
}
CONVEX = [[4, 1, 0], [1, 3, -1], [0, -1, 2]], [1, -2, 3], "1/5"
SADDLED = [[-3, 1, 0], [1, 2, -1], [0, -1, 1]], [1, -2, 3], "1/2"
START = ["2", "-1", "1/2"]
ELSEWHERE = {
    "epsilon": "1/2",
    "c_1": "1/7",
    "c_2": "1/3",
    "N": 2,
    "m": 1,
    "mu": "1/2",
    "eta": "2/3",
    "tolerance": "1/3",
    "rho": "1/3",
    "delta_0": "1/5",
}
NEEDS_CONVEXITY = {"conjugate-gradient", "bfgs", "l-bfgs", "newton:line-search"}


def chosen(rule: Optimizer, elsewhere: bool) -> dict[str, Any]:
    names = {letter.name for letter in rule.chosen}
    return {name: value for name, value in ELSEWHERE.items() if name in names} if elsewhere else {}


def by_hand(item: str, problem: Problem, hyper: dict[str, Any]) -> Iterator[Any]:
    values = settle(SHIPPED[item], hyper)
    given = {name: problem.number(Fraction(*value.as_numer_denom())) for name, value in values.items()}
    start = np.array([problem.number(Fraction(component)) for component in START])
    yield from REFERENCES[item](start, problem, **given)


def while_short(found: Iterator[Any], steps: int) -> list[Any]:
    """Points until their fractions grow too long."""
    taken = []
    with contextlib.suppress(Fault):
        for point in islice(found, steps):
            taken.append(point)
    return taken


def problems(item: str) -> list[Any]:
    return [CONVEX] if item.partition(":")[0] in NEEDS_CONVEXITY or item in NEEDS_CONVEXITY else [CONVEX, SADDLED]


CASES = [(item, problem, elsewhere) for item in SHIPPED for problem in problems(item) for elsewhere in (False, True)]


def test_every_rule_has_a_reference_and_every_reference_a_rule() -> None:
    assert sorted(REFERENCES) == sorted(SHIPPED), "write ten lines in tests/handwritten"


@pytest.mark.parametrize(("item", "given", "elsewhere"), CASES)
def test_they_agree_exactly(item: str, given: Any, elsewhere: bool) -> None:
    problem, hyper = Problem.of(*given, Fraction), chosen(SHIPPED[item], elsewhere)
    ours = while_short(points(SHIPPED[item], problem, START, find("exact"), **hyper), 4)
    assert ours
    assert np.array_equal(ours, list(islice(by_hand(item, problem, hyper), len(ours))))


@pytest.mark.parametrize(("item", "given", "elsewhere"), CASES)
def test_doubles_agree_to_eight_digits(item: str, given: Any, elsewhere: bool) -> None:
    problem, hyper = Problem.of(*given, float), chosen(SHIPPED[item], elsewhere)
    ours = list(islice(points(SHIPPED[item], problem, START, find("numpy"), **hyper), 5))
    theirs = list(islice(by_hand(item, problem, hyper), 5))
    assert len(ours) == len(theirs) > 0
    np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-8)
