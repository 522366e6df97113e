"""A second look at series: partial sums at exact points, against the bounds that a rule claims."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

from symopt.proof.arithmetic import Balls, Irrational, Uncertain, Undefined
from symopt.proof.evaluation import World
from symopt.proof.growth import COUNT, Finding, Tail
from symopt.proof.refutation import drawn
from symopt.proof.terms import Term, variables

POINTS = 3
"""At how many points the sums are looked at."""

ATTEMPTS = 60
"""How many points are drawn in search of those."""

LENGTHS = (1, 7, 40)
"""How many terms are added up."""


def agree(tail: Tail, finding: Finding) -> bool:
    """Whether no partial sum contradicts a finding, and some were looked at."""
    looked = 0
    for world in _worlds(tail, finding):
        if looked >= POINTS:
            break
        try:
            if not _agrees(world, tail, finding):
                return False
            looked += 1
        except (Irrational, Uncertain, Undefined):
            continue
    return looked > 0


def _worlds(tail: Tail, finding: Finding) -> Iterator[World]:
    """Points at which the hypotheses hold."""
    obligation = tail.obligation
    letters = {*obligation.letters, *variables(tail.term), *variables(finding.above), *variables(finding.below)}
    named = sorted(letters - {tail.n, COUNT}, key=str)
    for attempt in range(ATTEMPTS):
        point = {letter[1]: drawn(letter, Random(f"{attempt}/{letter[1]}"), attempt) for letter in named}
        world = World(str(attempt), point, obligation.definitions, Balls())
        try:
            if all(world.value(formula) for formula in (*obligation.domains, *obligation.hypotheses)):
                yield world
        except (Irrational, Uncertain, Undefined):
            continue


def _agrees(world: World, tail: Tail, finding: Finding) -> bool:
    converges, start = world.value(finding.converges), int(world.exactly(tail.start))
    for length in LENGTHS:
        total = sum((_term(world, tail, start + step) for step in range(length)), world.arithmetic.number(Fraction(0)))
        bound = _at(world, finding.above if converges else finding.below, length)
        if (total > bound) if converges else (total < bound):
            return False
    return True


def _term(world: World, tail: Tail, n: int) -> Any:
    return world.under({tail.n[1]: Fraction(n)}, tail.term)


def _at(world: World, bound: Term, length: int) -> Any:
    return world.under({COUNT[1]: Fraction(length)}, bound)
