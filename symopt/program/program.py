"""A specification as a program: what is asked, computed and carried over, in the order of one pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from symopt.program.instructions import Ask as Ask
from symopt.program.instructions import Assign as Assign
from symopt.program.instructions import End as End
from symopt.program.instructions import Instruction as Instruction
from symopt.program.instructions import Invoke as Invoke
from symopt.program.instructions import Loop as Loop
from symopt.program.layout import Layout
from symopt.spec import Optimizer
from symopt.spec.memory import in_groups
from symopt.spec.writing import show
from symopt.symbols import grad, k, w


@dataclass(frozen=True)
class Program:
    """One pass of an optimizer, instruction by instruction.

    Slots are letters at their indices as a specification writes them: ``v[k - 1]`` holds a state, ``v[k]`` is computed.

    Args:
        optimizer: the specification.

    Raises:
        RunError: when two procedures that it calls cannot be told apart.

    >>> from symopt.optimizers.momentum import momentum
    >>> [instruction.slot for instruction in Program.of(momentum).later]
    ['grad(w(k))', 'g[k]', 'v[k]', 'w[k + 1]']
    """

    optimizer: Optimizer

    @classmethod
    def of(cls, optimizer: Optimizer) -> "Program":
        """The program of an optimizer."""
        return cls(optimizer)

    @cached_property
    def layout(self) -> Layout:
        """The passes of the rule, with what procedures need besides."""
        return Layout(self.optimizer, self.optimizer.shapes)

    @cached_property
    def moves(self) -> Mapping[str, str]:
        """Each state slot, and the slot of this pass that the next pass finds in it; histories are kept elsewhere.

        >>> from symopt.optimizers.momentum import momentum
        >>> Program.of(momentum).moves, Program.of(momentum.variant("heavy-ball")).moves
        ({'v[k - 1]': 'v[k]'}, {'w[k - 1]': 'w[k]'})
        """
        return self.layout.moves

    @property
    def before(self) -> tuple[Instruction, ...]:
        """What gives the state its first values; zero where the specification is silent."""
        return self.layout.before

    @property
    def first(self) -> tuple[Instruction, ...]:
        """The first pass, in which ``start`` may replace equations."""
        return self.layout.first

    @property
    def later(self) -> tuple[Instruction, ...]:
        """Every other pass."""
        return self.layout.later

    @cached_property
    def computed(self) -> Mapping[str, str]:
        """Each letter that a pass computes besides the point, and its slot; those that live within groups left out."""
        inner = {w.name, *in_groups(self.optimizer)}
        return {e.name: show(e.left) for e in self.optimizer.equations if e.name not in inner}

    @cached_property
    def fused(self) -> bool:
        """Whether a pass is elementwise and asks for nothing but the gradient where it stands."""
        asked = {(i.kind, i.arguments) for i in (*self.first, *self.later) if isinstance(i, Ask)}
        once = asked == {(grad.__name__, (w[k],))} and not any(isinstance(i, Ask) for i in self.before)
        return once and self.optimizer.kind == "elementwise" and self.optimizer.until is None and not self._loops

    @property
    def _loops(self) -> bool:
        return any(isinstance(instruction, Loop) for instruction in self.later)
