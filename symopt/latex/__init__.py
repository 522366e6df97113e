"""Statements as LaTeX, printed from their trees: the public face of the printer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sympy import Basic, Expr, sympify

from symopt.latex import calls, chances, letters, linear, logic, numbers, products, sums
from symopt.latex.authored import Order
from symopt.latex.logic import OPERATORS as OPERATORS
from symopt.latex.printer import Printer
from symopt.latex.tex import Binds
from symopt.notation import CANONICAL, Notation
from symopt.symbols import Oracle, g, grad, k, normal, w

if TYPE_CHECKING:
    from symopt.spec import Optimizer
    from symopt.spec.reading import Equation

FORMS = {
    **numbers.FORMS,
    **letters.FORMS,
    **sums.FORMS,
    **products.FORMS,
    **calls.FORMS,
    **linear.FORMS,
    **logic.FORMS,
    **chances.FORMS,
}


def latex(
    statement: Basic | int | float,
    notation: Notation | str = CANONICAL,
    order: Order | None = None,
    *,
    of: "Optimizer | None" = None,
    values: Mapping[Basic, Expr] | None = None,
) -> str:
    r"""A statement of the language as LaTeX, without dollar signs.

    Args:
        statement: an expression, a matrix, a relation, or a Boolean of relations.
        notation: a notation or its name.
        order: how the author ordered terms and factors; elsewhere the textbook's order is used.
        of: the optimizer that the statement is about: it says what ``g[k]`` is, and which letters are vectors.
        values: numbers that are printed in place of letters, the formula's look unchanged.

    Raises:
        OutputError: when a part of the statement has no form.
        UnknownNameError: when there is no such notation.

    >>> from symopt.symbols import beta, g, k, v
    >>> print(latex(beta * v[k - 1] + g[k]))
    \beta v_{k-1} + \nabla C(w_k)
    """
    return _printer(notation, order, of, values).code(sympify(statement))


def update_lines(
    optimizer: "Optimizer", notation: Notation | str = CANONICAL, order: Order | None = None, align: str = ""
) -> list[str]:
    r"""The equations of one pass, one LaTeX equation each, in the order of the pass.

    The equation of ``g`` is left out where the notation writes the gradient itself. ``align`` stands before the
    relation: ``&`` within an ``align``.
    """
    printer = _printer(notation, order, optimizer, None)
    shown = [equation for equation in optimizer.equations if not (_is_gradient(equation) and printer.gradient)]
    return [_line(printer, equation, align) for equation in shown]


def _printer(
    notation: Notation | str, order: Order | None, of: "Optimizer | None", values: Mapping[Basic, Expr] | None
) -> Printer:
    notation = Notation.load(notation) if isinstance(notation, str) else notation
    return Printer(
        notation,
        FORMS,
        order or Order(),
        shapes=of.shapes if of else {},
        gradient=_gradient(of) if notation.gradient == "inline" else None,
        values=values or {},
    )


def _gradient(of: "Optimizer | None") -> Oracle | None:
    """What ``g[k]`` asks: the gradient at ``w[k]`` or elsewhere; None when it is more than a question."""
    given = [equation.right for equation in of.equations if _is_gradient(equation)] if of else []
    meaning = given[0] if given else grad(w[k])
    return meaning if isinstance(meaning, Oracle) else None


def _is_gradient(equation: "Equation") -> bool:
    return bool(equation.left == g[k])


def _line(printer: Printer, equation: "Equation", align: str) -> str:
    left = printer.code(equation.left)
    if isinstance(equation.right, normal):
        return f"{left} {align}{printer.notation.signs['drawn']}"
    line = f"{left} {align}= {printer.code(equation.right)}"
    if equation.group is None:
        return line
    index, first, last = equation.group.args
    return f"{line} \\quad ({printer.code(index)} = {printer.code(first)}, \\ldots, {printer.code(last)})"


__all__ = ["OPERATORS", "Binds", "latex", "update_lines"]
