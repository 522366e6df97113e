"""Letters that never become negative: what roots in a specification need, proved by induction over its passes."""

from typing import TYPE_CHECKING, Any

from sympy import MatrixBase, Pow
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.proof.verdict import Verdict, weakest
from symopt.rules.claims import Engines, equation_at, obligation
from symopt.spec.reading import letters_in, name_of
from symopt.symbols import k

if TYPE_CHECKING:
    from symopt.rules.reason import Context


def under_roots(*statements: Any) -> list[AppliedUndef]:
    """The letters that stand under a root."""
    expressions = [e for s in statements for e in (s if isinstance(s, MatrixBase) else (s,))]
    roots = {power for e in expressions for power in e.atoms(Pow) if power.exp.is_Rational and not power.exp.is_Integer}
    return sorted({letter for root in roots for letter in letters_in(root.base)}, key=str)


def nonnegative(
    letter: AppliedUndef, context: "Context", engines: Engines, pending: tuple[str, ...] = ()
) -> tuple[tuple[Boolean, ...], Verdict] | None:
    """That a letter is never negative, with the proof; None when the specification does not bring it about."""
    optimizer, name = context.optimizer, name_of(letter)
    equation, first = equation_at(optimizer, letter.func(k)), letter.func(context.origin - 1)
    if equation is None or optimizer.computed[name] != 0 or name in pending or first in context.free:
        return None
    inner = [read for read in letters_in(equation.rhs) if read != letter.func(k - 1) and name_of(read) != "g"]
    premises = [found for read in inner if (found := nonnegative(read, context, engines, (*pending, name))) is not None]
    known = tuple(fact for found, _ in premises for fact in found)
    passes = (k >= context.origin,)
    past = (letter.func(k - 1) >= 0,) if name in optimizer.state else ()
    general = tuple(fact for fact in context.facts if not fact.has(k))
    step = engines.settle(obligation(equation.rhs >= 0, (*general, *known, *past, *passes)))
    begun = [optimizer.start[at] for at in optimizer.start if at.func == letter.func and (past or at != first)]
    base = tuple(engines.settle(obligation(value >= 0)) for value in begun)
    reached = letter.args[0] >= context.origin - len(past)
    computed = engines.settle(obligation(reached, (*context.facts, *passes)))
    verdict = weakest("invariant", (*(proof for _, proof in premises), *base, step, computed))
    return ((letter >= 0,), verdict) if verdict.holds else None
