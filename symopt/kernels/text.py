"""Terms as source text, by the table of a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symopt.errors import RunError
from symopt.kernels.terms import Term

INFIX: Mapping[str, tuple[str, int]] = {
    "lt": (" < ", 1),
    "le": (" <= ", 1),
    "gt": (" > ", 1),
    "ge": (" >= ", 1),
    "eq": (" == ", 1),
    "ne": (" != ", 1),
    "add": (" + ", 2),
    "sub": (" - ", 2),
    "mul": (" * ", 3),
    "div": (" / ", 3),
}
"""How tightly an infix operation binds; a negation binds like a product, a name and a call tightest."""
NEGATION, ATOM = 4, 9
ASSOCIATIVE = ("add", "mul")


@dataclass(frozen=True)
class Language:
    """How a language writes terms.

    Args:
        name: what it is called in messages.
        forms: for each operation that is not infix, its text with ``{0}``, ``{1}``, ... for the parts; an operation of
            two parts is nested where it has more.
        number: how a fraction is written.
        leaf: how a name is written.
    """

    name: str
    forms: Mapping[str, str]
    number: Callable[[Fraction], str]
    leaf: Callable[[str], str] = str

    def write(self, term: Term) -> str:
        """The text of a term.

        Raises:
            RunError: for an operation that the language's table lacks.
        """
        return self._bound(term)[0]

    def _bound(self, term: Term) -> tuple[str, int]:
        """A text, and how tightly its root binds."""
        if isinstance(term, str):
            return self.leaf(term), ATOM
        if isinstance(term, Fraction):
            text = self.number(term)
            return text, ATOM if text.replace(".", "").isalnum() else 0
        operation, *inner = term
        if operation == "const":
            return self._form(f"const {inner[0]}"), ATOM
        if operation == "neg":
            return f"-{self._within(inner[0], NEGATION)}", NEGATION
        if operation in INFIX and operation not in self.forms:
            return self._infix(operation, inner)
        return self._call(operation, inner), ATOM

    def _infix(self, operation: str, inner: list[Term]) -> tuple[str, int]:
        sign, level = INFIX[operation]
        first, *others = inner
        tighter = level if operation in ASSOCIATIVE else level + 1
        texts = [self._within(part, tighter if _same(operation, part) else level + 1) for part in others]
        return sign.join([self._within(first, level), *texts]), level

    def _within(self, term: Term, level: int) -> str:
        text, own = self._bound(term)
        return text if own >= level else f"({text})"

    def _call(self, operation: str, inner: list[Term]) -> str:
        form = self._form(operation)
        *before, last = [self.write(part) for part in inner]
        if "{2}" in form or not before or "{1}" not in form:
            return form.format(*before, last)
        for text in reversed(before):
            last = form.format(text, last)
        return last

    def _form(self, operation: str) -> str:
        if operation not in self.forms:
            raise RunError(f"{self.name} has no operation {operation}", "see the table of its target")
        return self.forms[operation]


def _same(operation: str, part: Term) -> bool:
    return isinstance(part, tuple) and part[0] == operation


def decimal(number: Fraction) -> str:
    """A fraction as Python writes it: an integer, the shortest decimal where that is exact, or a quotient.

    >>> decimal(Fraction(2)), decimal(Fraction(1, 20)), decimal(Fraction(1, 3))
    ('2', '0.05', '1 / 3')
    """
    if number.denominator == 1:
        return str(number.numerator)
    text = repr(float(number))
    return text if Fraction(text) == number else f"{number.numerator} / {number.denominator}"
