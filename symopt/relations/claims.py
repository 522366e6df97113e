"""Equations handed to the engines; what they cannot read is undecided."""

from collections.abc import Iterable

from sympy import Eq, Expr
from sympy.logic.boolalg import Boolean

from symopt.proof.obligation import Obligation
from symopt.proof.translation import Untranslatable
from symopt.proof.verdict import UNDECIDED, Verdict
from symopt.rules.claims import Engines, obligation


def settled(left: Expr, right: Expr, facts: Iterable[Boolean], engines: Engines) -> Verdict:
    """The verdict on an equation."""
    claim = _claim(Eq(left, right, evaluate=False), facts)
    return claim if isinstance(claim, Verdict) else engines.settle(claim)


def tried(goal: Boolean, facts: Iterable[Boolean], engines: Engines) -> Verdict:
    """What points say of a claim."""
    claim = _claim(goal, facts)
    return claim if isinstance(claim, Verdict) else engines.refute(claim)


def _claim(goal: Boolean, facts: Iterable[Boolean]) -> Obligation | Verdict:
    try:
        return obligation(goal, facts)
    except Untranslatable as problem:
        return Verdict(UNDECIDED, "reading", why=str(problem))
