"""Statements as the engines see them: nested tuples that share no code with SymPy.

A term is ``(head, *arguments)``:

    ("num", p, q)  ("var", name, domain)  ("+", ...)  ("*", ...)  ("^", base, exponent)
    ("app", name, arguments...)           a letter at an index, or an unknown function
    ("fn", name, arguments...)            Abs, Max, Min, sign, exp, log, floor, cos, pi, E, linear algebra
    ("sum", body, index, first, last)     ("if", condition, then, otherwise)

and a formula is ``("=", a, b)``, ``("<", a, b)``, ``("<=", a, b)``, ``("not", p)``, ``("and", ...)``, ``("or", ...)``,
``("=>", p, q)``, ``("<=>", p, q)``, ``("true",)`` or ``("false",)``; ``("forall", index, formula)``, for whole indices;
``("fn", "PositiveDefinite", matrix)``, and ``("fn", "Invertible", matrix)``, which only definedness asks for.

Some formulas are about a term as a function of its index, and have no truth at a point:
``("tends", term, index, limit)`` as the index grows; about its series, ``("converges", term, index, first)`` and
``("diverges", ...)``; over the reals, ``("continuous", term, index, first)``, ``("increasing", ...)`` and
``("decreasing", term, index, first[, last])``.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

Term = tuple[Any, ...]

ZERO: Term = ("num", 0, 1)
ONE: Term = ("num", 1, 1)
TRUE: Term = ("true",)
FALSE: Term = ("false",)


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


PROPERTIES = ("converges", "diverges", "continuous", "decreasing", "increasing")
"""The heads of formulas about a term as a function of its index."""

_BINDERS = {"sum": (2, (1, 2)), "forall": (1, (1, 2)), **dict.fromkeys(("tends", *PROPERTIES), (2, (1, 2)))}
"""Where a head keeps the index that it binds, and the places in which it is bound."""


def binds(t: Term) -> Term | None:
    """The index that a term binds, or None.

    >>> binds(("sum", ("num", 1, 1), ("var", "i", "integer"), ("num", 1, 1), ("num", 9, 1)))
    ('var', 'i', 'integer')
    """
    index: Term | None = t[_BINDERS[t[0]][0]] if t[0] in _BINDERS else None
    return index


def substitute(t: Term, old: Term, new: Term) -> Term:
    """A term with every free occurrence of a part replaced.

    A bound index hides its name, and is renamed where it would capture a letter of ``new``.
    """
    if t == old:
        return new
    index = binds(t)
    if index is None:
        return tuple(substitute(a, old, new) if isinstance(a, tuple) else a for a in t)
    hidden = _BINDERS[t[0]][1]
    if index in _free(old):
        return tuple(
            substitute(a, old, new) if n not in hidden and isinstance(a, tuple) else a for n, a in enumerate(t)
        )
    if index in _free(new):
        fresh = _fresh(index, t, new)
        t = tuple(substitute(a, index, fresh) if n in hidden else a for n, a in enumerate(t))
    return tuple(substitute(a, old, new) if isinstance(a, tuple) else a for a in t)


def _fresh(index: Term, *avoided: Term) -> Term:
    names = {part[1] for t in avoided for part in walk(t) if part[0] == "var"}
    name = index[1]
    while name in names:
        name += "'"
    return (index[0], name, *index[2:])


def variables(t: Term) -> tuple[Term, ...]:
    """The free variables, in the order of their names."""
    return tuple(sorted(_free(t), key=str))


def _free(t: Term) -> set[Term]:
    if t[0] == "var":
        return {t}
    index = binds(t)
    if index is None:
        return set().union(*(_free(part) for part in parts(t)))
    hidden = _BINDERS[t[0]][1]
    bound = set().union(*(_free(t[n]) for n in hidden)) - {index}
    return bound.union(*(_free(a) for n, a in enumerate(t) if n and n not in hidden))


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
        return f"{rest[0]}({', '.join(map(show, rest[1:]))})" if rest[1:] else str(rest[0])
    if head == "sum":
        return f"Sum({show(rest[0])}, {', '.join(map(show, rest[1:]))})"
    return f"({f' {head} '.join(map(show, parts(t)))})"
