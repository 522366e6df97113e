"""Letters that never become negative: what roots in a specification need, proved by induction over its passes."""

from typing import Any

from sympy import MatrixBase, Pow
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.proof.verdict import Verdict, weakest
from symopt.rules.claims import Engines, equation_at, obligation
from symopt.spec import Optimizer
from symopt.spec.reading import letters_in, name_of
from symopt.symbols import k


def under_roots(*statements: Any) -> list[AppliedUndef]:
    """The letters that stand under a root."""
    expressions = [e for s in statements for e in (s if isinstance(s, MatrixBase) else (s,))]
    roots = {power for e in expressions for power in e.atoms(Pow) if power.exp.is_Rational and not power.exp.is_Integer}
    return sorted({letter for root in roots for letter in letters_in(root.base)}, key=str)


def nonnegative(
    letter: AppliedUndef, optimizer: Optimizer, facts: tuple[Boolean, ...], engines: Engines
) -> tuple[tuple[Boolean, ...], Verdict] | None:
    """That a letter is never negative, with the proof; None when the specification does not bring it about."""
    general = letter.func(k)
    equation = equation_at(optimizer, general)
    if equation is None or optimizer.computed[name_of(letter)] != 0:
        return None
    inner = [read for read in letters_in(equation.rhs) if read != letter.func(k - 1) and name_of(read) != "g"]
    premises = [found for read in inner if (found := nonnegative(read, optimizer, facts, engines)) is not None]
    known = tuple(fact for found, _ in premises for fact in found)
    past = (letter.func(k - 1) >= 0,) if name_of(letter) in optimizer.state else ()
    step = engines.settle(obligation(equation.rhs >= 0, (*facts, *known, *past, k >= 1)))
    start = optimizer.start.get(letter.func(0), 0)
    base = (engines.settle(obligation(start >= 0)),) if past and start != 0 else ()
    verdict = weakest("invariant", (*(proof for _, proof in premises), *base, step))
    return ((letter >= 0,), verdict) if verdict.holds else None
