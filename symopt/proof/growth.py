"""The rules for series whose terms are a constant times one moving factor: what it takes for them to converge."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symopt.proof import branches
from symopt.proof.branches import minus
from symopt.proof.obligation import Obligation
from symopt.proof.reading import folded, shown
from symopt.proof.terms import FALSE, ONE, TRUE, ZERO, Term, show, substitute, variables, walk
from symopt.proof.verdict import Verdict

COUNT: Term = ("var", "M:", "count")
"""The letter that stands for how many terms are added up."""

Factor = tuple[Term, Term]
"""A base that moves with the index, and the fixed exponent that it carries."""


@dataclass(frozen=True)
class Tail:
    """The terms of a series from where its last piece is in force.

    Args:
        obligation: whose hypotheses may be used.
        term: the terms, given as one piece.
        n: their index.
        start: the first index.
    """

    obligation: Obligation
    term: Term
    n: Term
    start: Term

    @property
    def here(self) -> Obligation:
        """The hypotheses, and where the index lies."""
        return self.obligation.under((("<=", self.start, self.n),))

    @property
    def first(self) -> Term:
        """The first of the terms."""
        return substitute(self.term, self.n, self.start)

    def holds(self, goal: Term) -> bool:
        """Whether something is so for every term."""
        return shown(self.here, goal).holds


@dataclass(frozen=True)
class Finding:
    """What a rule says of a series of non-negative terms.

    Args:
        rule: its name.
        converges: for which letters the series converges.
        above: a bound on all partial sums where it does.
        below: a bound on the sum of the first ``COUNT`` terms where it does not, which grows beyond every number.
        premises: the verdicts that this rests on.
        witness: constants that the rule found.
    """

    rule: str
    converges: Term
    above: Term
    below: Term
    premises: tuple[Verdict, ...] = ()
    witness: tuple[tuple[str, str], ...] = ()


def factored(tail: Tail) -> tuple[Term, tuple[Factor, ...]]:
    """The constant factor of the terms, and the moving ones."""
    still: list[Term] = []
    moving: list[Factor] = []
    for base, exponent in _factors(tail.term, ONE, tail.n):
        if tail.n in variables(base):
            moving.append((base, exponent))
        else:
            still.append(_power(base, exponent))
    return _product(*still), tuple(moving)


def _factors(t: Term, exponent: Term, n: Term) -> Iterator[Factor]:
    """Factors with their exponents; a whole power of a product is the product of the powers."""
    if t[0] == "*":
        for part in t[1:]:
            yield from _factors(part, exponent, n)
    elif t[0] == "^" and t[2][0] == "num" and t[2][2] == 1 and t[1][0] in ("*", "^"):
        yield from _factors(t[1], _product(exponent, t[2]), n)
    elif t[0] == "^" and t[1] == n:
        yield n, _product(t[2], exponent)
    else:
        yield t, exponent


def _power(base: Term, exponent: Term) -> Term:
    return base if exponent == ONE else ("^", base, exponent)


def _product(*factors: Term) -> Term:
    kept = tuple(factor for factor in factors if factor != ONE)
    return ONE if not kept else kept[0] if len(kept) == 1 else ("*", *kept)


def _over(top: Term, bottom: Term) -> Term:
    return ("*", top, ("^", bottom, ("num", -1, 1)))


def decided(tail: Tail, factor: Term, condition: Term) -> Term:
    """The condition that a non-negative factor vanishes or the other condition holds, or its value if it has one."""
    either: Term = ("or", ("=", factor, ZERO), condition)
    if shown(tail.obligation, ("<", ZERO, factor)).holds:
        either = condition
    either = folded(either)
    if either in (TRUE, FALSE):
        return either
    if shown(tail.obligation, either).holds:
        return TRUE
    return FALSE if shown(tail.obligation, ("not", either)).holds else either


def constant(tail: Tail, still: Term, moving: tuple[Factor, ...]) -> Finding | None:
    """Terms that never change add up only if they are zero."""
    if moving:
        return None
    return Finding("constant-terms", decided(tail, still, FALSE), ZERO, ("*", still, COUNT))


def p_series(tail: Tail, still: Term, moving: tuple[Factor, ...]) -> Finding | None:
    """``c/n**p`` adds up exactly if p > 1; compared with the integral of ``x**-p``."""
    if len(moving) != 1 or moving[0][0] != tail.n or tail.n in variables(moving[0][1]):
        return None
    p: Term = ("*", ("num", -1, 1), moving[0][1])
    excess = minus(p, ONE)
    above, below = power_bounds(still, p, tail.start)
    return Finding(
        "p-series", decided(tail, still, ("<", ZERO, excess)), above, below, witness=(("p", show(branches.plain(p))),)
    )


def power_bounds(factor: Term, p: Term, start: Term) -> tuple[Term, Term]:
    """Bounds on the sums of ``c/n**p``: above for p > 1, below for p up to 1."""
    excess, lowered = minus(p, ONE), minus(ONE, p)
    first = ("^", start, ("*", ("num", -1, 1), p))
    above = ("*", factor, ("+", first, _over(("^", start, lowered), excess)))
    return above, ("*", factor, ("fn", "log", _over(("+", start, COUNT), start)))


def geometric(tail: Tail, still: Term, moving: tuple[Factor, ...]) -> Finding | None:
    """``c b**u`` with u affine in the index adds up exactly if the ratio of neighbours is below 1."""
    if len(moving) != 1:
        return None
    base, exponent = _exponential(moving[0])
    found = branches.affine(exponent, tail.n) if base is not None else None
    if base is None or found is None or tail.n in variables(base):
        return None
    ratio = branches.special(_raised(base, found[0]))
    return _by_ratio(tail, "geometric", still, ratio, tail.first, base, found[0])


def _exponential(factor: Factor) -> tuple[Term | None, Term]:
    """Base and exponent of a factor whose exponent moves; for exponentials the base is ``exp(1)``."""
    base, exponent = factor
    if base[:2] == ("fn", "exp"):
        return ("fn", "exp", ONE), _product(base[2], exponent)
    if base[0] == "^":
        return base[1], _product(base[2], exponent)
    return None, exponent


def _raised(base: Term, exponent: Term) -> Term:
    return ("fn", "exp", exponent) if base[:2] == ("fn", "exp") else ("^", base, exponent)


def _by_ratio(tail: Tail, rule: str, still: Term, ratio: Term, first: Term, base: Term, slope: Term) -> Finding | None:
    """Whether a ratio is below 1, told by base and slope of the exponent."""
    if base[:2] == ("fn", "exp"):
        small: Term = ("<", slope, ZERO)
    elif not shown(tail.obligation, ("<=", ZERO, base)).holds:
        return None
    elif shown(tail.obligation, ("<", ZERO, slope)).holds:
        small = ("<", base, ONE)
    elif shown(tail.obligation, ("<", slope, ZERO)).holds:
        small = ("<", ONE, base)
    else:
        return None
    above, below = _over(first, minus(ONE, ratio)), ("*", first, COUNT)
    return Finding(rule, decided(tail, still, small), above, below, witness=(("ratio", show(branches.plain(ratio))),))


def rounded(tail: Tail, still: Term, moving: tuple[Factor, ...]) -> Finding | None:
    """``c b**floor(u)``: each whole number is taken at most one time more than the slope of u goes into 1."""
    base, exponent = _exponential(moving[0]) if len(moving) == 1 else (None, ONE)
    floors = tuple(dict.fromkeys(p for p in walk(exponent) if p[:2] == ("fn", "floor")))
    if base is None or len(floors) != 1 or tail.n in variables(base):
        return None
    level: Term = ("var", f"{tail.n[1]}:level", "integer")
    outer = branches.affine(substitute(exponent, floors[0], level), level)
    inner = branches.affine(floors[0][2], tail.n)
    if outer is None or inner is None or not shown(tail.obligation, ("<", ZERO, inner[0])).holds:
        return None
    ratio = branches.special(_raised(base, outer[0]))
    found = _by_ratio(tail, "floor-by-period", still, ratio, tail.first, base, outer[0])
    if found is None:
        return None
    times = ("+", _over(ONE, inner[0]), ONE)
    return Finding(found.rule, found.converges, ("*", times, found.above), found.below, witness=found.witness)


RULES: tuple[Callable[[Tail, Term, tuple[Factor, ...]], Finding | None], ...] = (
    constant,
    p_series,
    geometric,
    rounded,
)
"""The rules that know exactly what convergence takes."""
