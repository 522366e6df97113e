"""Objectives of data: the mean of one loss over examples, each of which has a gradient of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Add, Expr, ImmutableDenseMatrix

from symopt.errors import ObjectiveError
from symopt.objectives.objective import Objective
from symopt.objectives.stationary import StationaryPoint
from symopt.parsing.numerals import exact_number
from symopt.spec.reading import exact
from symopt.symbols import Letter


@dataclass(frozen=True, eq=False)
class FiniteSum:
    """The mean of a loss over examples.

    Args:
        name: what people call it.
        loss: the loss of one example, in coordinates ``w_1``, ``w_2``, ... and the letters of its data.
        letters: the letters of the data, one for each column.
        examples: the data, a row of numbers for each example; decimals are exact.
        points: points that have a name.
        source: author and year.

    Raises:
        ObjectiveError: when there are no examples, or one does not give every letter a real number.

    >>> from symopt.symbols import w_1
    >>> x, y = Letter("x"), Letter("y")
    >>> line = FiniteSum("Line", (w_1 * x - y) ** 2 / 2, (x, y), [(1, 1), (1, 3)])
    >>> line.expression
    w_1**2/2 - 2*w_1 + 5/2
    >>> line.example(2).gradient
    Matrix([[w_1 - 3]])
    """

    name: str
    loss: Expr
    letters: tuple[Letter, ...]
    examples: Sequence[Sequence[Any]]
    points: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        if not self.examples:
            raise ObjectiveError(f"{self.name} has no examples", "give at least one row of data")
        object.__setattr__(self, "loss", exact(self.loss))
        object.__setattr__(self, "examples", tuple(self._row(n, row) for n, row in enumerate(self.examples, 1)))

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self.examples)

    def example(self, n: int) -> Objective:
        """The loss of the n-th example, counted from 1.

        Raises:
            ObjectiveError: when there is no such example.
        """
        if not 1 <= n <= len(self):
            raise ObjectiveError(f"{self.name} has no example {n}", f"there are 1, ..., {len(self)}")
        return Objective(f"{self.name}, example {n}", self._losses[n - 1], self.concrete().coordinates)

    def concrete(self) -> Objective:
        """The mean over all examples; the same object each time."""
        return self._whole

    @property
    def expression(self) -> Expr:
        """The value of the mean."""
        return self._whole.expression

    @property
    def gradient(self) -> ImmutableDenseMatrix:
        """The gradient of the mean."""
        return self._whole.gradient

    @property
    def hessian(self) -> ImmutableDenseMatrix:
        """The Hessian of the mean."""
        return self._whole.hessian

    @property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:
        """Where the gradient of the mean vanishes."""
        return self._whole.stationary_points

    @cached_property
    def _losses(self) -> tuple[Expr, ...]:
        return tuple(self.loss.xreplace(dict(zip(self.letters, row, strict=True))) for row in self.examples)

    @cached_property
    def _whole(self) -> Objective:
        mean = Add(*self._losses) / len(self)
        coordinates = Objective(self.name, mean).coordinates
        plain = mean.expand() if mean.is_polynomial(*coordinates) else mean
        return Objective(self.name, plain, coordinates, self.points, source=self.source)

    def _row(self, n: int, row: Iterable[Any]) -> tuple[Expr, ...]:
        numbers = tuple(map(exact_number, row))
        if len(numbers) != len(self.letters) or None in numbers:
            names = ", ".join(letter.name for letter in self.letters)
            raise ObjectiveError(
                f"{self.name}: example {n} is not a real number for each of {names}", "write -5 or Rational(2, 5)"
            )
        return numbers
