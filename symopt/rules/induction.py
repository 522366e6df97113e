"""Reasons that need a base and a step: closed forms of recurrences, geometric sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sympy import Eq, Expr, Integer, S, Sum, Symbol, expand, simplify, summation
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.obligation import Definition
from symopt.proof.verdict import REFUTED, UNDECIDED, Verdict, weakest
from symopt.rules.claims import Engines, equation_at, facts_of, given_at, obligation, recurrence
from symopt.rules.reason import Context, Reason, entries, entrywise
from symopt.rules.replacing import replace
from symopt.spec.reading import name_of
from symopt.statements import Assumption
from symopt.symbols import Letter, dot, i, power

if TYPE_CHECKING:
    from symopt.derivation import Derivation


@dataclass(frozen=True, eq=False)
class induction(Reason):
    """A closed form of a recurrence: it starts right, and each pass keeps it right.

    Args:
        on: the index.
        by: a result that gives the letter at ``on + 1``; the specification's equation when silent.
    """

    on: Symbol
    by: "Derivation | None" = None
    phrase: ClassVar[str] = "reason.induction"

    @property
    def words(self) -> Mapping[str, Any]:
        """The index."""
        return {"index": self.on}

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """What the recurrence assumed."""
        return self.by.assumed if self.by is not None else ()

    def derive(self, before: Any, context: Context) -> Any:
        """The solution of a recurrence that is linear in its own past."""
        return entrywise(lambda letter: self._solution(letter, context), before)

    def _solution(self, letter: AppliedUndef, context: Context) -> Expr:
        past = letter.func(self.on - 1)
        right = self._right(letter, context).subs(self.on, self.on - 1)
        initial = self._initial(letter, context)
        if isinstance(right, dot) and right.args[1] == past:
            return dot(power(right.args[0], self.on), initial)
        right = expand(right)
        slope = simplify(right.coeff(past))
        rest = simplify(right - expand(slope * past))
        if slope.has(self.on) or rest.has(past):
            raise DerivationError(
                f"the recurrence of {letter} is not linear with a constant factor", "type the closed form"
            )
        base = self._base(letter, context)
        power_ = slope ** (self.on - base) * initial
        terms = slope ** (self.on - i) * rest.subs(self.on, i)
        return power_ + (Sum(terms, (i, base + 1, self.on)) if rest != 0 else 0)

    def _right(self, letter: AppliedUndef, context: Context) -> Expr:
        """What the letter is at the next index."""
        following = letter.func(self.on + 1)
        if self.by is not None:
            given = dict(entries(self.by.start, self.by.result))
            if following not in given:
                raise DerivationError(
                    f"{self.by.title} does not give {following}", "name a result about the next index"
                )
            return given[following]
        rule = context.rule(following)
        equation = equation_at(rule, following) if rule is not None else None
        if equation is None:
            raise DerivationError(f"no equation computes {following}", "name the derivation that gives it")
        return replace(equation.rhs, _apart(context.facts, self.on))

    def _initial(self, letter: AppliedUndef, context: Context) -> Expr:
        """The value before the first pass."""
        first = letter.func(self._base(letter, context))
        rule = context.rule(letter)
        if first in context.free or self.by is not None or name_of(letter) == "w" or rule is None:
            return first
        return rule.start.get(first, S.Zero)

    def _base(self, letter: AppliedUndef, context: Context) -> Integer:
        rule = context.rule(letter)
        if self.by is not None or rule is None:
            return Integer(0)
        return Integer(max([context.origin + rule.computed[name_of(letter)] - 1, *given_at(rule, letter)]))

    def _runs(self, context: Context) -> tuple[Definition, ...]:
        """The recurrences on which the closed form is tried."""
        if self.by is None:
            return context.recurrences
        return tuple(recurrence(letter, value) for letter, value in entries(self.by.start, self.by.result))

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Base and step, after the claim itself was tried on runs of the specification."""
        return weakest("induction", tuple(self._checked(a, b, context, engines) for a, b in entries(before, after)))

    def _checked(self, letter: AppliedUndef, closed: Expr, context: Context, engines: Engines) -> Verdict:
        base = self._base(letter, context)
        later = self.on >= base
        others = tuple(fact for fact in context.facts if not (isinstance(fact, Eq) and fact.lhs.func == letter.func))
        tried = engines.refute(obligation(Eq(letter, closed, evaluate=False), (*others, later), self._runs(context)))
        if tried.status == REFUTED:
            return tried
        start = Eq(closed.subs(self.on, base), self._initial(letter, context), evaluate=False)
        following = Eq(closed.subs(self.on, self.on + 1), self._right(letter, context), evaluate=False)
        known = _apart(others, self.on)
        hypotheses = (*known, later, Eq(letter, closed, evaluate=False))
        return sound(
            (
                *self._premises(later, context, engines),
                engines.settle(obligation(start, known)),
                engines.settle(obligation(following, hypotheses)),
            )
        )

    def _premises(self, later: Boolean, context: Context, engines: Engines) -> tuple[Verdict, ...]:
        """The recurrence holds, and what it assumes of the index is so from the base on."""
        if self.by is None:
            return ()
        passes = (self.on >= self.by.origin,) if self.by.optimizers else ()
        assumed = (fact for fact in (*facts_of(self.by.assumed), *passes) if fact.has(self.on))
        ranges = (engines.settle(obligation(fact, (later,))) for fact in assumed)
        return (context.premise(self.by, engines), *ranges)


