"""Passes as statements of Python that ask by ``yield``: loops over windows, procedures as generators of their own."""

import ast
import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy import sympify

from symopt.errors import RunError
from symopt.program.instructions import Ask, Assign, End, Instruction, Invoke, Loop
from symopt.program.layout import Layout
from symopt.program.lowering import identifier
from symopt.spec.memory import in_groups
from symopt.spec.reading import name_of
from symopt.spec.shapes import MATRIX, SCALAR
from symopt.spec.writing import show, written
from symopt.targets._python import INDENT, WIDTH, escaped, paragraph, signature
from symopt.targets._wording import Wording


class Passes:
    """Writes the passes of a rule, or of a procedure.

    Args:
        layout: the passes.
        owner: what it is called in messages.
        functions: the procedures written so far, by name; those called here are added.
    """

    def __init__(self, layout: Layout, owner: str, functions: dict[str, str]) -> None:
        self.layout, self.owner, self.functions = layout, owner, functions
        self.words = Wording(layout, owner)
        self.windows = sorted(layout.windows.names)
        self.lasting = [name for name in self.windows if name not in in_groups(layout.rule)]
        if "w" in self.windows:
            raise RunError(f"{owner} reads parameters of many passes ago, which source does not", "run it instead")

    def before(self, indent: str = INDENT) -> list[str]:
        """What gives the state its first values."""
        opened = [f"{indent}{identifier(name)} = {{}}" for name in self.lasting]
        return [*opened, *self._block(self.layout.before, indent)]

    def both(self, first: str, indent: str) -> list[str]:
        """A pass; where the first one differs, ``first`` tells it."""
        opened = [f"{indent}{identifier(name)} = {{}}" for name in self.windows if name not in self.lasting]
        one, other = list(self.layout.first), list(self.layout.later)
        same = _shared(one, other)
        rest = _shared(one[same:][::-1], other[same:][::-1])
        head, tail = self._block(other[:same], indent), other[len(other) - rest :]
        middle: list[str] = []
        if one != other:
            inner = indent + INDENT
            apart = [self._block(code[same : len(code) - rest], inner) for code in (one, other)]
            middle = [f"{indent}if {first}:", *apart[0], f"{indent}else:", *apart[1]]
        return [*opened, *head, *middle, *self._block(tail, indent)]

    def carried(self) -> dict[str, tuple[str, str]]:
        """For each slot of the state without window: its key, what holds it before the pass, and what after it."""
        found: dict[str, tuple[str, str]] = {}
        for letter in self.layout.carried:
            base = identifier(name_of(letter))
            key = base if base not in found else f"{base}_{len(found) + 1}"
            after = letter.func(letter.args[0] + 1)
            found[key] = self.words.variable(letter), self.words.variable(after)
        return found

    def kept(self, name: str) -> str:
        """As many values of a letter as later passes read, the newest ones."""
        depth = self.words.text(sympify(self.layout.rule.state.get(name, 0)))
        colon = ":" if depth.isalnum() else " :"
        return f"dict(sorted({identifier(name)}.items())[-{depth}{colon}])"

    def _block(self, code: Sequence[Instruction], indent: str) -> list[str]:
        lines: list[str] = []
        waiting: str | None = None
        for instruction in code:
            if isinstance(instruction, Assign) and waiting is not None and show(instruction.expression) == waiting:
                lines.append(self._received(lines.pop(), instruction, waiting))
                waiting = None
                continue
            waiting = instruction.slot if isinstance(instruction, Ask | Invoke) else None
            lines += self._lines(instruction, indent)
        return lines

    def _received(self, line: str, assign: Assign, slot: str) -> str:
        """The question's line, its answer received by the letter that it is for."""
        name = self.words.variable(assign.letter)
        blank = line[: len(line) - len(line.lstrip())]
        self.words.answers[slot] = name
        return f"{blank}{name} = {line.partition(' = ')[2]}"

    def _lines(self, instruction: Instruction, indent: str) -> list[str]:
        if isinstance(instruction, Ask):
            given = "".join(f", {self.words.text(argument)}" for argument in instruction.arguments)
            return [f'{indent}{self._answer(instruction.slot, instruction.kind)} = yield "{instruction.kind}"{given}']
        if isinstance(instruction, Invoke):
            return [self._invoked(instruction, indent)]
        if isinstance(instruction, End):
            gives = self.layout.gives
            told = "params, state, True" if gives is None else self.words.text(gives)
            return [*self._when(instruction.expression, indent), f"{indent}{INDENT}return {told}"]
        if isinstance(instruction, Loop):
            return self._turns(instruction, indent)
        return self._assigned(instruction, indent)

    def _when(self, condition: Any, indent: str) -> list[str]:
        """The head of what holds under a condition; one that is too long gets a name."""
        head = f"{indent}if {self.words.text(condition)}:"
        return [head] if len(head) <= WIDTH else [*self.words.assign("ends", condition, indent), f"{indent}if ends:"]

    def _answer(self, slot: str, kind: str) -> str:
        """The variable for an answer, the same wherever the question is asked."""
        if slot in self.words.answers:
            return self.words.answers[slot]
        taken = set(self.words.answers.values())
        names = (f"{kind}_{n}" for n in range(1, len(taken) + 2))
        self.words.answers[slot] = next(name for name in names if name not in taken)
        return self.words.answers[slot]

    def _assigned(self, assign: Assign, indent: str) -> list[str]:
        name, expression = self.words.variable(assign.letter), assign.expression
        if assign.shape == SCALAR or not self.words.scalar(expression):
            return self.words.assign(name, expression, indent)
        if assign.shape == MATRIX:
            return [f"{indent}{name} = np.diag(np.full(w.size, {self.words.text(expression)}))"]
        if expression == 0:
            return [f"{indent}{name} = np.zeros_like(w)"]
        return [f"{indent}{name} = np.full_like(w, {self.words.text(expression)})"]

    def _turns(self, loop: Loop, indent: str) -> list[str]:
        first, last = (self.layout.windows.index(bound) for bound in (loop.first, loop.last))
        ends = [self.words.text(first), self.words.text(last + loop.step), *(["-1"] if loop.step < 0 else [])]
        return [
            f"{indent}for {loop.index.name} in range({', '.join(ends)}):",
            *self._block(loop.body, indent + INDENT),
        ]

    def _invoked(self, invoke: Invoke, indent: str) -> str:
        """The call of a procedure, which is written first."""
        procedure: Any = invoke.layout.rule
        name = identifier(re.sub(r"\W+", "_", procedure.name.lower()))
        takes = [identifier(letter.name) for letter in procedure.takes]
        text = self.functions.get(name) or _function(name, takes, invoke.layout, self.functions)
        self.functions[name] = text
        more = parameters(text)[len(takes) :]
        given = [*(self.words.text(argument) for argument in invoke.arguments), *more]
        asks = "yield from " if "yield" in text else ""
        return f"{indent}{self._answer(invoke.slot, name)} = {asks}{name}({', '.join(given)})"


