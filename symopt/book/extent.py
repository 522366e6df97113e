"""About how wide a statement is when it is printed, in ems: enough to choose a layout that fits on the page."""

from collections.abc import Callable, Iterable
from typing import Any

from sympy import Abs, Add, Basic, MatrixBase, Mul, Number, Piecewise, Pow, Rational, S, Sum, Symbol
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symopt.statements import Monotone, Property, RootsInside, Tends
from symopt.symbols import Oracle

PAGE = 34.5
"""The width of a page's text: 345 pt at 10 pt."""

CHARACTER, FORMULA, SCRIPT, OPERATOR, BRACKETS = 0.46, 0.25, 0.4, 1.3, 0.9


def extent(statement: Any) -> float:
    """The width of a statement.

    >>> from symopt.symbols import beta, eta
    >>> extent(eta) < extent(eta + beta) < extent((eta + beta) / (1 - eta)) + 2
    True
    """
    for kind, measure in MEASURES.items():
        if isinstance(statement, kind):
            return float(measure(statement))
    return 2.0 + sum(map(extent, statement.args)) + 0.5 * len(statement.args)


def words(text: str) -> float:
    """The width of a text with formulas between dollar signs, whose commands are longer than what they print."""
    pieces = text.split("$")
    return CHARACTER * sum(map(len, pieces[::2])) + FORMULA * sum(map(len, pieces[1::2]))


def _symbol(symbol: Symbol) -> float:
    return _named(symbol.name)


def _named(name: str) -> float:
    return 0.6 + SCRIPT * sum(min(len(part), 3) for part in name.split("_")[1:] if part != "hat")


def _number(number: Number) -> float:
    if isinstance(number, Rational) and number.q != 1:
        return 0.3 + 0.5 * max(len(str(number.p)), len(str(number.q)))
    return 0.5 * len(str(number))


def _letter(letter: AppliedUndef) -> float:
    return _named(letter.func.__name__) + SCRIPT * sum(len(str(index)) for index in letter.args)


def _sum(parts: Add) -> float:
    return _joined(parts.args)


def _product(product: Mul) -> float:
    below = [1 / part for part in product.args if _divides(part)]
    above = [part for part in product.args if not _divides(part) and part is not S.NegativeOne]
    over = sum(_bracketed(part) for part in above) + 0.2 * len(above)
    return max(over, sum(_bracketed(part) for part in below)) + 0.3


def _divides(part: Basic) -> bool:
    return isinstance(part, Pow) and bool(part.exp.could_extract_minus_sign())


def _bracketed(part: Basic) -> float:
    return extent(part) + (BRACKETS if isinstance(part, Add) else 0)


def _power(power: Pow) -> float:
    if _divides(power):
        return extent(1 / power) + 0.3
    if power.exp == S.Half:
        return 1 + extent(power.base)
    return _bracketed(power.base) + 0.7 * extent(power.exp)


def _series(series: Sum) -> float:
    return 1.7 + _bracketed(series.function)


def _matrix(matrix: MatrixBase) -> float:
    columns = [max(extent(entry) for entry in matrix.col(n)) for n in range(matrix.cols)]
    return float(BRACKETS + sum(columns) + len(columns) - 1)


def _cases(cases: Piecewise) -> float:
    return 1.5 + max(extent(value) for value, _ in cases.args) + max(extent(when) for _, when in cases.args)


def _joined(parts: Iterable[Any]) -> float:
    widths = [extent(part) for part in parts]
    return sum(widths) + OPERATOR * (len(widths) - 1)


def _statement(statement: Basic) -> float:
    return _joined(statement.args) if statement.args else 0.5


MEASURES: dict[Any, Callable[[Any], float]] = {
    MatrixBase: _matrix,
    Number: _number,
    AppliedUndef: _letter,
    Symbol: _symbol,
    Add: _sum,
    Mul: _product,
    Pow: _power,
    Sum: _series,
    Piecewise: _cases,
    Abs: lambda node: 0.6 + extent(node.args[0]),
    Oracle: lambda node: 2.3 + sum(map(extent, node.args)),
    Tends: lambda node: _joined(node.args[::2]) + 5,
    Monotone: lambda node: sum(extent(part) for part in (node.args[0], *node.args[2:])) + 7,
    Property: lambda node: extent(node.args[0]) + 6,
    RootsInside: lambda node: extent(node.args[0]) + 7,
    Relational: _statement,
    Boolean: _statement,
}
