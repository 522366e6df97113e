"""A program on a backend: it asks what it must know about the objective, is told, and computes."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Integer

from symopt.errors import RunError
from symopt.program.evaluation import Backend
from symopt.program.execution import POINT, Code, Query, State
from symopt.program.instructions import Assign, expressions, flattened
from symopt.program.program import Program
from symopt.program.series import Series
from symopt.program.settings import settle
from symopt.spec.shapes import MATRIX
from symopt.spec.writing import show
from symopt.symbols import I, Identity, k, w

NEW_POINT = show(w[k + 1])


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


class Machine:
    """A program compiled for a backend.

    Args:
        program: the program.
        backend: the numbers it computes in.
    """

    def __init__(self, program: Program, backend: Backend) -> None:
        self.program, self.backend = program, backend
        self.name = program.optimizer.name
        self._code = Code(program.layout, backend, self.name)
        self._identities: dict[int, Any] = {}

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
        return (yield from self._code.begin(self._scope(params, 1, constants)))

    def step(self, state: State, params: Any, k: int, constants: Mapping[str, Any]) -> Generator[Query, Any, Pass]:
        """Yields the questions of the ``k``-th pass, ``("grad", point)`` and the like; returns what the pass leaves.

        The parameters and the state are only read: a pass that fails leaves them as they were.

        Raises:
            Fault: when a letter leaves the finite real numbers; it names the letter's slot.
            RunError: when the backend cannot hold a number that is needed, or a procedure reaches its bound.
        """
        scope = self._scope(params, k, constants)
        ended = yield from self._code.step(scope, state, k == 1)
        slots = {slot: value for slot, value in scope.items() if not isinstance(value, Series)}
        if ended:
            return Pass(params, state, slots, ended)
        return Pass(scope[NEW_POINT], self._code.carried(scope), slots)

    def _scope(self, params: Any, k: int, constants: Mapping[str, Any]) -> dict[str, Any]:
        scope = {**constants, POINT: params, "k": self.backend.number(Integer(k))}
        return scope | {I.name: self._identity(len(params))} if self._reads_identity else scope

    @cached_property
    def _reads_identity(self) -> bool:
        program = self.program
        for instruction in flattened([*program.before, *program.first, *program.later]):
            if isinstance(instruction, Assign) and instruction.shape == MATRIX:
                return True
            if any(part.has(Identity) for part in expressions(instruction)):
                return True
        return False

    def _identity(self, size: int) -> Any:
        if size not in self._identities:
            numbers = [[self.backend.number(Integer(row == column)) for column in range(size)] for row in range(size)]
            self._identities[size] = self.backend.array(numbers)
        return self._identities[size]
