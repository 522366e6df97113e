"""What is chosen before a run: numbers made exact, hyperparameters checked against their rule and their domains."""

from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from numbers import Real
from typing import Any

from sympy import Expr, Rational

from symopt.errors import RunError, SymoptError, did_you_mean
from symopt.parsing.numerals import parse_number
from symopt.spec import Optimizer
from symopt.spec.recurrence import Call, Recurrence
from symopt.spec.validation import check_value
from symopt.symbols import Hyper

WAYS = "write it as -5, 0.4, 2/5 or 1e-3"


def exact_number(value: Any) -> Rational:
    """A number as somebody gave it, as the rational that it says; a float says the decimal that it prints as.

    Raises:
        RunError: when it is no real, finite number.
        ExpressionError: when it is a text that says none.

    >>> exact_number(0.4), exact_number("1e-8"), exact_number(Fraction(1, 3))
    (2/5, 1/100000000, 1/3)
    """
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, Expr) and value.is_Rational:
        return value
    if isinstance(value, (int, Fraction)):
        return Rational(value.numerator, value.denominator)
    if isinstance(value, Real) and isfinite(value):
        return Rational(str(value))
    raise RunError(f"{value} is not a real, finite number", WAYS)


def settle(optimizer: Optimizer, given: Mapping[str, Any]) -> dict[str, Rational]:
    """The value of each hyperparameter of a rule and the procedures it calls, by name: what is given, or the default.

    Raises:
        RunError: for a name that the rule does not have, for one without value, and for one with two.
        SpecificationError: for a value outside its letter's domain.
    """
    letters = {letter.name: letter for letter in sorted(optimizer.chosen, key=str)}
    for name in given:
        if name not in letters:
            hint = did_you_mean(name, letters) if letters else "it has none"
            raise RunError(f"{optimizer.name} has no hyperparameter {name!r}", hint)
    values: dict[str, Rational] = {}
    for name, letter in letters.items():
        value = _named(name, given[name]) if name in given else _default(optimizer, letter)
        if value is None:
            raise RunError(f"{optimizer.name}: {name} has no value", f"choose one, such as {name}=1")
        check_value(optimizer.name, letter, value)
        values[name] = value
    return values


def _default(rule: Recurrence, letter: Hyper) -> Rational | None:
    """The rule's own default, or else that of the procedures that it calls."""
    own = rule.default(letter)
    if own is not None:
        return own
    called = {call.procedure for expression in rule.expressions() for call in expression.atoms(Call)}
    answers = (_default(procedure, letter) for procedure in called if letter in procedure.chosen)
    found = {number for number in answers if number is not None}
    if len(found) > 1:
        values = " and ".join(map(str, sorted(found)))
        raise RunError(f"{rule.name}: its procedures take {letter} to be {values}", f"give {rule.name} its own default")
    return found.pop() if found else None


def _named(name: str, value: Any) -> Rational:
    try:
        return exact_number(value)
    except SymoptError as error:
        raise RunError(f"{name}: {error.message}", error.hint) from None
