"""Every equation of every rule of vectors and matrices, and of every procedure, is changed in small ways.

A run on a small problem, in fractions, must show each change: another point, another end, or another fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib import import_module
from itertools import islice
from pkgutil import iter_modules
from typing import Any

import pytest

import symopt.procedures
from symopt.backends import find
from symopt.errors import RunError, SymoptError
from symopt.program.evaluation import Fault
from symopt.spec import Optimizer, Procedure
from symopt.symbols import I, g, hess, k, w
from tests.library.test_matrix_references import CONVEX, ELSEWHERE, SADDLED, SHIPPED
from tests.mutants import mutants
from tests.problems import Problem, points

STEPS = 5
STARTS = (("2", "-1", "1/2"), ("1/3", "1", "-2"))
PLAIN = [[3, 1], [1, 2]], [1, -1], 0
WIDE = [[4, 1, 0, 0, 0], [1, 3, -1, 0, 0], [0, -1, 2, 1, 0], [0, 0, 1, 6, 1], [0, 0, 0, 1, 9]], [1, -2, 3, 1, 4], 0
FIVE = ("1/3", "1", "-2", "1", "3")
DOME = [[-3, 0, 1], [0, -1, 0], [1, 0, -2]], [1, -2, 3], "1/9"
LINE = [["1/3"]], ["-1"], "2"
PASS = [[-2]], ["-1"], 1
PROBES = [
    (CONVEX, STARTS[0], ELSEWHERE),
    (CONVEX, STARTS[1], {}),
    (SADDLED, STARTS[0], ELSEWHERE),
    (SADDLED, STARTS[1], {"m": 2, "epsilon": "3"}),
    (CONVEX, STARTS[1], {"m": 2, "epsilon": "3"}),
    (PLAIN, STARTS[0][:2], {"m": 1, "N": 3, "epsilon": "1/1000", "tolerance": "1/20"}),
    (DOME, STARTS[0], {}),
    (WIDE, FIVE, {"m": 1, "tolerance": "1/8"}),
    (WIDE, FIVE, {"m": 2, "tolerance": "1/10"}),
    (PASS, ("-1",), {}),
    *((LINE, (start,), {"epsilon": "1/10"}) for start in ("5", "1", "1/2", "-1/3", "-3/4", "-2")),
]
AT_A_QUARTER = "it differs where rho is exactly 1/4"
ENDED = "where the slope vanishes the search has ended"
IN_DOUBLES = "two ends meet in doubles only, and there within a rounding"
AT_RIGHT_ANGLES = "residuals are at right angles to the solution so far"
EQUIVALENT = {
    ("conjugate-gradient", "d(k) sign", ": beta(k)*d(k - 1) + g(k)"): "the step changes its sign with the direction",
    ("hessian-free", "lambda(k + 1) relation strengthened", "rho(k) <= 1/4"): AT_A_QUARTER,
    ("hessian-free:residual", "lambda(k + 1) relation strengthened", "rho(k) <= 1/4"): AT_A_QUARTER,
    ("exact", "low(j + 1) relation strengthened", "slope(j) <= 0"): ENDED,
    ("exact", "high(j + 1) relation strengthened", "slope(j) <= 0"): ENDED,
    ("exact", "until index shifted", "Eq(a(j), low(j - 1))"): IN_DOUBLES,
    ("exact", "until index shifted", "Eq(a(j), high(j - 1))"): IN_DOUBLES,
    ("shift", "tau(j + 1) index shifted", "2*tau(j - 1)"): "the same multiples are tried, each of them twice",
    ("truncated_cg", "e(j) sign", "dot(y(j), b - r(j))"): AT_RIGHT_ANGLES,
    ("truncated_cg", "e(j) term dropped", "dot(y(j), b)/2"): AT_RIGHT_ANGLES,
}
"""Changes that no exact run can show, by words of theirs, and why."""
Seen = tuple[tuple[Any, ...], str]


def seen(rule: Optimizer, probe: int) -> Seen:
    """The points of a run, and how it ended."""
    given, start, hyper = PROBES[probe]
    names = {letter.name for letter in rule.chosen}
    chosen = {name: value for name, value in hyper.items() if name in names}
    found: list[Any] = []
    try:
        for point in islice(points(rule, Problem.of(*given, Fraction), start, find("exact"), **chosen), STEPS):
            found.append(tuple(point))
    except Fault as fault:
        return tuple(found), fault.reason
    except RunError as error:
        return tuple(found), error.message.partition(":")[2]
    return tuple(found), "end" if len(found) < STEPS else ""


def differ(rule: Seen, mutant: Seen) -> bool:
    """Whether a run shows the change; that fractions grow too long later, or as late, shows nothing."""
    if rule[1] == "too-long" and len(mutant[0]) >= len(rule[0]):
        return mutant[0][: len(rule[0])] != rule[0]
    return rule != mutant


def changed(equations: Mapping[Any, Any]) -> Iterator[tuple[Any, str, Any, dict[Any, Any]]]:
    """The equations with one of them changed, those in groups included; with its left side, and the change."""
    for left, right in equations.items():
        if isinstance(right, Mapping):
            for inner, kind, formula, group in changed(right):
                yield inner, kind, formula, {**equations, left: group}
        else:
            for mutant in mutants(right):
                yield left, mutant.kind, mutant.formula, {**equations, left: mutant.formula}


def all_changes(rule: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each small change of a rule or a procedure, with what is to be replaced."""
    for field in ("updates", "start"):
        for left, kind, formula, equations in changed(getattr(rule, field)):
            yield f"{left} {kind}: {formula}", {field: equations}
    for field in ("until", "gives"):
        if getattr(rule, field) is not None:
            for mutant in mutants(getattr(rule, field)):
                yield f"{field} {mutant.kind}: {mutant.formula}", {field: mutant.formula}


