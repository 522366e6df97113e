"""Claims as terms, out of SymPy's reach, and the letters that the tests of the engines share."""

from typing import Any

from sympy import Function, Integer

from symopt.proof.obligation import Definition, Obligation
from symopt.proof.terms import Term
from symopt.proof.translation import term as translated
from symopt.symbols import Letter, SymmetricMatrix, Vector

H, B = SymmetricMatrix("H"), SymmetricMatrix("B")
x, y, q, p = (Vector(name) for name in "xyqp")
a, b, t, r = (Letter(name) for name in "abtr")
F = Function("F", real=True)


def term(part: Any) -> Term:
    """A term; whole numbers of Python's are welcome."""
    return translated(Integer(part) if isinstance(part, int) else part)


def times(*factors: Any) -> Term:
    """A product that SymPy has no chance to simplify."""
    return ("*", *map(term, factors))


def plus(*summands: Any) -> Term:
    return ("+", *map(term, summands))


def to(base: Any, exponent: Any) -> Term:
    return ("^", term(base), term(exponent))


def equal(left: Any, right: Any) -> Term:
    return ("=", term(left), term(right))


def less(left: Any, right: Any) -> Term:
    return ("<", term(left), term(right))


def at_most(left: Any, right: Any) -> Term:
    return ("<=", term(left), term(right))


def implies(one: Any, other: Any) -> Term:
    return ("=>", term(one), term(other))


def same(*formulas: Any) -> Term:
    return ("<=>", *map(term, formulas))


def either(*parts: Any) -> Term:
    return ("or", *map(term, parts))


def both(*parts: Any) -> Term:
    return ("and", *map(term, parts))


def no(part: Any) -> Term:
    return ("not", term(part))


def forall(index: Any, fact: Any) -> Term:
    return ("forall", term(index), term(fact))


def tends(expression: Any, index: Any, limit: Any) -> Term:
    return ("tends", term(expression), term(index), term(limit))


def claim(goal: Any, *hypotheses: Any, definitions: tuple[Definition, ...] = ()) -> Obligation:
    return Obligation(term(goal), tuple(map(term, hypotheses)), definitions)
