"""Who answers ``grad`` in place of the whole objective: noise around it, a few examples at a time, a table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from random import Random
from typing import Any, Protocol

from sympy import Integer

from symopt.errors import RunError
from symopt.objectives import FiniteSum
from symopt.program.settings import exact_number
from symopt.run.answers import Answers
from symopt.run.directions import direction

TURNS = 2**32
"""How many directions belong to one seed; those below are a rule's own."""


class GradientOracle(Protocol):
    """Estimates gradients; everything else is answered by the whole objective."""

    def over(self, answers: Answers) -> Callable[[Any], Any]:
        """The estimate at a point, for one run: a second run draws the same.

        Raises:
            RunError: when it cannot stand in for this objective.
        """


class Estimated:
    """The answers of an objective, but for its gradient.

    Args:
        answers: the objective's.
        oracle: who estimates the gradient.
    """

    def __init__(self, answers: Answers, oracle: GradientOracle) -> None:
        self.answers, self.gradient = answers, oracle.over(answers)

    def __call__(self, kind: str, *arguments: Any) -> Any:
        """The answer to a question of a program; each question for a gradient draws anew."""
        return self.gradient(*arguments) if kind == "grad" else self.answers(kind, *arguments)


@dataclass(frozen=True)
class Noisy:
    """The gradient plus independent normal noise in every component: right on average.

    Args:
        sigma: the standard deviation of the noise, at least 0.
        seed: a whole number, at least 0, that fixes all that is drawn.

    Raises:
        RunError: when one of them lies elsewhere.
    """

    sigma: Any
    seed: int = 0

    def __post_init__(self) -> None:
        _check_seed(self.seed)
        if exact_number(self.sigma) < 0:
            raise RunError(f"the noise has the standard deviation {self.sigma}", "give a number that is not negative")

    def over(self, answers: Answers) -> Callable[[Any], Any]:
        """The gradient at a point, with fresh noise at every question."""
        turns = count((self.seed + 1) * TURNS)
        sigma = answers.backend.number(exact_number(self.sigma))

        def estimate(point: Any) -> Any:
            return answers("grad", point) + sigma * direction(next(turns), len(answers.names), answers.backend)

        return estimate


@dataclass(frozen=True)
class Given:
    """Gradients from a table, one row for each question: what a rule makes of them does not depend on where it is.

    Args:
        table: the rows, a number for each coordinate.
    """

    table: Sequence[Sequence[Any]]

    def over(self, answers: Answers) -> Callable[[Any], Any]:
        """The next row, wherever it is asked for.

        Raises:
            RunError: when a row has not a number for each coordinate; in the run, when no row is left.
        """
        backend, size = answers.backend, len(answers.names)
        for n, row in enumerate(self.table, 1):
            if len(row) != size:
                raise RunError(f"row {n} of the gradients has {len(row)} numbers", f"give {size}, one a coordinate")
        rows = iter([backend.array([backend.number(exact_number(number)) for number in row]) for row in self.table])

        def estimate(point: Any) -> Any:
            row = next(rows, None)
            if row is None:
                raise RunError(f"no gradient is given for question {len(self.table) + 1}", "give more, or stop before")
            return row

        return estimate


@dataclass(frozen=True)
class MiniBatches:
    """The mean gradient of a few examples: one is online, all of them is batch.

    Without replacement every epoch goes through all examples once, in an order of its own; its last batch is smaller
    when the size does not divide their number. With replacement every example of every batch is drawn from all.

    Args:
        examples: the objective of data.
        size: how many examples a batch holds.
        seed: a whole number, at least 0, that fixes all that is drawn.
        replacement: whether an example may come again before all others have.

    Raises:
        RunError: when no batch has this size, or the seed is negative.
    """

    examples: FiniteSum
    size: int
    seed: int = 0
    replacement: bool = False

    def __post_init__(self) -> None:
        _check_seed(self.seed)
        if not 1 <= self.size <= len(self.examples):
            raise RunError(
                f"{self.examples.name} has {len(self.examples)} examples, which make no batches of {self.size}",
                f"choose a size from 1 to {len(self.examples)}",
            )

    def over(self, answers: Answers) -> Callable[[Any], Any]:
        """The mean gradient at a point, of the next batch at every question."""
        if answers.objective is not self.examples.concrete():
            raise RunError(
                f"{answers.objective.name} is not the mean over the examples of {self.examples.name}",
                "run on what concrete() of the examples gives",
            )
        batches = self.batches()

        @cache
        def example(n: int) -> Answers:
            return Answers(self.examples.example(n), answers.backend)

        def estimate(point: Any) -> Any:
            drawn = next(batches)
            total = sum((example(n)("grad", point) for n in drawn[1:]), example(drawn[0])("grad", point))
            return total / answers.backend.number(Integer(len(drawn)))

        return estimate

    def batches(self) -> Iterator[Sequence[int]]:
        """The numbers of the examples in each batch, counted from 1, without end."""
        source, everything = Random(self.seed), range(1, len(self.examples) + 1)
        while True:
            if self.replacement:
                yield [1 + int(source.random() * len(everything)) for _ in range(self.size)]
                continue
            order = sorted(everything, key=lambda _: source.random())
            for first in range(0, len(order), self.size):
                yield sorted(order[first : first + self.size])


def _check_seed(seed: int) -> None:
    if not isinstance(seed, int) or seed < 0:
        raise RunError(f"{seed} is no seed", "give a whole number, at least 0")
