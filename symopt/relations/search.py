"""Which changes of hyperparameters may make two rules one: all candidates run at once, a coordinate for each."""

import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from random import Random
from typing import Any

import numpy as np

from symopt.backends import find
from symopt.program.evaluation import Evaluator
from symopt.relations.passes import Letters, Passes
from symopt.relations.running import Objective, Turn, turns
from symopt.relations.substitutions import Substitution, namings, of_one, of_two
from symopt.spec import Optimizer

START, STEPS = 0.9, 5
AGREEING = 1e-8
RANGES = {"positive": (0.3, 1.7), "unit": (0.3, 0.9)}


@dataclass(frozen=True)
class Survivor:
    """A change of hyperparameters under which two rules agree in floating point.

    Args:
        change: what each letter of the second rule stands for.
        shifted: whether the second rule stands where the first one asks, rather than where it stands.
    """

    change: Letters
    shifted: bool


def survivors(one: Optimizer, other: Optimizer, fixed: Letters | None = None) -> Iterator[Survivor]:
    """The changes that survive a run in floating point, the simplest first.

    Args:
        one: the first rule.
        other: the second.
        fixed: values that letters of the second rule have; no others are changed then.
    """
    if fixed:
        yield from _survivors(one, other, namings(one, other), fixed)
        return
    found = list(_survivors(one, other, of_one(one, other), {}))
    yield from found or _survivors(one, other, of_two(one, other), {})


def _survivors(one: Optimizer, other: Optimizer, tried: Iterable[Substitution], fixed: Letters) -> Iterator[Survivor]:
    candidates = list(tried)
    values, numbers = _drawn(one, other), find("numpy")
    objective = Objective(0.7, {n: Random(f"noise/{n}").uniform(-2, 2) for n in range(1, STEPS + 1)})
    held = {letter.name: np.float64(value) for letter, value in fixed.items()}
    settings = {n: {**_settings(candidates, values, n), **held} for n in range(1, STEPS + 1)}
    start, starts = np.array([START]), np.full(len(candidates), START)
    ours = turns(Passes(one).machine(numbers), start, lambda _: values, objective, STEPS)
    theirs = turns(Passes(other).machine(numbers), starts, settings.__getitem__, objective, STEPS)
    if len(ours) < STEPS or len(theirs) < STEPS:
        return
    for found in _agreeing(candidates, ours, theirs):
        yield Survivor({**found.change, **fixed}, found.shifted)


def _agreeing(tried: list[Substitution], ours: list[Turn], theirs: list[Turn]) -> Iterator[Survivor]:
    direct = np.all([np.isclose(a.point, b.point, AGREEING, AGREEING) for a, b in zip(ours, theirs, strict=True)], 0)
    asking = [(a, b) for a, b in zip(ours, theirs, strict=True) if a.asked is not None and b.asked is not None]
    shifted = np.all([np.isclose(a.asked, b.asked, AGREEING, AGREEING) for a, b in asking] or [[False]], 0)
    for fits, moved in ((direct, False), (shifted & ~direct, True)):
        for number in np.flatnonzero(fits):
            yield Survivor({part.letter: part.value for part in tried[number]}, moved)


def _drawn(*rules: Optimizer) -> dict[str, Any]:
    letters = sorted({letter for rule in rules for letter in rule.hyperparameters}, key=str)
    return {a.name: np.float64(Random(f"{a}").uniform(*RANGES[a.domain]) if a.domain in RANGES else 2) for a in letters}


def _settings(tried: list[Substitution], values: dict[str, Any], count: int) -> dict[str, Any]:
    """The letters of the second rule in one pass, a coordinate for each substitution."""
    compute = Evaluator(find("numpy")).compile
    known = {**values, "k": np.float64(count)}
    parts = {id(part): part for substitution in tried for part in substitution}  # the same part stands in many
    factors = {factor: compute(factor)(known) for factor in {f for part in parts.values() for f in part.factors}}
    scales = {n: reduce(operator.mul, [factors[f] for f in part.factors], 1.0) for n, part in parts.items()}
    made = {n: values[part.base.name] ** float(part.power) * scales[n] for n, part in parts.items()}
    columns: dict[str, list[Any]] = {}
    for substitution in tried:
        for part in substitution:
            columns.setdefault(part.letter.name, []).append(made[id(part)])
    return {**values, **{name: np.array(column) for name, column in columns.items()}}
