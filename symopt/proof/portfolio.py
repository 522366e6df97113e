"""The order of battle: refute first, then prove in the fragment where the claim lies, definedness included."""

from dataclasses import replace
from time import perf_counter

from symopt.proof import definedness, definiteness, identity, interval, limits, properties, smt, words
from symopt.proof.evaluation import has_words
from symopt.proof.obligation import Obligation
from symopt.proof.refutation import refute
from symopt.proof.terms import FALSE, PROPERTIES, Term, substitute, walk
from symopt.proof.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict, weakest

UNREACHABLE = "unreachable"
"""The method by which a condition holds in a branch that is never taken."""


def settle(obligation: Obligation) -> Verdict:
    """The verdict on one claim.

    Every route refutes first; a proof counts only when every denominator and radicand of the claim is settled too.
    """
    start = perf_counter()
    verdict = _settle(obligation)
    return verdict.taking(perf_counter() - start)


def _settle(obligation: Obligation) -> Verdict:
    twice = _ambiguous(obligation)
    if twice:
        return Verdict(UNDECIDED, "reading", why=f"one-name-for-two-letters: {twice}")
    trial = refute(obligation)
    if trial.counterexample is not None:
        return Verdict(REFUTED, "sampling", counterexample=trial.counterexample)
    conditions = definedness.obligations(obligation)
    defined = tuple(_defined(condition, obligation) for condition in conditions)
    if not all(verdict.holds for verdict in defined):
        return weakest("definedness", tuple(verdict for verdict in defined if not verdict.holds))
    facts = (condition.goal for condition in conditions if condition.hypotheses == obligation.hypotheses)
    goal = _prove(obligation.under(fact for fact in facts if fact[0] != "fn"))
    if not goal.holds or not defined:
        return goal
    return replace(weakest(goal.method, (goal, weakest("definedness", defined))), witness=goal.witness)


def _ambiguous(obligation: Obligation) -> str:
    """A name that stands for letters of two domains; at a point, both would be given one value."""
    whole = ("and", obligation.goal, *obligation.hypotheses, *(d.value for d in obligation.definitions))
    domains: dict[str, str] = {}
    for letter in (p for p in walk(whole) if p[0] == "var"):
        if domains.setdefault(letter[1], letter[2]) != letter[2]:
            return str(letter[1])
    return ""


def _defined(condition: Obligation, original: Obligation) -> Verdict:
    """The verdict on a condition; one in a branch that cannot be reached asks for nothing."""
    verdict = _prove(condition, original)
    in_branch = len(condition.hypotheses) > len(original.hypotheses)
    if verdict.status == VACUOUS and in_branch and not _contradictory(original):
        return Verdict(PROVED, UNREACHABLE, seconds=verdict.seconds)
    return verdict


def _prove(obligation: Obligation, original: Obligation | None = None) -> Verdict:
    goal = obligation.goal
    if any(part[0] in PROPERTIES for part in walk(goal)):
        return properties.prove(obligation)
    if any(part[0] == "tends" for part in walk(goal)) and goal[0] != "and":
        return limits.prove(obligation)
    if goal[0] == "and":
        return weakest("conjunction", tuple(_prove(obligation.of(part), original) for part in goal[1:]))
    if goal[0] == "forall":
        return _prove(obligation.of(_instance(goal)), original)
    if goal[0] == "fn":
        return definiteness.prove(obligation)
    if goal[0] == "=":
        engine = words if _speaks_of_words(obligation) else identity
        verdict = engine.prove(obligation)
        if verdict.holds:
            return _unless_contradictory(obligation, verdict)
    if interval.is_closed_comparison(goal):
        verdict = interval.prove(obligation)
        if verdict.holds:
            return _unless_contradictory(obligation, verdict)
    verdict = smt.prove(obligation, original=original)
    return _enclosed(obligation) or verdict if verdict.status == UNDECIDED else verdict


def _enclosed(obligation: Obligation) -> Verdict | None:
    """What intervals say of a claim that is not one of polynomials."""
    verdict = interval.prove(obligation)
    return _unless_contradictory(obligation, verdict) if verdict.holds else None


def _instance(goal: Term) -> Term:
    """A universal claim at an index of which nothing is known."""
    _, index, body = goal
    return substitute(body, index, ("var", f"{index[1]}:any", "integer"))


def _speaks_of_words(obligation: Obligation) -> bool:
    return has_words(("and", obligation.goal, *obligation.hypotheses, *(d.value for d in obligation.definitions)))


def _unless_contradictory(obligation: Obligation, verdict: Verdict) -> Verdict:
    """An identity needs no hypotheses, but says nothing when they contradict each other."""
    if not obligation.hypotheses:
        return verdict
    return Verdict(VACUOUS, verdict.method, why="contradictory-hypotheses") if _contradictory(obligation) else verdict


def _contradictory(obligation: Obligation) -> bool:
    return smt.prove(obligation.of(FALSE), second_opinion=False).status == VACUOUS
