"""A specification as a straight-line program: what is asked, computed and carried over, in the order of one pass."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, Integer
from sympy.core.function import AppliedUndef

from symopt.errors import RunError
from symopt.spec import Optimizer
from symopt.spec.reading import Equation, letters_in, name_of
from symopt.spec.shapes import VECTOR
from symopt.spec.writing import show
from symopt.symbols import Oracle, dot, grad, hess, hvp, k, w


@dataclass(frozen=True)
class Ask:
    """A question about the objective; ``slot`` receives the answer."""

    slot: str
    kind: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True)
class Assign:
    """A letter at its index, and what it is computed from; ``shape`` is 0 scalar, 1 vector, 2 matrix."""

    letter: AppliedUndef
    expression: Expr
    shape: int

    @property
    def slot(self) -> str:
        """Where the value goes."""
        return show(self.letter)


@dataclass(frozen=True)
class End:
    """The relation that ends the run, where everything that it reads is known."""

    slot: str
    expression: Any


Instruction = Ask | Assign | End


@dataclass(frozen=True)
class Program:
    """One pass of an optimizer, instruction by instruction.

    Slots are letters at their indices as a specification writes them: ``v[k - 1]`` holds a state, ``v[k]`` is computed.

    Args:
        optimizer: the specification.

    Raises:
        RunError: when the rule needs something that programs do not do yet.

    >>> from symopt.optimizers.momentum import momentum
    >>> [instruction.slot for instruction in Program.of(momentum).later]
    ['grad(w(k))', 'g[k]', 'v[k]', 'w[k + 1]']
    """

    optimizer: Optimizer

    def __post_init__(self) -> None:
        state, equations = self.optimizer.state.items(), self.optimizer.equations
        missing = [f"the procedure {procedure.name}" for procedure in self.optimizer.procedures]
        missing += [f"the group of equations that computes {show(e.left)}" for e in equations if e.group]
        missing += [f"a window of past values of {name}" for name, depth in state if not isinstance(depth, int)]
        if missing:
            raise RunError(
                f"{self.optimizer.name} needs {missing[0]}, which programs do not run yet",
                "run a variant without it; its derivations and its LaTeX need no program",
            )

    @classmethod
    def of(cls, optimizer: Optimizer) -> "Program":
        """The program of an optimizer."""
        return cls(optimizer)

    @cached_property
    def moves(self) -> Mapping[str, str]:
        """Each state slot, and the slot of this pass that the next pass finds in it.

        >>> from symopt.optimizers.momentum import momentum
        >>> Program.of(momentum).moves, Program.of(momentum.variant("heavy-ball")).moves
        ({'v[k - 1]': 'v[k]'}, {'w[k - 1]': 'w[k]'})
        """
        return {show(letter): show(_shifted(letter, 1)) for letter in self._carried}

    @cached_property
    def before(self) -> tuple[Instruction, ...]:
        """What gives the state its first values; zero where the specification is silent."""
        start = {_relative(left): _relative(right) for left, right in self.optimizer.start.items()}
        silent = {letter: Integer(0) for letter in self._carried if letter not in start}
        given = {letter: right for letter, right in start.items() if letter in self._carried}
        return tuple(self._laid_out({**silent, **given}))

    @cached_property
    def first(self) -> tuple[Instruction, ...]:
        """The first pass, in which ``start`` may replace equations."""
        start = self.optimizer.start
        replaced = {e.left: _relative(start.get(e.left.subs(k, 1), e.right)) for e in self.optimizer.equations}
        return tuple(self._laid_out(replaced, self.optimizer.until))

    @cached_property
    def later(self) -> tuple[Instruction, ...]:
        """Every other pass."""
        return tuple(self._laid_out({e.left: e.right for e in self.optimizer.equations}, self.optimizer.until))

    @cached_property
    def computed(self) -> Mapping[str, str]:
        """Each letter that a pass computes besides the point, and its slot."""
        return {name_of(e.left): show(e.left) for e in self.optimizer.equations if name_of(e.left) != w.name}

    @cached_property
    def fused(self) -> bool:
        """Whether a pass is elementwise and asks for nothing but the gradient where it stands."""
        asked = {(i.kind, i.arguments) for i in (*self.first, *self.later) if isinstance(i, Ask)}
        once = asked == {(grad.__name__, (w[k],))} and not any(isinstance(i, Ask) for i in self.before)
        return once and self.optimizer.kind == "elementwise" and self.optimizer.until is None

    @cached_property
    def _carried(self) -> tuple[AppliedUndef, ...]:
        return tuple(letter for e in self.optimizer.equations for letter in self._carried_by(e))

    def _carried_by(self, equation: Equation) -> Iterator[AppliedUndef]:
        """The past values of an equation's letter that a pass needs; the point itself comes with the parameters."""
        name = name_of(equation.left)
        nearest = 2 if name == w.name else 1
        for age in range(nearest, nearest + int(self.optimizer.state.get(name, 0))):
            yield _shifted(equation.left, -age)

    def _laid_out(self, equations: Mapping[AppliedUndef, Expr], until: Any = None) -> Iterator[Instruction]:
        asked: set[Oracle] = set()
        awaited = None if until is None else {read for read in letters_in(until) if read in equations}
        for left, right in equations.items():
            expression = _with_products(right)
            yield from _questions(expression, asked)
            yield Assign(left, expression, self.optimizer.shapes.get(name_of(left), VECTOR))
            if awaited is not None and not (awaited := awaited - {left}):
                yield from _questions(until, asked)
                yield End("until", until)
                awaited = None


def _questions(expression: Any, asked: set[Oracle]) -> Iterator[Ask]:
    """The questions that an expression asks for the first time, inner ones first."""
    questions: Iterable[Oracle] = expression.atoms(Oracle)
    for question in sorted(questions, key=lambda question: (len(question.atoms(Oracle)), str(question))):
        if question not in asked:
            asked.add(question)
            yield Ask(show(question), question.func.__name__, question.args)


def _with_products(expression: Expr) -> Expr:
    """``dot(hess(x), v)`` becomes ``hvp(x, v)``: the whole Hessian is asked for only where its product does not do."""
    products = {
        product: hvp(*product.args[0].args, product.args[1])
        for product in expression.atoms(dot)
        if isinstance(product.args[0], hess)
    }
    return expression.xreplace(products)


def _shifted(letter: AppliedUndef, by: int) -> AppliedUndef:
    return letter.func(letter.args[0] + by)


def _relative(expression: Expr) -> Expr:
    """An expression of the first pass, its indices counted from k."""
    fixed = [letter for letter in expression.atoms(AppliedUndef) if letter.args[0].is_Integer]
    return expression.xreplace({letter: letter.func(k - 1 + letter.args[0]) for letter in fixed})
