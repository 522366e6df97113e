"""What printing one formula needs to know, and the walk down its tree: the form of a node is looked up by its class."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Basic, Expr

from symopt.errors import OutputError
from symopt.latex.authored import Order
from symopt.latex.kinds import shape
from symopt.latex.tex import Tex
from symopt.notation import Notation
from symopt.symbols import Oracle, k

Form = Callable[["Printer", Any], Tex]


@dataclass(frozen=True)
class Printer:
    """Prints trees.

    Args:
        notation: how letters and signs are written.
        forms: the form of each class of nodes.
        order: how the author ordered terms and factors.
        shapes: shapes of letters, where they differ from the usual.
        gradient: what ``g[k]`` stands for, when it is written out.
        values: numbers printed in place of letters.
        tight: whether this is a sub- or superscript: no blanks, no built-up fractions.
    """

    notation: Notation
    forms: Mapping[type, Form]
    order: Order = field(default_factory=Order)
    shapes: Mapping[str, int] = field(default_factory=dict)
    gradient: Oracle | None = None
    values: Mapping[Basic, Expr] = field(default_factory=dict)
    tight: bool = False

    def tex(self, node: Basic) -> Tex:
        """A node as a piece of LaTeX.

        Raises:
            OutputError: when no form is known for it.
        """
        if node in self.values:
            return replace(self, values={}).tex(self.values[node])
        for kind in type(node).__mro__:
            if kind in self.forms:
                return self.forms[kind](self, node)
        message = f"there is no LaTeX form for {type(node).__name__}: {node}"
        raise OutputError(message, "write it with the words of the language")

    def code(self, node: Basic) -> str:
        """The LaTeX of a node."""
        return self.tex(node).code

    def script(self, node: Basic) -> str:
        """The LaTeX of a node as a sub- or superscript, without braces."""
        return replace(self, tight=True).code(node)

    def shape(self, node: Basic) -> int:
        """0 for a scalar, 1 for a vector, 2 for a matrix."""
        return shape(node, self.shapes)

    def question(self, index: Expr) -> Oracle | None:
        """What ``g[index]`` asks the objective, when it is written out."""
        return None if self.gradient is None else self.gradient.xreplace({k: index})
