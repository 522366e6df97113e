"""What must hold for a statement to mean anything: no zero denominator, no negative radicand."""

from collections.abc import Iterator

from symopt.proof.obligation import Obligation
from symopt.proof.terms import ONE, TRUE, ZERO, Term, parts


def obligations(obligation: Obligation) -> tuple[Obligation, ...]:
    """The conditions under which both sides of a claim have a value, each to be proved from its hypotheses."""
    wanted: dict[tuple[tuple[Term, ...], Term], None] = {}
    for condition in _conditions(obligation.goal, ()):
        wanted[condition] = None
    return tuple(obligation.of(goal).under(context) for context, goal in wanted if not _evident(goal))


def _conditions(t: Term, context: tuple[Term, ...]) -> Iterator[tuple[tuple[Term, ...], Term]]:
    if t[0] == "sum":
        _, body, index, first, last = t
        yield from _conditions(body, (*context, ("<=", first, index), ("<=", index, last)))
        yield context, ("<=", first, ("+", last, ONE))
        return
    if t[0] in ("if", "=>"):
        yield from _conditions(t[1], context)
        yield from _conditions(t[2], (*context, t[1]))
        if t[0] == "if":
            yield from _conditions(t[3], (*context, ("not", t[1])))
        return
    for part in parts(t):
        yield from _conditions(part, context)
    if t[0] == "^":
        yield from ((context, goal) for goal in _of_power(t[1], t[2]))
    elif t[:2] == ("fn", "log"):
        yield context, ("<", ZERO, t[2])


def _of_power(base: Term, exponent: Term) -> Iterator[Term]:
    if exponent[0] == "num":
        if exponent[2] % 2 == 0 or exponent[2] > 1:
            yield ("<=", ZERO, base)
        if exponent[1] < 0:
            yield ("not", ("=", base, ZERO))
        return
    whole = all(p[0] in ("num", "+", "*") or p[2] in ("integer", "count") for p in _leaves(exponent))
    yield ("or", ("<=", ZERO, exponent), ("not", ("=", base, ZERO))) if whole else ("<", ZERO, base)


def _leaves(t: Term) -> Iterator[Term]:
    inner = parts(t) if t[0] in ("+", "*") else ()
    if not inner:
        yield t
    for part in inner:
        yield from _leaves(part)


def _evident(goal: Term) -> bool:
    """Whether a condition speaks of numbers alone and holds; everything else is proved."""
    if goal == TRUE:
        return True
    body = goal[1] if goal[0] == "not" else goal
    if goal[0] == "not" and body[0] == "=" and body[1][0] == "num":
        return bool(body[1][1] != 0)
    return body[0] == "<=" and body[1] == ZERO and body[2][0] == "num" and body[2][1] >= 0