def _function(name: str, takes: list[str], layout: Layout, functions: dict[str, str]) -> str:
    """A procedure as a generator; besides its arguments it takes what else it reads."""
    procedure: Any = layout.rule
    counter = procedure.counter.name
    passes, inner = Passes(layout, procedure.name, functions), 2 * INDENT
    before, body = passes.before(), passes.both(f"{counter} == 0", inner)
    carried = [pair for pair in passes.carried().values() if pair[0] != pair[1]]
    before_names, after_names = (", ".join(names) for names in zip(*carried, strict=True)) if carried else ("", "")
    moves = [f"{inner}{before_names} = {after_names}"] if carried else []
    lines = [
        *before,
        f"{INDENT}for {counter} in range({procedure.bound}):",
        *body,
        *moves,
        f'{INDENT}raise ArithmeticError("{name} has not ended after {procedure.bound} passes")',
    ]
    letters = {identifier(letter.name) for letter in procedure.chosen} | {"w", "k"}
    given = [*takes, *sorted((read("\n".join(lines)) & letters) - set(takes))]
    return "\n".join([signature(name, given), *_said(procedure), *lines])


def _said(procedure: Any) -> list[str]:
    """A procedure's docstring."""
    equations = [*procedure.start.items(), *((e.left, e.right) for e in procedure.equations)]
    told = [f"{show(left)} = {written(right)}" for left, right in equations]
    told += [f"until {written(procedure.until)}", f"gives {written(procedure.gives)}"]
    title = f"{escaped(procedure.name)}, as a function of its arguments."
    return [f'{INDENT}"""{title}', "", *paragraph(told, 1), f'{INDENT}"""']


def _shared(one: Iterable[Instruction], other: Iterable[Instruction]) -> int:
    """How many instructions two passes begin with alike."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def read(lines: str) -> set[str]:
    """The names that the body of a function reads."""
    tree = ast.parse(f"def body():\n{lines}")
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def parameters(text: str) -> list[str]:
    """What a function takes."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    return [argument.arg for argument in function.args.args]
