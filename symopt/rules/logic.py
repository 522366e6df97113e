"""Reasons that relate conditions: equivalence, implication, solving for a letter, best values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import And, Eq, Expr, Symbol, solve
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.obligation import within
from symopt.proof.terms import substitute
from symopt.proof.translation import term
from symopt.proof.verdict import UNDECIDED, Verdict, weakest
from symopt.rules.claims import Engines, obligation
from symopt.rules.reason import Context, Reason
from symopt.rules.solving import interval, without_functions
from symopt.spec.reading import exact
from symopt.statements import Assumption, ForEvery, PositiveDefinite
from symopt.symbols import Letter, Vector, dot
from symopt.symbols import solve as solve_


@dataclass(frozen=True)
class equivalence(Reason):
    """Two conditions that hold together or fail together.

    Args:
        on: the letter that the second condition is solved for, when it is to be found.
        under: what else is assumed.
    """

    on: Symbol | None = None
    under: Assumption | None = None
    phrase: ClassVar[str] = "reason.equivalence"
    relation: ClassVar[str] = "iff"

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """What else is assumed."""
        return (self.under,) if self.under is not None else ()

    def derive(self, before: Any, context: Context) -> Any:
        """The condition solved for the letter."""
        if self.on is None:
            raise DerivationError(
                "nothing says which form the condition should take", "name the letter: equivalence(on=eta)"
            )
        return interval(before, self.on, (*context.facts, *self.facts))

    @property
    def facts(self) -> tuple[Boolean, ...]:
        """What the extra assumption says."""
        return self.under.facts if self.under is not None else ()

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Both directions, each settled by itself."""
        facts = (*context.facts, *self.facts)
        directions = (("=>", term(before), term(after)), ("=>", term(after), term(before)))
        return weakest("both-directions", tuple(engines.settle(obligation(goal, facts)) for goal in directions))


@dataclass(frozen=True)
class at_ends(Reason):
    """A condition that holds on an interval exactly if it holds at both of its ends."""

    phrase: ClassVar[str] = "reason.at-ends"
    relation: ClassVar[str] = "iff"

    def derive(self, before: Any, context: Context) -> Any:
        """The condition at both ends."""
        condition, letter, lower, upper = self._parts(before)
        return And(condition.subs(letter, lower), condition.subs(letter, upper))

    def _parts(self, before: Any) -> tuple[Any, ...]:
        if not isinstance(before, ForEvery):
            raise DerivationError(
                f"{before} does not speak of an interval", "start from ForEvery(condition, letter, a, b)"
            )
        condition, letter, lower, upper = before.args
        inside = Letter(f"{letter.name}:inside")  # any number, of which the facts say nothing
        return condition.subs(letter, inside), inside, lower, upper

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The ends belong to the interval; and what holds at both holds in between."""
        condition, letter, lower, upper = self._parts(before)
        at_both = And(condition.subs(letter, lower), condition.subs(letter, upper))
        inside = (*context.facts, lower <= letter, letter <= upper)
        inwards = engines.settle(obligation(("=>", term(after), term(condition)), inside))
        outwards = engines.settle(obligation(("=>", term(at_both), term(after)), context.facts))
        not_empty = engines.settle(obligation(lower <= upper, context.facts))
        return weakest("both-directions", (inwards, outwards, not_empty))


@dataclass(frozen=True)
class solve_for(Reason):
    """An equation solved for a letter, and for that letter alone: the solution is the only one.

    Args:
        letter: the letter; a vector is solved for by the inverse of the matrix before it.
    """

    letter: Symbol
    phrase: ClassVar[str] = "reason.solve-for"
    relation: ClassVar[str] = "iff"

    @property
    def words(self) -> Mapping[str, Any]:
        """The letter."""
        return {"letter": self.letter}

    def derive(self, before: Any, context: Context) -> Any:
        """The solution."""
        if isinstance(self.letter, Vector):
            matrix, rest = self._affine(before, context)
            return Eq(self.letter, -solve_(matrix, rest), evaluate=False)
        (solution,) = solve(before, self.letter)
        return Eq(self.letter, solution, evaluate=False)

    def _affine(self, before: Any, context: Context) -> tuple[Expr, Expr]:
        """The matrix before the letter, and what the letter does not touch."""
        left = before.lhs - before.rhs
        matrices = [node.args[0] for node in left.atoms(dot) if node.args[1] == self.letter]
        rest = left.xreplace({dot(matrix, self.letter): 0 * left for matrix in matrices})
        if len(matrices) != 1 or rest.has(self.letter) or matrices[0].has(self.letter):
            raise DerivationError(f"{before} is not affine in {self.letter}", "bring it to the form A x + b = 0")
        return matrices[0], rest

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The value solves the equation, and nothing else does."""
        if not isinstance(self.letter, Vector):
            directions = (("=>", term(before), term(after)), ("=>", term(after), term(before)))
            return weakest("both-directions", tuple(engines.settle(obligation(d, context.facts)) for d in directions))
        matrix, rest = self._affine(before, context)
        if PositiveDefinite(matrix) not in context.facts or after.lhs != self.letter:
            return Verdict(UNDECIDED, "any-dimension", why="matrix-not-known-invertible")
        left = before.lhs - before.rhs
        solves = Eq(left.subs(self.letter, after.rhs), 0 * rest, evaluate=False)
        affine = Eq(left, dot(matrix, self.letter) + rest, evaluate=False)
        return weakest(
            "only-solution", tuple(engines.settle(obligation(goal, context.facts)) for goal in (solves, affine))
        )


@dataclass(frozen=True)
class bound_below(Reason):
    """A quantity is never smaller than this, and reaches it at the values named.

    Args:
        at: the values at which it is reached.
    """

    at: Mapping[Any, Any]
    phrase: ClassVar[str] = "reason.best-constant"
    relation: ClassVar[str] = "ge"

    @property
    def words(self) -> Mapping[str, Any]:
        """The values at which it is reached."""
        return {"values": tuple(Eq(letter, value, evaluate=False) for letter, value in self.at.items())}

    def derive(self, before: Any, context: Context) -> Any:
        """The quantity at those values."""
        return without_functions(before.subs(dict(self.at)), context.facts)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The bound everywhere, and equality at the values."""
        reached = Eq(before.subs(dict(self.at)), after, evaluate=False)
        allowed = (
            substitute(f, term(x), term(value)) for x, value in exact(dict(self.at)).items() for f in within(term(x))
        )
        there = [fact.subs(dict(self.at)) for fact in context.facts]
        apart = tuple(new for new, fact in zip(there, context.facts, strict=True) if new == fact)
        moved = (term(new) for new, fact in zip(there, context.facts, strict=True) if new != fact)
        everywhere = engines.settle(obligation(("<=", term(after), term(before)), context.facts))
        at_values = (engines.settle(obligation(goal, apart)) for goal in (term(reached), *allowed, *moved))
        return weakest("attained-bound", (everywhere, *at_values))