def mutated(rule: Any, put: dict[str, Any]) -> Any:
    """The rule with a change, without the defaults that nothing reads any more."""
    bare = replace(rule, **put, defaults={}, **({"variants": {}} if isinstance(rule, Optimizer) else {}))
    return replace(bare, defaults={letter: value for letter, value in rule.defaults.items() if letter in bare.chosen})


PROCEDURES: dict[str, Procedure] = {
    name: value
    for module in iter_modules(symopt.procedures.__path__)
    for name, value in vars(import_module(f"{symopt.procedures.__name__}.{module.name}")).items()
    if isinstance(value, Procedure)
}


def calling(procedure: Procedure) -> Optimizer:
    """A rule in which nothing matters but what a procedure gives."""
    given = {"x": w[k], "d": -g[k], "A": hess(w[k]) + I / 3, "b": -g[k]}
    call = procedure(*(given[letter.name] for letter in procedure.takes))
    step = call if procedure.takes[-1].name == "b" else -call * g[k] / 2
    return Optimizer("Calling", {w[k + 1]: w[k] + step})


RULES = {**SHIPPED, **{name: calling(procedure) for name, procedure in PROCEDURES.items()}}


@cache
def original(name: str, probe: int) -> Seen:
    return seen(RULES[name], probe)


def noticed(name: str, mutant: Optimizer) -> bool:
    return any(differ(original(name, probe), seen(mutant, probe)) for probe in range(len(PROBES)))


def known(name: str, change: str) -> tuple[str, ...] | None:
    """The entry of the table of equivalent changes that a change is."""
    return next((entry for entry in EQUIVALENT if entry[0] == name and all(part in change for part in entry[1:])), None)


@pytest.mark.parametrize("name", RULES)
def test_every_change_is_noticed_by_a_run_or_known_to_change_nothing(name: str, tally: Any) -> None:
    held: Any = PROCEDURES.get(name) or SHIPPED[name]
    survivors, equivalent = [], set()
    for change, put in all_changes(held):
        try:
            mutant = mutated(held, put)
            rule = calling(mutant) if name in PROCEDURES else mutant
            outcome = "refuted by runs" if noticed(name, rule) else "survived"
        except SymoptError:
            outcome = "rejected"
        if outcome == "survived" and (entry := known(name, change)):
            outcome = "accepted"
            equivalent.add(entry)
        tally.add("matrix rules", outcome, f"{name} {change}", None)
        survivors += [change] if outcome == "survived" else []
    assert not survivors
    assert equivalent == {entry for entry in EQUIVALENT if entry[0] == name}, "an entry of the table is out of use"
