"""Points at which two rules are compared: simple rationals first, as many at once as there are coordinates."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from sympy import Rational

from symopt.program.evaluation import Backend
from symopt.relations.running import Objective
from symopt.symbols import Hyper

MANY = 64
STEPS = 6


def _numbers(text: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(number) for number in text.split())


VALUES = {
    "positive": _numbers("1 1/2 3 2 1/4 5/4 1/10 4 9/16 7/9 1/3 9 1/25 16"),
    "unit": _numbers("1/2 3/4 0 1/4 9/10 8/9 5/9 15/16 7/16 24/25"),
    "count": _numbers("2 1 3 5"),
}
"""What hyperparameters are given, by their domain, the simplest first; among them numbers with rational roots."""

STARTS = _numbers("0 1 -1 2 1/2")
ANSWERS = _numbers("1 2 -1 3 1/2 -2 4 3/4 -3 0")


@dataclass(frozen=True)
class Sample:
    """One start, one objective, and the hyperparameters of each pass.

    Args:
        start: the parameter before the first pass.
        slope: the objective's second derivative.
        noise: what each pass adds to the gradient.
        hyper: the value of each letter in each pass.
    """

    start: Any
    slope: Any
    noise: tuple[Any, ...]
    hyper: dict[str, tuple[Any, ...]]

    def settings(self, count: int) -> dict[str, Any]:
        """The hyperparameters of a pass."""
        return {name: values[count - 1] for name, values in self.hyper.items()}

    def in_numbers(self, numbers: Backend) -> "Sample":
        """The same in a backend's numbers."""

        def made(value: Fraction) -> Any:
            return numbers.number(Rational(value.numerator, value.denominator))

        hyper = {name: tuple(map(made, values)) for name, values in self.hyper.items()}
        return Sample(made(self.start), made(self.slope), tuple(map(made, self.noise)), hyper)

    @property
    def objective(self) -> Objective:
        """What answers."""
        return Objective(self.slope, dict(enumerate(self.noise, 1)))


def sample(
    number: int, letters: Iterable[Hyper], free: bool, changing: Iterable[Hyper] = (), steps: int = STEPS
) -> Sample:
    """The sample of a number; later ones are less simple.

    Args:
        number: from 0.
        letters: the hyperparameters to give values to.
        free: whether the gradients may be any numbers; otherwise they are those of a quadratic.
        changing: the hyperparameters that change from pass to pass.
        steps: how many passes.
    """
    varied = set(changing)
    return Sample(
        start=_one(STARTS, f"{number}/start", number),
        slope=Fraction(0) if free else _one(VALUES["positive"], f"{number}/slope", number),
        noise=tuple(_one(ANSWERS, f"{number}/noise/{n if free else 0}", number) for n in range(steps)),
        hyper={
            letter.name: tuple(
                _one(VALUES[letter.domain], f"{number}/{letter}/{n if letter in varied else 0}", number)
                for n in range(steps)
            )
            for letter in letters
        },
    )


def _one(values: tuple[Fraction, ...], label: str, number: int) -> Fraction:
    return Random(label).choice(values[: 2 + number // 8])
