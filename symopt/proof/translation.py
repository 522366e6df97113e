"""From SymPy's trees to terms, once, before any engine sees them."""

from collections.abc import Callable
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from symopt.proof.terms import FALSE, ONE, TRUE, Term
from symopt.statements import PositiveDefinite, Property, Tends
from symopt.symbols import E, Identity, Letter, Primitive, SymmetricMatrix, Vector

_FUNCTIONS = {
    sympy.Abs: "Abs",
    sympy.Max: "Max",
    sympy.Min: "Min",
    sympy.sign: "sign",
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.cos: "cos",
    sympy.floor: "floor",
    E: "E",
}
_NARY = {sympy.Add: "+", sympy.Mul: "*", sympy.And: "and", sympy.Or: "or", sympy.Not: "not", sympy.Equivalent: "<=>"}
_RELATIONS: dict[Any, Callable[[Term, Term], Term]] = {
    sympy.Eq: lambda a, b: ("=", a, b),
    sympy.Ne: lambda a, b: ("not", ("=", a, b)),
    sympy.Lt: lambda a, b: ("<", a, b),
    sympy.Le: lambda a, b: ("<=", a, b),
    sympy.Gt: lambda a, b: ("<", b, a),
    sympy.Ge: lambda a, b: ("<=", b, a),
    sympy.Implies: lambda a, b: ("=>", a, b),
}

_CONSTANTS: dict[Any, Term] = {sympy.E: ("fn", "exp", ONE), sympy.pi: ("fn", "pi")}


class Untranslatable(Exception):
    """A SymPy node that has no term."""


def term(expression: Any) -> Term:
    """The term of a SymPy tree; a term is its own.

    Raises:
        Untranslatable: for a node outside the language.

    >>> from symopt.symbols import beta, k, v
    >>> term(beta * v[k - 1])
    ('*', ('var', 'beta', 'unit'), ('app', 'v', ('+', ('num', -1, 1), ('var', 'k', 'integer'))))
    """
    kind = type(expression)
    if kind is tuple:
        return tuple(expression)
    if isinstance(expression, sympy.Rational):
        return ("num", int(expression.p), int(expression.q))
    if isinstance(expression, sympy.Symbol):
        return ("var", expression.name, _domain(expression))
    if isinstance(expression, AppliedUndef):
        return ("app", expression.func.__name__, *map(term, expression.args))
    if isinstance(expression, Primitive):
        return ("fn", kind.__name__, *map(term, expression.args))
    if kind in _NARY:
        return (_NARY[kind], *map(term, expression.args))
    if kind in _RELATIONS:
        return _RELATIONS[kind](*map(term, expression.args))
    if kind in _FUNCTIONS:
        return ("fn", _FUNCTIONS[kind], *map(term, expression.args))
    return _rarer(expression)


def _rarer(expression: Any) -> Term:
    kind = type(expression)
    if isinstance(expression, sympy.Pow):
        return ("^", *map(term, expression.args))
    if isinstance(expression, sympy.Sum):
        return _sum(expression)
    if isinstance(expression, Tends):
        return ("tends", *map(term, expression.args))
    if isinstance(expression, Property):
        return (kind.__name__.lower(), *(term(part) for part in expression.args if part != sympy.oo))
    if isinstance(expression, PositiveDefinite):
        return ("fn", "PositiveDefinite", term(expression.args[0]))
    if isinstance(expression, sympy.Piecewise):
        return _cases(list(expression.args))
    if expression in (sympy.true, sympy.false):
        return TRUE if expression == sympy.true else FALSE
    if expression in _CONSTANTS:
        return _CONSTANTS[expression]
    raise Untranslatable(f"{type(expression).__name__}: {expression}")


def _sum(expression: sympy.Sum) -> Term:
    """SymPy writes the innermost index first."""
    body = term(expression.function)
    for limit in expression.limits:
        body = ("sum", body, *map(term, limit))
    return body


def _cases(cases: list[Any]) -> Term:
    value, condition = cases[0]
    if condition == sympy.true:
        return term(value)
    if len(cases) == 1:
        raise Untranslatable(f"{value} has no value outside {condition}")
    return ("if", term(condition), term(value), _cases(cases[1:]))


def _domain(symbol: sympy.Symbol) -> str:
    if isinstance(symbol, Identity):
        return "identity"
    if isinstance(symbol, SymmetricMatrix):
        return "symmetric"
    if isinstance(symbol, Vector):
        return "vector"
    if isinstance(symbol, Letter):
        return symbol.domain
    return "integer" if symbol.is_integer else "real"
