"""Reasons about chance: an event told apart inside an expectation, a draw averaged out, a factor's conditional mean."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Eq, Expr, MatrixBase, Mul, Or, Piecewise, Sum, true
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.verdict import Verdict, weakest
from symopt.rules.claims import Engines, obligation
from symopt.rules.reason import Context, Reason, entries, entrywise
from symopt.rules.unfolding import unfold
from symopt.statements import AnyTwo, Assumption, Chance, ConditionalMean, UniformDraw
from symopt.symbols import E, Oracle, i, j

RANDOM = (AppliedUndef, Oracle)


@dataclass(frozen=True)
class _OfChance(Reason):
    """What expectations become when something is assumed of chance; the assumption says whether that is allowed.

    Args:
        assumption: what is taken for granted of the random letters.
    """

    assumption: Assumption

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """The assumption, for whoever uses the result."""
        return (self.assumption,)

    @property
    def words(self) -> Mapping[str, Any]:
        """The assumption, to be said in words."""
        return {"assumption": self.assumption}

    @abstractmethod
    def mean(self, inner: Expr, context: Context) -> Expr:
        """An expectation, by what is assumed."""

    def conditions(self, before: Any) -> list[Boolean]:
        """What has to hold besides."""
        return []

    def derive(self, before: Any, context: Context) -> Any:
        """Every expectation of which the assumption speaks, rewritten."""
        return entrywise(lambda e: e.replace(E, lambda inner: self.mean(inner, context)), before)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """What the assumption makes of the expectations is what was reached."""
        pairs = entries(self.derive(before, context), after)
        claims = (*self.conditions(before), *(Eq(a, b, evaluate=False) for a, b in pairs))
        return weakest("chance", tuple(engines.settle(obligation(claim, context.facts)) for claim in claims))


@dataclass(frozen=True)
class chance(_OfChance):
    """An expectation told apart by an event: the mean over both cases, weighted by their probabilities.

    Allowed when the event is independent of all that is random in either case.

    Args:
        letter: the letter whose equation in the specification tells the cases apart; a distinction that the
            expectation itself holds, when none is named.
    """

    letter: AppliedUndef | None = None
    phrase: ClassVar[str] = "reason.chance"

    def mean(self, inner: Expr, context: Context) -> Expr:
        """The mean over both cases, when the expectation holds a case distinction."""
        cases = sorted(inner.atoms(Piecewise), key=str)
        told, place = (cases[0], cases[0]) if cases else (None, None)
        if self.letter is not None and inner.has(self.letter):
            told, place = unfold(self.letter).derive(self.letter, context), self.letter
        if told is None:
            return E(inner)
        if not isinstance(told, Piecewise) or len(told.args) != 2 or told.args[1][1] != true or len(cases) > 1:
            raise DerivationError(f"E({inner}) does not tell two cases apart", "tell one event apart at a time")
        (value, event), (otherwise, _) = told.args
        probability, whatever = self._said_of(event)
        met, missed = (inner.xreplace({place: case}) for case in (value, otherwise))
        _check_letters(f"the event {event} is independent of", (met, missed), whatever)
        return probability * E(met) + (1 - probability) * E(missed)

    def _said_of(self, event: Any) -> tuple[Expr, tuple[Expr, ...]]:
        for fact in self.assumption.facts:
            if isinstance(fact, Chance):
                for known, probability, *whatever in _instances(fact, event):
                    if known == event:
                        return probability, tuple(whatever)
        raise DerivationError(f"nothing says how likely {event} is", "assume Chance(event, probability, letters)")


@dataclass(frozen=True)
class uniform_draw(_OfChance):
    """An expectation over a uniform draw: the plain mean over everything that may be drawn."""

    phrase: ClassVar[str] = "reason.uniform-draw"

    def mean(self, inner: Expr, context: Context) -> Expr:
        """The plain mean, when the expectation reads the draw."""
        for fact in self.assumption.facts:
            for draw, count, *fixed in _instances(fact, inner) if isinstance(fact, UniformDraw) else ():
                if inner.has(draw):
                    return self._mean_over(inner, draw, count, fixed)
        return E(inner)

    @staticmethod
    def _mean_over(inner: Expr, draw: AppliedUndef, count: Expr, fixed: Iterable[AppliedUndef]) -> Expr:
        free = [letter for letter in (i, j) if letter not in inner.free_symbols]
        if not free:
            raise DerivationError(f"{inner} reads two indices beside the draw", "write it with one index")
        value = inner.xreplace({draw: free[0]})
        _check_letters(f"the draw {draw} is independent of", (value,), [letter.func(free[0]) for letter in fixed])
        return Sum(value, (free[0], 1, count)) / count


@dataclass(frozen=True)
class conditional_mean(_OfChance):
    """A random factor replaced by its mean, given everything else that is random in the product."""

    phrase: ClassVar[str] = "reason.conditional-mean"

    def mean(self, inner: Expr, context: Context) -> Expr:
        """The mean of the product, when the letter stands in it as a factor."""
        for fact in self.assumption.facts:
            for letter, mean, *known in _instances(fact, inner) if isinstance(fact, ConditionalMean) else ():
                if letter in Mul.make_args(inner):
                    others = inner / letter
                    _check_letters(f"the mean of {letter} is known whatever", (others, mean), known)
                    return E(others * mean) if (others * mean).atoms(*RANDOM) else others * mean
        return E(inner)


@dataclass(frozen=True)
class of_pairs(_OfChance):
    """The mean of a sum of letters times one that is not among them: one mean product for each letter of the sum."""

    phrase: ClassVar[str] = "reason.of-pairs"

    def mean(self, inner: Expr, context: Context) -> Expr:
        """As many mean products as the sum has letters."""
        for fact in self.assumption.facts:
            found = _sum_and_letter(inner, fact)
            if found is not None:
                _, first, last = found[0].limits[0]
                return (last - first + 1) * fact.args[1]
        return E(inner)

    def conditions(self, before: Any) -> list[Boolean]:
        """The other letter stands before or after all those of the sum, and the sum is not less than empty."""
        parts = before if isinstance(before, MatrixBase) else (before,)
        means = sorted({mean for part in parts for mean in part.atoms(E)}, key=str)
        found = (_sum_and_letter(mean.args[0], fact) for mean in means for fact in self.assumption.facts)
        claims: list[Boolean] = []
        for total, letter in (pair for pair in found if pair is not None):
            _, first, last = total.limits[0]
            claims += [Or(letter.args[0] < first, last < letter.args[0]), first <= last + 1]
        return [claim for claim in claims if claim != true]


def _sum_and_letter(inner: Expr, fact: Any) -> tuple[Sum, AppliedUndef] | None:
    """The sum of letters, and the letter beside it, that a fact about any two of them speaks of."""
    if not isinstance(fact, AnyTwo) or len(inner.args) != 2 or not isinstance(inner, Mul):
        return None
    letter, total = sorted(inner.args, key=lambda factor: isinstance(factor, Sum))
    alike = fact.args[0].func
    if not isinstance(total, Sum) or len(total.limits) != 1 or letter.func != alike:
        return None
    return (total, letter) if total.function == alike(total.limits[0][0]) else None


def _instances(fact: Any, statement: Any) -> Iterator[tuple[Any, ...]]:
    """What a fact says at each index at which a statement reads one of the letters that it is about."""
    index = next(iter(sorted((s for s in fact.args[0].free_symbols if s.is_integer), key=str)), None)
    heads = [head for head in sorted(fact.args[0].atoms(AppliedUndef), key=str) if index in head.free_symbols]
    yield fact.args
    for read in sorted(statement.atoms(AppliedUndef), key=str):
        for head in (head for head in heads if head.func == read.func):
            yield tuple(part.subs(index, read.args[0] - head.args[0] + index) for part in fact.args)


def _check_letters(claim: str, expressions: Iterable[Expr], allowed: Iterable[Expr]) -> None:
    known = set(allowed)
    for letter in sorted({a for e in expressions for a in e.atoms(*RANDOM)}, key=str):
        if letter not in known:
            raise DerivationError(f"nothing says that {claim} {letter}", "name the letter in the assumption")
