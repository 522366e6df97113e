"""What a figure says: phrases and formulas for its labels and caption, plain text for those who cannot see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Number, Tuple

from symopt.latex import latex
from symopt.notation import CANONICAL, Notation
from symopt.prose import say

DECIMALS = 4


@dataclass(frozen=True)
class Words:
    """The language and the notation of a figure.

    Args:
        language: a language that has a catalogue.
        notation: a notation or its name.
    """

    language: str = "en"
    notation: Notation | str = CANONICAL

    def say(self, key: str, **fillings: Any) -> str:
        """A phrase, its formulas between dollar signs, as both TeX and matplotlib read them."""
        return say(key, self.language, notation=self.notation, **fillings)

    def math(self, statement: Any) -> str:
        """A statement between dollar signs."""
        return f"${latex(statement, self.notation)}$"

    def point(self, coordinates: Iterable[Any]) -> str:
        """A point between dollar signs; matplotlib sets a minus after a comma as a difference, unless it is grouped."""
        return f"$({', '.join(f'{{{latex(number, self.notation)}}}' for number in coordinates)})$"

    def plainly(self, key: str, fillings: Mapping[str, Any]) -> str:
        """A phrase without any formula, for alternative text."""
        words: dict[str, Any] = {slot: plain(value) for slot, value in fillings.items()}
        return say(key, self.language, **words)


def plain(value: Any) -> str:
    """A number or a point as plain text, to four decimals.

    >>> from sympy import Rational
    >>> plain(Tuple(Rational(-23, 5), Rational(6, 5)))
    '(-4.6, 1.2)'
    """
    if isinstance(value, Tuple):
        return f"({', '.join(map(plain, value))})"
    if not isinstance(value, Number):
        return str(value)
    return repr(round(float(value), DECIMALS) + 0.0).removesuffix(".0")  # without the sign of a negative zero