def _apart(facts: tuple[Boolean, ...], index: Symbol) -> tuple[Boolean, ...]:
    """The facts that do not speak of the index: what is known of the last one is not known of those before it."""
    return tuple(fact for fact in facts if not fact.has(index))


def sound(premises: tuple[Verdict, ...]) -> Verdict:
    """An induction; a step that fails leaves the claim undecided, since the claim itself was not refuted."""
    verdict = weakest("induction", premises)
    if verdict.status == REFUTED:
        return Verdict(UNDECIDED, "induction", why="step-fails", parts=premises)
    return verdict


@dataclass(frozen=True)
class geometric_sum(Reason):
    """A sum of powers in closed form, proved by its own recurrence.

    Args:
        fixed: quantities that the sum does not touch, to be treated as constants.
    """

    fixed: tuple[Any, ...] = ()
    phrase: ClassVar[str] = "reason.geometric-sum"

    def derive(self, before: Any, context: Context) -> Any:
        """Each sum of powers in closed form."""
        return entrywise(lambda e: e.replace(Sum, _closed), before)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The empty sum, and the step from each length to the next."""
        return weakest("induction", tuple(self._checked(a, b, context, engines) for a, b in entries(before, after)))

    def _checked(self, before: Expr, after: Expr, context: Context, engines: Engines) -> Verdict:
        constants = {quantity: Letter(f"fixed_{n}") for n, quantity in enumerate(self.fixed)}
        before, after = before.xreplace(constants), after.xreplace(constants)
        sums = sorted(before.atoms(Sum), key=str)
        if any(quantity.has(total.limits[0][0]) for quantity in self.fixed for total in sums):
            raise DerivationError("a fixed quantity moves with the index of the sum", "leave it out of fixed=")
        if not sums:
            raise DerivationError(f"{before} holds no sum", "give this reason to a step that closes a sum")
        index = sums[0].limits[0][2]
        if not isinstance(index, Symbol):
            raise DerivationError(f"{sums[0]} does not run up to an index", "sum up to k, then put in its value")
        ratio, later = _ratio(sums[0]), index >= 0
        tried = engines.refute(obligation(Eq(before, after, evaluate=False), (*context.facts, later)))
        if tried.status == REFUTED:
            return tried
        base = Eq(before.subs(index, 0).doit(), after.subs(index, 0), evaluate=False)
        grown = [side.subs(index, index + 1) - ratio * side for side in (before, after)]
        step = Eq(*grown, evaluate=False)
        facts = _apart(context.facts, index)
        return sound((engines.settle(obligation(base, facts)), engines.settle(obligation(step, (*facts, later)))))


@dataclass(frozen=True)
class power_sum(geometric_sum):
    """A sum of powers of its index in closed form, proved by its own recurrence."""

    phrase: ClassVar[str] = "reason.power-sum"

    def derive(self, before: Any, context: Context) -> Any:
        """Each sum in closed form, found by SymPy."""
        return entrywise(lambda e: e.replace(Sum, lambda terms, limits: summation(terms, limits).factor()), before)


def _ratio(total: Sum) -> Expr:
    """By what the terms grow when the sum gets longer by one."""
    last = total.limits[0][2]
    return simplify(total.function.subs(last, last + 1) / total.function)


def _closed(function: Expr, limits: Any) -> Expr:
    """``c * a**(k - i)`` summed from either end, whichever ratio is a power with a positive exponent."""
    index, first, last = limits
    ratio = simplify(function.subs(index, index + 1) / function)
    if ratio.has(index):
        return Sum(function, limits)
    least, falling = function.subs(index, last), simplify(1 / ratio)
    if falling.count_ops() > ratio.count_ops():
        least, falling = function.subs(index, first), ratio
    return least * (1 - falling ** (last - first + 1)) / (1 - falling)
