"""What an engine is asked to settle: hypotheses, a goal, and the recurrences behind the letters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

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
        definitions: what letters are. A closed one, which holds at every index without reading itself, is used like a
            hypothesis; a recurrence only says on which runs refutation tries the claim, at the indices that no
            hypothesis fixes.
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

    @cached_property
    def letters(self) -> tuple[Term, ...]:
        """The free letters of the claim and of the recurrences behind it, without the recurrences' own indices."""
        given = [(d.index, formula) for d in self.definitions for formula in (d.value, *d.start.values())]
        inner = {letter for index, formula in given for letter in variables(formula) if letter != index}
        return tuple(sorted(inner.union(variables(("and", self.goal, *self.hypotheses))), key=str))

    @cached_property
    def formulas(self) -> Term:
        """All that the claim is made of, in one formula."""
        return ("and", self.goal, *self.hypotheses, *(d.value for d in self.definitions))

    @cached_property
    def domains(self) -> tuple[Term, ...]:
        """The formulas that say where each free letter lies."""
        return tuple(formula for letter in self.letters for formula in within(letter))


def within(letter: Term) -> tuple[Term, ...]:
    """The formulas that say where a letter lies.

    >>> within(("var", "eta", "positive"))
    (('<', ('num', 0, 1), ('var', 'eta', 'positive')),)
    """
    lower, upper = RANGES.get(letter[2], (None, None))
    above = () if lower is None else ((lower[0], lower[1], letter),)
    below = () if upper is None else ((upper[0], letter, upper[1]),)
    return (*above, *below)
