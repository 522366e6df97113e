"""Indices such as ``k - m + 1``: how far they stand from the counter, and which of two comes later."""

from sympy import Add, Expr, Integer, Max, Min, Symbol, oo

from symopt.spec.reading import Equation
from symopt.symbols import Count


def counted(offset: Expr) -> bool:
    """Whether an offset is made of integers and counts alone, such as ``1 - m``."""
    return all(_whole(term) for term in Add.make_args(offset))


def _whole(term: Expr) -> bool:
    coefficient, letter = term.as_coeff_Mul()
    return bool(coefficient.is_Integer) and (letter == 1 or isinstance(letter, Count))


def latest(offset: Expr) -> Expr:
    """The largest value of an offset while its counts run over 1, 2, ...; infinite when there is none.

    >>> from symopt.symbols import history
    >>> latest(1 - history), latest(history)
    (0, oo)
    """
    coefficients = [(term.as_coeff_Mul()) for term in Add.make_args(offset)]
    if any(letter != 1 and coefficient > 0 for coefficient, letter in coefficients):
        return oo
    return Add(*(coefficient for coefficient, _ in coefficients))


def at_most(one: Expr, other: Expr) -> bool:
    """Whether an offset never exceeds another, whatever the counts."""
    return bool(latest(one - other) <= 0)


def greater(one: Expr, other: Expr) -> Expr:
    """The greater of two offsets."""
    return other if at_most(one, other) else one if at_most(other, one) else Max(one, other)


def lesser(one: Expr, other: Expr) -> Expr:
    """The lesser of two offsets."""
    return one if at_most(one, other) else other if at_most(other, one) else Min(one, other)


def step(equation: Equation) -> Integer:
    """How a group's index moves: 1 up, -1 down, 0 when it hangs on the counts."""
    first, last = equation.bounds
    return Integer(1 if at_most(first, last) else -1 if at_most(last, first) else 0)


def span(index: Expr, equation: Equation, counter: Symbol) -> tuple[Expr, Expr]:
    """The least and the greatest offset from the pass's counter that an index in an equation takes."""
    if equation.group is None or not index.has(equation.counter):
        return index - counter, index - counter
    first, last = (index.subs(equation.counter, bound) - counter for bound in equation.bounds)
    return lesser(first, last), greater(first, last)
