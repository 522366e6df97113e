"""Refute first: claims are tried at exact rational points before any engine is asked to prove them."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from symopt.proof.arithmetic import Balls, Irrational, Rationals, Uncertain, Undefined
from symopt.proof.evaluation import World, has_words
from symopt.proof.obligation import Obligation
from symopt.proof.terms import Term, variables, walk
from symopt.proof.verdict import Counterexample

POINTS = 80
"""How many points that satisfy the hypotheses are tried."""

ATTEMPTS = 600
"""How many points are drawn in search of those."""

_LATTICE = {
    "real": [Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (-2, 1), (-1, 3), (3, 1), (5, 2), (-7, 4))],
    "positive": [Fraction(n, d) for n, d in ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 10), (4, 1), (7, 2), (1, 25), (9, 4))],
    "unit": [Fraction(n, d) for n, d in ((1, 2), (0, 1), (1, 4), (9, 10), (3, 4), (1, 9), (4, 9), (99, 100), (1, 3), (5, 7))],
    "count": [Fraction(n) for n in (1, 2, 3, 4, 5, 6)],
    "integer": [Fraction(n) for n in (1, 2, 3, 4, 5, 0, 6)],
}
SIZE = 2
"""The dimension in which claims about any dimension are tried."""


@dataclass(frozen=True)
class Trial:
    """What the points said: where the claim fails, or at how many it held."""

    counterexample: Counterexample | None
    held: int


def refute(obligation: Obligation, points: int = POINTS) -> Trial:
    """Look for a point at which the hypotheses hold and the goal does not.

    Args:
        obligation: the claim.
        points: how many points that satisfy the hypotheses are enough.
    """
    held = 0
    for attempt in range(ATTEMPTS):
        if held >= points:
            break
        outcome = _try(obligation, attempt)
        if isinstance(outcome, Counterexample):
            return Trial(outcome, held)
        held += outcome
    return Trial(None, held)


def refute_at(obligation: Obligation, point: dict[str, Fraction], applications: dict[Term, Fraction]) -> Counterexample | None:
    """The original claim, evaluated again at a point that an engine named."""
    whole = {letter[1] for letter in variables(obligation.goal) if letter[2] in ("integer", "count")}
    if any(point.get(name, Fraction(0)).denominator != 1 for name in whole):
        return None
    for arithmetic in (Rationals(), Balls()):
        world = _world(obligation, "0", dict(point), arithmetic)
        try:
            for application, value in applications.items():
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
            world = _world(obligation, str(attempt), _draw(obligation, attempt), arithmetic)
            outcome = _judge(obligation, world)
        except Irrational:
            continue
        except (Uncertain, Undefined):
            return 0
        return 0 if outcome is _OUTSIDE else outcome or 1
    return 0


_OUTSIDE: Any = object()
"""The hypotheses do not hold there."""


def _judge(obligation: Obligation, world: World) -> Any:
    for hypothesis in obligation.hypotheses:
        _settle(hypothesis, world)
    for formula in (*obligation.domains, *obligation.hypotheses):
        if not world.value(formula):
            return _OUTSIDE
    try:
        if world.value(obligation.goal):
            return None
    except Undefined:
        return Counterexample(_point(world), "undefined", _side(obligation.goal, world))
    left, right = obligation.goal[1:3] if len(obligation.goal) == 3 else (obligation.goal, ("true",))
    return Counterexample(_point(world), _text(world.value(left)), _text(world.value(right)))


def _side(goal: Term, world: World) -> str:
    for side in goal[1:]:
        try:
            return _text(world.value(side))
        except Undefined:
            continue
    return "undefined"


def _draw(obligation: Obligation, attempt: int) -> dict[str, Any]:
    letters = variables(("and", obligation.goal, *obligation.hypotheses, *(d.value for d in obligation.definitions)))
    bound = {d.index[1] for d in obligation.definitions} | {h[1][1] for h in obligation.hypotheses if h[0] == "forall"}
    return {
        letter[1]: _value(letter, Random(f"{attempt}/{letter[1]}"))
        for letter in letters
        if letter[1] not in bound or letter in variables(obligation.goal)
    }


def _value(letter: Term, source: Random) -> Any:
    if letter[2] == "vector":
        return np.array([Fraction(source.randint(-5, 5), source.randint(1, 3)) for _ in range(SIZE)], dtype=object)
    if letter[2] == "symmetric":
        half = np.array([[Fraction(source.randint(-3, 3)) for _ in range(SIZE)] for _ in range(SIZE)], dtype=object)
        return half.T.dot(half) + np.array([[Fraction(int(a == b)) for b in range(SIZE)] for a in range(SIZE)], dtype=object)
    if letter[2] == "identity":
        return None
    return source.choice(_LATTICE.get(letter[2], _LATTICE["real"]))


def _world(obligation: Obligation, seed: str, point: dict[str, Any], arithmetic: Any) -> World:
    formulas = ("and", obligation.goal, *obligation.hypotheses)
    size = SIZE if has_words(formulas) else 0
    stationary = any(h[0] == "forall" and any(p[:2] == ("fn", "E") for p in walk(h)) for h in obligation.hypotheses)
    return World(seed, point, obligation.definitions, arithmetic, size, stationary)


def _settle(hypothesis: Term, world: World) -> None:
    """Give a letter the value that an equation among the hypotheses has for it."""
    if hypothesis[0] == "forall":
        _, index, body = hypothesis
        if body[0] == "=" and body[2][0] == "var" and body[1][0] == "fn":
            world.variables[index[1]] = Fraction(1)
            world.variables[body[2][1]] = world.value(body[1])
        return
    if hypothesis[0] != "=":
        return
    _, left, right = hypothesis
    if left[0] == "app":
        world.fix(left, right)
    elif left[0] == "var" and left not in variables(right):
        world.variables[left[1]] = world.value(right)


def _point(world: World) -> tuple[tuple[str, str], ...]:
    letters = {name: _text(value) for name, value in world.variables.items() if value is not None}
    drawn = {name: _text(value) for name, value in world.drawn.items()}
    return tuple(sorted({**letters, **drawn}.items()))


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return "(" + ", ".join(map(_text, value)) + ")"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


