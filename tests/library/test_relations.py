"""Every declared variant that the library finds: its relation to its rule is decided, and survives a second look."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import islice
from random import Random
from typing import Any

import numpy as np
import pytest
from sympy import lambdify

from symopt import library
from symopt.backends import find
from symopt.errors import SymoptError
from symopt.program import Program
from symopt.program.machine import Machine
from symopt.relations import Relation, relate
from symopt.spec import Optimizer
from symopt.spec.writing import show
from symopt.symbols import f, grad, k, w, z
from symopt.verification import Verifier
from tests.mutants import mutants

ITEMS = {item.name: item.value for item in library.items("optimizer")}
VARIANTS = sorted(name for name in ITEMS if ":" in name)
ELEMENTWISE = [name for name in VARIANTS if ITEMS[name].kind == ITEMS[name.split(":")[0]].kind == "elementwise"]
STEPS, DIGITS, AGREEING = 10, 60, 40
NUMBERS: Any = find("mpmath", DIGITS)
FLIPS = 1
"""How many flipped signs of a variant are tried."""


def base(name: str) -> Optimizer:
    found: Optimizer = ITEMS[name.split(":")[0]]
    return found


@cache
def related(name: str, verifier: Verifier) -> Relation:
    return relate(base(name), ITEMS[name], verifier)


def number(value: Any) -> Any:
    return NUMBERS.context.mpf(value.numerator) / value.denominator


def run(rule: Optimizer, start: Any, hyper: Any, answer: Any) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Where each pass asked for the gradient, where it went, and every letter; in many digits."""
    machine, point, asked = Machine(Program.of(rule), NUMBERS), np.array([start]), None
    state = machine.init(point) if rule.start == {} else _begun(machine, point, hyper(1))
    for count in range(1, STEPS + 1):
        asking, told, asked = machine.step(state, point, count, hyper(count)), None, None
        while True:
            try:
                kind, *arguments = asking.send(told)
            except StopIteration as done:
                slots = dict(done.value.slots)
                point, state = done.value.params, done.value.state
                break
            asked = arguments[0][0] if kind == "grad" and asked is None else asked
            told = answer(count, kind, *arguments)
        yield asked, point[0], slots


def _begun(machine: Machine, point: Any, constants: Any) -> Any:
    try:
        next(machine.begin(point, constants))
    except StopIteration as done:
        return done.value
    raise AssertionError("no start asks")


def noisy(source: Random) -> Any:
    noise = [number(Fraction(source.randint(-99, 99), 97)) for _ in range(STEPS + 1)]
    answers = {
        "f": lambda n, x: x * x / 5 + noise[n] * x,
        "grad": lambda n, x: 2 * x / 5 + noise[n],
        "curvature": lambda n, x: 2 + 0 * x,
        "normal": lambda n, count: noise[n],
    }
    return lambda count, kind, *arguments: answers[kind](count, *arguments)


def chosen(source: Random, *rules: Optimizer) -> dict[str, Any]:
    """Random values inside the domains."""
    drawn = {
        "positive": lambda: Fraction(source.randint(1, 300), 100),
        "unit": lambda: Fraction(source.randint(0, 99), 100),
    }
    letters = sorted({letter for rule in rules for letter in rule.hyperparameters}, key=str)
    return {a.name: number(drawn.get(a.domain, lambda: Fraction(3))()) for a in letters}


def evaluated(expression: Any, letters: dict[str, Any], count: int) -> Any:
    """An expression in hyperparameters and k, by mpmath alone."""
    names = sorted(expression.free_symbols, key=str)
    values = [letters[s.name] if s != k else NUMBERS.context.mpf(count) for s in names]
    return lambdify(
        names,
        expression,
        modules=[{"sqrt": NUMBERS.context.sqrt, "Min": min, "Max": max, "floor": NUMBERS.context.floor}, "mpmath"],
    )(*values)


