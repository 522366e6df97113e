"""Statements as the engines see them: nested tuples that share no code with SymPy, made from its trees once.

A term is ``(head, *arguments)``:

    ("num", p, q)  ("var", name, domain)  ("+", ...)  ("*", ...)  ("^", base, exponent)
    ("app", name, arguments...)           a letter at an index, or an unknown function
    ("fn", name, arguments...)            Abs, Max, Min, sign, exp, log, floor, E and the words of linear algebra
    ("sum", body, index, first, last)     ("if", condition, then, otherwise)

and a formula is ``("=", a, b)``, ``("<", a, b)``, ``("<=", a, b)``, ``("not", p)``, ``("and", ...)``, ``("or", ...)``,
``("=>", p, q)``, ``("<=>", p, q)``, ``("true",)`` or ``("false",)``.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from symopt.symbols import E, Identity, Letter, Primitive, SymmetricMatrix, Vector

Term = tuple[Any, ...]

ZERO: Term = ("num", 0, 1)
ONE: Term = ("num", 1, 1)
TRUE: Term = ("true",)
FALSE: Term = ("false",)

_FUNCTIONS = {
    sympy.Abs: "Abs",
    sympy.Max: "Max",
    sympy.Min: "Min",
    sympy.sign: "sign",
    sympy.exp: "exp",
    sympy.log: "log",
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


class Untranslatable(Exception):
    """A SymPy node that has no term."""


def term(expression: Any) -> Term:
    """The term of a SymPy tree.

    Raises:
        Untranslatable: for a node outside the language.

    >>> from symopt.symbols import beta, k, v
    >>> term(beta * v[k - 1])
    ('*', ('var', 'beta', 'unit'), ('app', 'v', ('+', ('num', -1, 1), ('var', 'k', 'integer'))))
    """
    kind = type(expression)
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
    if isinstance(expression, sympy.Pow):
        return ("^", *map(term, expression.args))
    if isinstance(expression, sympy.Sum) and len(expression.limits) == 1:
        index, first, last = expression.limits[0]
        return ("sum", term(expression.function), term(index), term(first), term(last))
    if isinstance(expression, sympy.Piecewise):
        return _cases(list(expression.args))
    if expression in (sympy.true, sympy.false):
        return TRUE if expression == sympy.true else FALSE
    if expression == sympy.E:
        return ("fn", "exp", ONE)
    raise Untranslatable(f"{type(expression).__name__}: {expression}")


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


def number(value: Fraction | int) -> Term:
    """The term of a rational number."""
    value = Fraction(value)
    return ("num", value.numerator, value.denominator)


def parts(t: Term) -> tuple[Any, ...]:
    """The arguments of a term that are terms."""
    return tuple(a for a in t[1:] if isinstance(a, tuple))


def walk(t: Term) -> Iterator[Term]:
    """A term and all its parts, the whole first."""
    yield t
    for part in parts(t):
        yield from walk(part)


def substitute(t: Term, old: Term, new: Term) -> Term:
    """A term with every occurrence of a part replaced; a bound index hides its name."""
    if t == old:
        return new
    if t[0] == "sum" and t[2] == old:
        return ("sum", t[1], t[2], substitute(t[3], old, new), substitute(t[4], old, new))
    return tuple(substitute(a, old, new) if isinstance(a, tuple) else a for a in t)


def variables(t: Term) -> tuple[Term, ...]:
    """The free variables, in the order of their names."""
    return tuple(sorted(_free(t), key=lambda v: str(v[1])))


def _free(t: Term) -> set[Term]:
    if t[0] == "var":
        return {t}
    found = set().union(*(_free(part) for part in parts(t)))
    return found - {t[2]} if t[0] == "sum" else found


def show(t: Term) -> str:
    """A term as text, for counterexamples and messages.

    >>> show(("app", "v", ("num", 3, 1)))
    'v[3]'
    """
    head, *rest = t
    if head == "num":
        return str(Fraction(rest[0], rest[1]))
    if head == "var":
        return str(rest[0])
    if head == "app":
        return f"{rest[0]}[{', '.join(map(show, rest[1:]))}]"
    if head == "fn":
        return f"{rest[0]}({', '.join(map(show, rest[1:]))})"
    return f"({f' {head} '.join(map(show, parts(t)))})"
