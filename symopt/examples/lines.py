"""One line of a worked example: symbol = formula = numbers substituted, unevaluated = result, exact or rounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sympy import Add, Derivative, Expr, Float, Mul, Rational
from sympy.core.function import AppliedUndef

from symopt.examples.roundings import Disagreement, compare_printed, decimals_for, rounded
from symopt.symbols import Hyper

LONGEST_EXACT = 10  # significant digits of an exact number that is still shown whole


@dataclass(frozen=True)
class Number:
    """A number and how it is shown.

    Args:
        value: the number, to many digits when it is irrational or too long.
        exact: whether it is the number itself.
        digits: significant digits shown when it is rounded.
    """

    value: Rational
    exact: bool
    digits: int

    @property
    def whole(self) -> bool:
        """Whether it is shown as it is, not rounded."""
        return self.exact and rounded(self.value, decimals_for(self.value, LONGEST_EXACT)) == self.value

    @property
    def shown(self) -> Expr:
        """An integer or a decimal."""
        digits = LONGEST_EXACT if self.whole else self.digits
        number = rounded(self.value, decimals_for(self.value, digits))
        return number if number.is_Integer else Float(number, digits)


@dataclass(frozen=True)
class Line:
    """One line of a worked example.

    Components are letters of their own: ``w_1(2)`` is the first coordinate after two steps, ``v_1(2)`` what the second
    pass computes; ``f(w_1(2), w_2(2))`` is the objective there, and its ``Derivative`` a partial derivative.

    Args:
        step: how many steps are taken when the line is through; 0 is the start.
        symbol: what the line computes.
        formula: the equation's right side, or None where the value is given.
        result: the value.
        inputs: the number that stands for each letter.
        inlined: partial derivatives that are worked out within this line, and their formulas.
    """

    step: int
    symbol: Expr
    formula: Expr | None
    result: Number
    inputs: Mapping[Expr, Number] = field(default_factory=dict)
    inlined: Mapping[Expr, Expr] = field(default_factory=dict)

    @cached_property
    def values(self) -> Mapping[Expr, Expr]:
        """What is shown in place of each letter: a number, or the unevaluated numbers of what is inlined."""
        numbers = {letter: number.shown for letter, number in self.inputs.items()}
        return numbers | {letter: substitute(formula, numbers) for letter, formula in self.inlined.items()}

    @property
    def substituted(self) -> Expr | None:
        """The formula with its numbers in place, unevaluated."""
        return None if self.formula is None else substitute(self.formula, self.values)

    @property
    def relation(self) -> str:
        """``eq`` when nothing shown is rounded, ``approx`` otherwise."""
        return "eq" if all(number.whole for number in (self.result, *self.inputs.values())) else "approx"

    def compare(self, printed: str) -> Disagreement | None:
        """Whether a printed result is this one, rounded; if not, rounding the inputs first is tried as a cause."""
        inputs = {letter: number.value for letter, number in self.inputs.items() if not isinstance(letter, Hyper)}
        settings = {letter: number.value for letter, number in self.inputs.items() if isinstance(letter, Hyper)}
        formula = None if self.formula is None else self.formula.xreplace(dict(self.inlined)).xreplace(settings)
        return compare_printed(self.result.value, printed, formula, inputs)


def substitute(formula: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """A formula with numbers, or trees of them, in place of its letters, unevaluated; positive terms come first.

    >>> from sympy import Integer
    >>> from symopt.symbols import eta, w_1
    >>> substitute(w_1 - eta, {w_1: Integer(-5), eta: Integer(2)}).args
    (-5, -1*2)
    """
    if formula in values:
        return values[formula]
    if not formula.args:
        return formula
    parts = [substitute(part, values) for part in _ordered(formula)]
    return formula.func(*parts, evaluate=False)


def _ordered(formula: Expr) -> list[Expr]:
    if isinstance(formula, Add):
        return sorted(formula.as_ordered_terms(), key=lambda term: bool(term.could_extract_minus_sign()))
    return list(formula.as_ordered_factors() if isinstance(formula, Mul) else formula.args)


def leaves(formula: Expr) -> set[Expr]:
    """The letters of a formula; a derivative is one of them."""
    if isinstance(formula, (AppliedUndef, Derivative, Hyper)):
        return {formula}
    return set().union(*(leaves(part) for part in formula.args))
