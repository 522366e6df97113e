"""How people shorten numbers, and which shortening, of what, gave a number that somebody printed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sympy import Expr, Float, Rational, ceiling, floor

from symopt.errors import RunError
from symopt.parsing.numerals import parse_number

FIGURES = 40  # digits in which irrational numbers are compared
MAX_INPUT_DECIMALS = 6


def _half_up(number: Rational) -> Rational:
    return floor(abs(number) + Rational(1, 2)) * (1 if number > 0 else -1)


ROUNDINGS: Mapping[str, Callable[[Rational], Rational]] = {
    "half-even": lambda number: Rational(round(number)),
    "half-up": _half_up,
    "toward-zero": lambda number: floor(abs(number)) * (1 if number > 0 else -1),
    "floor": floor,
    "ceiling": ceiling,
}
Inputs = tuple[tuple[Expr, Rational], ...]
USUAL = ("half-even", "half-up")


def rounded(number: Rational, decimals: int, rounding: str = "half-even") -> Rational:
    """A number with this many decimals; negative counts round before the point.

    >>> rounded(Rational("-4.232"), 1), rounded(Rational("0.25"), 1, "half-up")
    (-21/5, 3/10)
    """
    scale = Rational(10) ** decimals
    return ROUNDINGS[rounding](number * scale) / scale


def decimals_for(number: Rational, digits: int) -> int:
    """How many decimals show this many significant digits.

    >>> decimals_for(Rational("-0.0000731"), 2)
    6
    """
    leading, size = 0, abs(number)
    while size >= 10 ** (leading + 1):
        leading += 1
    while 0 < size < Rational(10) ** leading:
        leading -= 1
    return digits - 1 - leading


def shortened(number: Rational, digits: int) -> Rational:
    """A number rounded to significant digits.

    >>> shortened(Rational("2.8277824"), 3)
    283/100
    """
    return rounded(number, decimals_for(number, digits))


def as_rational(number: Expr) -> Rational:
    """A real number, to as many figures as numbers are compared in."""
    if number.is_Rational:
        return number
    return Rational(str(Float(number, FIGURES) if number.is_Float else number.evalf(FIGURES)))


@dataclass(frozen=True)
class Cause:
    """A way to the printed number.

    Args:
        value: what was rounded.
        decimals: to how many decimals.
        roundings: the keys of the roundings that give the printed number.
        inputs: what the formula was computed from, when it was not the exact inputs.
        input_decimals: to how many decimals those were rounded first.
        input_roundings: the keys of the roundings that give these inputs.
    """

    value: Rational
    decimals: int
    roundings: tuple[str, ...]
    inputs: Inputs = ()
    input_decimals: int | None = None
    input_roundings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Disagreement:
    """A printed number that is not the exact one, rounded as usual.

    Args:
        printed: the number.
        decimals: how many it was printed with.
        exact: what it should be a rounding of.
        expected: that rounding.
        causes: what gives the printed number instead, the likeliest first; empty when nothing known does.
    """

    printed: Rational
    decimals: int
    exact: Rational
    expected: Rational
    causes: tuple[Cause, ...]


def compare_printed(
    exact: Expr, printed: str, formula: Expr | None = None, inputs: Mapping[Expr, Expr] | None = None
) -> Disagreement | None:
    """Whether a printed number is the exact one, rounded to its own decimals; if not, where it came from.

    Args:
        exact: the number.
        printed: as it was printed.
        formula: what the number is the value of.
        inputs: the formula's letters and their exact values; rounding them first is tried as a cause.

    Raises:
        RunError: when the text is no decimal.

    >>> compare_printed(Rational("-4.232"), "-4.2") is None
    True
    >>> compare_printed(Rational("2.87"), "2.8").causes[0].roundings
    ('toward-zero', 'floor')
    """
    number, decimals = _read(printed)
    target = as_rational(exact)
    found = _roundings(target, decimals, number)
    if any(rounding in USUAL for rounding in found):
        return None
    causes = (
        (Cause(target, decimals, found),) if found else tuple(_rounded_before(number, decimals, formula, inputs or {}))
    )
    return Disagreement(number, decimals, target, rounded(target, decimals), causes)


def _read(printed: str) -> tuple[Rational, int]:
    number = parse_number(printed)
    if "/" in printed:
        raise RunError(f"{printed} is not a decimal", "give the number as it was printed, such as 2.7")
    return number, -int(Decimal(printed.strip()).as_tuple().exponent)


def _roundings(value: Rational, decimals: int, printed: Rational) -> tuple[str, ...]:
    return tuple(key for key in ROUNDINGS if rounded(value, decimals, key) == printed)


def _rounded_before(
    printed: Rational, decimals: int, formula: Expr | None, inputs: Mapping[Expr, Expr]
) -> Iterator[Cause]:
    """Causes in which the inputs were rounded first; as many decimals as were printed is the likeliest count."""
    if formula is None:
        return
    for count in sorted(range(MAX_INPUT_DECIMALS + 1), key=lambda count: (count != decimals, count)):
        for shortened_inputs, keys in _shortened_inputs(inputs, count).items():
            value = formula.xreplace(dict(shortened_inputs))
            if not (value.is_real and value.is_finite):
                continue
            found = _roundings(as_rational(value), decimals, printed)
            if found:
                yield Cause(as_rational(value), decimals, found, shortened_inputs, count, keys)


def _shortened_inputs(inputs: Mapping[Expr, Expr], decimals: int) -> dict[Inputs, tuple[str, ...]]:
    """The inputs rounded in each way, with the keys of the ways that agree on them."""
    ways: dict[Inputs, tuple[str, ...]] = {}
    for key in ROUNDINGS:
        way = tuple((letter, rounded(as_rational(value), decimals, key)) for letter, value in inputs.items())
        ways[way] = (*ways.get(way, ()), key)
    return ways
