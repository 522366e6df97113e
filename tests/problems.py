"""Small problems that rules of vectors and matrices are run on, with every question answered in exact fractions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symopt.program import Program
from symopt.program.evaluation import Fault
from symopt.program.machine import Machine
from symopt.spec import Optimizer


@dataclass(frozen=True)
class Problem:
    """``w^T A w / 2 - b^T w + c sum(w^4) / 4`` in the numbers of a backend.

    Its Wolfe steps come from no search: any number will do that depends on all that is asked, downhill and up.
    """

    matrix: Any
    slope: Any
    bent: Any
    number: Callable[[Any], Any]

    @classmethod
    def of(cls, matrix: Any, slope: Any, bent: Any, number: Callable[[Any], Any]) -> "Problem":
        rows = np.array([[number(Fraction(entry)) for entry in row] for row in matrix])
        return cls(rows, np.array([number(Fraction(entry)) for entry in slope]), number(Fraction(bent)), number)

    @property
    def identity(self) -> Any:
        return np.array(
            [[self.number(Fraction(row == n)) for n in range(len(self.slope))] for row in range(len(self.slope))]
        )

    def f(self, w: Any) -> Any:
        return w @ self.matrix @ w / 2 - self.slope @ w + self.bent * (w * w) @ (w * w) / 4

    def grad(self, w: Any) -> Any:
        return self.matrix @ w - self.slope + self.bent * w * w * w

    def hess(self, w: Any) -> Any:
        return self.matrix + 3 * self.bent * np.diag(w * w)

    def hvp(self, w: Any, v: Any) -> Any:
        return self.matrix @ v + 3 * self.bent * w * w * v

    def wolfe(self, x: Any, d: Any, c_1: Any, c_2: Any) -> Any:
        fall, bend = self.grad(x) @ d, d @ self.hess(x) @ d
        if fall == 0 or bend == 0:
            raise Fault("no-step", "wolfe")
        return (1 + c_1 - c_2 / 8) * abs(fall / bend) + (c_1 if fall > 0 else 0)

    def answers(self) -> dict[str, Callable[..., Any]]:
        return {kind: getattr(self, kind) for kind in ("f", "grad", "hess", "hvp", "wolfe")}


def told(asking: Any, answers: Mapping[str, Callable[..., Any]]) -> Any:
    """What a computation returns when its questions are answered."""
    answer = None
    while True:
        try:
            kind, *arguments = asking.send(answer)
        except StopIteration as done:
            return done.value
        answer = answers[kind](*arguments)


def points(rule: Optimizer, problem: Problem, start: Any, backend: Any, **hyper: Any) -> Iterator[Any]:
    """Where a rule goes, pass by pass, until it ends."""
    machine = Machine(Program.of(rule), backend)
    constants, answers, k = machine.constants(hyper), problem.answers(), 0
    point = np.array([problem.number(Fraction(component)) for component in start])
    state = told(machine.begin(point, constants), answers)
    while True:
        k += 1
        done = told(machine.step(state, point, k, constants), answers)
        if done.ended:
            return
        point, state = done.params, done.state
        yield point
