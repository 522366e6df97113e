"""Reasons that rewrite: algebra, the equations of a specification, assumptions, results obtained before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sympy import Add, Eq, Expr, Mul, Piecewise, Sum, ceiling, factor, floor, nan, oo, sign, together, zoo
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.verdict import UNDECIDED, Verdict, weakest
from symopt.rules.claims import Engines, equation_at, facts_of, is_reached, obligation
from symopt.rules.reason import Context, Equality, entries, entrywise
from symopt.rules.replacing import replace
from symopt.spec.reading import exact, letters_in, name_of
from symopt.statements import Assumption
from symopt.symbols import E, Letter, g

if TYPE_CHECKING:
    from symopt.derivation import Derivation


DISCONTINUOUS = (sign, floor, ceiling, Piecewise)
"""What a limit does not pass through."""


@dataclass(frozen=True)
class algebra(Equality):
    """Both sides are equal as they stand."""

    phrase: ClassVar[str] = "reason.algebra"

    def derive(self, before: Any, context: Context) -> Any:
        """The shortest of a few standard forms."""
        return entrywise(_shortest, before)


def _shortest(expression: Expr) -> Expr:
    forms = (expression, together(expression), factor(expression), factor(together(expression)))
    return min(forms, key=lambda form: (form.count_ops(), str(form)))


@dataclass(frozen=True)
class expectation(Equality):
    """An expectation passes through sums and through factors that are not random."""

    phrase: ClassVar[str] = "reason.expectation"

    def derive(self, before: Any, context: Context) -> Any:
        """Each expectation, moved inwards as far as it goes."""
        return entrywise(lambda e: e.replace(E, lambda inner: _inwards(inner)), before)


def _inwards(inner: Expr) -> Expr:
    if isinstance(inner, Add):
        return Add(*(_inwards(part) for part in inner.args))
    if isinstance(inner, Sum):
        return Sum(_inwards(inner.function), *inner.limits)
    if isinstance(inner, Mul):
        fixed = [part for part in inner.args if not _random(part)]
        rest = [part for part in inner.args if _random(part)]
        if fixed:
            return Mul(*fixed) * _inwards(Mul(*rest))
    return E(inner) if _random(inner) else inner


def _random(expression: Expr) -> bool:
    return bool(letters_in(expression))


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
