"""What derivations may say beyond equality: that something tends to a limit, and what is taken for granted."""

from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr, Symbol, sympify
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
