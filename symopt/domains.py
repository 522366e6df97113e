"""The domain of a letter: the interval that the letter's class names."""

from sympy import Symbol

from symopt.intervals import DOMAINS as DOMAINS
from symopt.intervals import Domain as Domain
from symopt.symbols import Letter


def domain_of(symbol: Symbol) -> Domain:
    """The domain of a letter; a plain symbol is real, or an integer if SymPy knows it to be one.

    >>> from symopt.symbols import beta, eta
    >>> str(domain_of(beta)), str(domain_of(eta))
    ('[0, 1)', '(0, oo)')
    """
    if isinstance(symbol, Letter):
        return DOMAINS[symbol.domain]
    return Domain(integer=bool(symbol.is_integer))
