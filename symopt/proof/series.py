"""Whether a series converges, by a table of rules; each says what it takes, and bounds the partial sums.

Only the terms from the last joint on count. They are taken apart into a constant and a moving factor: a power of the
index, a power with the index in its exponent, or one with a rounded exponent. What is left over is compared with powers
of the index, with explicit constants.
"""

from symopt.proof import branches, partial_sums
from symopt.proof.branches import Unreadable
from symopt.proof.comparison import compared
from symopt.proof.growth import RULES, Finding, Tail, factored
from symopt.proof.obligation import Obligation
from symopt.proof.reading import Reading, defined, negated, undefined
from symopt.proof.terms import ONE, ZERO, Term, show, substitute

METHOD = "series"


def read(obligation: Obligation) -> Reading:
    """What it takes for ``("converges", term, index, first)``, or ``diverges``, to hold."""
    claim, body, index, first = obligation.goal
    n: Term = ("var", f"{index[1]}:term", "integer")
    body = substitute(body, index, n)
    everywhere = defined(obligation, body, n, first)
    if everywhere.everywhere is None:
        return undefined(METHOD, everywhere)
    try:
        tail = Tail(obligation, branches.far_out(body, n), n, _start(body, n, first))
    except Unreadable:
        return Reading(METHOD)
    finding = _found(tail)
    if finding is None or not partial_sums.agree(tail, finding):
        return Reading(METHOD)
    condition = finding.converges if claim == "converges" else negated(finding.converges)
    witness = (("rule", finding.rule), ("from", show(branches.plain(tail.start))), *finding.witness)
    return Reading(METHOD, condition, (everywhere.everywhere, *finding.premises), witness=witness)


def _start(body: Term, n: Term, first: Term) -> Term:
    """From which index on the last piece is in force."""
    places = branches.joints(body, n)
    later = tuple(("+", place, ONE) for place in places)
    return first if not later else ("fn", "Max", first, *later)


def _found(tail: Tail) -> Finding | None:
    """What the first rule says that applies; of a series of non-positive terms, by its opposite."""
    if tail.holds(("<=", ZERO, tail.term)):
        still, moving = factored(tail)
        ruled = (rule(tail, still, moving) for rule in RULES)
        return next((finding for finding in ruled if finding is not None), None) or compared(tail)
    return None
