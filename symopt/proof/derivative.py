"""Differentiation of terms: a second way, which shares no code with the one that finds results."""

from collections.abc import Callable
from fractions import Fraction

from symopt.proof.terms import ONE, ZERO, Term, number, parts, variables, walk


class NotDifferentiable(Exception):
    """A term that has no derivative where it is asked for."""


def derivative(t: Term, variable: Term) -> Term:
    """The derivative of a scalar term with respect to a variable.

    Raises:
        NotDifferentiable: for a term that hides the variable behind a kink or a jump.

    >>> x = ("var", "x", "real")
    >>> derivative(("^", x, ("num", 2, 1)), x)
    ('*', ('num', 2, 1), ('^', ('var', 'x', 'real'), ('num', 1, 1)), ('num', 1, 1))
    """
    if t == variable:
        return ONE
    if variable not in variables(t):
        return ZERO
    rule = _RULES.get(t[0])
    if rule is None:
        raise NotDifferentiable(t[0])
    return rule(t, variable)


def _sum(t: Term, variable: Term) -> Term:
    return ("+", *(derivative(part, variable) for part in parts(t)))


def _summation(t: Term, variable: Term) -> Term:
    _, body, index, first, last = t
    if variable in walk(first) or variable in walk(last):
        raise NotDifferentiable("a variable bound")
    return ("sum", derivative(body, variable), index, first, last)


def _product(t: Term, variable: Term) -> Term:
    factors = parts(t)
    return (
        "+",
        *(("*", *factors[:n], derivative(factor, variable), *factors[n + 1 :]) for n, factor in enumerate(factors)),
    )


def _power(t: Term, variable: Term) -> Term:
    _, base, exponent = t
    if variable in walk(exponent):
        raise NotDifferentiable("a variable exponent")
    lowered = (
        number(Fraction(exponent[1], exponent[2]) - 1) if exponent[0] == "num" else ("+", exponent, ("num", -1, 1))
    )
    return ("*", exponent, ("^", base, lowered), derivative(base, variable))


def _function(t: Term, variable: Term) -> Term:
    outer = _OUTER.get(t[1])
    if outer is None:
        raise NotDifferentiable(t[1])
    return ("*", outer(t[2]), derivative(t[2], variable))


def _branches(t: Term, variable: Term) -> Term:
    """Away from the joints, which ``joints`` names; whether both branches agree there is for whoever asks to check."""
    return ("if", t[1], derivative(t[2], variable), derivative(t[3], variable))


def joints(t: Term, variable: Term) -> tuple[Term, ...]:
    """The equations at whose solutions a derivative taken branch by branch proves nothing.

    >>> x = ("var", "x", "real")
    >>> joints(("if", ("<", x, ("num", 0, 1)), x, ("num", 0, 1)), x)
    (('=', ('var', 'x', 'real'), ('num', 0, 1)),)
    """
    conditions = [p for branch in walk(t) if branch[0] == "if" for p in walk(branch[1]) if p[0] in ("=", "<", "<=")]
    found = {("=", *c[1:]): None for c in conditions if variable in variables(c)}
    return tuple(found)


_OUTER: dict[str, Callable[[Term], Term]] = {
    "exp": lambda x: ("fn", "exp", x),
    "log": lambda x: ("^", x, ("num", -1, 1)),
}
_RULES: dict[str, Callable[[Term, Term], Term]] = {
    "+": _sum,
    "*": _product,
    "^": _power,
    "fn": _function,
    "sum": _summation,
    "if": _branches,
}
