"""Refute first: claims are tried at exact rational points before any engine is asked to prove them."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

from symopt.proof import linear
from symopt.proof.arithmetic import Balls, Irrational, Rationals, Uncertain, Undefined
from symopt.proof.evaluation import World, at, has_words
from symopt.proof.obligation import Obligation
from symopt.proof.ranges import WHOLE
from symopt.proof.rewriting import is_closed
from symopt.proof.terms import PROPERTIES, Term, substitute, variables, walk
from symopt.proof.verdict import Counterexample

POINTS = 80
"""How many points that satisfy the hypotheses are tried."""

ATTEMPTS = 600
"""How many points are drawn in search of those."""

SIZE = 2
"""The dimension in which claims about any dimension are tried."""


def _lattice(text: str) -> list[Fraction]:
    return [Fraction(number) for number in text.split()]


_LATTICE = {
    "real": _lattice("1 0 -1 2 1/2 -2 -1/3 3 5/2 -7/4"),
    "positive": _lattice("1 1/2 2 1/3 3 1/10 4 7/2 1/25 9/4"),
    "unit": _lattice("1/2 0 1/4 9/10 3/4 1/9 4/9 99/100 1/3 5/7"),
    "count": _lattice("1 2 3 4 5 6"),
    "integer": _lattice("1 2 3 4 0 5 6 -1 -2"),
}
"""The values that letters are given, the simplest first: later points go further down."""


@dataclass(frozen=True)
class Trial:
    """What the points said: where the claim fails, or at how many it held."""

    counterexample: Counterexample | None
    held: int


def refute(obligation: Obligation, points: int = POINTS, attempts: int = ATTEMPTS) -> Trial:
    """Look for a point at which the hypotheses hold and the goal does not.

    Args:
        obligation: the claim.
        points: how many points that satisfy the hypotheses are enough.
        attempts: how many points are drawn in search of those.
    """
    held = 0
    if any(p[0] in ("tends", *PROPERTIES) for p in walk(("and", obligation.goal, *obligation.hypotheses))):
        return Trial(None, held)
    for attempt in range(attempts):
        if held >= points:
            break
        outcome = _try(obligation, attempt)
        if isinstance(outcome, Counterexample):
            return Trial(outcome, held)
        held += outcome
    return Trial(None, held)


def refute_at(
    obligation: Obligation, point: dict[str, Fraction], applications: dict[Term, Fraction]
) -> Counterexample | None:
    """The original claim, evaluated again at a point that an engine named."""
    letters = obligation.letters
    if any(point.get(letter[1], Fraction(0)).denominator != 1 for letter in letters if letter[2] in WHOLE):
        return None
    known = {letter[1]: point[letter[1]] for letter in letters if letter[1] in point}
    for arithmetic in (Rationals(), Balls()):
        world = _world(obligation, 0, known, arithmetic)
        try:
            for application, value in applications.items():
                if application[1] in world.definitions:
                    continue  # its recurrence says what it is, whatever the engine chose
                world.fix(application, ("num", value.numerator, value.denominator))
            outcome = _judge(obligation, world)
            return None if outcome is _OUTSIDE else outcome
        except Irrational:
            continue
        except (Undefined, Uncertain, KeyError):
            return None
    return None


def _try(obligation: Obligation, attempt: int) -> Counterexample | int:
    for arithmetic in (Rationals(), Balls()):
        try:
            world = _world(obligation, attempt, _point_drawn(obligation, attempt), arithmetic)
            outcome = _judge(obligation, world)
        except Irrational:
            continue
        except (Uncertain, Undefined, RecursionError):
            return 0
        return 0 if outcome is _OUTSIDE else outcome or 1
    return 0


_OUTSIDE: Any = object()
"""The hypotheses do not hold there."""


def _judge(obligation: Obligation, world: World) -> Any:
    """A counterexample, None when the claim holds there, or ``_OUTSIDE``."""
    for hypothesis in obligation.hypotheses:
        _settle(hypothesis, world)
    if not all(_holds(formula, world) for formula in (*obligation.domains, *obligation.hypotheses)):
        return _OUTSIDE
    found = _failure(obligation, world)
    return found if found is None or _consistent(obligation, world) else _OUTSIDE


def _holds(formula: Term, world: World) -> bool:
    """Whether a hypothesis holds; an equation that gave a letter its value holds by that, however wide the balls."""
    try:
        return bool(world.value(formula))
    except Uncertain:
        if formula[0] == "=" and formula[1][0] == "app":
            return True
        raise


def _failure(obligation: Obligation, world: World) -> Counterexample | None:
    names = {letter[1] for letter in obligation.letters}
    goal = obligation.goal
    try:
        if world.value(goal):
            return None
    except Undefined:
        return Counterexample(_point(world, names), "undefined", _side(goal, world))
    left, right = goal[1:] if goal[0] in ("=", "<", "<=") else (goal, ("true",))
    return Counterexample(_point(world, names), _text(world.value(left)), _text(world.value(right)))


def _side(goal: Term, world: World) -> str:
    """The value of the first side that has one; it is what the undefined side stands against."""
    for side in goal[1:] if goal[0] in ("=", "<", "<=") else ():
        try:
            return _text(world.value(side))
        except Undefined:
            continue
    return "undefined"


def _consistent(obligation: Obligation, world: World) -> bool:
    """Whether universal facts hold at every index that was read, and fixed values are what closed definitions give."""
    for definition in filter(is_closed, obligation.definitions):
        for name, *arguments in world.fixed:
            if name == definition.name and len(arguments) == 1:
                given = world.under({definition.index[1]: arguments[0]}, definition.value)
                difference = given - world.call(name, arguments)
                if any(world.arithmetic.sign(entry) for entry in linear.entries(difference)):
                    return False
    return all(_holds_where_read(h, world) for h in obligation.hypotheses if h[0] == "forall")


def _holds_where_read(fact: Term, world: World) -> bool:
    _, index, body = fact
    names = sorted({p[1] for p in walk(body) if p[0] == "app"})
    read = {n for name in names for n in world.indices(name)}
    return all(world.value(substitute(body, index, ("num", n.numerator, n.denominator))) for n in sorted(read))


def _point_drawn(obligation: Obligation, attempt: int) -> dict[str, Any]:
    return {
        letter[1]: drawn(letter, Random(f"{attempt}/{letter[1]}"), attempt)
        for letter in obligation.letters
        if letter[2] != "identity"
    }


def drawn(letter: Term, source: Random, attempt: int) -> Any:
    """A value of a letter in its domain; later attempts go further down the lattice."""
    if letter[2] == "vector":
        return linear.array([Fraction(source.randint(-5, 5), source.randint(1, 3)) for _ in range(SIZE)])
    if letter[2] == "symmetric":
        return _symmetric(source)
    values = _LATTICE.get(letter[2], _LATTICE["real"])
    return source.choice(values[: 1 + attempt // 4])


def _symmetric(source: Random) -> Any:
    """A regular matrix, every other one positive definite."""
    half = linear.array([[Fraction(source.randint(-3, 3)) for _ in range(SIZE)] for _ in range(SIZE)])
    if source.random() < 0.5:
        return half.T.dot(half) + linear.identity(SIZE)
    whole = half + half.T
    return whole if whole[0, 0] * whole[1, 1] != whole[0, 1] ** 2 else whole + 13 * linear.identity(SIZE)


def _world(obligation: Obligation, attempt: int, point: dict[str, Any], arithmetic: Any) -> World:
    spread = min(9, 2 + attempt // 2)
    size, stationary = _kind(obligation.formulas)
    return World(str(attempt), point, obligation.definitions, arithmetic, size, stationary, spread)


@lru_cache(maxsize=64)
def _kind(formulas: Term) -> tuple[int, bool]:
    """The dimension in which a claim is tried, and whether its gradients are stationary."""
    means = (part for part in formulas[2:] if part[0] == "forall")
    return SIZE if has_words(formulas) else 0, any(p[:2] == ("fn", "E") for h in means for p in walk(h))


def _settle(hypothesis: Term, world: World) -> None:
    """Give a letter the value that an equation among the hypotheses has for it."""
    if hypothesis[0] == "and":
        for part in hypothesis[1:]:
            _settle(part, world)
    if hypothesis[0] == "forall":
        _, index, body = hypothesis
        if body[0] == "=" and body[2][0] == "var" and body[2] != index and body[1][0] == "fn":
            world.assign(body[2][1], world.exactly(substitute(body[1], index, ("num", 1, 1))))
    if hypothesis[0] != "=":
        return
    _, left, right = hypothesis
    if left[0] == "app":
        world.fix(left, right)
    elif left[0] == "var" and left not in variables(right):
        world.assign(left[1], world.exactly(right))


def _point(world: World, names: set[str]) -> tuple[tuple[str, str], ...]:
    letters = {name: _text(value) for name, value in world.variables.items() if name in names}
    drawn = {name: _text(value) for name, value in world.drawn.items()}
    fixed = {at(*key): _text(world.call(key[0], key[1:])) for key in world.fixed}
    return tuple(sorted({**letters, **drawn, **fixed}.items()))


def _text(value: Any) -> str:
    if hasattr(value, "shape"):
        return "(" + ", ".join(map(_text, value)) + ")"
    return str(value).lower() if isinstance(value, bool) else str(value)
