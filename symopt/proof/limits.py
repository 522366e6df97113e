"""Limits of expressions in powers ``b**k``, proved with an explicit witness: from which index on the rest is small.

With ``|b| < 1``, Bernoulli's inequality bounds each power: ``|b|**k <= |b|/(k (1 - |b|))`` from k = 1 on. What is left
of the difference to the limit is at most B/k then, so that N = B/epsilon will do.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from math import floor

from symopt.proof import definedness, identity, smt
from symopt.proof.arithmetic import Rationals
from symopt.proof.asymptotics import Expansion, expand
from symopt.proof.evaluation import World, has_words
from symopt.proof.fractions import NotNormal
from symopt.proof.lemmas import bernoulli, stays_large, triangle
from symopt.proof.obligation import Obligation
from symopt.proof.refutation import refute
from symopt.proof.terms import FALSE, ONE, ZERO, Term, show, substitute, variables, walk
from symopt.proof.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Counterexample, Verdict, weakest
from symopt.proof.witness import witness

METHOD = "limit"
NO_LIMIT = "no-limit"


def prove(obligation: Obligation) -> Verdict:
    """Settle ``("tends", expression, index, limit)``, its negation, or an implication to or from it."""
    goal = obligation.goal
    if goal[0] == "<=>":
        directions = (("=>", goal[1], goal[2]), ("=>", goal[2], goal[1]))
        return weakest("both-directions", tuple(prove(obligation.of(direction)) for direction in directions))
    if goal[0] == "=>":
        return _implication(obligation)
    negated = goal[0] == "not"
    if (goal[1] if negated else goal)[0] != "tends" or has_words(goal):
        return Verdict(UNDECIDED, METHOD, why="not-a-limit-of-numbers")
    try:
        verdict = _diverges(obligation.of(goal[1])) if negated else _converges(obligation)
    except NotNormal as reason:
        return Verdict(UNDECIDED, METHOD, why=f"no-expansion: {reason}")
    if verdict.holds and smt.prove(obligation.of(FALSE), second_opinion=False).status == VACUOUS:
        return Verdict(VACUOUS, METHOD, why="contradictory-hypotheses")
    return verdict


def _implication(obligation: Obligation) -> Verdict:
    """Towards a limit, what implies it is assumed; away from one, the other way round."""
    _, condition, consequence = obligation.goal
    if consequence[0] == "tends":
        return prove(obligation.under((condition,)).of(consequence))
    verdict = prove(obligation.under((("not", consequence),)).of(("not", condition)))
    return verdict if verdict.holds else _tends_elsewhere(obligation) or verdict


def _tends_elsewhere(obligation: Obligation) -> Verdict | None:
    """A refutation of what a limit is said to imply: a point without it at which the powers die out all the same."""
    _, condition, consequence = obligation.goal
    if condition[0] != "tends" or consequence[0] == "tends":
        return None
    expression, index, limit = _own_index(condition)
    try:
        difference = expand(obligation, ("+", expression, ("*", ("num", -1, 1), limit)), index)
    except NotNormal:
        return None
    if _single(difference) is None or not _denominator(obligation, difference).holds:
        return None
    small: tuple[Term, ...] = tuple(("<", ("fn", "Abs", base), ONE) for base in difference.bases)
    found = refute(obligation.under(small).of(consequence)).counterexample
    return Verdict(REFUTED, METHOD, counterexample=found) if found and found.left != "undefined" else None


def _converges(obligation: Obligation) -> Verdict:
    expression, index, limit = _own_index(obligation.goal)
    whole = obligation.of(("tends", expression, index, limit))
    difference = expand(obligation, ("+", expression, ("*", ("num", -1, 1), limit)), index)
    small = _bases_are_small(obligation, difference)
    if not small.holds:
        return _grows(whole, difference) or small
    settled = _same_limit(whole, difference)
    if not settled.holds:
        return settled
    premises = (small, settled, _denominator(obligation, difference), _defined(whole), bernoulli())
    verdict = weakest(METHOD, (*premises, triangle(difference.dying), triangle(difference.disturbing)))
    return replace(verdict, witness=witness(difference, delay(*obligation.goal[1:3]))) if verdict.holds else verdict


def _own_index(goal: Term) -> tuple[Term, Term, Term]:
    """The index of a limit under a name that no hypothesis speaks of, late enough that no exponent is negative."""
    _, expression, index, limit = goal
    own: Term = ("var", f"{index[1]}:bound", "integer")
    late = substitute(expression, index, ("+", own, ("num", delay(expression, index), 1)))
    return late, own, limit


def delay(expression: Term, index: Term) -> int:
    """By how much an index is shifted so that ``b**(k - 2)`` is no division by b."""
    exponents = [p[2] for p in walk(expression) if p[0] == "^" and variables(p[2]) == (index,)]
    world = World("start", {index[1]: Fraction(0)}, (), Rationals())
    starts: list[Fraction] = [world.value(exponent) for exponent in exponents]
    return max([0, *(-floor(start) for start in starts)])


def _bases_are_small(obligation: Obligation, expansion: Expansion) -> Verdict:
    small = (obligation.of(("<", ("fn", "Abs", base), ONE)) for base in expansion.bases)
    return _all("bases", (smt.prove(claim) for claim in small))


def _all(method: str, verdicts: Iterable[Verdict]) -> Verdict:
    found = tuple(verdicts)
    return weakest(method, found) if found else Verdict(PROVED, method)


def _same_limit(whole: Obligation, difference: Expansion) -> Verdict:
    """Whether the difference without its powers is zero; if not, the limit is another number."""
    top, bottom = difference.rest
    if difference.vanishes:
        return Verdict(PROVED, identity.METHOD)
    verdict = smt.prove(whole.of(("=", top, ZERO)))
    if verdict.holds:
        return verdict
    _, _, _, limit = whole.goal
    proved: Term = ("+", limit, ("*", top, ("^", bottom, ("num", -1, 1))))
    trial = refute(whole.of(("=", proved, limit)))
    found = trial.counterexample
    true_limit = _denominator(whole, difference).holds and _defined(whole).holds
    if found is not None and true_limit and "undefined" not in (found.left, found.right):
        return Verdict(REFUTED, METHOD, counterexample=found)
    return Verdict(UNDECIDED, METHOD, why="limit-not-settled")


def _denominator(obligation: Obligation, difference: Expansion) -> Verdict:
    """Whether the denominator stays away from zero in the limit."""
    _, bottom = difference.rest
    return smt.prove(obligation.of(("not", ("=", bottom, ZERO))))


def _defined(whole: Obligation) -> Verdict:
    """Whether the expression has a value at every index from 1 on."""
    _, expression, index, _ = whole.goal
    body = whole.of(("=", expression, expression)).under((("<=", ONE, index),))
    return _all("definedness", (smt.prove(condition) for condition in definedness.obligations(body)))


def _grows(whole: Obligation, difference: Expansion) -> Verdict | None:
    """A refutation: at some point, the difference is a multiple of a power that does not die out."""
    alone = _single(difference)
    if alone is None:
        return None
    factor, base = alone
    dies: Term = ("or", ("<", ("fn", "Abs", base), ONE), ("=", factor, ZERO))
    found = refute(whole.of(dies)).counterexample
    if found is None or found.left == "undefined":
        return None
    limit = Counterexample(found.point, NO_LIMIT, show(whole.goal[3]))
    return Verdict(REFUTED, METHOD, counterexample=limit)


def _single(difference: Expansion) -> tuple[Term, Term] | None:
    """Factor and base of a difference that is nothing but ``c b**k``."""
    if not difference.vanishes or difference.disturbing or list(difference.dying) != [(1,)]:
        return None
    (factor,) = difference.dying.values()
    _, bottom = difference.rest
    return ("*", factor, ("^", bottom, ("num", -1, 1))), difference.bases[0]


def _diverges(obligation: Obligation) -> Verdict:
    """``c b**k`` stays at least |c| away from zero when ``|b| >= 1``."""
    expression, index, limit = _own_index(obligation.goal)
    difference = expand(obligation, ("+", expression, ("*", ("num", -1, 1), limit)), index)
    alone = _single(difference)
    if alone is None:
        return Verdict(UNDECIDED, METHOD, why="not-a-multiple-of-a-power")
    factor, base = alone
    large = smt.prove(obligation.of(("<=", ONE, ("fn", "Abs", base))))
    there = smt.prove(obligation.of(("not", ("=", difference.dying[(1,)], ZERO))))
    whole = obligation.of(("tends", expression, index, limit))
    verdict = weakest(METHOD, (large, there, _denominator(obligation, difference), _defined(whole), stays_large()))
    if verdict.status == REFUTED:
        return Verdict(UNDECIDED, METHOD, why="premise-fails", parts=verdict.parts)
    return replace(verdict, witness=(("epsilon", show(("fn", "Abs", factor))),)) if verdict.holds else verdict
