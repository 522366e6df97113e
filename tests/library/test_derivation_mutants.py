"""Every statement that a derivation shows is changed in small ways, and no change may pass."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sympy import Derivative, Eq, ImmutableDenseMatrix, MatrixBase, false, true
from sympy.logic.boolalg import Boolean

from symopt import library
from symopt.checking import Turns
from symopt.derivation import Derivation, Line
from symopt.errors import SymoptError
from symopt.proof.translation import term
from symopt.proof.verdict import REFUTED, Verdict
from symopt.rules.calculus import differentiated
from symopt.rules.claims import obligation
from symopt.rules.reason import Context, entries
from symopt.statements import ForEvery, RootsInside, Tends
from tests.mutants import Mutant, mutants

DERIVATIONS = {item.name: item.value for item in library.items("derivation")}


def of_statement(statement: Any) -> list[Mutant]:
    """The mutants of a statement; of a matrix, entry by entry."""
    if isinstance(statement, MatrixBase):
        found = []
        for n, entry in enumerate(statement):
            for mutant in mutants(entry):
                changed = [*statement]
                changed[n] = mutant.formula
                found.append(Mutant(mutant.kind, ImmutableDenseMatrix(*statement.shape, changed)))
        return found
    if isinstance(statement, RootsInside | Tends | ForEvery):
        head, *rest = statement.args
        return [Mutant(m.kind, statement.func(m.formula, *rest)) for m in mutants(head)]
    return mutants(statement)


def of_line(line: Line) -> list[Mutant]:
    """The mutants of what a line shows: its statement; where it says that a claim is true or false, the claim."""
    return of_statement(line.before if line.statement in (true, false) else line.statement)


def counterexample(line: Line, mutated: Any, context: Context, engines: Turns) -> tuple[str, Verdict | None]:
    """Who refutes a mutated line: the reason's own check, or the proved statement that it replaces."""
    decides = line.statement in (true, false)
    before, after = (mutated, line.statement) if decides else (line.before, mutated)
    try:
        verdict = line.reason.check(before, after, context, engines)
    except SymoptError:
        verdict = None
    if verdict is not None and verdict.status == REFUTED and verdict.counterexample:
        return "check", verdict
    passed = verdict is not None and verdict.holds
    against = difference(line.before if decides else line.statement, mutated, context, engines)
    if against.holds:
        return "equivalent", against
    if against.status == REFUTED and not passed:
        return "statement", against
    return "survived", against


def difference(original: Any, mutated: Any, context: Context, engines: Turns) -> Verdict:
    """Whether a mutant says the same as the original, with a proof or a counterexample."""
    verdicts = [engines.settle(obligation(claim, context.facts)) for claim in same(original, mutated)]
    return next((v for v in verdicts if not v.holds), verdicts[0])


def same(original: Any, mutated: Any) -> list[Any]:
    if isinstance(original, RootsInside | Tends | ForEvery):
        return same(original.args[0], mutated.args[0])
    if isinstance(original, Eq) and isinstance(mutated, Eq):
        return [Eq(a, b, evaluate=False) for a, b in zip(original.args, mutated.args, strict=True)]
    if isinstance(original, Boolean) and not original.is_Symbol:
        return [("<=>", term(original), term(mutated))]
    return [same_value(a, b) for a, b in entries(original, mutated)]


def same_value(original: Any, mutated: Any) -> Any:
    if original.has(Derivative):
        return ("=", differentiated(original), differentiated(mutated))
    return Eq(original, mutated, evaluate=False)


@pytest.mark.parametrize("name", DERIVATIONS)
def test_no_mutated_line_passes(name: str, turns: Turns, tally: Any) -> None:
    derivation: Derivation = DERIVATIONS[name]
    cases = [(n, line, mutant) for n, line in enumerate(derivation.lines) for mutant in of_line(line)]

    def judge(case: tuple[int, Line, Mutant]) -> tuple[str, Verdict | None]:
        n, line, mutant = case
        return counterexample(line, mutant.formula, derivation.context(n), turns)

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(lambda case: turns.work(judge, case), cases))
    survivors = []
    for (n, _, mutant), (outcome, verdict) in zip(cases, outcomes, strict=True):
        tally.add("derivations", outcome, f"{name}:{n + 1} {mutant.kind}: {mutant.formula}", verdict)
        if outcome == "survived":
            survivors.append((n + 1, mutant, verdict))
    assert not survivors
