"""Every equation of every shipped specification is changed in small ways; derivations and runs must notice."""

import importlib.util
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sympy import Eq, expand

from symopt import derivations, library
from symopt.checking import Turns
from symopt.derivation import Derivation
from symopt.errors import SymoptError
from symopt.proof.obligation import Definition, Obligation
from symopt.proof.terms import Term
from symopt.proof.verdict import PROVED, REFUTED, Verdict
from symopt.relations import relate
from symopt.rules.claims import obligation, recurrences
from symopt.spec import Optimizer
from symopt.spec.reading import letter_of, name_of
from symopt.symbols import beta, g, gamma, k, v, v_bar
from tests.mutants import Mutant, mutants

BASES = {
    item.name: item
    for item in library.items("optimizer")
    if ":" not in item.name and not item.value.procedures and item.value.until is None
}
FILES = sorted(Path(str(derivations.__path__[-1])).glob("*.py"))


def of_updates(equations: Any) -> list[tuple[Any, Mutant]]:
    return [(left, mutant) for left, right in equations.items() for mutant in mutants(right)]


def with_update(rule: Optimizer, left: Any, formula: Any) -> Optimizer:
    """The rule with one equation changed; variants that no longer apply are left out."""
    bare = replace(rule, updates={**rule.updates, left: formula}, variants={}, defaults={})
    kept = {}
    for name, difference in rule.variants.items():
        try:
            bare.where(difference, name=name)
            kept[name] = difference
        except SymoptError:
            continue
    used = set(bare.hyperparameters).union(*(bare.where(d, name=n).hyperparameters for n, d in kept.items()))
    return replace(bare, variants=kept, defaults={a: b for a, b in rule.defaults.items() if a in used})


def with_variant(rule: Optimizer, variant: str, left: Any, formula: Any) -> Optimizer:
    return replace(rule, variants={**rule.variants, variant: {**rule.variants[variant], left: formula}})


def speaking(module: str, variant: str, letter: str) -> list[Path]:
    """The files of derivations that speak of an equation of a rule, or of a variant; a run on numbers does not."""
    texts = {file: file.read_text() for file in FILES}
    spoken = [file for file in FILES if f"{module} import" in texts[file] and "passes(" not in texts[file]]
    said = [f"{letter}[", *([f'variant("{variant}")'] if variant else [])]
    return [file for file in spoken if all(words in texts[file] for words in said)]


def cases(rule: Optimizer) -> list[tuple[str, Any, Mutant]]:
    """Where a rule can be changed: in its own equations, and in those of each variant."""
    found = [("", left, mutant) for left, mutant in of_updates(rule.updates)]
    for name, difference in rule.variants.items():
        if rule.variant(name).kind == "elementwise":
            found += [(name, left, mutant) for left, mutant in of_updates(difference)]
    return found


