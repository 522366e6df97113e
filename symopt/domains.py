"""Where a letter may lie: an interval of the reals or of the integers, by the name that the letter's class carries."""

from dataclasses import dataclass

from sympy import Rational, Symbol

from symopt.symbols import Letter


@dataclass(frozen=True)
class Domain:
    """An interval; None is an end that does not exist."""

    lower: int | None = None
    upper: int | None = None
    lower_open: bool = True
    upper_open: bool = True
    integer: bool = False

    def __contains__(self, number: Rational) -> bool:
        return (
            (self.lower is None or number > self.lower or (number == self.lower and not self.lower_open))
            and (self.upper is None or number < self.upper or (number == self.upper and not self.upper_open))
            and (not self.integer or Rational(number).q == 1)
        )

    def __str__(self) -> str:
        if self.integer:
            return "{" + f"{self.lower}, {self.lower + 1}, ..." + "}" if self.lower is not None else "the integers"
        left = "(-oo" if self.lower is None else f"{'(' if self.lower_open else '['}{self.lower}"
        right = "oo)" if self.upper is None else f"{self.upper}{')' if self.upper_open else ']'}"
        return f"{left}, {right}"


DOMAINS = {
    "real": Domain(),
    "positive": Domain(lower=0),
    "unit": Domain(lower=0, upper=1, lower_open=False),
    "count": Domain(lower=1, lower_open=False, integer=True),
}


def domain_of(symbol: Symbol) -> Domain:
    """The domain of a letter; a plain symbol is real, or an integer if SymPy knows it to be one.

    >>> from symopt.symbols import beta, eta
    >>> str(domain_of(beta)), str(domain_of(eta))
    ('[0, 1)', '(0, oo)')
    """
    if isinstance(symbol, Letter):
        return DOMAINS[symbol.domain]
    return Domain(integer=bool(symbol.is_integer))
