"""How numbers are written: decimals where the notes would, fractions elsewhere, powers of ten for the far ends."""

from sympy import Expr, Float, Integer, Rational
from sympy.core.numbers import Exp1, ImaginaryUnit, Infinity, NegativeInfinity, Pi

from symopt.latex.printer import Form, Printer
from symopt.latex.tex import Binds, Tex, script

LONGEST = 15  # significant digits that are still read at a glance
SMALLEST, LARGEST = -3, 6  # leading powers of ten that are written out


def decimal(number: Rational) -> tuple[int, int] | None:
    """Digits and decimal places of a positive number that is written as a decimal, or None.

    Halves, thirds and quarters stay fractions; fifths, tenths, twentieths become decimals.

    >>> decimal(Rational(1, 20)), decimal(Rational(1, 2))
    ((5, 2), None)
    """
    twos, rest = _divided(number.q, 2)
    fives, rest = _divided(rest, 5)
    if rest > 1 or 1 < number.q < 5:
        return None
    places = max(twos, fives)
    digits = number.p * 10**places // number.q
    return (digits, places) if places == 0 or len(str(digits)) <= LONGEST else None


def _divided(number: int, prime: int) -> tuple[int, int]:
    times = 0
    while number % prime == 0:
        number, times = number // prime, times + 1
    return times, number


def _spelt(digits: int, places: int) -> Tex:
    text = str(digits)
    leading, shown = len(text) - 1 - places, text.rstrip("0") or "0"
    if leading < SMALLEST or (leading >= LARGEST and len(shown) <= 3):
        return _scientific(shown, leading)
    padded = text.rjust(places + 1, "0")
    return _plain(padded if places == 0 else f"{padded[:-places]}.{padded[-places:]}")


def _plain(code: str) -> Tex:
    return Tex(code, head="digit", tail="digit")


def _scientific(shown: str, leading: int) -> Tex:
    power = f"10^{script(str(leading))}"
    if shown == "1":
        return Tex(power, Binds.POWER, head="digit")
    mantissa = shown if len(shown) == 1 else f"{shown[0]}.{shown[1:]}"
    return Tex(f"{mantissa} \\cdot {power}", Binds.PRODUCT, head="digit")


def rational(p: Printer, number: Rational) -> Tex:
    """An exact number."""
    if number < 0:
        return rational(p, -number).negative()
    spelling = decimal(number)
    if spelling is not None:
        return _spelt(*spelling)
    if p.tight:
        return Tex(f"{number.p}/{number.q}", Binds.PRODUCT, head="digit", tail="digit")
    return Tex(f"\\frac{{{number.p}}}{{{number.q}}}", Binds.FRACTION, tall=True, head="fraction")


def _float(p: Printer, number: Float) -> Tex:
    if number < 0:
        return _float(p, -number).negative()
    exact = Rational(str(number))
    digits, places = decimal(exact) or (round(exact * 10**LONGEST), LONGEST)
    while places and digits % 10 == 0:
        digits, places = digits // 10, places - 1
    return _spelt(int(digits), places)


def _sign(code: str, binds: Binds = Binds.ATOM) -> Form:
    def form(p: Printer, number: Expr) -> Tex:
        return Tex(code, binds)

    return form


FORMS: dict[type, Form] = {
    Integer: rational,
    Rational: rational,
    Float: _float,
    Infinity: _sign("\\infty"),
    NegativeInfinity: _sign("-\\infty", Binds.SUM),
    Exp1: _sign("e"),
    Pi: _sign("\\pi"),
    ImaginaryUnit: _sign("i"),
}
