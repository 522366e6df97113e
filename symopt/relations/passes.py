"""One pass of a rule in symbols: what every letter becomes, given what the pass finds and what it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, Integer
from sympy.core.function import AppliedUndef

from symopt.program import Assign, Instruction, Program
from symopt.program.evaluation import Backend
from symopt.program.machine import Machine
from symopt.spec import Optimizer
from symopt.symbols import Oracle, grad, k, normal, w

Letters = Mapping[Any, Expr]
Tell = Callable[[Any], Expr]
"""Answers a question about the objective, given as an oracle at its arguments."""


def as_asked(question: Oracle) -> Expr:
    """The answer that leaves a question open: the unknown function at its point."""
    return question


@dataclass(frozen=True)
class Stand:
    """Where a run stands before a pass.

    Args:
        point: the parameters.
        state: what is carried over, by the letters that the pass reads: ``v[k - 1]``.
        asked: the questions of the pass that led here, in their order.
    """

    point: Expr
    state: Letters
    asked: tuple[Oracle, ...] = ()


@dataclass(frozen=True)
class Passes:
    """The passes of an elementwise rule.

    Args:
        rule: the rule.

    Raises:
        RunError: when programs cannot run it.
    """

    rule: Optimizer

    @cached_property
    def program(self) -> Program:
        """The rule as a program."""
        return Program.of(self.rule)

    @cached_property
    def _machines(self) -> dict[int, Machine]:
        return {}

    def machine(self, numbers: Backend) -> Machine:
        """The rule ready to run in a backend's numbers, made once for each."""
        if id(numbers) not in self._machines:
            self._machines[id(numbers)] = Machine(self.program, numbers)  # it keeps the backend, and so its id, alive
        return self._machines[id(numbers)]

    @property
    def carried(self) -> tuple[AppliedUndef, ...]:
        """The letters that a pass finds, besides the point."""
        return tuple(i.letter for i in self.program.before if isinstance(i, Assign))

    @property
    def uniform(self) -> bool:
        """Whether the first pass computes as every other one does."""
        return self.program.first == self.program.later

    @property
    def freely(self) -> bool:
        """Whether a pass only asks for the gradient at its point, and for random numbers: any numbers may answer."""
        asked = {question for i in (*self.program.first, *self.program.later) for question in _questions(i)}
        return all(question == grad(w[k]) or isinstance(question, normal) for question in asked)

    def begin(self, point: Expr, hyper: Letters, tell: Tell = as_asked) -> Stand:
        """Where the first pass stands."""
        values = {w[k]: point, **_at(hyper, 1), k: _ONE}
        _compute(self.program.before, values, tell)
        return Stand(point, {letter: values[letter] for letter in self.carried})

    def after(self, stand: Stand, count: Any, hyper: Letters, tell: Tell = as_asked, first: bool = False) -> Stand:
        """Where the next pass stands.

        Args:
            stand: what this pass finds.
            count: its number, or the letter k.
            hyper: the hyperparameters; what they read of k is taken at ``count``.
            tell: answers questions.
            first: whether this is the first pass, in which ``start`` may replace equations.
        """
        values = {**stand.state, w[k]: stand.point, **_at(hyper, count), k: count}
        asked = _compute(self.program.first if first else self.program.later, values, tell)
        state = {letter: values[letter.func(letter.args[0] + 1)] for letter in self.carried}
        return Stand(values[w[k + 1]], state, asked)


def _at(hyper: Letters, count: Any) -> dict[Any, Expr]:
    return {letter: value.subs(k, count) for letter, value in hyper.items()}


def _questions(instruction: Instruction) -> set[Oracle]:
    found: set[Oracle] = instruction.expression.atoms(Oracle) if isinstance(instruction, Assign) else set()
    return found


def _compute(code: tuple[Instruction, ...], values: dict[Any, Expr], tell: Tell) -> tuple[Oracle, ...]:
    """Carry out assignments in their order; what was asked on the way."""
    asked: dict[Oracle, None] = {}
    for assign in (i for i in code if isinstance(i, Assign)):
        for question in sorted(_questions(assign), key=lambda q: (len(q.atoms(Oracle)), str(q))):
            if question not in values:
                put = question.func(*(argument.xreplace(values) for argument in question.args))
                asked[put] = None
                values[question] = tell(put)
        values[assign.letter] = assign.expression.xreplace(values)
    return tuple(asked)


_ONE = Integer(1)
