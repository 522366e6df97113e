"""What a pass of a rule costs, counted from its program: numbers kept, operations, questions.

``counting`` says what counts as an operation. Whoever answers a question pays for the answer. A pass is a late one,
when every window of the past is full; a procedure takes as many turns as the letter that stands for them says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Add, Expr, S, Symbol, expand

from symopt.program.counting import SIZES, Work, counted
from symopt.program.instructions import Ask, Instruction, Invoke, Loop, expressions
from symopt.program.layout import Layout
from symopt.program.program import Program
from symopt.spec import Optimizer
from symopt.spec.shapes import VECTOR
from symopt.symbols import Count, n


@dataclass(frozen=True)
class Cost:
    """What a rule costs, per pass.

    Args:
        state: how many numbers each letter keeps from pass to pass, besides the point.
        work: operations and questions.
        turns: the letters that stand for the turns of each procedure, by its name.

    >>> from symopt.optimizers.adam import adam
    >>> cost = Cost.of(adam)
    >>> cost.numbers, cost.work.arrays, cost.work.scalars, cost.bytes(4)
    (2*n, 14*n, 6, 8*n)
    """

    state: Mapping[str, Expr]
    work: Work
    turns: Mapping[str, Symbol]

    @classmethod
    def of(cls, rule: Optimizer) -> "Cost":
        """The cost of a rule.

        Raises:
            RunError: when there is no program for it.
        """
        layout = Program.of(rule).layout
        state = {name: expand(depth * SIZES[layout.shapes.get(name, VECTOR)]) for name, depth in rule.state.items()}
        return cls(state, _work(layout.later, layout), {name: _turns(name) for name in _procedures(layout.later)})

    @property
    def numbers(self) -> Expr:
        """How many numbers are kept from pass to pass, besides the point."""
        return expand(Add(*self.state.values()))

    def bytes(self, each: int) -> Expr:
        """The memory that these numbers take: 4 bytes each in single precision, 8 in double."""
        return expand(each * self.numbers)


def per_parameter(total: Expr) -> Expr:
    """A polynomial in n, divided by n; what does not grow with n is left out."""
    return expand((total - total.subs(n, 0)) / n)


def _procedures(code: Iterable[Instruction]) -> list[str]:
    """The procedures that instructions call, each once; those within procedures are their own."""
    found: dict[str, None] = {}
    for instruction in code:
        inner = instruction.body if isinstance(instruction, Loop) else ()
        if isinstance(instruction, Invoke):
            found[instruction.layout.rule.name] = None
            inner = instruction.layout.later
        found.update(dict.fromkeys(_procedures(inner)))
    return list(found)


def _turns(procedure: str) -> Symbol:
    """The letter for the turns of a procedure."""
    return Count("T_" + "_".join("".join(c if c.isalnum() else " " for c in procedure).split()))


def _work(code: Iterable[Instruction], layout: Layout) -> Work:
    total = Work()
    for instruction in code:
        total = total + _of(instruction, layout)
    return total


def _of(instruction: Instruction, layout: Layout) -> Work:
    if isinstance(instruction, Loop):
        return _work(instruction.body, layout).times((instruction.last - instruction.first) * instruction.step + 1)
    own = counted(layout, expressions(instruction))
    if isinstance(instruction, Ask):
        return own + Work(questions={instruction.kind: S.One})
    return own + _called(instruction.layout) if isinstance(instruction, Invoke) else own


def _called(layout: Layout) -> Work:
    """A procedure: what it begins with once, a turn so many times, what it gives once."""
    begin, turn = _work(layout.before, layout), _work(layout.later, layout)
    given = counted(layout, [] if layout.gives is None else [layout.gives])
    return begin + turn.times(_turns(layout.rule.name)) + given
