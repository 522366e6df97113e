"""Which numbers are exact, real and finite, and how they are read from text."""

import re
from math import isfinite
from numbers import Real
from typing import Any

from sympy import Expr, I, Rational, nan, oo, zoo

from symopt.errors import ExpressionError
from symopt.spec.reading import exact

MAX_LENGTH, MAX_DECIMAL_EXPONENT = 2000, 300
NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE]([-+]?\d+))?)(?:/(\d+))?", re.ASCII)
SETTING = re.compile(r"\s*([A-Za-z_]\w*)\s*=(.*)", re.ASCII)


def parse_number(text: str) -> Rational:
    """An exact number.

    Raises:
        ExpressionError: when the text is not a rational number in digits; nan, infinities and complex numbers are not.

    >>> parse_number("0.4"), parse_number("-23/5"), parse_number("1e-3")
    (2/5, -23/5, 1/1000)
    """
    found = NUMBER.fullmatch(text.strip()) if len(text) <= MAX_LENGTH else None
    if not found:
        raise ExpressionError(f"{_shown(text)} is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3")
    if abs(int(found[2] or 0)) > MAX_DECIMAL_EXPONENT:
        raise ExpressionError(f"{_shown(text)} has too large an exponent", f"use at most {MAX_DECIMAL_EXPONENT}")
    if found[3] and int(found[3]) == 0:
        raise ExpressionError(f"{_shown(text)} divides by zero", "write it as -5, 0.4, 2/5 or 1e-3")
    return Rational(found[1]) / int(found[3] or 1)


def parse_point(text: str) -> tuple[Rational, ...]:
    """A point from its components.

    Raises:
        ExpressionError: when a component is missing or not a number; the message says which.

    >>> parse_point("-5,-2")
    (-5, -2)
    """
    return tuple(_component(part, n) for n, part in enumerate(text.split(","), start=1))


def _component(part: str, n: int) -> Rational:
    if not part.strip():
        raise ExpressionError(f"component {n} of the point is empty", "write a point as -5,-2")
    try:
        return parse_number(part)
    except ExpressionError as error:
        raise ExpressionError(f"component {n} of the point: {error.message}", error.hint) from None


def parse_setting(text: str) -> tuple[str, Rational]:
    """A letter and its value.

    Raises:
        ExpressionError: when there is no letter, no equals sign or no number.

    >>> parse_setting("eta=0.4")
    ('eta', 2/5)
    """
    found = SETTING.fullmatch(text)
    if not found:
        raise ExpressionError(f"{_shown(text)} does not set a letter", "write it as eta=0.4")
    try:
        return found[1], parse_number(found[2])
    except ExpressionError as error:
        raise ExpressionError(f"{found[1]}: {error.message}", error.hint) from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def finite(number: Expr) -> bool:
    """Whether nothing in a number is infinite, undefined or imaginary."""
    return not number.has(zoo, nan, oo, -oo, I)


def regular(number: Expr) -> bool:
    """Whether a number is finite and not known to be complex."""
    return finite(number) and number.is_extended_real is not False


def exact_number(given: Any) -> Expr | None:
    """A number, decimals made exact; None when it is not real and finite, or is text, which is never evaluated.

    >>> exact_number(0.1), exact_number("0.1"), exact_number(float("nan"))
    (1/10, None, None)
    """
    if not isinstance(given, Expr | Real) or (isinstance(given, float) and not isfinite(given)):
        return None
    number = exact(given)
    return number if regular(number) else None
