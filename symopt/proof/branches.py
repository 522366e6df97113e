"""A term given piece by piece: where its pieces meet, what it is on either side of such a place, and far out."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from symopt.proof import identity
from symopt.proof.arithmetic import Irrational, Rationals, Undefined
from symopt.proof.evaluation import World
from symopt.proof.normal import Normalizer, NotNormal, with_room
from symopt.proof.obligation import Obligation
from symopt.proof.terms import FALSE, ONE, TRUE, ZERO, Term, number, parts, substitute, variables

MINUS_ONE: Term = ("num", -1, 1)
PI: Term = ("fn", "pi")

Leaf = tuple[tuple[Term, ...], Term]
"""The conditions under which a piece is in force, and the piece."""


class Unreadable(Exception):
    """A term whose pieces are not told apart by bounds on the index."""


def minus(a: Term, b: Term) -> Term:
    """The difference of two terms."""
    return ("+", a, ("*", MINUS_ONE, b))


def same(a: Term, b: Term) -> bool:
    """Whether two terms have one normal form."""
    return a == b or identity.prove(Obligation(("=", a, b))).holds


def bound(condition: Term, index: Term) -> Term:
    """The c of a condition that says ``index < c`` or ``index <= c``.

    Raises:
        Unreadable: when it says something else.
    """
    if condition[0] not in ("<", "<="):
        raise Unreadable(f"a condition with {condition[0]}")
    _, small, large = condition
    if small == index and index not in variables(large):
        found: Term = large
        return found
    excess = minus(small, large)
    offset = substitute(excess, index, ZERO)
    if not same(excess, ("+", index, offset)):
        raise Unreadable("a condition that is no upper bound of the index")
    return ("*", MINUS_ONE, offset)


def joints(t: Term, index: Term) -> tuple[Term, ...]:
    """The places at which one piece ends and another begins.

    >>> k, one = ("var", "k", "real"), ("num", 1, 1)
    >>> joints(("if", ("<", k, one), k, one), k)
    (('num', 1, 1),)
    """
    found = {bound(part[1], index): None for part in _cases(t, index)}
    return tuple(found)


def _cases(t: Term, index: Term) -> Iterator[Term]:
    if t[0] == "if" and index in variables(t[1]):
        yield t
    for part in parts(t):
        yield from _cases(part, index)


def just_before(t: Term, index: Term, place: Term) -> Term:
    """What the piece in force just before a place comes to at that place."""
    return special(substitute(_decided(t, index, lambda _, c: ("<=", place, c)), index, place))


def just_after(t: Term, index: Term, place: Term) -> Term:
    """What the piece in force just after a place comes to at that place."""
    return special(substitute(_decided(t, index, lambda _, c: ("<", place, c)), index, place))


def at(t: Term, index: Term, place: Term) -> Term:
    """What a term is at a place."""
    return special(substitute(t, index, place))


def far_out(t: Term, index: Term) -> Term:
    """The piece that is in force from the last joint on."""
    return _decided(t, index, lambda _, c: FALSE)


def _decided(t: Term, index: Term, decide: Callable[[str, Term], Term]) -> Term:
    """A term whose conditions on the index are replaced by others, dropped where these are true or false."""
    t = tuple(_decided(a, index, decide) if isinstance(a, tuple) else a for a in t)
    if t[0] != "if" or index not in variables(t[1]):
        return t
    verdict = decide(t[1][0], bound(t[1], index))
    return t[2] if verdict == TRUE else t[3] if verdict == FALSE else ("if", verdict, *t[2:])


def leaves(t: Term, index: Term) -> Iterator[Leaf]:
    """Every piece, with the conditions under which it is in force, their bounds included."""
    first = next(_cases(t, index), None)
    if first is None:
        yield (), t
        return
    c = bound(first[1], index)
    for condition, chosen in ((("<=", index, c), first[2]), (("<=", c, index), first[3])):
        for conditions, leaf in leaves(substitute(t, first, chosen), index):
            yield (condition, *conditions), leaf


def special(t: Term) -> Term:
    """A term with the values put in that functions have at numbers where they are known."""
    t = tuple(special(a) if isinstance(a, tuple) else a for a in t)
    if t[:2] == ("fn", "floor") and not variables(t[2]):
        try:
            return number(World("floor", {}, (), Rationals()).value(t))
        except (Irrational, Undefined):
            return t
    if t[0] == "^":
        return _special_power(t)
    known = _KNOWN.get(t[1], ()) if t[0] == "fn" else ()
    return next((value for argument, value in known if same(t[2], argument)), t)


def plain(t: Term) -> Term:
    """A term in normal form, to be read; itself when it has none."""
    try:
        found: Term = with_room(lambda ring: _written(Normalizer(ring), t))
    except NotNormal:
        return t
    return found


def _written(normalizer: Normalizer, t: Term) -> Term:
    normal = normalizer(t)
    top, bottom = normalizer.term(normal.top), normalizer.term(normal.bottom)
    if bottom[0] == "num":
        factor = number(1 / Fraction(*bottom[1:]))
        return (
            top
            if factor == ONE
            else number(Fraction(*top[1:]) * Fraction(*factor[1:]))
            if top[0] == "num"
            else ("*", factor, top)
        )
    return ("*", top, ("^", bottom, MINUS_ONE))


def _special_power(t: Term) -> Term:
    """Anything to the power of zero is 1, and zero to any positive power is 0."""
    _, base, exponent = t
    if same(exponent, ZERO):
        return ONE
    return ("if", ("<", ZERO, exponent), ZERO, t) if exponent[0] != "num" and same(base, ZERO) else t


_KNOWN: dict[str, tuple[tuple[Term, Term], ...]] = {
    "exp": ((ZERO, ONE),),
    "cos": ((ZERO, ONE), (PI, MINUS_ONE), (("*", ("num", 1, 2), PI), ZERO)),
}


def affine(u: Term, index: Term) -> tuple[Term, Term] | None:
    """Slope and value at zero of a term that is affine in the index, or None.

    >>> k = ("var", "k", "real")
    >>> slope, _ = affine(("+", k, ("num", 1, 1)), k)
    >>> same(slope, ("num", 1, 1))
    True
    """
    offset = substitute(u, index, ZERO)
    slope = minus(substitute(u, index, ONE), offset)
    return (slope, offset) if same(u, ("+", ("*", slope, index), offset)) else None
