"""Claims about functions and series, settled through conditions on their letters that are exactly as true."""

from collections.abc import Callable

from symopt.proof import continuity, monotony, series, smt
from symopt.proof.obligation import Obligation
from symopt.proof.reading import Reading, about, folded
from symopt.proof.refutation import refute
from symopt.proof.rewriting import is_closed
from symopt.proof.terms import FALSE, PROPERTIES, TRUE, Term, substitute, walk
from symopt.proof.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Counterexample, Verdict, weakest

METHOD = "property"
ENGINES: dict[str, Callable[[Obligation], Reading]] = {
    "converges": series.read,
    "diverges": series.read,
    "continuous": continuity.read,
    "decreasing": monotony.read,
    "increasing": monotony.read,
}
OPPOSITES = {
    "converges": "not convergent",
    "diverges": "bounded",
    "continuous": "discontinuous",
    "decreasing": "rising",
    "increasing": "falling",
}
"""What is found instead where a claim fails."""


def prove(obligation: Obligation) -> Verdict:
    """Settle a formula of properties and of relations between letters."""
    obligation = obligation.of(_spelled_out(obligation.goal, obligation))
    if smt.prove(obligation.of(FALSE), second_opinion=False).status == VACUOUS:
        return Verdict(VACUOUS, METHOD, why="contradictory-hypotheses")
    return _proved(obligation)


def _proved(obligation: Obligation) -> Verdict:
    goal = obligation.goal
    if goal[0] == "and":
        return weakest("conjunction", tuple(_proved(obligation.of(part)) for part in goal[1:]))
    claims = tuple(dict.fromkeys(part for part in walk(goal) if part[0] in PROPERTIES))
    readings = {claim: ENGINES[claim[0]](obligation.of(claim)) for claim in claims}
    formula = goal
    for claim, reading in readings.items():
        if reading.condition is not None:
            formula = substitute(formula, claim, reading.condition)
    formula = folded(formula)
    left = [claim for claim in claims if readings[claim].condition is None and claim in tuple(walk(formula))]
    found = tuple(readings.values())
    return _missed(formula, left, readings) if left else _settled(obligation, formula, found)


def _spelled_out(t: Term, obligation: Obligation) -> Term:
    """A term with every letter that a closed definition gives at every index replaced by what it is."""
    t = tuple(_spelled_out(a, obligation) if isinstance(a, tuple) else a for a in t)
    known = [d for d in obligation.definitions if is_closed(d) and t[:2] == ("app", d.name) and len(t) == 3]
    return _spelled_out(substitute(known[0].value, known[0].index, t[2]), obligation) if known else t


def _missed(formula: Term, left: list[Term], readings: dict[Term, Reading]) -> Verdict:
    """Some property has no condition; where it fails, the whole may fail with it."""
    for claim in left:
        counterexample = readings[claim].counterexample
        if counterexample is not None and folded(substitute(formula, claim, FALSE)) == FALSE:
            return Verdict(REFUTED, readings[claim].method, counterexample=counterexample)
    return Verdict(UNDECIDED, readings[left[0]].method, why="no-rule-applies")


def _settled(obligation: Obligation, formula: Term, readings: tuple[Reading, ...]) -> Verdict:
    """The verdict on a formula about letters alone."""
    method = readings[0].method if readings else METHOD
    premises = tuple(premise for reading in readings for premise in reading.premises)
    witness = tuple(pair for reading in readings for pair in reading.witness)
    if formula == TRUE:
        return Verdict(PROVED, method, parts=premises, witness=witness)
    found = refute(about(obligation, formula)).counterexample
    if found is not None:
        return Verdict(REFUTED, method, counterexample=_told(obligation.goal, found))
    verdict = smt.prove(obligation.of(formula))
    if verdict.status == REFUTED and verdict.counterexample is not None:
        return Verdict(REFUTED, method, counterexample=_told(obligation.goal, verdict.counterexample))
    return Verdict(verdict.status, method, why=verdict.why, parts=(verdict, *premises), witness=witness)


def _told(goal: Term, found: Counterexample) -> Counterexample:
    """A counterexample in the words of the claim."""
    if goal[0] in OPPOSITES:
        return Counterexample(found.point, OPPOSITES[goal[0]], goal[0])
    return Counterexample(found.point, "false", "true")
