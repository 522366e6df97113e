"""How the state of one rule is read off the state of another: guessed from the first passes in symbols."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sympy import Add, Expr, Integer, Poly, S, Symbol, cancel, expand, fraction, linsolve
from sympy.core.function import AppliedUndef
from sympy.polys.polyerrors import PolynomialError

from symopt.relations.passes import Letters, Passes, Stand
from symopt.relations.search import Survivor
from symopt.symbols import Hyper, Oracle, grad, k, w
from symopt.symbols import Sequence as Series

PASSES = 3
"""How many passes a guess has to explain."""


@dataclass(frozen=True)
class Coupling:
    """What is claimed to hold before every pass.

    Args:
        change: what the hyperparameters of the second rule stand for; may read ``k``.
        state: each letter that the second rule finds, from what the first one finds; may read ``k``. A letter that is
            left out may be anything.
        point: where the second rule stands, from what the first one finds.
    """

    change: Letters
    state: Letters
    point: Expr

    @property
    def shifted(self) -> bool:
        """Whether the second rule stands elsewhere than the first."""
        return bool(self.point != w[k])

    @property
    def trivial(self) -> bool:
        """Whether everything is what it is."""
        kept = {**self.change, **self.state, w[k]: self.point}
        return all(value == letter for letter, value in kept.items())

    @property
    def invariant(self) -> frozenset[Hyper]:
        """The hyperparameters that the claim speaks of from one pass to the next: those that may have to stay put."""
        found: set[Any] = set().union(*(value.free_symbols for value in (self.point, *self.state.values())))
        return frozenset(letter for letter in found if isinstance(letter, Hyper))


def guessed(one: Passes, other: Passes, survivor: Survivor) -> Coupling | None:
    """A coupling that explains the first passes; None when the first rule never asks where the second one stands.

    The ansatz: each letter of the second rule is zero, a multiple of one thing that the first rule finds, a
    combination of all of them with constant coefficients, or a geometric sequence; otherwise it should not matter.
    """
    point = _asked_at(one) if survivor.shifted else w[k]
    if point is None:
        return None
    ours, theirs = _runs(one, other, survivor.change, point)
    features = [w[k], *one.carried]
    rows = [[stand.point, *(stand.state[letter] for letter in one.carried)] for stand in ours]
    state = {}
    for letter in other.carried:
        found = _explained([stand.state[letter] for stand in theirs], features, rows)
        if found is not None:
            state[letter] = found
    return Coupling(survivor.change, state, point)


def _asked_at(rule: Passes) -> Expr | None:
    """Where a pass asks for the gradient first, in what the pass finds."""
    asked = rule.after(Stand(w[k], {letter: letter for letter in rule.carried}), k, {}).asked
    return next((question.args[0] for question in asked if isinstance(question, grad)), None)


def _runs(one: Passes, other: Passes, change: Letters, point: Expr) -> tuple[list[Stand], list[Stand]]:
    """Where both rules stand after each of the first passes, told the same numbers."""
    ours, theirs = [], []
    a = one.begin(w[1], {})
    b = other.begin(point.xreplace({**a.state, w[k]: w[1]}), change)
    for n in range(1, PASSES + 1):
        told = _Numbers(n), _Numbers(n)
        a = one.after(a, Integer(n), {}, told[0], n == 1)
        b = other.after(b, Integer(n), change, told[1], n == 1)
        ours.append(a)
        theirs.append(b)
    return ours, theirs


class _Numbers:
    """Answers the questions of a pass with free numbers, the same for all rules that ask in the same order."""

    def __init__(self, count: int) -> None:
        self.count, self.told = count, 0

    def __call__(self, question: Oracle) -> Expr:
        self.told += 1
        return Series(f"{question.func.__name__}_{self.told}")[self.count]


def _explained(targets: Sequence[Expr], features: list[Any], rows: list[list[Expr]]) -> Expr | None:
    """An expression in the features that has the targets' values in all rows."""
    if all(target == 0 for target in targets):
        return S.Zero
    for column, feature in enumerate(features):
        if all(target == row[column] for target, row in zip(targets, rows, strict=True)):
            return feature
    single = ([n] for n in range(len(features)))
    for columns in (*single, [*range(len(features))]):
        found = _fitted(targets, [[row[n] for n in columns] for row in rows])
        if found is not None:
            return Add(*(c * features[n] for c, n in zip(found, columns, strict=True)))
    return _geometric(targets)


def _fitted(targets: Sequence[Expr], rows: list[list[Expr]]) -> list[Expr] | None:
    """Constant coefficients that make the targets combinations of the rows."""
    unknowns = [Symbol(f"c_{n}") for n in range(len(rows[0]))]
    equations: list[Expr] = []
    for target, row in zip(targets, rows, strict=True):
        difference = target - Add(*(c * entry for c, entry in zip(unknowns, row, strict=True)))
        numbers = sorted(difference.atoms(AppliedUndef), key=str)
        try:
            equations += Poly(difference, *numbers).coeffs() if numbers else [difference]
        except PolynomialError:
            return None
    solutions = linsolve(equations, unknowns)
    if not solutions:
        return None
    found = [_with_positive_denominator(cancel(value)) for value in next(iter(solutions))]
    return None if any(value.has(*unknowns) for value in found) else found


def _with_positive_denominator(value: Expr) -> Expr:
    """``v/(1 - beta)`` rather than ``-v/(beta - 1)``."""
    top, bottom = fraction(value)
    inside = dict.fromkeys(bottom.free_symbols, S.Half)
    return -top / expand(-bottom) if bottom.subs(inside).is_negative else value


def _geometric(targets: Sequence[Expr]) -> Expr | None:
    """``c * r**(k - 1)``, before the ``k``-th pass, for a letter that no answer moves."""
    if any(target.atoms(AppliedUndef) or target == 0 for target in targets):
        return None
    ratio = cancel(targets[1] / targets[0])
    if any(cancel(b / a - ratio) != 0 for a, b in pairwise(targets)):
        return None
    return targets[0] * ratio ** (k - 2)


def read(expression: Expr, stand: Stand, count: Any) -> Expr:
    """What a coupling says, where the first rule stands before the pass of that number."""
    values: Mapping[Any, Expr] = {**stand.state, w[k]: stand.point, k: count}
    return expression.xreplace(values)
