"""A second look at what was found, by the program that runs the rules: many digits, other numbers."""

from fractions import Fraction
from random import Random
from typing import Any

from symopt.backends import find
from symopt.errors import SymoptError
from symopt.relations.differing import Comparison
from symopt.relations.samples import Sample

DIGITS, AGREEING = 60, 40
STEPS = 10
RANGES = {"positive": (1, 300), "unit": (1, 99)}
"""The hundredths from which hyperparameters are drawn."""


def confirmed(compared: Comparison) -> bool:
    """Whether two rules stay together for ten steps, to forty digits, on random rational numbers."""
    numbers: Any = find("mpmath", DIGITS)
    try:
        ours, theirs = compared.points(_drawn(compared), numbers, STEPS)
    except SymoptError:
        return False
    if min(len(ours), len(theirs)) < STEPS:
        return False
    small = numbers.context.mpf(10) ** -AGREEING
    return all(abs(a - b) <= small * (1 + abs(a)) for a, b in zip(ours, theirs, strict=True))


def _drawn(compared: Comparison) -> Sample:
    source = Random("confirming")
    hyper = {
        letter.name: (Fraction(source.randint(*RANGES.get(letter.domain, (200, 200))), 100),) * (STEPS + 1)
        for letter in compared.letters
    }
    noise = tuple(Fraction(source.randint(-99, 99), 97) for _ in range(STEPS + 1))
    return Sample(Fraction(source.randint(-99, 99), 10), Fraction(3, 10), noise, hyper)


def at_defaults(compared: Comparison, step: int) -> str:
    """By how much the second rule stands further after so many steps from 0, at its defaults, the gradients being 1.

    Empty when a letter has no default, or the rules agree there.
    """
    known = {**compared.one.rule.defaults, **compared.other.rule.defaults}
    if any(letter not in known for letter in compared.letters):
        return ""
    hyper = {a.name: (Fraction(int(known[a].p), int(known[a].q)),) * (step + 1) for a in compared.letters}
    usual = Sample(Fraction(0), Fraction(0), (Fraction(1),) * (step + 1), hyper)
    numbers: Any = find("mpmath", DIGITS)
    try:
        ours, theirs = compared.points(usual, numbers, step)
    except SymoptError:
        return ""
    if min(len(ours), len(theirs)) < step:
        return ""
    difference = theirs[-1] - ours[-1]
    return str(numbers.context.nstr(difference, 6)) if difference else ""
