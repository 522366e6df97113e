"""Derivatives piece by piece, and the points where an expression has none: kinks, jumps, edges of its domain."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sympy import (
    Abs,
    And,
    Dummy,
    Expr,
    Max,
    Min,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    floor,
    sign,
)
from sympy.core.relational import Relational

from symopt.errors import ObjectiveError
from symopt.objectives.algebraic import sign_of


def derivative(expression: Expr, letter: Symbol) -> Expr:
    """The derivative wherever there is one: Abs and Max are taken apart, sign and floor are constant between jumps.

    >>> from symopt.symbols import w_1
    >>> derivative(Abs(w_1) + floor(w_1) * w_1, w_1)
    floor(w_1) + sign(w_1)
    """
    frozen: dict[Expr, Dummy] = {}
    apart = expression.replace(Abs, lambda inner: inner * sign(inner)).replace(Max, _largest).replace(Min, _smallest)
    for jumps in sorted(apart.atoms(sign, floor), key=lambda part: (part.count_ops(), str(part)), reverse=True):
        frozen[jumps] = Dummy(real=True)
    found = apart.xreplace(frozen).diff(letter)
    return found.xreplace({dummy: jumps for jumps, dummy in frozen.items()})


def _largest(*parts: Expr) -> Expr:
    *others, last = parts
    return Piecewise(*((part, And(*(part >= other for other in parts))) for part in others), (last, True))


def _smallest(*parts: Expr) -> Expr:
    *others, last = parts
    return Piecewise(*((part, And(*(part <= other for other in parts))) for part in others), (last, True))


Substitution = dict[Symbol, Expr]


def _meets(arguments: list[Expr]) -> bool:
    return any(sign_of(argument) in (0, None) for argument in arguments)


def _ties(*parts: Expr) -> bool:
    top = max(parts, key=lambda part: part.evalf(30))
    return sum(sign_of(top - part) in (0, None) for part in parts) > 1


def _whole(argument: Expr) -> bool:
    nearest = floor(argument + Rational(1, 2))
    return sign_of(argument - nearest) in (0, None)


KINKS: dict[type, Callable[..., bool]] = {
    Abs: lambda inner: _meets([inner]),
    sign: lambda inner: _meets([inner]),
    floor: _whole,
    Max: _ties,
    Min: lambda *parts: _ties(*(-part for part in parts)),
    Pow: lambda base, exponent: not exponent.is_Integer and exponent.is_number and _meets([base]),
}


def kink(expression: Expr, at: Substitution) -> Expr | None:
    """The first part of an expression that has a kink, a jump or an edge at a point; None when all parts are smooth."""
    for part in sorted(expression.atoms(*KINKS), key=str):
        if KINKS[part.func](*(argument.xreplace(at) for argument in part.args)):
            return part
    return None


@dataclass(frozen=True)
class Joint:
    """Where two pieces meet.

    Args:
        at: the coordinate of the joint.
        order: how many derivatives agree there, the value counting as the first: 0 is a jump, 1 a kink, 2 neither.
    """

    at: Rational
    order: int


@dataclass(frozen=True)
class Piece:
    """An expression on an interval; None is an end that does not exist."""

    lower: Rational | None
    upper: Rational | None
    expression: Expr

    def __contains__(self, number: Expr) -> bool:
        """Whether a number lies strictly inside."""
        above = self.lower is None or sign_of(number - self.lower) == 1
        return above and (self.upper is None or sign_of(self.upper - number) == 1)


def pieces(expression: Expr, letter: Symbol) -> tuple[Piece, ...]:
    """The pieces of a piecewise expression of one coordinate, from left to right.

    Raises:
        ObjectiveError: when the pieces are not told apart by comparing the coordinate with rational numbers.
    """
    cuts = sorted({_cut(relation, letter) for part in expression.atoms(Piecewise) for relation in _relations(part)})
    ends = [None, *cuts, None]
    return tuple(Piece(lower, upper, _chosen(expression, letter, lower, upper)) for lower, upper in pairwise(ends))


def _relations(part: Piecewise) -> Iterator[Relational]:
    for _, condition in part.args:
        yield from condition.atoms(Relational)


def _cut(relation: Relational, letter: Symbol) -> Rational:
    left, right = relation.args
    if right == letter:
        left, right = right, left
    if left != letter or not right.is_Rational:
        raise ObjectiveError(
            f"the piece where {relation} cannot be placed on the axis of {letter}",
            f"compare {letter} with a rational number, such as {letter} < 1",
        )
    return right


def _chosen(expression: Expr, letter: Symbol, lower: Rational | None, upper: Rational | None) -> Expr:
    """The expression on an interval between two cuts: the pieces that hold at a point inside."""
    inside = _inside(lower, upper)

    def choose(*branches: tuple[Expr, Expr]) -> Expr:
        for value, condition in branches:
            if condition.xreplace({letter: inside}) == True:  # noqa: E712 (SymPy's true)
                return value
        raise ObjectiveError(
            f"no piece says what the value is at {letter} = {inside}", "add a last piece (value, True)"
        )

    found = expression
    while found.atoms(Piecewise):
        innermost = min(found.atoms(Piecewise), key=lambda part: (part.count_ops(), str(part)))
        found = found.xreplace({innermost: choose(*innermost.args)})
    return found


def _inside(lower: Rational | None, upper: Rational | None) -> Rational:
    if lower is not None and upper is not None:
        return (lower + upper) / 2
    if lower is not None:
        return lower + 1
    return upper - 1 if upper is not None else Rational(0)


def joints(expression: Expr, letter: Symbol, highest: int = 3) -> tuple[Joint, ...]:
    """Where the pieces meet, and how smoothly: the one-sided values and derivatives are compared exactly."""
    found = pieces(expression, letter)
    return tuple(
        Joint(right.lower, _agreement(left.expression - right.expression, letter, right.lower, highest))
        for left, right in pairwise(found)
    )


def _agreement(difference: Expr, letter: Symbol, at: Rational, highest: int) -> int:
    for order in range(highest):
        if sign_of(difference.xreplace({letter: at}).expand()) != 0:
            return order
        difference = derivative(difference, letter)
    return highest
