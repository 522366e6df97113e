"""How facts replace letters: at any index, at any point, or as they stand."""

from collections.abc import Iterable
from typing import Any

from sympy import Eq, Integer, Symbol
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.symbols import E, Letter, Oracle


def replace(expression: Any, facts: Iterable[Boolean]) -> Any:
    """An expression with every left side of the facts replaced by its right side.

    >>> from sympy import Eq
    >>> from symopt.symbols import c, g, i, k
    >>> replace(g[k] + g[k - 1], [Eq(g[i], c)])
    2*c
    """
    for fact in facts:
        if isinstance(fact, Eq):
            expression = _replace(expression, fact.lhs, fact.rhs)
    return expression


def _replace(expression: Any, left: Any, right: Any) -> Any:
    if isinstance(left, AppliedUndef | Oracle) and len(left.args) == 1 and is_bare(left.args[0]):
        return expression.replace(left.func, lambda at: right.subs(left.args[0], at))
    if isinstance(left, E):
        return expression.replace(E, lambda inner: _mean(inner, left, right))
    return expression.subs(left, right)


def is_bare(argument: Any) -> bool:
    """Whether an argument stands for any index or any point."""
    return isinstance(argument, Symbol) and not isinstance(argument, Integer)


def _mean(inner: Any, left: Any, right: Any) -> Any:
    letters = sorted(left.args[0].atoms(AppliedUndef), key=str)
    for found in sorted(inner.atoms(AppliedUndef), key=str):
        index = letters[0].args[0]
        if is_bare(index) and not isinstance(index, Letter) and left.args[0].subs(index, found.args[0]) == inner:
            return right.subs(index, found.args[0])
    return E(inner)
