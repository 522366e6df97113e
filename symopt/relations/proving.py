"""The proof that a coupling holds before every pass: it holds before the first, and each pass keeps it."""

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Dummy, Expr, Integer
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.proof.verdict import PROVED, Verdict
from symopt.relations.claims import settled
from symopt.relations.coupling import Coupling, read
from symopt.relations.passes import Passes, Stand
from symopt.rules.claims import Engines
from symopt.rules.induction import sound
from symopt.rules.invariants import nonnegative, under_roots
from symopt.rules.reason import Context
from symopt.spec.reading import name_of
from symopt.symbols import Oracle, k, w
from symopt.symbols import Sequence as Series

Pair = tuple[Expr, Expr]


def prove(one: Passes, other: Passes, coupling: Coupling, engines: Engines) -> Verdict:
    """The verdict on a coupling, for every gradient function and all hyperparameters in their domains.

    Two rules with the same equations do the same, even where they have no value. Where ``start`` replaces equations in
    the first pass, that pass is part of the base.
    """
    if _same(one, other) and coupling.trivial:
        return Verdict(PROVED, "recognised")
    a = one.begin(w[1], {})
    b = other.begin(w[1], coupling.change)
    claims = [*_held(coupling, a, b, Integer(1))]
    lead = 0 if one.uniform and other.uniform else 1
    if lead:
        a, b = one.after(a, Integer(1), {}, first=True), other.after(b, Integer(1), coupling.change, first=True)
        claims += _held(coupling, a, b, Integer(2))
    base = _settled(claims, (), engines)
    if not base[-1].holds:
        return sound(base)
    facts, invariants = _known(one, coupling, engines)
    step = _settled(_step(one, other, coupling), (*facts, k >= 1 + lead), engines)
    return sound((*invariants, *base, *step))


def _same(one: Passes, other: Passes) -> bool:
    ours, theirs = one.program, other.program
    return (ours.before, ours.first, ours.later) == (theirs.before, theirs.first, theirs.later)


def _step(one: Passes, other: Passes, coupling: Coupling) -> Iterator[Pair]:
    """The claims after a pass that begins where both rules are coupled."""
    a = Stand(w[k], {letter: letter for letter in one.carried})
    loose = {letter: Series(f"any {name_of(letter)}")[letter.args[0]] for letter in other.carried}
    b = Stand(coupling.point, {**loose, **coupling.state})
    yield from _held(coupling, one.after(a, k, {}), other.after(b, k, coupling.change), k + 1)


def _held(coupling: Coupling, a: Stand, b: Stand, count: Any) -> Iterator[Pair]:
    """What a coupling says, for where two rules stand."""
    yield b.point, read(coupling.point, a, count)
    for letter, value in coupling.state.items():
        yield b.state[letter], read(value, a, count)


def _settled(pairs: Iterable[Pair], facts: tuple[Boolean, ...], engines: Engines) -> tuple[Verdict, ...]:
    """The verdicts on equations, up to the first that does not hold."""
    found: list[Verdict] = []
    for pair in pairs:
        found.append(settled(*pair, facts, engines))
        if not found[-1].holds:
            break
    return tuple(found)


def _known(one: Passes, coupling: Coupling, engines: Engines) -> tuple[tuple[Boolean, ...], tuple[Verdict, ...]]:
    """The letters of the first rule that stay nonnegative under roots, with the proofs."""
    passed = one.after(Stand(w[k], {letter: letter for letter in one.carried}), k, {})
    values = [passed.point, *passed.state.values(), coupling.point, *coupling.state.values()]
    found: list[Any] = []
    for letter in under_roots(*map(_without_questions, values)):
        if letter in one.carried and not _begins_late(one, letter):
            proved = nonnegative(letter, Context((one.rule,)), engines)
            found += [] if proved is None else [proved]
    return tuple(fact for facts, _ in found for fact in facts), tuple(verdict for _, verdict in found)


def _without_questions(expression: Expr) -> Expr:
    return expression.xreplace({question: Dummy(real=True) for question in expression.atoms(Oracle)})


def _begins_late(one: Passes, letter: AppliedUndef) -> bool:
    """Whether ``start`` gives a letter in the first pass: the proof that it stays nonnegative knows nothing of that."""
    return any(left.func == letter.func and left.args[0] >= 1 for left in one.rule.start)
