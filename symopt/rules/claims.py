"""Statements and assumptions turned into obligations; specifications turned into recurrences that can be run."""

from collections.abc import Iterable
from typing import Any, Protocol

from sympy import Eq, Expr, Integer, Symbol, true
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.proof.obligation import Definition, Obligation
from symopt.proof.translation import term
from symopt.proof.verdict import Verdict
from symopt.rules.replacing import replace
from symopt.spec import Optimizer
from symopt.spec.reading import letter_of, name_of
from symopt.statements import AnyTwo, Assumption, Chance, ConditionalMean, UniformDraw
from symopt.symbols import E, Letter, Oracle, grad, k, w

OF_CHANCE = (Chance, UniformDraw, ConditionalMean, AnyTwo)
"""Facts that reasons look at and engines do not: leaving one out can lose a proof, never gain a false one."""


class Engines(Protocol):
    """Whoever settles obligations."""

    def settle(self, obligation: Obligation) -> Verdict:
        """Refute the claim or prove it."""

    def refute(self, obligation: Obligation) -> Verdict:
        """Look for a counterexample only; ``sampled`` when there is none."""


def obligation(goal: Any, facts: Iterable[Boolean] = (), recurrences: Iterable[Definition] = ()) -> Obligation:
    """A claim for the engines.

    Args:
        goal: the statement.
        facts: what may be used; an equation for a letter at a bare index holds at every index.
        recurrences: the specifications behind the letters, run when the claim is tried at points.
    """
    known = [fact for fact in dict.fromkeys(facts) if fact != true and not isinstance(fact, OF_CHANCE)]
    answers = [fact for fact in known if _universal(fact) and isinstance(fact.lhs, Oracle)]
    hypotheses = tuple(_hypothesis(replace(fact, answers)) for fact in known if not _universal(fact))
    given = {d.name: d for d in map(_definition, filter(_universal, known))}
    claim = goal if isinstance(goal, tuple) else term(replace(goal, answers))
    return Obligation(claim, hypotheses, (*given.values(), *(d for d in recurrences if d.name not in given)))


def _universal(fact: Any) -> bool:
    """Whether an equation gives a letter at every index, or an oracle at every point."""
    if not isinstance(fact, Eq) or not isinstance(fact.lhs, AppliedUndef | Oracle) or len(fact.lhs.args) != 1:
        return False
    argument = fact.lhs.args[0]
    return isinstance(argument, Letter) or (
        isinstance(argument, Symbol) and argument in fact.lhs.free_symbols and argument != k
    )


def _definition(fact: Any) -> Definition:
    name = fact.lhs.func.__name__
    return Definition(name, term(fact.lhs.args[0]), term(fact.rhs))


def _hypothesis(fact: Any) -> Any:
    if isinstance(fact, Eq) and isinstance(fact.lhs, E):
        indices = sorted((s for s in fact.lhs.free_symbols if s.is_integer and s != k), key=str)
        if indices:
            return ("forall", term(indices[0]), term(fact))
    return term(fact)


def facts_of(assumptions: Iterable[Assumption]) -> tuple[Boolean, ...]:
    """The facts of several assumptions."""
    return tuple(fact for assumption in assumptions for fact in assumption.facts)


def recurrences(
    optimizer: Optimizer, origin: int = 1, free: Iterable[AppliedUndef] = (), known_gradient: bool = False
) -> tuple[Definition, ...]:
    """A specification as recurrences that can be run.

    Args:
        optimizer: the specification.
        origin: the index of the first pass.
        free: initial values that may be anything, whatever the specification starts them at.
        known_gradient: whether the facts say what the gradient is; otherwise gradients are drawn, so that claims are
            tried on all of them.
    """
    return tuple(
        _recurrence(optimizer, equation, origin, set(free))
        for equation in optimizer.equations
        if not equation.group and (known_gradient or equation.right != grad(w[k]))
    )


def recurrence(letter: AppliedUndef, value: Expr) -> Definition:
    """A letter at ``k + 1`` given by its past, as a recurrence from index 0 on."""
    index = Symbol(f"{k.name}_", integer=True)
    return Definition(name_of(letter), term(index), term(value.subs(k, index - 1)), 1)


def _recurrence(optimizer: Optimizer, equation: Any, origin: int, free: set[AppliedUndef]) -> Definition:
    index, offset = Symbol(f"{k.name}_", integer=True), int(equation.offset)
    name = name_of(equation.left)
    start = {int(left.args[0]): term(right) for left, right in optimizer.start.items() if name_of(left) == name}
    if name != "w":
        depth = int(optimizer.state.get(name, 0))
        first = origin + offset
        start = {**{n: term(Integer(0)) for n in range(first - depth, first)}, **start}
    start = {n: value for n, value in start.items() if equation.left.func(n) not in free}
    value = equation.right.subs(k, index - offset)
    first = max([origin + offset, *(n + 1 for n in given_at(optimizer, equation.left))])
    return Definition(name, term(index), term(value), first, start)


def given_at(optimizer: Optimizer, letter: AppliedUndef) -> list[int]:
    """The indices at which a start value is given: before the first pass, or in place of an equation in it."""
    return [int(left.args[0]) for left in optimizer.start if left.func == letter.func and left.args[0].is_Integer]


def is_reached(optimizer: Optimizer, letter: AppliedUndef, origin: int) -> bool:
    """Whether some pass computes a letter at an index: values that the start gives are not computed.

    >>> from symopt.optimizers.momentum import momentum
    >>> from symopt.symbols import k, v
    >>> is_reached(momentum, v[k], 1), is_reached(momentum, v[k - 1], 1), is_reached(momentum, v[0], 1)
    (True, False, False)
    """
    passed = letter.args[0] - optimizer.computed[name_of(letter)]
    later = passed - k if passed.has(k) else passed - origin
    earliest = letter.args[0].subs(k, origin)
    given = any(earliest <= n for n in given_at(optimizer, letter)) if earliest.is_Integer else False
    return bool(later.is_Integer and later >= 0 and not given)


def equation_at(optimizer: Optimizer, letter: AppliedUndef) -> Boolean | None:
    """The equation that computes a letter at an index, or None when none does.

    >>> from symopt.optimizers.momentum import momentum
    >>> from symopt.symbols import k, v
    >>> equation_at(momentum, v[k + 1])
    Eq(v(k + 1), beta*v(k) + g(k + 1))
    """
    for equation in optimizer.equations:
        if letter_of(letter) and name_of(equation.left) == name_of(letter):
            passed = letter.args[0] - equation.offset
            return Eq(letter, equation.right.subs(k, passed), evaluate=False)
    return None
