"""Continuity over the reals: every piece is continuous where it is in force, and neighbours meet.

A piece is continuous when it is made of continuous functions inside their domains. Two things make it jump: rounding
where its argument passes a whole number, and powers of zero whose exponent leaves zero.
"""

from collections.abc import Iterator

from symopt.proof import branches
from symopt.proof.branches import MINUS_ONE, Unreadable, minus
from symopt.proof.obligation import Obligation
from symopt.proof.reading import Reading, about, all_shown, conjunction, defined, shown, undefined
from symopt.proof.refutation import refute
from symopt.proof.terms import FALSE, ONE, TRUE, ZERO, Term, number, show, substitute, variables, walk
from symopt.proof.verdict import Counterexample

METHOD = "continuity"
EVERYWHERE = ("Abs", "Max", "Min", "exp", "cos", "pi")
"""Functions that are continuous wherever their arguments are."""

BEGINNINGS = range(-2, 10)
"""The whole numbers at which a rounded argument may begin."""


def read(obligation: Obligation) -> Reading:
    """What it takes for ``("continuous", term, index, first)`` to hold."""
    _, body, index, first = obligation.goal
    x: Term = ("var", f"{index[1]}:real", "real")
    body = substitute(body, index, x)
    everywhere = defined(obligation, body, x, first)
    if everywhere.counterexample is not None:
        return undefined(METHOD, everywhere)
    try:
        needed = _needed(obligation, body, x, first)
        wanted = tuple(_inside(body, x, first))
    except Unreadable:
        return Reading(METHOD)
    meets, inside = shown(obligation, needed), all_shown(METHOD, obligation, wanted)
    if inside is not None and everywhere.everywhere is not None:
        witness = tuple(("joint", show(branches.plain(place))) for place in branches.joints(body, x))
        premises = (everywhere.everywhere, inside, *((meets,) if meets.holds else ()))
        return Reading(METHOD, TRUE if meets.holds else needed, premises, witness=witness)
    if shown(obligation, ("not", needed)).holds:
        return Reading(METHOD, FALSE)
    return Reading(METHOD, counterexample=_jump(obligation, needed))


def _jump(obligation: Obligation, needed: Term) -> Counterexample | None:
    found = refute(about(obligation, needed)).counterexample
    if found is None or "undefined" in (found.left, found.right):
        return None
    return Counterexample(found.point, "discontinuous", "continuous")


def _meeting(body: Term, x: Term, first: Term) -> Iterator[Term]:
    """Both sides of every joint agree with the value there."""
    for place in branches.joints(body, x):
        before, value, after = (f(body, x, place) for f in (branches.just_before, branches.at, branches.just_after))
        yield ("=>", ("<", first, place), ("=", before, value))
        yield ("=>", ("<=", first, place), ("=", value, after))


def _needed(obligation: Obligation, body: Term, x: Term, first: Term) -> Term:
    """What is necessary: pieces meet, powers of zero included, and nothing happens where rounding sets in.

    Raises:
        Unreadable: when several things may jump at once.
    """
    parts = tuple(dict.fromkeys(p for p in walk(body) if x in variables(p)))
    rounded = [p for p in parts if p[:2] == ("fn", "floor")]
    powers = [p for p in parts if p[0] == "^" and x in variables(p[2]) and not rounded]
    delicate = [p for p in powers if not shown(obligation, ("<", ZERO, p[1])).holds]
    if len(rounded) + len(delicate) > 1 or (rounded and branches.joints(body, x)):
        raise Unreadable("several things that may jump")
    if rounded:
        return _of_rounding(obligation, body, x, first, rounded[0])
    meeting = conjunction(tuple(_meeting(body, x, first)))
    if not delicate:
        return meeting
    base = delicate[0][1]
    stopped = substitute(body, delicate[0], _of_zero(obligation, delicate[0][2], x))
    of_zero = conjunction(tuple(_meeting(stopped, x, first)))
    return conjunction((("or", ("=", base, ZERO), meeting), ("=>", ("=", base, ZERO), of_zero)))


def _of_zero(obligation: Obligation, exponent: Term, x: Term) -> Term:
    """A power of zero: 1 where its exponent is zero, and 0 where it is positive.

    Raises:
        Unreadable: when the exponent neither grows nor falls at a fixed rate.
    """
    slope, offset = _affine(exponent, x)
    place = ("*", MINUS_ONE, offset, ("^", slope, MINUS_ONE))
    if shown(obligation, ("<", ZERO, slope)).holds:
        return ("if", ("<=", x, place), ONE, ZERO)
    if shown(obligation, ("<", slope, ZERO)).holds:
        return ("if", ("<", x, place), ZERO, ONE)
    raise Unreadable("an exponent of unknown direction")


def _between(low: Term, t: Term, high: Term) -> Term:
    return ("and", ("<=", low, t), ("<", t, high))


def _of_rounding(obligation: Obligation, body: Term, x: Term, first: Term, rounded: Term) -> Term:
    """Nothing may happen where a rounded argument first passes a whole number.

    Raises:
        Unreadable: when the argument is not affine in the index, or begins at no known whole number.
    """
    slope, offset = _affine(rounded[2], x)
    begins = substitute(rounded[2], x, first)
    known = [n for n in BEGINNINGS if shown(obligation, _between(number(n), begins, number(n + 1))).holds]
    if not known or not shown(obligation, ("<", ZERO, slope)).holds:
        raise Unreadable("rounding from an unknown number on")
    place = ("*", minus(number(known[0] + 1), offset), ("^", slope, MINUS_ONE))
    low, high = (branches.at(substitute(body, rounded, number(n)), x, place) for n in (known[0], known[0] + 1))
    return ("=", low, high)


def _affine(t: Term, x: Term) -> tuple[Term, Term]:
    found = branches.affine(t, x)
    if found is None:
        raise Unreadable("an argument that is not affine")
    return found


def _inside(body: Term, x: Term, first: Term) -> Iterator[Term]:
    """What keeps every part of every piece continuous; impossible when something rounds."""
    for conditions, leaf in branches.leaves(body, x):
        there = conjunction((("<=", first, x), *conditions))
        for part in dict.fromkeys(p for p in walk(leaf) if x in variables(p)):
            yield from (("=>", there, goal) for goal in _of_part(part, x))


def _of_part(part: Term, x: Term) -> Iterator[Term]:
    if part[0] == "^":
        yield from _of_power(part[1], part[2], x)
    elif part[:2] == ("fn", "log"):
        yield ("<", ZERO, part[2])
    elif part[:2] == ("fn", "floor"):
        yield FALSE
    elif not (part[0] in ("+", "*", "var") or (part[0] == "fn" and part[1] in EVERYWHERE)):
        raise Unreadable(str(part[0]))


def _of_power(base: Term, exponent: Term, x: Term) -> Iterator[Term]:
    """A moving exponent needs a fixed base, zero being watched by ``_needed``, or a positive one; a fixed one less."""
    if x in variables(exponent):
        yield ("<", ZERO, base) if x in variables(base) else ("<=", ZERO, base)
    elif exponent[0] != "num":
        yield ("or", ("<", ZERO, base), ("and", ("<=", ZERO, base), ("<", ZERO, exponent)))
    else:
        if exponent[2] > 1:
            yield ("<=", ZERO, base)
        if exponent[1] < 0:
            yield ("not", ("=", base, ZERO))
