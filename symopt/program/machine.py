"""A program on a backend: it asks what it must know about the objective, is told, and computes."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sympy import Integer

from symopt.errors import RunError
from symopt.program import Ask, Assign, End, Instruction, Program
from symopt.program.evaluation import Backend, Closure, Evaluator, checked, compute
from symopt.program.settings import settle
from symopt.spec.shapes import MATRIX, SCALAR
from symopt.spec.writing import show
from symopt.symbols import I, k, w

State = Mapping[str, Any]
Query = tuple[Any, ...]
POINT, NEW_POINT = show(w[k]), show(w[k + 1])


@dataclass(frozen=True)
class Pass:
    """What one pass leaves.

    Args:
        params: the new point.
        state: what the next pass starts from.
        slots: every value that the pass read or computed, by its slot.
        ended: whether the rule's own relation ended the run.
    """

    params: Any
    state: State
    slots: Mapping[str, Any]
    ended: bool = False


@dataclass(frozen=True)
class _Compiled:
    instruction: Instruction
    parts: tuple[Closure, ...]


class Machine:
    """A program compiled for a backend.

    Args:
        program: the program.
        backend: the numbers it computes in.
    """

    def __init__(self, program: Program, backend: Backend) -> None:
        self.program, self.backend = program, backend
        self.name = program.optimizer.name
        compile_ = Evaluator(backend).compile
        self._before, self._first, self._later = (
            tuple(_Compiled(i, tuple(map(compile_, _expressions(i)))) for i in part)
            for part in (program.before, program.first, program.later)
        )

    def constants(self, hyper: Mapping[str, Any]) -> dict[str, Any]:
        """The hyperparameters in the backend's numbers, defaults filled in.

        Raises:
            RunError: for an unknown name, a missing value, or no number.
            SpecificationError: for a value outside its domain.
        """
        return {name: self.backend.number(value) for name, value in settle(self.program.optimizer, hyper).items()}

    def init(self, params: Any, **hyper: Any) -> State:
        """The state before the first pass.

        Raises:
            RunError: when it depends on the objective; ``begin`` asks.
        """
        try:
            next(self.begin(params, self.constants(hyper)))
        except StopIteration as done:
            state: State = done.value
            return state
        raise RunError(f"{self.name}: the first state depends on the objective", "drive begin(...), which asks")

    def update(self, grads: Any, state: State, params: Any, k: int, **hyper: Any) -> tuple[Any, State]:
        """One pass of an elementwise rule that asks for the gradient at its point alone; ``k`` counts from 1.

        Raises:
            RunError: when the rule asks for more.
        """
        if not self.program.fused:
            raise RunError(f"{self.name} asks for more than the gradient at w[k]", "drive step(...), which asks")
        asking = self.step(state, params, k, self.constants(hyper))
        next(asking)
        try:
            asking.send(grads)
        except StopIteration as done:
            return done.value.params, done.value.state
        raise AssertionError("a fused pass asks once")

    def begin(self, params: Any, constants: Mapping[str, Any]) -> Generator[Query, Any, State]:
        """Yields the questions on which the first state depends, and returns that state."""
        values = self._values({}, params, 1, constants)
        yield from self._execute(self._before, values)
        return {slot: values[slot] for slot in self.program.moves}

    def step(self, state: State, params: Any, k: int, constants: Mapping[str, Any]) -> Generator[Query, Any, Pass]:
        """Yields the questions of the ``k``-th pass, ``("grad", point)`` and the like; returns what the pass leaves.

        Raises:
            Fault: when a letter leaves the finite real numbers; it names the letter's slot.
            RunError: when the backend cannot hold a number that is needed.
        """
        values = self._values(state, params, k, constants)
        ended = yield from self._execute(self._first if k == 1 else self._later, values)
        if ended:
            return Pass(params, state, values, ended)
        carried = {slot: values[source] for slot, source in self.program.moves.items()}
        return Pass(values[NEW_POINT], carried, values)

    def _values(self, state: State, params: Any, k: int, constants: Mapping[str, Any]) -> dict[str, Any]:
        count = self.backend.number(Integer(k))
        values = {**constants, **state, POINT: params, "k": count}
        if self.program.optimizer.kind != "elementwise":
            values[I.name] = self._identity(len(params))
        return values

    def _identity(self, size: int) -> Any:
        numbers = [[self.backend.number(Integer(row == column)) for column in range(size)] for row in range(size)]
        return self.backend.array(numbers)

    def _execute(self, code: tuple[_Compiled, ...], values: dict[str, Any]) -> Generator[Query, Any, bool]:
        for compiled in code:
            instruction = compiled.instruction
            slot = instruction.slot
            found = compute(compiled.parts, values, slot, partial(self._place, slot, values["k"]))
            if isinstance(instruction, End) and bool(found[0]):
                return True
            if isinstance(instruction, Ask):
                values[slot] = yield (instruction.kind, *found)
            elif isinstance(instruction, Assign):
                values[slot] = checked(self.backend, self._fitted(found[0], instruction.shape, values), slot)
        return False

    def _place(self, slot: str, count: Any) -> str:
        return f"{self.name}: {slot} at step {int(count)}"

    def _fitted(self, value: Any, shape: int, values: Mapping[str, Any]) -> Any:
        """A value in the shape of its letter: a start of 0 or of C holds for every component."""
        if shape == SCALAR or (hasattr(value, "shape") and value.shape):
            return value
        model = values[I.name] if shape == MATRIX else values[POINT]
        return value + 0 * model


def _expressions(instruction: Instruction) -> tuple[Any, ...]:
    return instruction.arguments if isinstance(instruction, Ask) else (instruction.expression,)
