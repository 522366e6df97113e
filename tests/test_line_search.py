"""SciPy's line search: its conditions hold, and what it cannot do is said."""

from typing import Any

import numpy as np
import pytest
from sympy import exp, log

from symopt import Objective
from symopt.backends import find
from symopt.errors import RunError
from symopt.functions.rosenbrock import rosenbrock
from symopt.program.evaluation import Fault
from symopt.run.answers import Answers
from symopt.symbols import w_1, w_2


def answers(objective: Objective, backend: str = "numpy") -> Answers:
    return Answers(objective, find(backend))


@pytest.mark.parametrize("c_2", [0.1, 0.9])
@pytest.mark.parametrize(
    ("objective", "start"),
    [
        (rosenbrock, (-1.2, 1)),
        (rosenbrock, (2, -3)),
        (Objective("steep", 1e8 * w_1**2 + w_2**2), (1, 1)),
        (Objective("flat", exp(-(w_1**2)) * -1), (0.1,)),
        (Objective("walled", w_1 - log(w_1)), (3,)),
    ],
    ids=lambda part: getattr(part, "name", ""),
)
def test_the_strong_wolfe_conditions_hold(objective: Objective, start: Any, c_2: float) -> None:
    asked, point = answers(objective), np.array(start, dtype=float)
    direction = -asked.gradient(point)
    step, slope = asked("wolfe", point, direction, 1e-4, c_2), asked.gradient(point) @ direction
    assert asked.value(point + step * direction) <= asked.value(point) + 1e-4 * step * slope
    assert abs(asked.gradient(point + step * direction) @ direction) <= -c_2 * slope


@pytest.mark.parametrize(
    ("objective", "start", "direction", "reason"),
    [
        (rosenbrock, (-1.2, 1), (-1, 0), "not-descent"),
        (rosenbrock, (1, 1), (1, 0), "not-descent"),
        (Objective("slope", -w_1), (1,), (1,), "no-step"),
        (Objective("cliff", -(w_1**3)), (1,), (1,), "no-step"),
    ],
    ids=lambda part: getattr(part, "name", str(part)),
)
def test_a_search_that_cannot_succeed_says_why(objective: Any, start: Any, direction: Any, reason: str) -> None:
    point, way = (np.array(part, dtype=float) for part in (start, direction))
    with pytest.raises(Fault) as caught:
        answers(objective)("wolfe", point, way, 1e-4, 0.1)
    assert (caught.value.reason, caught.value.slot) == (reason, "wolfe")
    assert point.tolist() == list(start)


@pytest.mark.parametrize("backend", ["exact", "mpmath"])
def test_other_numbers_than_doubles_are_refused(backend: str) -> None:
    with pytest.raises(RunError) as caught:
        answers(rosenbrock, backend)("wolfe", None, None, None, None)
    assert caught.value.message == f"the {backend} backend has no Wolfe line search: SciPy's computes with doubles"
    assert caught.value.hint == "run it with the numpy backend, or take a rule with an exact or an Armijo line search"
