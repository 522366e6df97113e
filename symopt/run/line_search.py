"""SciPy's line search for the strong Wolfe conditions, on an objective's own answers."""

import warnings
from collections.abc import Callable
from math import inf
from typing import Any

from symopt.program.evaluation import Fault

FIRST_TRIALS = (1, 1e-2, 1e-4, 1e-6, 1e-8)
"""SciPy narrows an interval down ten times and then gives up; a shorter first trial lets it begin nearer."""


def wolfe_step(
    value: Callable[[Any], Any], gradient: Callable[[Any], Any], point: Any, direction: Any, c_1: Any, c_2: Any
) -> Any:
    """A step along a direction that meets the strong Wolfe conditions.

    Args:
        value: the objective; where it has no finite value, the search turns back.
        gradient: its gradient.
        point: where the search begins, an array of doubles.
        direction: where it leads.
        c_1: which share of the decrease that the slope promises has to come true.
        c_2: which share of the slope may be left.

    Raises:
        Fault: ``not-descent`` when the objective does not fall along the direction, ``no-step`` when SciPy finds none.
    """

    def trial(where: Any) -> Any:
        try:
            return value(where)
        except Fault:
            return inf

    start, height = gradient(point), value(point)
    slope = start @ direction
    if not slope < 0:
        raise Fault("not-descent", "wolfe")
    for first in FIRST_TRIALS:
        fallen = height - first * slope / 2.02  # from here SciPy takes its first trial to be ``first``
        step = _searched(trial, gradient, point, direction, start, height, fallen, float(c_1), float(c_2))
        if step is not None:
            return step
    raise Fault("no-step", "wolfe")


def _searched(value: Any, gradient: Any, *given: Any) -> Any:
    """SciPy's step, or None when its conditions are not met."""
    from scipy.optimize import line_search

    point, direction, start, height, before, c_1, c_2 = given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say is said by the slope that is missing
        step, *_, slope = line_search(value, gradient, point, direction, start, height, before, c1=c_1, c2=c_2)
    return None if slope is None else step
