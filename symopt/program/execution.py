"""The passes of a rule compiled for a backend; what is asked on the way is yielded, and the answer sent back."""

from collections.abc import Callable, Generator, Iterable, Mapping
from functools import partial
from typing import Any

from sympy import Integer, sympify

from symopt.errors import RunError
from symopt.program.evaluation import Backend, Evaluator, checked, compute
from symopt.program.instructions import Ask, Assign, End, Instruction, Invoke, Loop
from symopt.program.layout import Layout
from symopt.program.positions import held, position
from symopt.program.series import Series
from symopt.program.windows import start_of
from symopt.spec.memory import in_groups, origin
from symopt.spec.reading import name_of
from symopt.spec.shapes import MATRIX, SCALAR, VECTOR
from symopt.spec.writing import show
from symopt.symbols import I, k, w

State = Mapping[str, Any]
Scope = dict[str, Any]
Query = tuple[Any, ...]
Asking = Generator[Query, Any, bool]
POINT = show(w[k])
"""Where every scope finds the parameters: a vector that starts at zero is as long as they are."""


class Code:
    """The passes of a rule, compiled.

    Args:
        layout: the passes.
        backend: the numbers.
        owner: the name of the optimizer, for messages.
        inside: the name of the procedure that the passes are of, if they are of one.
    """

    def __init__(self, layout: Layout, backend: Backend, owner: str, inside: str = "") -> None:
        self.layout, self.backend, self.owner, self.inside = layout, backend, owner, inside
        self.counter, self.names = layout.rule.counter.name, layout.windows.names
        self.evaluator = Evaluator(backend, layout.windows)
        self._result = self.values([] if layout.gives is None else [layout.gives], "the result")
        self._before, self._first, self._later = map(self._compiled, (layout.before, layout.first, layout.later))
        lasting = sorted(self.names - in_groups(layout.rule))
        self._depths = {name: position(sympify(layout.rule.state.get(name, 0))) for name in lasting}
        self._starts = {name: int(start_of(layout.rule, name)) for name in lasting}
        self._origin = int(origin(layout.rule))

    def begin(self, scope: Scope) -> Generator[Query, Any, State]:
        """Yields the questions on which the first state depends, and returns that state."""
        self._open(scope, {})
        yield from self._run(self._before, scope)
        state = {slot: scope[slot] for slot in self.layout.moves}
        return {**state, **self._histories(scope, int(scope[self.counter]) - 1)}

    def step(self, scope: Scope, state: State, first: bool) -> Asking:
        """Yields the questions of a pass; afterwards ``scope`` holds all that it computed.

        Returns:
            Whether the rule's own relation ended the run, or the procedure.
        """
        scope |= {slot: state[slot] for slot in self.layout.moves}
        self._open(scope, state)
        return (yield from self._run(self._first if first else self._later, scope))

    def carried(self, scope: Scope) -> State:
        """What the next pass starts from."""
        state = {slot: scope[source] for slot, source in self.layout.moves.items()}
        return {**state, **self._histories(scope, int(scope[self.counter]))}

    def _open(self, scope: Scope, state: State) -> None:
        """Lay out the letters that are kept under several indices."""
        for name in self.names:
            if name not in self._depths:
                scope[held(name)] = Series(name, 0, (), None, None)
                continue
            first = self._starts[name]
            newest = int(scope[self.counter]) - 1 + first - self._origin
            zero = self._fitted(self.backend.number(Integer(0)), self.layout.shapes.get(name, VECTOR), scope)
            scope[held(name)] = Series(name, newest, state.get(held(name), ()), first, zero)
        if w.name in self._depths and self.layout.rule.counter == k:
            scope[held(w.name)][int(scope[self.counter])] = scope[POINT]

    def _histories(self, scope: Scope, count: int) -> State:
        """The past values of the letters that are kept under several indices, the newest that of pass ``count``."""
        return {
            held(name): scope[held(name)].newest(count + self._starts[name] - self._origin, depth(scope))
            for name, depth in self._depths.items()
        }

    def _run(self, code: "Compiled", scope: Scope) -> Asking:
        for asks, run in code:
            ended = (yield from run(scope)) if asks else run(scope)
            if ended:
                return True
        return False

    def _compiled(self, code: Iterable[Instruction]) -> "Compiled":
        return tuple((isinstance(each, ASKING), COMPILERS[type(each)](self, each)) for each in code)

    def values(self, parts: Iterable[Any], slot: str) -> Callable[[Scope], list[Any]]:
        """A function from a scope to the values of expressions; ``slot`` is what they are for."""
        closures, named = [self.evaluator.compile(part) for part in parts], self.named(slot)
        return lambda scope: compute(closures, scope, named, partial(self.place, named, scope))

    def named(self, slot: str) -> str:
        """A slot as messages name it."""
        return f"{slot} in {self.inside}" if self.inside else slot

    def place(self, named: str, scope: Scope) -> str:
        """Where a computation stands, for messages."""
        return f"{self.owner}: {named} at step {int(scope[k.name])}"

    def _fitted(self, value: Any, shape: int, scope: Scope) -> Any:
        """A value in the shape of its letter: a start of 0 or of C holds for every component."""
        if shape == SCALAR or (hasattr(value, "shape") and value.shape):
            return value
        return value + 0 * scope[I.name if shape == MATRIX else POINT]

    def ask(self, ask: Ask) -> Callable[[Scope], Asking]:
        """Ask, and keep the answer."""
        values = self.values(ask.arguments, ask.slot)

        def run(scope: Scope) -> Asking:
            scope[ask.slot] = yield (ask.kind, *values(scope))
            return False

        return run

    def assign(self, assign: Assign) -> Callable[[Scope], bool]:
        """Compute a letter."""
        slot, shape, name = assign.slot, assign.shape, name_of(assign.letter)
        values, named = self.values([assign.expression], slot), self.named(slot)
        at = position(self.layout.windows.index(assign.letter.args[0])) if name in self.names else None

        def run(scope: Scope) -> bool:
            value = checked(self.backend, self._fitted(values(scope)[0], shape, scope), named)
            scope[slot] = value
            if at is not None:
                scope[held(name)][at(scope)] = value
            return False

        return run

    def end(self, end: End) -> Callable[[Scope], bool]:
        """Whether this is the end."""
        values = self.values([end.expression], end.slot)
        return lambda scope: bool(values(scope)[0])

    def loop(self, loop: Loop) -> Callable[[Scope], Asking]:
        """The turns of a group; those before the first pass are left out where it reads the past."""
        bounds = [position(self.layout.windows.index(bound)) for bound in (loop.first, loop.last)]
        index, step, body = loop.index.name, loop.step, self._compiled(loop.body)

        def run(scope: Scope) -> Asking:
            first, last = (bound(scope) for bound in bounds)
            for turn in range(first, last + step, step):
                scope[index] = self.backend.number(Integer(turn))
                yield from self._run(body, scope)
            return False

        return run

    def invoke(self, invoke: Invoke) -> Callable[[Scope], Asking]:
        """Run a procedure until its end; it sees its arguments, its hyperparameters, and nothing else."""
        procedure: Any = invoke.layout.rule
        inner = Code(invoke.layout, self.backend, self.owner, procedure.name)
        values = self.values(invoke.arguments, invoke.slot)
        seen = [letter.name for letter in procedure.chosen] + [I.name, POINT, k.name]
        takes = [letter.name for letter in procedure.takes]

        def run(scope: Scope) -> Asking:
            shared = {name: scope[name] for name in seen if name in scope}
            shared |= dict(zip(takes, values(scope), strict=True))
            opening = {**shared, inner.counter: self.backend.number(Integer(0))}
            state = yield from inner.begin(opening)
            shared |= {once.slot: opening[once.slot] for once in invoke.layout.once}
            for turn in range(procedure.bound):
                own = {**shared, inner.counter: self.backend.number(Integer(turn))}
                if (yield from inner.step(own, state, turn == 0)):
                    scope[invoke.slot] = inner.result(own)
                    return False
                state = inner.carried(own)
            raise RunError(
                f"{self.place(procedure.name, scope)}: it has not ended after {procedure.bound} passes",
                "begin elsewhere, ask it for less, or raise its bound; an objective without minimum has no end",
            )

        return run

    def result(self, scope: Scope) -> Any:
        """What the procedure gives, once it has ended."""
        return checked(self.backend, self._result(scope)[0], self.inside)


Compiled = tuple[tuple[bool, Callable[[Scope], Any]], ...]
ASKING = (Ask, Loop, Invoke)
COMPILERS: Mapping[type, Callable[[Code, Any], Callable[[Scope], Any]]] = {
    Ask: Code.ask,
    Assign: Code.assign,
    End: Code.end,
    Loop: Code.loop,
    Invoke: Code.invoke,
}
