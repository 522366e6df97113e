"""What must hold for a statement to mean anything: no zero denominator, no negative radicand, no singular matrix.

A connective has a value as soon as some of its parts decide it, so a part need only be defined where the parts before
it do not; parts that are defined everywhere come first.
"""

from collections.abc import Iterator

from symopt.proof.obligation import Obligation
from symopt.proof.ranges import is_whole
from symopt.proof.terms import FALSE, ONE, PROPERTIES, TRUE, ZERO, Term, parts, substitute

Condition = tuple[tuple[Term, ...], Term]
"""What holds where a part counts, and what must then be true of it."""


def obligations(obligation: Obligation) -> tuple[Obligation, ...]:
    """The conditions under which both sides of a claim have a value, each to be proved from its hypotheses."""
    wanted: dict[Condition, None] = {}
    for condition in _conditions(obligation.goal, ()):
        wanted[condition] = None
    return tuple(obligation.of(goal).under(context) for context, goal in wanted if not _evident(goal))


def _conditions(t: Term, context: tuple[Term, ...]) -> Iterator[Condition]:
    if t[0] in PROPERTIES:  # that the term is defined wherever the property speaks of it is part of the claim
        yield from (condition for bound in t[3:] for condition in _conditions(bound, context))
    elif t[0] in ("sum", "forall", "tends"):
        yield from _of_bound(t, context)
    elif t[0] in ("and", "or", "=>"):
        yield from _of_connective(t, context)
    elif t[0] == "if":
        yield from _conditions(t[1], context)
        yield from _conditions(t[2], (*context, t[1]))
        yield from _conditions(t[3], (*context, ("not", t[1])))
    else:
        for part in parts(t):
            yield from _conditions(part, context)
        yield from ((context, goal) for goal in _of_own(t))


def _of_bound(t: Term, context: tuple[Term, ...]) -> Iterator[Condition]:
    """Conditions on a body, for every value of its index; the index gets a name of its own."""
    index, body = (t[1], t[2]) if t[0] == "forall" else (t[2], t[1])
    own: Term = (index[0], f"{index[1]}:{len(context)}", *index[2:])
    body = substitute(body, index, own)
    if t[0] == "tends":  # that the term is defined from some index on is part of the claim
        yield from _conditions(t[3], context)
        return
    if t[0] == "forall":
        yield from _conditions(body, context)
        return
    first, last = t[3:]
    for bound in (first, last):
        yield from _conditions(bound, context)
        yield context, TRUE if is_whole(bound) else FALSE
    yield context, ("<=", first, ("+", last, ONE))
    yield from _conditions(body, (*context, ("<=", first, own), ("<=", own, last)))


def _of_connective(t: Term, context: tuple[Term, ...]) -> Iterator[Condition]:
    disjuncts = (("not", t[1]), t[2]) if t[0] == "=>" else t[1:]
    for part in sorted(disjuncts, key=lambda part: any(True for _ in _conditions(part, ()))):
        yield from _conditions(part, context)
        context = (*context, part if t[0] == "and" else part[1] if part[0] == "not" else ("not", part))


def _of_own(t: Term) -> Iterator[Term]:
    """What the head of a term asks of its arguments."""
    if t[0] == "^":
        yield from _of_power(t[1], t[2])
    elif t[:2] == ("fn", "log"):
        yield ("<", ZERO, t[2])
    elif t[:2] == ("fn", "solve"):
        yield ("fn", "Invertible", t[2])
    elif t[:2] == ("fn", "power"):
        yield ("<=", ZERO, t[3])
        yield TRUE if is_whole(t[3]) else FALSE


def _of_power(base: Term, exponent: Term) -> Iterator[Term]:
    if exponent[0] == "num":
        if exponent[2] > 1:
            yield ("<=", ZERO, base)
        if exponent[1] < 0:
            yield ("not", ("=", base, ZERO))
    elif is_whole(exponent):
        yield ("or", ("<=", ZERO, exponent), ("not", ("=", base, ZERO)))
    else:
        yield ("<", ZERO, base)


def _evident(goal: Term) -> bool:
    """Whether a condition speaks of numbers alone and holds; everything else is proved."""
    if goal == TRUE:
        return True
    body = goal[1] if goal[0] == "not" else goal
    if goal[0] == "not" and body[0] == "=" and body[1][0] == "num":
        return bool(body[1][1] != 0)
    return body[0] in ("<=", "<") and body[1] == ZERO and body[2][0] == "num" and bool(body[2][1] > 0)
