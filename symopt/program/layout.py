"""How the equations of a rule become instructions: what is asked, computed and carried over, in the order of a pass."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from sympy import Expr, Integer
from sympy.core.function import AppliedUndef

from symopt.errors import RunError
from symopt.program.instructions import Ask, Assign, End, Instruction, Invoke, Loop
from symopt.program.products import with_products
from symopt.program.windows import Windows
from symopt.spec.indices import step
from symopt.spec.memory import in_groups, origin
from symopt.spec.reading import Equation, Rule, conclusions, letters_in, name_of, places
from symopt.spec.recurrence import Call
from symopt.spec.shapes import VECTOR, shape_of
from symopt.spec.writing import show, written
from symopt.symbols import Oracle, k, w


@dataclass(frozen=True)
class Layout:
    """The passes of a rule, instruction by instruction.

    Args:
        rule: an optimizer, or a procedure.
        shapes: 0 scalar, 1 vector, 2 matrix: its letters, and what a procedure is called with, by name.

    Raises:
        RunError: when two procedures cannot be told apart.
    """

    rule: Rule
    shapes: Mapping[str, int]

    @cached_property
    def windows(self) -> Windows:
        """The letters that are kept under several indices at once."""
        return Windows(self.rule)

    @cached_property
    def carried(self) -> tuple[AppliedUndef, ...]:
        """The past values that a pass needs, of letters without window; the point itself comes with the parameters."""
        alone = [equation for equation in self.rule.equations if equation.name not in self.windows.names]
        return tuple(letter for equation in alone for letter in self._carried_by(equation))

    @cached_property
    def moves(self) -> Mapping[str, str]:
        """Each state slot without window, and the slot of this pass that the next pass finds in it."""
        return {show(letter): show(letter.func(letter.args[0] + 1)) for letter in self.carried}

    @cached_property
    def before(self) -> tuple[Instruction, ...]:
        """What gives the state its first values; zero where the specification is silent."""
        start = {self._relative(left): self._relative(right) for left, right in self.rule.start.items()}
        silent = {letter: Integer(0) for letter in self.carried if letter not in start}
        lefts = {equation.left for equation in self.rule.equations}
        early = {left for left in start if name_of(left) in self.windows.names} - lefts
        given = {letter: right for letter, right in start.items() if letter in {*self.carried, *early}}
        equations = [Equation(*pair, self.rule.counter) for pair in {**silent, **given}.items()]
        return (*self.once, *self._plain(equations, set(self._lasting)))

    @cached_property
    def once(self) -> tuple[Instruction, ...]:
        """What a procedure asks only once, as it is the same in every pass; before anything else."""
        return tuple(self._asked(question) for question in self._lasting)

    @cached_property
    def _lasting(self) -> tuple[Expr, ...]:
        """The questions of a procedure that hang on its arguments alone, inner ones first."""
        if self.rule.counter == k:
            return ()
        indices = {equation.counter for equation in self.rule.equations} | {self.rule.counter}
        found = {question for _, side in places(self.rule) for question in self._settled(side).atoms(Oracle, Call)}
        return tuple(
            sorted((q for q in found if not q.atoms(AppliedUndef) and not q.free_symbols & indices), key=_depth)
        )

    @cached_property
    def first(self) -> tuple[Instruction, ...]:
        """The first pass, in which ``start`` may replace equations."""
        return tuple(self._pass([self._in_first(equation) for equation in self.rule.equations]))

    @cached_property
    def later(self) -> tuple[Instruction, ...]:
        """Every other pass."""
        return tuple(self._pass(self.rule.equations))

    def _in_first(self, equation: Equation) -> Equation:
        place = equation.left.subs(self.rule.counter, origin(self.rule))
        return replace(equation, right=self._relative(self.rule.start.get(place, equation.right)))

    def _relative(self, expression: Expr) -> Expr:
        """An expression of the first pass, its indices counted from the counter."""
        counter, least = self.rule.counter, origin(self.rule)
        fixed = [letter for letter in expression.atoms(AppliedUndef) if letter.args[0].is_Integer]
        return expression.xreplace({letter: letter.func(counter + letter.args[0] - least) for letter in fixed})

    def _carried_by(self, equation: Equation) -> Iterator[AppliedUndef]:
        nearest = 2 if equation.name == w.name and self.rule.counter == k else 1
        for age in range(nearest, nearest + int(self.rule.state.get(equation.name, 0))):
            yield equation.left.func(equation.left.args[0] - age)

    def _pass(self, equations: Iterable[Equation]) -> Iterator[Instruction]:
        """The equations of a pass; those that the end hangs on come first, and the end right after them."""
        units = [list(unit) for group, turns in groupby(equations, _group) for unit in _units(group, turns)]
        ahead = self._awaited(units)
        asked: set[Expr] = set(self._lasting)
        for unit in (unit for n, unit in enumerate(units) if n in ahead):
            yield from self._unit(unit, asked)
        if self.rule.until is not None:
            yield from self._ending(asked)
        for unit in (unit for n, unit in enumerate(units) if n not in ahead):
            yield from self._unit(unit, asked)

    def _unit(self, unit: list[Equation], asked: set[Expr]) -> Iterator[Instruction]:
        yield from self._looping(unit, asked) if unit[0].group else self._plain(unit, asked)

    def _awaited(self, units: list[list[Equation]]) -> set[int]:
        """The places of what the end, and the result with it, reads within the pass."""
        wanted = {letter for _, expression in conclusions(self.rule) for letter in letters_in(expression)}
        places: set[int] = set()
        for place, unit in reversed(list(enumerate(units))):
            inner = {name_of(letter) for letter in wanted} & in_groups(self.rule)
            if any(equation.left in wanted or equation.name in inner for equation in unit):
                places.add(place)
                wanted |= {read for equation in unit for read in equation.reads}
        return places

    def _ending(self, asked: set[Expr]) -> Iterator[Instruction]:
        until = self._settled(self.rule.until)
        for expression in (until, self.gives) if self.gives is not None else (until,):
            yield from self._questions(expression, asked)
        yield End("until", until)

    @cached_property
    def gives(self) -> Expr | None:
        """What a procedure gives when it ends."""
        return None if self.rule.gives is None else self._settled(self.rule.gives)

    def _plain(self, equations: Iterable[Equation], asked: set[Expr]) -> Iterator[Instruction]:
        for equation in equations:
            expression = self._settled(equation.right)
            yield from self._questions(expression, asked)
            yield Assign(equation.left, expression, self.shapes.get(equation.name, VECTOR))

    def _looping(self, equations: list[Equation], asked: set[Expr]) -> Iterator[Instruction]:
        """A group; what its questions do not owe to a turn is asked once, above it."""
        group, index = equations[0].group, equations[0].counter
        own = {equation.name for equation in equations}
        for equation in equations:
            yield from self._questions(self._settled(equation.right), asked, inside=(index, own))
        body = tuple(self._plain(equations, set(asked)))
        first, last = equations[0].bounds
        yield Loop(written(group), index, first, last, int(step(equations[0])), body)

    def _settled(self, expression: Any) -> Any:
        return with_products(expression, self.shapes, self.rule.name)

    def _questions(self, expression: Any, asked: set[Expr], inside: Any = None) -> Iterator[Instruction]:
        """What an expression asks or calls for the first time, inner ones first."""
        for question in sorted(expression.atoms(Oracle, Call), key=_depth):
            if question not in asked and not (inside and _hangs_on(question, *inside)):
                if show(question) in {show(other) for other in asked}:
                    raise RunError(
                        f"{self.rule.name}: two procedures are called {type(question).__name__}", "rename one of them"
                    )
                asked.add(question)
                yield self._asked(question)

    def _asked(self, question: Expr) -> Instruction:
        if not isinstance(question, Call):
            return Ask(show(question), question.func.__name__, question.args)
        given = [shape_of(argument, self.shapes, self.rule.name) for argument in question.args]
        layout = Layout(question.procedure, question.procedure.shapes_given(given))
        return Invoke(show(question), question.args, layout)


def _group(equation: Equation) -> Any:
    return equation.group


def _units(group: Any, turns: Iterable[Equation]) -> Iterable[Iterable[Equation]]:
    """A group whole, other equations one by one."""
    return [turns] if group else ([equation] for equation in turns)


def _depth(question: Expr) -> tuple[int, str]:
    return len(question.atoms(Oracle, Call)), str(question)


def _hangs_on(question: Expr, index: Expr, names: set[str]) -> bool:
    return bool(question.has(index)) or any(name_of(letter) in names for letter in letters_in(question))
