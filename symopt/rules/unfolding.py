"""Reasons that use the equations of the specification: letters written out, letters eliminated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.rules.claims import equation_at, is_reached
from symopt.rules.reason import Context, Equality, entrywise
from symopt.spec.reading import letters_in, name_of
from symopt.statements import Assumption
from symopt.symbols import g


@dataclass(frozen=True)
class unfold(Equality):
    """The equations of the specification, each used once.

    Args:
        letters: which letters to replace; all that are computed, except gradients, when none is named.
    """

    letters: tuple[AppliedUndef, ...]
    phrase: ClassVar[str] = "reason.unfold"

    def __init__(self, *letters: AppliedUndef) -> None:
        object.__setattr__(self, "letters", letters)

    @property
    def words(self) -> Mapping[str, Any]:
        """The letters that were replaced."""
        return {"letters": self.letters}

    def facts(self, before: Any, after: Any, context: Context) -> tuple[Boolean, ...]:
        """The equation of each letter."""
        return tuple(equation for _, equation in self._equations(before, context))

    def derive(self, before: Any, context: Context) -> Any:
        """Every letter replaced by its right side."""
        return entrywise(
            lambda e: e.subs(dict(eq.args for _, eq in self._equations(before, context)), simultaneous=True), before
        )

    def _equations(self, before: Any, context: Context) -> list[tuple[AppliedUndef, Boolean]]:
        wanted = self.letters or [letter for letter in letters_in(before) if name_of(letter) != g.name]
        found = [
            (letter, equation)
            for letter in wanted
            if (optimizer := context.rule(letter)) is not None
            and (equation := equation_at(optimizer, letter)) is not None
        ]
        if not found:
            raise DerivationError(f"no equation computes a letter of {before}", "name the letter that the step unfolds")
        for letter, _ in found:
            optimizer = context.rule(letter)
            if optimizer is None or not is_reached(optimizer, letter, context.origin):
                raise DerivationError(f"{letter} may be an initial value, which no pass computes", "raise its index")
        return found


@dataclass(frozen=True)
class eliminate(Equality):
    """A state letter expressed through the points that it moved between.

    Args:
        letter: the letter to eliminate, at its index.
        point: the point whose equation reads it.
    """

    letter: AppliedUndef
    point: AppliedUndef
    phrase: ClassVar[str] = "reason.eliminate"

    @property
    def words(self) -> Mapping[str, Any]:
        """The letter that goes."""
        return {"letter": self.letter}

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """That the point was reached by a step: the first one was not."""
        return (Assumption("after-a-step", (self.point.args[0] >= 2,)),)

    def facts(self, before: Any, after: Any, context: Context) -> tuple[Boolean, ...]:
        """The equation of the point."""
        equation = equation_at(context.optimizer, self.point)
        if equation is None:
            raise DerivationError(f"no equation computes {self.point}", "name the point that the letter leads to")
        return (equation,)

    def derive(self, before: Any, context: Context) -> Any:
        """The letter replaced by what the equation of the point makes of it."""
        from sympy import solve

        (equation,) = self.facts(before, None, context)
        (value,) = solve(equation, self.letter)
        return entrywise(lambda e: e.subs(self.letter, value).expand(), before)
