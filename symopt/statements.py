"""What derivations may say beyond equality: that something tends to a limit, and what is taken for granted."""

from dataclasses import dataclass

from sympy import Basic, Expr, Symbol
from sympy.logic.boolalg import Boolean


class Tends(Boolean):
    """``Tends(x, k, l)``: x tends to l as the index k grows without bound."""

    def __new__(cls, expression: Expr, index: Symbol, limit: Expr) -> "Tends":
        return Basic.__new__(cls, expression, index, limit)


@dataclass(frozen=True)
class Assumption:
    """Something taken for granted; it travels with every result that was obtained from it.

    Args:
        key: the phrase that says it in words.
        facts: what the checker may use: equations that rewrite a letter at any index, and relations.
    """

    key: str
    facts: tuple[Boolean, ...]
