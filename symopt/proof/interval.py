"""Rigorous enclosures: comparisons of numbers, or of functions on a box that is cut up until every piece decides.

Balls (Arb) hold every value that a term takes on a piece, so what they show is true, though not exact.
"""

from dataclasses import dataclass
from fractions import Fraction

import flint

from symopt.proof.arithmetic import Balls, Irrational, Rationals, Uncertain, Undefined
from symopt.proof.evaluation import World, has_words
from symopt.proof.normal import INTERPRETED
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import conjuncts
from symopt.proof.terms import Term, show, variables, walk
from symopt.proof.verdict import ENCLOSED, UNDECIDED, VACUOUS, Verdict

METHOD = "interval"
PRECISIONS = (64, 256, 1024)
"""The bits in which numbers are computed, until they decide."""

PIECES = 3000
"""Into how many pieces a box may be cut."""

_DECIMALS_PER_BIT = 0.30103


@dataclass(frozen=True)
class Side:
    """One letter's range."""

    name: str
    low: Fraction
    high: Fraction

    def __str__(self) -> str:
        return f"{self.name} in [{self.low}, {self.high}]"

    @property
    def ball(self) -> flint.arb:
        """The smallest ball around the range."""
        low, high = (flint.arb(flint.fmpq(x.numerator, x.denominator)) for x in (self.low, self.high))
        return low.union(high)

    def halves(self) -> "tuple[Side, Side]":
        """The range cut in the middle."""
        middle = (self.low + self.high) / 2
        return Side(self.name, self.low, middle), Side(self.name, middle, self.high)


Box = tuple[Side, ...]


def prove(obligation: Obligation) -> Verdict:
    """Prove a comparison by enclosing both sides.

    Of the hypotheses, only numeric bounds on single letters are used.
    """
    if not _readable(obligation.goal):
        return Verdict(UNDECIDED, METHOD, why="not-a-comparison-of-numbers")
    box = box_of(obligation)
    if box is None:
        return Verdict(UNDECIDED, METHOD, why="no-box")
    if any(side.low > side.high for side in box):
        return Verdict(VACUOUS, METHOD, why="contradictory-hypotheses")
    for bits in PRECISIONS:
        pieces = _cut(obligation.goal, box, bits)
        if pieces:
            return Verdict(ENCLOSED, METHOD, witness=_witness(obligation.goal, box, bits, pieces))
    return Verdict(UNDECIDED, METHOD, why="enclosure-too-wide")


def is_closed_comparison(goal: Term) -> bool:
    """Whether a formula compares numbers, without any letter, and not all of them rational."""
    return _readable(goal) and not variables(goal) and not all(map(_is_exact, _sides(goal)))


def _sides(goal: Term) -> tuple[Term, ...]:
    return goal[1][1:] if goal[0] == "not" else goal[1:]


def _readable(goal: Term) -> bool:
    inner = goal[1] if goal[0] == "not" else goal
    compares = inner[0] in ("<", "<=") or (inner[0] == "=" and goal[0] == "not")
    return compares and not any(map(_is_foreign, walk(inner))) and not has_words(inner)


def _is_foreign(t: Term) -> bool:
    """Whether balls say nothing of a term: its value is not a function of the goal's letters."""
    return t[0] == "app" or (t[0] == "fn" and (t[1] not in INTERPRETED or t[1] == "E"))


def box_of(obligation: Obligation) -> Box | None:
    """The box that the domains and the hypotheses confine the goal's letters to, or None."""
    low: dict[str, Fraction] = {}
    high: dict[str, Fraction] = {}
    for fact in (part for h in (*obligation.domains, *obligation.hypotheses) for part in conjuncts(h)):
        if fact[0] not in ("<", "<=", "="):
            continue
        for small, large in ((fact[1], fact[2]), *([(fact[2], fact[1])] if fact[0] == "=" else [])):
            if small[0] == "num" and large[0] == "var":
                low[large[1]] = max(low.get(large[1], Fraction(*small[1:])), Fraction(*small[1:]))
            if small[0] == "var" and large[0] == "num":
                high[small[1]] = min(high.get(small[1], Fraction(*large[1:])), Fraction(*large[1:]))
    names = [letter[1] for letter in variables(obligation.goal)]
    if any(name not in low or name not in high for name in names):
        return None
    return tuple(Side(name, low[name], high[name]) for name in names)


def _cut(goal: Term, box: Box, bits: int) -> int:
    """The number of pieces on each of which the goal holds, or 0 when some piece does not decide."""
    pending, done = [box], 0
    while pending:
        piece = pending.pop()
        held = _holds(goal, piece, bits)
        if held is False or done + len(pending) > PIECES or (held is None and not piece):
            return 0
        if held:
            done += 1
            continue
        widest = max(range(len(piece)), key=lambda n: piece[n].high - piece[n].low)
        if piece[widest].high - piece[widest].low < Fraction(1, 1 << 40):
            return 0
        pending += [(*piece[:widest], half, *piece[widest + 1 :]) for half in piece[widest].halves()]
    return done


def _holds(goal: Term, piece: Box, bits: int) -> bool | None:
    """Whether the goal holds everywhere on a piece; None when the balls are too wide to tell."""
    try:
        return bool(_world(piece, bits).value(goal))
    except (Uncertain, Irrational, Undefined):
        return None


def _world(piece: Box, bits: int) -> World:
    arithmetic = Balls(bits)  # first: it sets the width of the balls around the ranges
    return World("box", {side.name: side.ball for side in piece}, (), arithmetic)


def _witness(goal: Term, box: Box, bits: int, pieces: int) -> tuple[tuple[str, str], ...]:
    digits = str(int(bits * _DECIMALS_PER_BIT))
    sides = ", ".join(map(str, box))
    enclosures = tuple((show(side), _enclosure(side, box, bits)) for side in _sides(goal) if not _is_exact(side))
    where = (("box", sides), ("pieces", str(pieces))) if box else ()
    return (*where, ("digits", digits), *enclosures)


def _enclosure(side: Term, box: Box, bits: int) -> str:
    try:
        return str(_world(box, bits).value(side).str(20))
    except (Uncertain, Irrational, Undefined):
        return "wide"


def _is_exact(side: Term) -> bool:
    try:
        World("exact", {}, (), Rationals()).value(side)
    except (Irrational, Undefined, KeyError):
        return False
    return True
