"""Schedules before a run: whether what they come to at its steps lies where the letters that they stand for may lie."""

from collections.abc import Mapping
from typing import Any

from sympy import Rational, false

from symopt.backends import find
from symopt.domains import domain_of
from symopt.errors import RunError, SpecificationError
from symopt.program.evaluation import Evaluator
from symopt.spec import Schedule
from symopt.spec.writing import written
from symopt.symbols import Hyper, k


def check_steps(owner: str, letter: Hyper, schedule: Schedule, values: Mapping[str, Rational], steps: int) -> None:
    """Check a schedule at every step of a run.

    Args:
        owner: the rule, for messages.
        letter: what the schedule stands for.
        schedule: the schedule, with its letters named as the rule names them.
        values: the values of all hyperparameters, by name.
        steps: how many steps the run takes.

    Raises:
        RunError: when the hyperparameters break what the schedule requires.
        SpecificationError: when a value lies outside the letter's domain; the message names the step.
    """
    settings = {other: values[other.name] for other in schedule.hyperparameters}
    for condition in schedule.requires:
        if condition.subs(settings) == false:
            at = ", ".join(f"{name} = {number}" for name, number in settings.items() if condition.has(name))
            raise RunError(
                f"{schedule.name} requires {written(condition)}, which fails at {at}", "set them so that it holds"
            )
    domain, value = domain_of(letter), _values(schedule, settings)
    for step in range(1, steps + 1):
        if value(step) not in domain and (exact := schedule.value.subs({**settings, k: step})) not in domain:
            found = f"{schedule.name} gives {letter} = {float(exact):.6g} at step {step}"
            raise SpecificationError(
                f"{owner}: {found}, outside its domain {domain}",
                f"take fewer steps, or set other values for {', '.join(map(str, schedule.hyperparameters))}",
            )


def _values(schedule: Schedule, settings: Mapping[Hyper, Rational]) -> Any:
    """The value at a step, in floating point."""
    numbers = find("numpy")
    known = {letter.name: numbers.number(number) for letter, number in settings.items()}
    compiled = Evaluator(numbers).compile(schedule.value)
    return lambda step: float(compiled({**known, k.name: step}))
