"""Worked examples, line by line, generated from the specification's own equations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Derivative, Eq, Expr, Function, Integer, Rational
from sympy.core.function import AppliedUndef

from symopt.errors import RunError
from symopt.examples.lines import Line, Number, leaves, substitute
from symopt.objectives import Objective
from symopt.program import Assign, Instruction, Program
from symopt.program.settings import exact_number, settle
from symopt.run import Step, Trajectory, run
from symopt.spec import Optimizer
from symopt.spec.reading import name_of
from symopt.spec.shapes import SCALAR
from symopt.symbols import Oracle, curvature, f, grad, k, w

FIGURES = 30  # digits that numbers are computed with
MAX_BITS = 4_000  # of an exact number that is carried along


@dataclass(frozen=True)
class WorkedExample:
    """A run, line by line.

    Args:
        gradient: the partial derivatives as equations in the coordinates.
        lines: the lines in the order in which they are computed.
        trajectory: the run.
    """

    gradient: tuple[Any, ...]
    lines: tuple[Line, ...]
    trajectory: Trajectory

    def line(self, symbol: Expr) -> Line:
        """The line that computes a symbol.

        Raises:
            RunError: when there is none.
        """
        found = [line for line in self.lines if line.symbol == symbol]
        if not found:
            raise RunError(
                f"no line computes {symbol}", "the lines compute " + ", ".join(str(line.symbol) for line in self.lines)
            )
        return found[0]


def worked_example(
    optimizer: Optimizer, objective: Objective, start: Sequence[Any], steps: int, digits: int = 6, **hyper: Any
) -> WorkedExample:
    """Work an example by hand, as far as ``steps`` steps.

    Args:
        optimizer: an elementwise rule.
        objective: what it minimises.
        start: one number per coordinate.
        steps: how many steps.
        digits: significant digits of rounded numbers.
        hyper: hyperparameters, in place of their defaults.

    Raises:
        RunError: as ``run`` does, and for rules that are not elementwise.
        SpecificationError: when a hyperparameter lies outside its domain.
    """
    if optimizer.kind != "elementwise":
        raise RunError(
            f"{optimizer.name} is a {optimizer.kind} rule", "only elementwise rules are worked out by component"
        )
    trajectory = run(optimizer, objective, start, steps, digits=FIGURES, **hyper)
    writer = _Writer(optimizer, objective, trajectory, digits, settle(optimizer, hyper))
    lines = tuple(writer.lines([exact_number(component) for component in start]))
    return WorkedExample(tuple(_gradient(objective)), lines, trajectory)


def component(name: str, n: int, index: Expr | int) -> AppliedUndef:
    """The n-th component of a vector letter, as a letter of its own.

    >>> component("v", 1, 2)
    v_1(2)
    """
    return Function(f"{name}_{n}", real=True)(index)


def value_at(point: Sequence[Expr]) -> AppliedUndef:
    """The objective at a point, as a letter of its components."""
    return Function(f.__name__, real=True)(*point)


def _gradient(objective: Objective) -> Iterator[Any]:
    for coordinate, partial in zip(objective.coordinates, objective.gradient, strict=True):
        yield Eq(Derivative(value_at(objective.coordinates), coordinate), partial, evaluate=False)


class _Writer:
    """Writes the lines of one run."""

    def __init__(
        self,
        optimizer: Optimizer,
        objective: Objective,
        trajectory: Trajectory,
        digits: int,
        settings: Mapping[str, Rational],
    ) -> None:
        self.objective, self.trajectory, self.digits = objective, trajectory, digits
        self.program, self.shapes = Program.of(optimizer), optimizer.shapes
        self.components = range(1, objective.dimension + 1)
        letters = {letter: settings[letter.name] for letter in optimizer.hyperparameters}
        self.known = {letter: Number(value, True, digits) for letter, value in letters.items()}
        self.gradients = {
            e.left.func for e in optimizer.equations if e.right == grad(w[k]) and e.left == e.left.func(k)
        }
        self.gradients -= {letter.func for letter in self._carried()}
        self.inlined: dict[Expr, Expr] = {}

    def lines(self, start: Sequence[Rational]) -> Iterator[Line]:
        for n, value in zip(self.components, start, strict=True):
            yield self._given(component(w.name, n, 0), value)
        yield self._value(self.trajectory.steps[0])
        for step in self.trajectory.steps[1:]:
            if step.k == 1:
                yield from self._instructions(self.program.before, step, 0)
            yield from self._instructions(self.program.first if step.k == 1 else self.program.later, step, step.k)
            yield self._value(step)

    def _carried(self) -> list[AppliedUndef]:
        return [instruction.letter for instruction in self.program.before if isinstance(instruction, Assign)]

    def _given(self, symbol: Expr, value: Rational) -> Line:
        self.known[symbol] = Number(value, True, self.digits)
        return Line(0, symbol, None, self.known[symbol])

    def _value(self, step: Step) -> Line:
        point = self._point(step.k)
        formula = self._asked(self.objective.expression, point)
        return self._line(step.k, value_at(point), formula, step.f)

    def _instructions(self, code: Sequence[Instruction], step: Step, taken: int) -> Iterator[Line]:
        assigned = [instruction for instruction in code if isinstance(instruction, Assign)]
        for instruction in assigned:
            reads = sum(other.expression.count(instruction.letter) for other in assigned)
            scalar = instruction.shape == SCALAR
            for n in (1,) if scalar else self.components:
                symbol = self._written(instruction.letter, n, step.k)
                formula = self._written(instruction.expression, n, step.k)
                if isinstance(symbol, Derivative) and reads == 1:
                    self.inlined[symbol] = formula
                else:
                    found = step.slots[instruction.slot]
                    yield self._line(taken, symbol, formula, found if scalar else found[n - 1])

    def _line(self, taken: int, symbol: Expr, formula: Expr, computed: Any) -> Line:
        inlined = {letter: self.inlined[letter] for letter in leaves(formula) if letter in self.inlined}
        read = leaves(formula) - set(inlined) | leaves(formula.xreplace(inlined))
        inputs = {letter: self.known[letter] for letter in sorted(read, key=str)}
        exact = self._exactly(formula.xreplace(inlined), inputs)
        value = Rational(str(computed)) if exact is None else exact
        self.known[symbol] = Number(value, exact is not None, self.digits)
        return Line(taken, symbol, formula if inputs else None, self.known[symbol], inputs, inlined)

    def _exactly(self, formula: Expr, inputs: Mapping[Expr, Number]) -> Rational | None:
        if not all(number.exact for number in inputs.values()):
            return None
        value = formula.xreplace({leaf: number.value for leaf, number in inputs.items()})
        short = value.is_Rational and value.p.bit_length() + value.q.bit_length() < MAX_BITS
        return value if short else None

    def _point(self, taken: Expr | int) -> list[AppliedUndef]:
        return [component(w.name, n, taken) for n in self.components]

    def _written(self, expression: Expr, n: int, step: int) -> Expr:
        """An expression of the ``step``-th pass in components: its n-th component."""
        if isinstance(expression, AppliedUndef):
            return self._letter(expression, n, step)
        if expression == k:
            return Integer(step)
        if isinstance(expression, Oracle):
            return self._answer(expression, n, step)
        if not expression.args:
            return expression
        return expression.func(*(self._written(part, n, step) for part in expression.args))

    def _letter(self, letter: AppliedUndef, n: int, step: int) -> Expr:
        """A letter of the ``step``-th pass, which starts after one step less."""
        name, index = name_of(letter), letter.args[0].xreplace({k: Integer(step)})
        if letter.func in self.gradients:
            point = self._point(index - 1)
            return Derivative(value_at(point), point[n - 1])
        if self.shapes.get(name) == SCALAR:
            return letter.func(index)
        return component(name, n, index - 1 if name == w.name else index)

    def _answer(self, question: Oracle, n: int, step: int) -> Expr:
        """What the objective says, its n-th component."""
        row = n - 1
        if question.func == f:
            answer = self.objective.expression
        elif question.func == grad:
            answer = self.objective.gradient[row]
        elif question.func == curvature:
            answer = self.objective.hessian[row, row]
        else:
            raise RunError(f"{question} cannot be worked out by hand", "take a rule that asks for derivatives alone")
        return self._asked(answer, [self._written(question.args[0], m, step) for m in self.components])

    def _asked(self, answer: Expr, point: Sequence[Expr]) -> Expr:
        places = dict(zip(self.objective.coordinates, point, strict=True))
        settled = answer.xreplace(dict(self.objective.defaults))
        letters = all(isinstance(place, AppliedUndef) for place in point)
        return settled.xreplace(places) if letters else substitute(settled, places)
