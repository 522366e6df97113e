"""What derivations may say beyond equality: limits, properties of functions and series, what is taken for granted."""

from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr, Rational, Symbol, oo, sympify
from sympy.logic.boolalg import Boolean


class Tends(Boolean):
    """``Tends(x, k, l)``: x tends to l as the index k grows without bound."""

    def __new__(cls, expression: Expr, index: Symbol, limit: Expr) -> Any:
        """The claim, with plain numbers made exact."""
        return Basic.__new__(cls, sympify(expression), index, sympify(limit))


@dataclass(frozen=True)
class Assumption:
    """Something taken for granted; it travels with every result that was obtained from it.

    Args:
        key: the phrase that says it in words.
        facts: what the checker may use: equations that rewrite a letter at any index, and relations.
    """

    key: str
    facts: tuple[Boolean, ...]


class PositiveDefinite(Boolean):
    """``PositiveDefinite(H)``: the symmetric matrix H has positive eigenvalues only."""

    def __new__(cls, matrix: Expr) -> Any:
        """The claim about a matrix."""
        return Basic.__new__(cls, matrix)


class RootsInside(Boolean):
    """``RootsInside(p, z)``: every root of the polynomial p in z lies inside the unit circle."""

    def __new__(cls, polynomial: Expr, letter: Symbol) -> Any:
        """The claim about a polynomial."""
        return Basic.__new__(cls, sympify(polynomial), letter)


class ForEvery(Boolean):
    """``ForEvery(condition, x, a, b)``: the condition holds for every x from a to b, both included."""

    def __new__(cls, condition: Boolean, letter: Symbol, lower: Expr, upper: Expr) -> Any:
        """The claim about an interval."""
        return Basic.__new__(cls, condition, letter, sympify(lower), sympify(upper))


class Chance(Boolean):
    """``Chance(event, p, x, ...)``: the event has the probability p, whatever the letters x are."""

    def __new__(cls, event: Boolean, probability: Expr, *whatever: Expr) -> Any:
        """The claim about an event; an index in it stands for every index."""
        return Basic.__new__(cls, event, _exact(probability), *whatever)


class UniformDraw(Boolean):
    """``UniformDraw(r, n, x, ...)``: r is any of 1, ..., n with equal probability; the letters x are not random."""

    def __new__(cls, draw: Expr, count: Expr, *fixed: Expr) -> Any:
        """The claim about a draw; an index in it stands for every index."""
        return Basic.__new__(cls, draw, _exact(count), *fixed)


class ConditionalMean(Boolean):
    """``ConditionalMean(x, m, y, ...)``: the mean of the random letter x is m, whatever the letters y have come to."""

    def __new__(cls, letter: Expr, mean: Expr, *known: Expr) -> Any:
        """The claim about a letter; an index in it stands for every index."""
        return Basic.__new__(cls, letter, _exact(mean), *known)


class Property(Boolean):
    """A claim about an expression as a function of its index.

    Args:
        expression: the function's value.
        index: the letter that it is a function of.
        first: where it begins.
    """

    def __new__(cls, expression: Expr, index: Symbol, first: Expr | int = 1) -> Any:
        """The claim, with plain numbers made exact."""
        return Basic.__new__(cls, sympify(expression), index, sympify(first))

    @property
    def free_symbols(self) -> set[Basic]:
        """The letters that it is a claim about; the index is none of them."""
        expression, index, *bounds = self.args
        return set().union(expression.free_symbols - {index}, *(bound.free_symbols for bound in bounds))


class Converges(Property):
    """``Converges(x, k, a)``: the sum of x over k = a, a + 1, ... has a finite value."""


class Diverges(Property):
    """``Diverges(x, k, a)``: the sums of x from k = a on exceed every number from some k on."""


class Continuous(Property):
    """``Continuous(x, k, a)``: x is a continuous function of the real number k, from a on."""


class Monotone(Property):
    """A claim about every two real numbers between ``first`` and ``last``, which may be infinite."""

    def __new__(cls, expression: Expr, index: Symbol, first: Expr | int = 1, last: Expr | int = oo) -> Any:
        """The claim, with plain numbers made exact."""
        return Basic.__new__(cls, sympify(expression), index, sympify(first), sympify(last))


class Decreasing(Monotone):
    """``Decreasing(x, k, a, b)``: x never rises while the real number k goes from a to b."""


class Increasing(Monotone):
    """``Increasing(x, k, a, b)``: x never falls while the real number k goes from a to b."""


class AnyTwo(Boolean):
    """``AnyTwo(x, c)``: the mean of the product of any two different letters x is c."""

    def __new__(cls, letter: Expr, mean: Expr) -> Any:
        """The claim about a letter at every index."""
        return Basic.__new__(cls, letter, _exact(mean))


def _exact(number: Any) -> Expr:
    """A number or an expression; a float says the decimal that it prints as."""
    return Rational(str(number)) if isinstance(number, float) else sympify(number)
