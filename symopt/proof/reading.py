"""What an engine makes of a property of a function: a condition on the letters that is exactly as true."""

from dataclasses import dataclass

from symopt.proof import definedness, smt
from symopt.proof.obligation import Obligation
from symopt.proof.refutation import refute
from symopt.proof.terms import FALSE, TRUE, Term, substitute
from symopt.proof.verdict import PROVED, UNDECIDED, VACUOUS, Counterexample, Verdict, weakest

MILLISECONDS = 2000
"""How long a solver may think about one premise."""


@dataclass(frozen=True)
class Reading:
    """A property read.

    Args:
        method: the engine.
        condition: a formula that is true for the same letters as the property; None when none is known.
        premises: the verdicts that this rests on.
        counterexample: letters for which the property fails, when no condition is known.
        witness: what was constructed, as pairs of a name and a text.
    """

    method: str
    condition: Term | None = None
    premises: tuple[Verdict, ...] = ()
    counterexample: Counterexample | None = None
    witness: tuple[tuple[str, str], ...] = ()


def shown(obligation: Obligation, goal: Term) -> Verdict:
    """Whether real arithmetic proves a premise, and that it has a value for all letters."""
    claim = obligation.of(goal)
    verdict = _arithmetic(claim)
    if verdict.holds and not all(_unless_unreached(claim, c).holds for c in definedness.obligations(claim)):
        return Verdict(UNDECIDED, verdict.method, why="not-everywhere-defined")
    return verdict


def _arithmetic(claim: Obligation) -> Verdict:
    return smt.prove(claim, MILLISECONDS, second_opinion=False)


def all_shown(method: str, obligation: Obligation, goals: tuple[Term, ...]) -> Verdict | None:
    """The verdict on several premises; None as soon as one is not proved."""
    verdicts = []
    for goal in goals:
        verdict = shown(obligation, goal)
        if not verdict.holds:
            return None
        verdicts.append(verdict)
    return weakest(method, tuple(verdicts)) if verdicts else Verdict(PROVED, method)


@dataclass(frozen=True)
class Definedness:
    """Whether a term has a value wherever a property speaks of it.

    Args:
        everywhere: the proof that it has one, or None.
        counterexample: a place where it has none.
        never: whether it has none at the first place, whatever the letters are.
    """

    everywhere: Verdict | None = None
    counterexample: Counterexample | None = None
    never: bool = False


def defined(obligation: Obligation, body: Term, x: Term, first: Term) -> Definedness:
    """Whether a term in x has a value from ``first`` on."""
    claim: Term = ("=", body, body)
    everywhere = obligation.of(claim).under((("<=", first, x),))
    found = refute(everywhere).counterexample
    if found is not None:
        there = definedness.obligations(obligation.of(substitute(claim, x, first)))
        never = any(shown(c, ("not", c.goal)).holds for c in there if c.hypotheses == obligation.hypotheses)
        point = tuple((name.partition(":")[0], value) for name, value in found.point)
        return Definedness(None, Counterexample(point, "undefined", "a number"), never)
    verdicts = tuple(_unless_unreached(everywhere, condition) for condition in definedness.obligations(everywhere))
    if not all(verdict.holds for verdict in verdicts):
        return Definedness()
    return Definedness(weakest("definedness", verdicts) if verdicts else Verdict(PROVED, "definedness"))


def undefined(method: str, found: Definedness) -> Reading:
    """What is made of a property of a term that may have no value: it fails there."""
    return Reading(method, FALSE) if found.never else Reading(method, counterexample=found.counterexample)


def _unless_unreached(everywhere: Obligation, condition: Obligation) -> Verdict:
    """The verdict on a condition; a branch that is never taken asks for nothing."""
    verdict = _arithmetic(condition)
    branch = condition.hypotheses != everywhere.hypotheses
    return Verdict(PROVED, "unreachable") if verdict.status == VACUOUS and branch else verdict


def about(obligation: Obligation, formula: Term) -> Obligation:
    """A claim that formula holds, in which every letter of the obligation counts, so that a point names them all."""
    return obligation.of(formula).under(("=", letter, letter) for letter in obligation.letters)


def conjunction(formulas: tuple[Term, ...]) -> Term:
    """All of several formulas."""
    kept = tuple(dict.fromkeys(formula for formula in formulas if formula != TRUE))
    return TRUE if not kept else kept[0] if len(kept) == 1 else ("and", *kept)


def folded(formula: Term) -> Term:
    """A formula without the parts that are true or false by themselves."""
    if formula[0] not in _FOLDS:
        return formula
    return _FOLDS[formula[0]](tuple(map(folded, formula[1:])))


def negated(formula: Term) -> Term:
    """The opposite of a formula."""
    return FALSE if formula == TRUE else TRUE if formula == FALSE else ("not", formula)


def _all(parts: tuple[Term, ...]) -> Term:
    return FALSE if FALSE in parts else conjunction(parts)


def _any(parts: tuple[Term, ...]) -> Term:
    kept = tuple(part for part in parts if part != FALSE)
    return TRUE if TRUE in kept else FALSE if not kept else kept[0] if len(kept) == 1 else ("or", *kept)


def _same(parts: tuple[Term, ...]) -> Term:
    one, other = parts
    if one == other:
        return TRUE
    for side, rest in ((one, other), (other, one)):
        if side in (TRUE, FALSE):
            return rest if side == TRUE else negated(rest)
    return ("<=>", one, other)


_FOLDS = {
    "and": _all,
    "or": _any,
    "not": lambda parts: negated(parts[0]),
    "=>": lambda parts: _any((negated(parts[0]), parts[1])),
    "<=>": _same,
}
