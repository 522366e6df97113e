"""A worked example as content: which rule, which objective, from where, and what the lecture notes print for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Expr

from symopt.examples.roundings import Disagreement
from symopt.examples.worked import WorkedExample, worked_example
from symopt.objectives import Objective
from symopt.spec import Optimizer


@dataclass(frozen=True, eq=False)
class Example:
    """A run that is worked out by hand for its first steps.

    Args:
        title: what it is called; the name of the item is its kebab-case.
        optimizer: the rule.
        objective: what it minimises.
        start: one number per coordinate.
        steps: how many steps are taken.
        worked: how many of them are written out.
        digits: significant digits of rounded numbers.
        settings: hyperparameters by name, in place of their defaults.
        printed: what lecture notes print for symbols, as texts.
    """

    title: str
    optimizer: Optimizer
    objective: Objective
    start: Sequence[Any]
    steps: int
    worked: int = 2
    digits: int = 6
    settings: Mapping[str, Any] = field(default_factory=dict)
    printed: Mapping[Expr, str] = field(default_factory=dict)

    @cached_property
    def example(self) -> WorkedExample:
        """Every line of the run."""
        return worked_example(self.optimizer, self.objective, self.start, self.steps, self.digits, **self.settings)

    @property
    def disagreements(self) -> tuple[tuple[Expr, Disagreement], ...]:
        """Where the notes print something else than the number, rounded."""
        compared = ((symbol, self.example.line(symbol).compare(text)) for symbol, text in self.printed.items())
        return tuple((symbol, found) for symbol, found in compared if found is not None)
