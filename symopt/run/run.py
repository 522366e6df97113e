"""Running an optimizer on an objective, and the trajectory that it leaves."""

import csv
import io
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from symopt.backends import find
from symopt.errors import RunError
from symopt.objectives import Objective
from symopt.program import Program
from symopt.program.evaluation import Backend, Fault
from symopt.program.execution import Query
from symopt.program.machine import Machine, Pass
from symopt.program.settings import exact_number
from symopt.run.answers import Answers
from symopt.run.oracles import Estimated, GradientOracle
from symopt.spec import Optimizer
from symopt.symbols import Count

Asked = Answers | Estimated


class Recorded(Mapping[str, Any]):
    """Values of a pass as Python's numbers, each turned into them when it is asked for.

    Args:
        values: what the pass left.
        names: the names to find them by, and their slots; their slots themselves when silent.
        numbers: what turns a value into Python's numbers.
    """

    def __init__(
        self, values: Mapping[str, Any], names: Mapping[str, str] | None, numbers: Callable[[Any], Any]
    ) -> None:
        self._values, self._names, self._numbers = values, names, numbers

    def __getitem__(self, name: str) -> Any:
        return self._numbers(self._values[name if self._names is None else self._names[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values if self._names is None else self._names)

    def __len__(self) -> int:
        return len(self._values if self._names is None else self._names)


@dataclass(frozen=True)
class Step:
    """Where a run stands after ``k`` steps.

    Args:
        k: how many steps were taken; 0 is the start.
        w: the point.
        f: the objective there.
        letters: what the pass that led here computed besides the point, such as ``g`` and ``v``; empty at the start.
        slots: every value that this pass read or computed, by its slot: ``v[k - 1]``, ``v[k]``.
    """

    k: int
    w: tuple[Any, ...]
    f: Any
    letters: Mapping[str, Any] = field(default_factory=dict)
    slots: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Left:
    """Where a run left the finite real numbers: at which step, in which letter, and the key of the reason."""

    k: int
    letter: str
    reason: str


@dataclass(frozen=True)
class Trajectory:
    """The points of a run.

    Args:
        optimizer: the rule.
        objective: what it minimised.
        hyperparameters: the values it ran with, in the backend's numbers.
        steps: the start and every step taken, as far as its numbers were finite and real.
        backend: the numbers.
        left: where the run left them before its last step, or None.
        ended: whether the rule's own relation ended the run early.
    """

    optimizer: Optimizer
    objective: Objective
    hyperparameters: Mapping[str, Any]
    steps: tuple[Step, ...]
    backend: Backend
    left: Left | None = None
    ended: bool = False

    def to_json(self, optimizer: str = "", objective: str = "") -> str:
        """As JSON; exact numbers and those of many digits are strings.

        Args:
            optimizer: the name to write, otherwise the rule's own.
            objective: the name to write, otherwise the objective's own.
        """
        written = self.backend.written
        steps = [
            {"k": step.k, "w": [written(number) for number in step.w], "f": written(step.f)} for step in self.steps
        ]
        content: dict[str, Any] = {
            "optimizer": optimizer or self.optimizer.name,
            "objective": objective or self.objective.name,
            "hyperparameters": {name: self._chosen(name, number) for name, number in self.hyperparameters.items()},
            "steps": steps,
        }
        if self.left:
            content["left"] = {"k": self.left.k, "letter": self.left.letter, "reason": self.left.reason}
        return json.dumps(content)

    def _chosen(self, name: str, number: Any) -> float | str:
        """A hyperparameter as JSON holds it; a count is a whole number."""
        counts = {letter.name for letter in self.optimizer.chosen if isinstance(letter, Count)}
        shown = self.backend.written(number)
        return int(shown) if name in counts and isinstance(shown, float) else shown

    def to_csv(self) -> str:
        """As CSV, one line per step, with a heading."""
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(["k", *(coordinate.name for coordinate in self.objective.coordinates), "f"])
        for step in self.steps:
            lines.writerow([step.k, *map(self.backend.written, (*step.w, step.f))])
        return text.getvalue()


def run(
    optimizer: Optimizer,
    objective: Objective,
    start: Sequence[Any],
    steps: int,
    backend: str | None = None,
    digits: int | None = None,
    oracle: GradientOracle | None = None,
    **hyper: Any,
) -> Trajectory:
    """Run an optimizer.

    Args:
        optimizer: the rule.
        objective: what to minimise.
        start: one number per coordinate; texts such as ``"2/5"`` are exact, floats the decimals that they print as.
        steps: how many steps to take.
        backend: ``numpy``, ``exact`` or ``mpmath``; numpy when silent, mpmath when digits are asked for.
        digits: significant digits, for mpmath.
        oracle: who estimates the gradient in place of the objective; the values of a run are the objective's own.
        hyper: hyperparameters by name, in place of their defaults.

    Raises:
        RunError: when something asked for is not there, does not fit, or cannot be held by the backend's numbers.
        SpecificationError: when a hyperparameter lies outside its domain.

    >>> from symopt import Objective
    >>> from symopt.optimizers.gradient_descent import gradient_descent
    >>> from symopt.symbols import w_1, w_2
    >>> ravine = Objective("ravine", 0.1 * w_1**2 + 2 * w_2**2)
    >>> run(gradient_descent, ravine, (-5, -2), 1, eta=0.4).steps[1].w
    (-4.6, 1.2000000000000002)
    """
    if not isinstance(steps, int) or steps < 0:
        raise RunError(f"a run cannot take {steps} steps", "take 0, 1, 2, ... steps")
    numbers = find(backend or ("numpy" if digits is None else "mpmath"), digits)
    machine, answers = Machine(Program.of(optimizer), numbers), Answers(objective, numbers)
    constants = machine.constants(hyper)
    asked = Estimated(answers, oracle) if oracle is not None else answers
    walk = _walk(machine, answers, asked, _point(objective, start, numbers), constants)
    taken: list[Step] = []
    left = None
    with numbers.quiet():
        try:
            for step in islice(walk, steps + 1):
                taken.append(step)
        except Fault as fault:
            left = Left(len(taken), fault.slot, fault.reason)
    if not taken:
        raise RunError(f"{objective.name} has no real, finite value at the start", "start where it has one")
    return Trajectory(
        optimizer, objective, constants, tuple(taken), numbers, left, left is None and len(taken) <= steps
    )


def _point(objective: Objective, start: Sequence[Any], numbers: Backend) -> Any:
    if len(start) != objective.dimension:
        raise RunError(
            f"{objective.name} has {objective.dimension} coordinates, but the start has {len(start)}",
            f"give {', '.join(coordinate.name for coordinate in objective.coordinates)}",
        )
    return numbers.array([numbers.number(exact_number(component)) for component in start])


def _walk(machine: Machine, answers: Answers, asked: Asked, point: Any, constants: Mapping[str, Any]) -> Iterator[Step]:
    """The start and one step after another, until the rule ends the run or a fault does."""
    numbers = machine.backend.numbers
    yield Step(0, numbers(point), numbers(answers("f", point)))
    state = _told(machine.begin(point, constants), asked)
    for k in count(1):
        done: Pass = _told(machine.step(state, point, k, constants), asked)
        if done.ended:
            return
        point, state = done.params, done.state
        letters, slots = Recorded(done.slots, machine.program.computed, numbers), Recorded(done.slots, None, numbers)
        yield Step(k, numbers(point), numbers(answers("f", point)), letters, slots)


def _told(asking: Generator[Query, Any, Any], answers: Asked) -> Any:
    """What a computation returns when every question it asks is answered."""
    answer = None
    while True:
        try:
            query = asking.send(answer)
        except StopIteration as done:
            return done.value
        answer = answers(*query)
