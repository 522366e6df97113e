"""What an engine is asked to settle: hypotheses, a goal, and the recurrences behind the letters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from symopt.proof.ranges import RANGES
from symopt.proof.terms import Term, variables


@dataclass(frozen=True)
class Definition:
    """A letter given at every index from ``first`` on: ``name(index) = value``; below it, ``start`` or anything.

    Args:
        name: the letter.
        index: the variable that stands for the index in ``value``.
        value: what the letter is at that index; may read the letter itself at earlier indices.
        first: the first index at which it holds; None for every index.
        start: values below ``first``, by index.
    """

    name: str
    index: Term
    value: Term
    first: int | None = None
    start: Mapping[int, Term] = field(default_factory=dict)


@dataclass(frozen=True)
class Obligation:
    """A claim for the engines.

    Args:
        goal: the formula to settle, for all values of its free variables.
        hypotheses: formulas that may be used.
        definitions: recurrences that define letters; refutation runs them, and nothing else unfolds them unasked.
    """

    goal: Term
    hypotheses: tuple[Term, ...] = ()
    definitions: tuple[Definition, ...] = ()

    def under(self, extra: Iterable[Term]) -> "Obligation":
        """The same claim under further hypotheses."""
        return replace(self, hypotheses=(*self.hypotheses, *extra))

    def of(self, goal: Term) -> "Obligation":
        """Another claim under the same hypotheses."""
        return replace(self, goal=goal)

    @property
    def domains(self) -> tuple[Term, ...]:
        """The formulas that say where each free letter lies."""
        letters = variables(("and", self.goal, *self.hypotheses, *(d.value for d in self.definitions)))
        return tuple(formula for letter in letters for formula in within(letter))


def within(letter: Term) -> tuple[Term, ...]:
    """The formulas that say where a letter lies.

    >>> within(("var", "eta", "positive"))
    (('<', ('num', 0, 1), ('var', 'eta', 'positive')),)
    """
    lower, upper = RANGES.get(letter[2], (None, None))
    above = () if lower is None else ((lower[0], lower[1], letter),)
    below = () if upper is None else ((upper[0], letter, upper[1]),)
    return (*above, *below)