def loaded(file: Path, module: ModuleType, name: str, mutant: Optimizer) -> tuple[list[Derivation], bool]:
    """The derivations of a file, read again with one rule replaced, as far as it can be read; and whether it can."""
    original = getattr(module, name)
    setattr(module, name, mutant)
    spec = importlib.util.spec_from_file_location(f"mutated_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    readable = True
    try:
        spec.loader.exec_module(fresh)
    except SymoptError:
        readable = False
    finally:
        setattr(module, name, original)
    return [value for value in vars(fresh).values() if isinstance(value, Derivation)], readable


def judged_by_derivations(found: list[Derivation], readable: bool, engines: Turns) -> tuple[str, Verdict | None]:
    """``refuted`` with a counterexample, ``red`` when a line is not proved or not even possible, or ``green``."""
    colour = "green" if readable else "red"
    for derivation in found:
        try:
            for n in range(len(derivation.lines)):
                verdict = derivation.check(n, engines)
                if verdict.status == REFUTED and verdict.counterexample is not None:
                    return "refuted", verdict
                colour = colour if verdict.holds else "red"
        except SymoptError:
            colour = "red"
    return colour, None


def renamed(t: Term, names: set[str]) -> Term:
    if t[0] == "app" and t[1] in names:
        return ("app", f"mutated {t[1]}", *(renamed(part, names) for part in t[2:]))
    return tuple(renamed(part, names) if isinstance(part, tuple) else part for part in t)


def answered(t: Term) -> Term:
    """A term in which what is asked at ``w[k]`` is a given sequence: roots leave no exact point to ask at."""
    if t[0] == "fn" and t[2:] and t[2][0] == "app" and t[2][1] == "w":
        return ("app", f"{t[1]} at w", t[2][2])
    return tuple(answered(part) if isinstance(part, tuple) else part for part in t)


def passes(rule: Optimizer, given: bool) -> list[Definition]:
    """The recurrences of a rule; the objective answers by point, or, when given, by pass."""
    found = recurrences(rule, known_gradient=True)
    if not given:
        return list(found)
    return [
        replace(d, value=answered(d.value), start={n: answered(value) for n, value in d.start.items()}) for d in found
    ]


def apart(rule: Optimizer, mutant: Optimizer, given: bool) -> Obligation:
    """That both rules reach the same point after three passes, from the same start, whatever the objective answers."""
    own, others = passes(rule, given), passes(mutant, given)
    names = {definition.name for definition in others}
    start: Term = ("app", "w", ("num", 1, 1))
    twins = tuple(
        Definition(
            f"mutated {d.name}",
            d.index,
            renamed(d.value, names),
            d.first,
            {n: renamed(v, names) for n, v in d.start.items()} | ({1: start} if d.name == "w" else {}),
        )
        for d in others
    )
    goal = ("=", ("app", "w", ("num", 4, 1)), ("app", "mutated w", ("num", 4, 1)))
    return Obligation(goal, (), (*own, *twins))


def mirrored(rule: Optimizer, mutant: Optimizer) -> bool:
    """Whether the changed equations are the original ones for the negative of one letter."""
    return any(
        _in_the_mirror(rule, mutant, name) for name in rule.state if name not in ("w", *map(name_of, rule.start))
    )


def _in_the_mirror(rule: Optimizer, mutant: Optimizer, name: str) -> bool:
    for ours, theirs in zip(rule.equations, mutant.equations, strict=True):
        negative = {read: -read for read in theirs.reads if name_of(read) == name}
        side = theirs.right.xreplace(negative) * (-1 if theirs.name == name else 1)
        if ours.left != theirs.left or expand(side - ours.right) != 0:
            return False
    return True


def equivalent(rule: Optimizer, mutant: Optimizer, engines: Turns) -> Verdict:
    """That the changed equations say the same as the original ones, one by one or under a change of variables."""
    if [e.left for e in rule.equations] == [e.left for e in mutant.equations]:
        sides = [(a.right, b.right) for a, b in zip(rule.equations, mutant.equations, strict=True)]
        pairs = [Eq(ours, theirs, evaluate=False) for ours, theirs in sides if ours != theirs]
        verdicts = [engines.settle(obligation(pair, (k >= 1,))) for pair in pairs]
        if all(verdict.holds for verdict in verdicts):
            return verdicts[0]
        if mirrored(rule, mutant):
            return Verdict(PROVED, "mirror image")
    relation = relate(rule, mutant, engines)
    assert all(letter_of(change.lhs) for change in relation.changes), "a hyperparameter would have to change too"
    return relation.verdict


def test_the_negative_of_a_letter_matters_unless_it_is_squared() -> None:
    centered, momentum = BASES["rmsprop"].value.variant("centered"), BASES["momentum"].value
    turned = {v_bar[k]: gamma * v_bar[k - 1] - (1 - gamma) * g[k]}
    assert mirrored(centered, replace(centered, updates={**centered.updates, **turned}))
    assert not mirrored(momentum, replace(momentum, updates={**momentum.updates, v[k]: beta * v[k - 1] - g[k]}))


@pytest.mark.parametrize("name", BASES)
def test_no_mutated_specification_passes(name: str, turns: Turns, tally: Any) -> None:
    rule, variable = BASES[name].value, name.replace("-", "_")
    module = sys.modules[f"symopt.optimizers.{variable}"]
    prepared = []
    for variant, left, mutant in cases(rule):
        try:
            changed = (
                with_variant(rule, variant, left, mutant.formula)
                if variant
                else with_update(rule, left, mutant.formula)
            )
        except SymoptError:
            tally.add("specifications", "rejected", f"{name} {variant} {left} {mutant.kind}", None)
            continue
        files = speaking(module.__name__, variant, name_of(left) if letter_of(left) else "w")
        read = [loaded(file, module, variable, changed) for file in files]
        found = [derivation for derivations, _ in read for derivation in derivations]
        prepared.append((variant, left, mutant, changed, (found, all(readable for _, readable in read)), bool(files)))

    def judge(case: Any) -> tuple[str, Any]:
        variant, _, _, changed, found, spoken_of = case
        colour, verdict = judged_by_derivations(*found, turns)
        if verdict is not None:
            return "refuted by derivations", verdict
        original, mutated = (rule.variant(variant), changed.variant(variant)) if variant else (rule, changed)
        verdict = turns.refute(apart(original, mutated, given=False))
        if verdict.status != REFUTED:
            verdict = turns.refute(apart(original, mutated, given=True))
        if verdict.status == REFUTED:
            return "refuted by runs" if colour == "red" or not spoken_of else "unnoticed by derivations", verdict
        proof = equivalent(original, mutated, turns)
        return ("equivalent", proof) if proof.holds else ("survived", proof)

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(lambda case: turns.work(judge, case), prepared))
    survivors = []
    for (variant, left, mutant, *_), (outcome, verdict) in zip(prepared, outcomes, strict=True):
        where = f"{name}{':' + variant if variant else ''} {left} {mutant.kind}: {mutant.formula}"
        tally.add("specifications", outcome, where, verdict)
        if outcome in ("survived", "unnoticed by derivations"):
            survivors.append((where, outcome))
    assert not survivors