def close(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= NUMBERS.context.mpf(10) ** -AGREEING * (1 + abs(a)))


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_decided(name: str, verifier: Verifier) -> None:
    found = related(name, verifier)
    if name not in ELEMENTWISE:
        assert (found.outcome, found.verdict.why) == ("undecided", "not-elementwise")
        return
    assert found.outcome != "undecided"
    assert found.verdict.status == ("refuted" if found.outcome == "different" else "proved")


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_what_is_equal_stays_equal_in_many_digits(name: str, verifier: Verifier) -> None:
    found = related(name, verifier)
    if found.outcome == "different":
        assert found.coupling is None
        return
    assert found.coupling is not None
    for seed in range(3):
        source = Random(f"{name}/{seed}")
        letters, answer, start = chosen(source, found.one, found.other), noisy(source), number(Fraction(7, 5))
        ours = lambda n: {**letters, **{a.name: evaluated(e, letters, n) for a, e in found.own.items()}}  # noqa: B023, E731
        theirs = lambda n: {**letters, **{a.name: evaluated(e, ours(n), n) for a, e in found.coupling.change.items()}}  # noqa: B023, E731
        if found.own:
            theirs = lambda n: letters  # noqa: B023, E731
        first, second = run(found.one, start, ours, answer), run(found.other, start, theirs, answer)
        pairs = list(zip(first, second, strict=True))
        assert len(pairs) == STEPS
        for (asked, point, _), (their_asked, their_point, _) in pairs:
            shifted = found.coupling.shifted
            assert close(asked, their_asked) if shifted else close(point, their_point)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_difference_is_seen_by_the_programs(name: str, verifier: Verifier) -> None:
    found = related(name, verifier)
    shown = [(found.witness, None)] if found.witness else [(w, letter) for letter, w in found.partings]
    for witness, _ in shown:
        assert witness is not None
        assert witness.first
        told = {fact.lhs: fact.rhs for fact in witness.setting}
        ends = [_end(found, rule, told, witness.step) for rule in (found.one, found.other)]
        for end, said in zip(ends, (witness.left, witness.right), strict=True):
            assert close(end, NUMBERS.number(said))
        assert not close(*ends)


def _end(found: Relation, rule: Optimizer, told: Any, step: int) -> Any:
    """Where a rule stands after so many steps, as a witness says that it is told."""
    values = {
        (letter.name if letter.is_Symbol else show(letter)): number(Fraction(str(n)))
        for letter, n in told.items()
        if letter != f(z)
    }
    quadratic = told.get(f(z))

    def answer(count: int, kind: str, *arguments: Any) -> Any:
        if kind == "normal":
            return values[f"normal({count})"]
        if quadratic is None:
            return values[show(grad(w[count]))] + 0 * arguments[0]
        shape = {"f": quadratic, "grad": quadratic.diff(z), "curvature": quadratic.diff(z, 2)}[kind]
        return lambdify(z, shape, modules="mpmath")(arguments[0]) + 0 * arguments[0]

    def hyper(count: int) -> dict[str, Any]:
        read = {
            a.name: values.get(f"{a.name}[{count}]", values.get(a.name, NUMBERS.context.mpf(1) / 3)) for a in letters
        }
        if rule is found.one or found.coupling is None:
            return read
        return {**read, **{a.name: evaluated(e, read, count) for a, e in found.coupling.change.items()}}

    letters = {letter for each in (found.one, found.other) for letter in each.hyperparameters}
    ahead = found.coupling is not None and found.coupling.shifted
    turns = list(islice(run(rule, values["w[1]"], hyper, answer), step + ahead))
    return turns[-1][0] if ahead and rule is found.one else turns[step - 1][1]


def flipped(name: str) -> list[Optimizer]:
    """The variant with one sign of its own changed."""
    rule = base(name)
    difference = rule.variants[name.split(":")[1]]
    found = []
    for left, right in difference.items():
        for mutant in mutants(right) if hasattr(right, "args") else []:
            if mutant.kind == "sign" and left != "defaults":
                try:
                    found.append(ITEMS[name].where({left: mutant.formula}, name="Flipped"))
                except SymoptError:
                    continue
    return found[:: max(1, len(found) // FLIPS)][:FLIPS]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_flipped_sign_makes_a_difference(name: str, verifier: Verifier) -> None:
    before = related(name, verifier)
    if before.outcome == "different":
        return
    for rule in flipped(name):
        after = relate(base(name), rule, verifier)
        assert after.outcome == "different" or (after.own and after.own != before.own)
