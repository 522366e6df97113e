"""Which way a function goes over the reals: built from functions whose way is known, piece by piece.

A sum goes the way of its parts, a product of non-negative factors the way of its factors, a composition the way that
both halves give; between pieces, it may only jump the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from symopt.proof import branches
from symopt.proof.branches import PI, Unreadable, minus
from symopt.proof.obligation import Obligation
from symopt.proof.reading import Reading, conjunction, defined, shown, undefined
from symopt.proof.refutation import refute
from symopt.proof.terms import FALSE, ONE, TRUE, ZERO, Term, parts, substitute, variables
from symopt.proof.verdict import PROVED, UNDECIDED, VACUOUS, Counterexample, Verdict

METHOD = "monotony"
WAYS = {"increasing": 1, "decreasing": -1}
KEEPING = ("exp", "log", "floor", "Max", "Min")
"""Functions that never fall."""

TRIED, ATTEMPTS = 25, 150
"""How many pairs of numbers are tried after each place, and how many drawn in search of those."""


def read(obligation: Obligation) -> Reading:
    """What it takes for ``("decreasing", term, index, first[, last])``, or ``increasing``, to hold."""
    claim, body, index, first, *last = obligation.goal
    x: Term = ("var", f"{index[1]}:real", "real")
    body, way = substitute(body, index, x), WAYS[claim]
    here, *joints = dict.fromkeys((first, *_places(body, x)))
    found = _wrong(obligation, body, x, way, (here,))
    if found is not None:
        return Reading(METHOD, counterexample=found)
    within = (("<=", first, x), *(("<=", x, end) for end in last))
    everywhere = defined(obligation.under(within), body, x, first)
    if everywhere.everywhere is None:
        return undefined(METHOD, everywhere)
    try:
        premises = tuple(_premises(obligation, body, x, way, within))
    except Unreadable:
        premises = (Verdict(UNDECIDED, METHOD),)
    if all(premise.holds for premise in premises):
        return Reading(METHOD, TRUE, (everywhere.everywhere, *premises))
    return Reading(METHOD, counterexample=_wrong(obligation, body, x, way, tuple(joints)))


def _wrong(obligation: Obligation, body: Term, x: Term, way: int, places: tuple[Term, ...]) -> Counterexample | None:
    """Two numbers after one of some places, between which the function goes the other way."""
    _, _, index, first, *last = obligation.goal
    later: Term = ("var", f"{index[1]}:later", "real")
    here, there = (substitute(body, x, at) for at in (x, later))
    order = ("<=", here, there) if way > 0 else ("<=", there, here)
    between = (("<=", first, x), *(("<=", later, end) for end in last))
    for place in places:
        for near, far in (("unit", "unit"), ("unit", "positive"), ("positive", "positive")):
            steps = (("var", f"{index[1]}:past", near), ("var", f"{index[1]}:step", far))
            drawn = (("=", x, ("+", place, steps[0])), ("=", later, ("+", x, steps[1])))
            found = refute(obligation.of(order).under((*drawn, *between)), TRIED, ATTEMPTS).counterexample
            if found is not None and "undefined" not in (found.left, found.right):
                return _told(found, index[1])
    return None


def _places(body: Term, x: Term) -> tuple[Term, ...]:
    try:
        return branches.joints(body, x)
    except Unreadable:
        return ()


def _told(found: Counterexample, index: str) -> Counterexample:
    """A counterexample with the two numbers alone, besides the letters."""
    names = {f"{index}:real": index, f"{index}:later": f"{index} later"}
    left_out = (f"{index}:past", f"{index}:step")
    point = tuple((names.get(name, name), value) for name, value in found.point if name not in left_out)
    return Counterexample(point, found.left, found.right)


def _premises(obligation: Obligation, body: Term, x: Term, way: int, within: tuple[Term, ...]) -> Iterator[Verdict]:
    """Each piece goes the way, and so does each jump."""
    for conditions, leaf in branches.leaves(body, x):
        yield _piece(Case(obligation.under((*within, *conditions)), x), leaf, way)
    for place in branches.joints(body, x):
        before, value, after = (f(body, x, place) for f in (branches.just_before, branches.at, branches.just_after))
        there = conjunction(tuple(substitute(bound, x, place) for bound in within))
        for low, high in ((before, value), (value, after)):
            rises = ("<=", low, high) if way > 0 else ("<=", high, low)
            yield shown(obligation, ("=>", there, rises))


def _piece(case: "Case", leaf: Term, way: int) -> Verdict:
    holds = case.is_a_point or case.way(leaf) in (0, way)
    return Verdict(PROVED if holds else UNDECIDED, METHOD)


@dataclass(frozen=True)
class Case:
    """A piece where it is in force.

    Args:
        obligation: whose hypotheses say where that is.
        x: the real number that it is a function of.
    """

    obligation: Obligation
    x: Term

    @property
    def is_a_point(self) -> bool:
        """Whether there are no two numbers where the piece is in force."""
        if shown(self.obligation, FALSE).status == VACUOUS:
            return True
        below = [h[1] for h in self.obligation.hypotheses if h[0] == "<=" and h[2] == self.x]
        return any(self.holds(("<=", self.x, start)) for start in below)

    def holds(self, goal: Term) -> bool:
        """Whether something is so all over the piece."""
        return shown(self.obligation, goal).holds

    def way(self, t: Term) -> int | None:
        """1 when a term never falls, -1 when it never rises, 0 when it is constant; None when nothing is known."""
        if self.x not in variables(t):
            return 0
        if t == self.x:
            return 1
        rule = _RULES.get(t[0])
        return rule(self, t) if rule is not None else None

    def sum(self, t: Term) -> int | None:
        """Parts that go one way."""
        return _common([self.way(part) for part in parts(t)])

    def product(self, t: Term) -> int | None:
        """Constant factors turn the way by their sign; moving ones must be non-negative, but for a last one alone."""
        still = [part for part in parts(t) if self.x not in variables(part)]
        moving = [part for part in parts(t) if self.x in variables(part)]
        ways = [self.way(part) for part in moving]
        if len(moving) > 1 and not all(self.holds(("<=", ZERO, part)) for part in moving):
            return None
        return _turned(self.sign(("*", *still) if still else ONE), _common(ways))

    def sign(self, t: Term) -> int | None:
        """1 when a term is never negative, -1 when it is never positive."""
        return 1 if self.holds(("<=", ZERO, t)) else -1 if self.holds(("<=", t, ZERO)) else None

    def power(self, t: Term) -> int | None:
        """``u**p`` follows u where that is not negative, ``b**u`` goes against u for b up to 1."""
        _, base, exponent = t
        if self.x not in variables(exponent):
            sign = self.sign(exponent)
            allowed = self.holds(("<=", ZERO, base) if sign == 1 else ("<", ZERO, base))
            return _turned(sign, self.way(base)) if allowed else None
        if self.x in variables(base) or not self.holds(("<=", ZERO, base)):
            return None
        turn = -1 if self.holds(("<=", base, ONE)) else 1 if self.holds(("<=", ONE, base)) else None
        return _turned(turn, self.way(exponent))

    def function(self, t: Term) -> int | None:
        """Functions that keep the way; the cosine turns it between 0 and pi."""
        if t[1] in KEEPING:
            return _common([self.way(part) for part in parts(t)])
        if t[1] == "cos" and self.holds(("and", ("<=", ZERO, t[2]), ("<=", ZERO, minus(PI, t[2])))):
            return _turned(-1, self.way(t[2]))
        return None


def _common(ways: list[int | None]) -> int | None:
    """The way that all go that move."""
    moving = {way for way in ways if way != 0}
    return moving.pop() if len(moving) == 1 else None if moving else 0


def _turned(sign: int | None, way: int | None) -> int | None:
    return None if sign is None or way is None else sign * way


_RULES = {"+": Case.sum, "*": Case.product, "^": Case.power, "fn": Case.function}
