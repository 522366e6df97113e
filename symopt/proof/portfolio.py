"""The order of battle: refute first, then prove in the fragment where the claim lies, definedness included."""

from time import perf_counter

from symopt.proof import definedness, identity, smt, words
from symopt.proof.evaluation import has_words
from symopt.proof.obligation import Obligation
from symopt.proof.refutation import refute
from symopt.proof.verdict import PROVED, REFUTED, VACUOUS, Verdict, weakest


def settle(obligation: Obligation) -> Verdict:
    """The verdict on one claim.

    Every route refutes first; a proof counts only when every denominator and radicand of the claim is settled too.
    """
    start = perf_counter()
    verdict = _settle(obligation)
    return verdict.taking(perf_counter() - start)


def _settle(obligation: Obligation) -> Verdict:
    trial = refute(obligation)
    if trial.counterexample is not None:
        return Verdict(REFUTED, "sampling", counterexample=trial.counterexample)
    conditions = definedness.obligations(obligation)
    goal = _prove(obligation.under(condition.goal for condition in conditions if _same_context(condition, obligation)))
    if not goal.holds or not conditions:
        return goal
    defined = tuple(_discharge(condition, obligation) for condition in conditions)
    if all(verdict.holds for verdict in defined):
        return Verdict(PROVED, goal.method, parts=(goal, weakest("definedness", defined)))
    return weakest("definedness", tuple(verdict for verdict in defined if not verdict.holds))


def _discharge(condition: Obligation, obligation: Obligation) -> Verdict:
    """One condition; in a context that never arises, such as inside an empty sum, nothing is required."""
    verdict = _prove(condition)
    if verdict.status == VACUOUS and not _same_context(condition, obligation):
        return Verdict(PROVED, verdict.method, parts=(verdict,))
    return verdict


def _same_context(condition: Obligation, obligation: Obligation) -> bool:
    return condition.hypotheses == obligation.hypotheses


def _prove(obligation: Obligation) -> Verdict:
    goal = obligation.goal
    if goal[0] == "and":
        return weakest("conjunction", tuple(_prove(obligation.of(part)) for part in goal[1:]))
    if goal[0] == "=" and has_words(("and", goal, *(d.value for d in obligation.definitions))):
        return words.prove(obligation)
    if goal[0] == "=":
        verdict = identity.prove(obligation)
        if verdict.holds:
            return _unless_contradictory(obligation, verdict)
    return smt.prove(obligation)


def _unless_contradictory(obligation: Obligation, verdict: Verdict) -> Verdict:
    """An identity needs no hypotheses, but says nothing when they contradict each other."""
    if not obligation.hypotheses:
        return verdict
    contradiction = smt.prove(obligation.of(("false",)), second_opinion=False)
    return Verdict(VACUOUS, verdict.method, why="contradictory-hypotheses") if contradiction.status == VACUOUS else verdict


