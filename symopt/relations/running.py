"""Runs of a rule on given answers, in any backend's numbers: where it asks, and where it goes."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sympy import Expr

from symopt.program.evaluation import Backend, Evaluator, Fault
from symopt.program.machine import Machine

Settings = Callable[[int], Mapping[str, Any]]
"""The hyperparameters of each pass, by name, in the backend's numbers."""


@dataclass(frozen=True)
class Objective:
    """What a rule is told: a quadratic whose slopes are disturbed anew in every pass, as mini-batches do.

    Args:
        slope: the second derivative.
        noise: what is added to the gradient in each pass, and what random directions are; from pass 1 on.
    """

    slope: Any
    noise: Mapping[int, Any]

    def __call__(self, count: int, kind: str, *arguments: Any) -> Any:
        """The answer to a question of a pass."""
        return _ANSWERS[kind](self.slope, self.noise[count], *arguments)


_ANSWERS: dict[str, Callable[..., Any]] = {
    "f": lambda slope, noise, x: slope * x * x / 2 + noise * x,
    "grad": lambda slope, noise, x: slope * x + noise,
    "curvature": lambda slope, noise, x: slope + 0 * x,
    "hess": lambda slope, noise, x: slope + 0 * x,
    "hvp": lambda slope, noise, x, direction: slope * direction,
    "normal": lambda slope, noise, count: noise,
}


@dataclass(frozen=True)
class Turn:
    """One pass of a run: where it asked for the gradient first, and where it went."""

    asked: Any
    point: Any


def turns(machine: Machine, start: Any, settings: Settings, objective: Objective, steps: int) -> list[Turn]:
    """The first passes of a run; fewer when a letter leaves the finite real numbers.

    Args:
        machine: the rule.
        start: the parameters before the first pass, an array.
        settings: the hyperparameters.
        objective: what answers.
        steps: how many passes.

    Raises:
        RunError: when the backend cannot hold a number.
    """
    found: list[Turn] = []
    with suppress(Fault), machine.backend.quiet():
        _, state = _driven(machine.begin(start, settings(1)), objective, 1)
        point = start
        for count in range(1, steps + 1):
            asked, done = _driven(machine.step(state, point, count, settings(count)), objective, count)
            point, state = done.params, done.state
            found.append(Turn(asked, point))
    return found


def _driven(asking: Any, objective: Objective, count: int) -> tuple[Any, Any]:
    """What a computation returns when its questions are answered, and where it asked for the gradient first."""
    asked, answer = None, None
    while True:
        try:
            kind, *arguments = asking.send(answer)
        except StopIteration as done:
            return asked, done.value
        if kind == "grad" and asked is None:
            asked = arguments[0]
        answer = objective(count, kind, *arguments)


def under(change: Mapping[Any, Expr], settings: Settings, backend: Backend) -> Settings:
    """The settings of a second rule: each of its letters is what ``change`` says, computed from those of the first."""
    compiled = {letter.name: Evaluator(backend).compile(value) for letter, value in change.items()}

    def changed(count: int) -> Mapping[str, Any]:
        own = dict(settings(count))
        values = {**own, "k": own.get("k", count)}
        return {**own, **{name: compute(values) for name, compute in compiled.items()}}

    return changed
