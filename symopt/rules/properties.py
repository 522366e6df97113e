"""Reasons that decide what is claimed of a function or a series: it holds, it does not, or under which condition."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Expr, Not, Pow, S, false, true
from sympy.logic.boolalg import Boolean

from symopt.proof import worker
from symopt.proof.pool import shared_pool
from symopt.proof.translation import term
from symopt.proof.verdict import Verdict
from symopt.rules.claims import Engines, obligation
from symopt.rules.reason import Context, Reason
from symopt.statements import Converges, Diverges, Property


class Deciding(Reason):
    """A claim and what it comes to: true, false, or a condition on the letters."""

    relation: ClassVar[str] = "iff"

    def derive(self, before: Any, context: Context) -> Any:
        """Whether the claim holds; of powers of the index, when."""
        condition = before.replace(_is_series_of_powers, _condition)
        if not condition.has(Property) and condition != before:
            return condition
        fails = shared_pool().ask(worker.settle, obligation(Not(before), context.facts))
        return false if fails.holds else true

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Settle the claim, its negation, or its equivalence with the condition."""
        goals: dict[Any, Any] = {true: before, false: ("not", term(before))}
        goal = goals.get(after, ("<=>", term(before), term(after)))
        return engines.settle(obligation(goal, context.facts))


@dataclass(frozen=True)
class by_series(Deciding):
    """Whether series converge, by a table of rules with bounds on the partial sums."""

    phrase: ClassVar[str] = "reason.series"


@dataclass(frozen=True)
class by_pieces(Deciding):
    """Whether a function is continuous: its pieces are, and they meet."""

    phrase: ClassVar[str] = "reason.pieces"


@dataclass(frozen=True)
class by_monotony(Deciding):
    """Whether a function rises or falls, by the functions that it is made of."""

    phrase: ClassVar[str] = "reason.monotony"


@dataclass(frozen=True)
class at_every_step(Deciding):
    """Whether a relation holds at every step."""

    phrase: ClassVar[str] = "reason.every-step"


def _is_series_of_powers(node: Any) -> bool:
    return isinstance(node, Converges | Diverges) and _exponent(node) is not None


def _exponent(series: Property) -> Expr | None:
    """The p of a positive constant times ``k**-p``, where p is not a number."""
    body, index, _ = series.args
    _, moving = body.as_independent(index)
    known = isinstance(moving, Pow) and moving.base == index and not moving.exp.has(index)
    return -moving.exp if known and not moving.exp.is_number else None


def _condition(series: Property) -> Boolean:
    p = _exponent(series) or S.One
    return p > 1 if isinstance(series, Converges) else p <= 1
