"""The pure functions that numpy and jax share: ``init``, ``query`` for rules that look ahead, and ``update``."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symopt.kernels.kernel import NEW_POINT, POINT, Kernel
from symopt.kernels.terms import Term, names_in
from symopt.kernels.text import Language
from symopt.targets._python import INDENT, WIDTH, bracketed, keywords, signature
from symopt.targets._statements import Statements


@dataclass(frozen=True)
class Pure:
    """Writes a rule as pure functions.

    Args:
        kernel: the rule.
        language: how terms are written.
        fills: how an array is made that is as large as ``{0}``: ``zeros``, ``full`` of the value ``{1}``, ``copy``.
    """

    kernel: Kernel
    language: Language
    fills: Mapping[str, str]

    def statements(self, names: Mapping[str, str] | None = None) -> Statements:
        """What writes the lines of a pass, in a function that is given ``state``."""
        state = {slot.before: f'state["{slot.key}"]' for slot in self.kernel.state}
        return Statements(self.language, self.kernel.scalars, {**state, **(names or {})})

    def init(self) -> str:
        """The state before the first pass."""
        read = {name for slot in self.kernel.state for name in names_in(slot.start)}
        needed = [h for h in self.kernel.hyperparameters if h.name in read]
        items = [f'"{slot.key}": {self._start(slot.start, slot.scalar)}' for slot in self.kernel.state]
        return "\n".join(
            [
                signature("init", ["params", *keywords(needed)]),
                f'{INDENT}"""Return the state before the first step."""',
                bracketed(f"{INDENT}return {{", items, "}", INDENT, display=True),
            ]
        )

    def _start(self, start: Term, scalar: bool) -> str:
        own = Statements(self.language, self.kernel.scalars, {POINT: "params"})
        if scalar:
            return own.text(start) if not isinstance(start, Fraction) else repr(float(start))
        if start == POINT:
            return self.fills["copy"].format("params")
        if POINT in names_in(start):
            return own.text(start)
        return self.fills["zeros" if start == 0 else "full"].format("params", own.text(start))

    def query(self) -> str:
        """The point where the gradient is asked."""
        statements = self.statements({POINT: "params"})
        *above, last = self.kernel.query
        body = statements.lines(above)
        told = f"{INDENT}return {statements.text(last.term)}"
        if last.first is not None or len(told) > WIDTH:
            body, told = [*body, *statements.lines([last])], f"{INDENT}return {last.name}"
        head = signature("query", ["state", "params", "k", *keywords(self.kernel.hyperparameters)])
        return "\n".join([head, f'{INDENT}"""Return the point where step k needs the gradient."""', *body, told])

    def update(self) -> str:
        """One step."""
        kernel, statements = self.kernel, self.statements()
        if not _reads_old_point(kernel):
            statements.names[NEW_POINT] = POINT
        opening = "w = params" if kernel.gradient == "grads" else f"w, {kernel.gradient} = params, grads"
        return "\n".join(
            [
                signature("update", ["grads", "state", "params", "k", *keywords(kernel.hyperparameters)]),
                f'{INDENT}"""Return the parameters and the state after step k, which counts from 1."""',
                f"{INDENT}{opening}",
                *statements.lines(kernel.lines),
                *self._returned(statements),
            ]
        )

    def _returned(self, statements: Statements) -> list[str]:
        point = statements.names.get(NEW_POINT, NEW_POINT)
        items = [f'"{key}": {self._kept(name, statements)}' for key, name in self.kernel.moves.items()]
        told = f"{INDENT}return {point}, {{{', '.join(items)}}}"
        if len(told) <= WIDTH:
            return [told]
        return [bracketed(f"{INDENT}state = {{", items, "}", INDENT, display=True), f"{INDENT}return {point}, state"]

    def _kept(self, name: str, statements: Statements) -> str:
        """A value that goes into the state; what the caller may write over is copied."""
        lines = {line.name: (line.term, line.first) for line in self.kernel.lines}
        given = name not in self.kernel.scalars and any(
            isinstance(term, str) for term in (name, *lines.get(name, ())) if term not in lines
        )
        return self.fills["copy"].format(name) if given else statements.text(name)


def _reads_old_point(kernel: Kernel) -> bool:
    """Whether the point is read after the new one is known."""
    names = [line.name for line in kernel.lines]
    below = kernel.lines[names.index(NEW_POINT) + 1 :]
    read = {name for line in below for term in (line.term, line.first) if term is not None for name in names_in(term)}
    return POINT in read or POINT in kernel.moves.values()
