"""Reasons that use what is assumed or was obtained before: assumptions, special cases, results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sympy import Eq, Piecewise, ceiling, floor, nan, oo, sign, zoo
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.verdict import UNDECIDED, Verdict, weakest
from symopt.rules.algebra import algebra
from symopt.rules.claims import Engines, facts_of, obligation
from symopt.rules.reason import Context, Equality, entries, entrywise
from symopt.rules.replacing import replace
from symopt.spec.reading import exact
from symopt.statements import Assumption
from symopt.symbols import Letter

if TYPE_CHECKING:
    from symopt.derivation import Derivation

DISCONTINUOUS = (sign, floor, ceiling, Piecewise)
"""What a limit does not pass through."""


@dataclass(frozen=True)
class given(Equality):
    """An assumption, which from here on belongs to the result.

    Args:
        assumption: what is taken for granted.
    """

    assumption: Assumption
    phrase: ClassVar[str] = "reason.given"

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """The assumption, for whoever uses the result."""
        return (self.assumption,)

    @property
    def words(self) -> Mapping[str, Any]:
        """The assumption, to be said in words."""
        return {"assumption": self.assumption}

    def facts(self, before: Any, after: Any, context: Context) -> tuple[Boolean, ...]:
        """What the assumption says."""
        return self.assumption.facts

    def derive(self, before: Any, context: Context) -> Any:
        """Every letter that the assumption gives, replaced."""
        return entrywise(lambda e: replace(e, self.assumption.facts), before)


@dataclass(frozen=True)
class at(Equality):
    """A special case: letters that take the values named.

    Args:
        values: the value of each letter.
    """

    values: Mapping[Any, Any]
    phrase: ClassVar[str] = "reason.at"

    @property
    def words(self) -> Mapping[str, Any]:
        """The equations of the special case."""
        return {"values": self.equations}

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """The special case: the result holds there, and is not said to hold elsewhere."""
        return (Assumption("special-case", self.equations),)

    @property
    def equations(self) -> tuple[Boolean, ...]:
        """The values as equations."""
        return tuple(Eq(letter, value, evaluate=False) for letter, value in exact(self.values).items())

    def facts(self, before: Any, after: Any, context: Context) -> tuple[Boolean, ...]:
        """The values, as equations."""
        return self.equations

    def derive(self, before: Any, context: Context) -> Any:
        """The values put in."""
        return entrywise(lambda e: e.subs(dict(exact(self.values))), before)


@dataclass(frozen=True, eq=False)
class using(Equality):
    """A result obtained before, with all that it assumed.

    Args:
        derivation: whose result is used.
    """

    derivation: "Derivation"
    phrase: ClassVar[str] = "reason.using"

    @property
    def relation(self) -> str:  # type: ignore[override]
        """A limit stays a limit."""
        return self.derivation.relation

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """What the result assumed."""
        return self.derivation.assumed

    @property
    def words(self) -> Mapping[str, Any]:
        """The title of the derivation."""
        return {"title": self.derivation.title, "result": self.derivation}

    def facts(self, before: Any, after: Any, context: Context) -> tuple[Boolean, ...]:
        """The result as an equation, with what it assumed."""
        pairs = (Eq(start, result, evaluate=False) for start, result in self._pairs)
        return (*facts_of(self.assumptions), *pairs)

    @property
    def _pairs(self) -> list[tuple[Any, Any]]:
        """What the result says, entry by entry."""
        return entries(exact(self.derivation.start), self.derivation.result)

    def derive(self, before: Any, context: Context) -> Any:
        """The result put in place of what it was obtained for."""
        return entrywise(lambda e: e.subs(self._pairs), before)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The result holds, and it gives this; through a limit, by continuity."""
        premise = context.premise(self.derivation, engines)
        if self.relation == "eq":
            return weakest("using", (premise, super().check(before, after, context, engines)))
        if self.relation != "to":
            raise DerivationError(
                f"{self.derivation.title} is not an equation or a limit", "use it as a premise in words"
            )
        return weakest("continuity", (premise, self._limit(before, after, context, engines)))

    def _limit(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The limit put in, which continuous functions allow if nothing else moves with the index."""
        moving = {s for s in self.derivation.start.free_symbols if s.is_integer}
        fixed = entrywise(lambda e: e.subs([(start, Letter("limit")) for start, _ in self._pairs]), before)
        replaced = self.derive(before, context)
        if before.has(*DISCONTINUOUS) or fixed.free_symbols & moving or replaced.has(nan, oo, zoo):
            return Verdict(UNDECIDED, "continuity", why="not-continuous-or-moving")
        facts = (*context.facts, *facts_of(self.assumptions))
        reached = (engines.settle(obligation(Eq(a, b, evaluate=False), facts)) for a, b in entries(replaced, after))
        return weakest("continuity", (algebra().check(before, before, context, engines), *reached))
