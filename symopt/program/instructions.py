"""What programs are made of: questions, assignments, the end of a run, loops over windows, procedures called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from symopt.spec.writing import show

if TYPE_CHECKING:
    from symopt.program.layout import Layout


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


@dataclass(frozen=True)
class Loop:
    """Instructions for every index from ``first`` to ``last``, up when ``step`` is 1, down when it is -1."""

    slot: str
    index: Symbol
    first: Expr
    last: Expr
    step: int
    body: tuple["Instruction", ...]


@dataclass(frozen=True)
class Invoke:
    """A procedure called; ``slot`` receives what it gives, ``layout`` holds its own passes."""

    slot: str
    arguments: tuple[Expr, ...]
    layout: "Layout"


Instruction = Ask | Assign | End | Loop | Invoke


def flattened(code: Iterable[Instruction]) -> Iterator[Instruction]:
    """Instructions with those inside loops and procedures."""
    for instruction in code:
        yield instruction
        if isinstance(instruction, Loop):
            yield from flattened(instruction.body)
        elif isinstance(instruction, Invoke):
            inner = instruction.layout
            yield from flattened([*inner.before, *inner.first, *inner.later])


def expressions(instruction: Instruction) -> tuple[Any, ...]:
    """What an instruction computes itself."""
    if isinstance(instruction, Loop):
        return instruction.first, instruction.last
    return instruction.arguments if isinstance(instruction, Ask | Invoke) else (instruction.expression,)
