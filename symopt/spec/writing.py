"""How letters, expressions and whatever else somebody gave are written in a message."""

from operator import methodcaller
from typing import Any

from sympy import Basic, Expr
from sympy.core.function import AppliedUndef
from sympy.printing.str import StrPrinter

from symopt.symbols import Each, Sequence


class _Brackets(StrPrinter):
    """SymPy's own text, with the index of a letter in brackets and what is subtracted last."""

    def _print_AppliedUndef(self, letter: AppliedUndef) -> str:
        return f"{letter.func.__name__}[{self.stringify(letter.args, ', ')}]"

    def _print_Each(self, group: Each) -> str:
        return f"each({self.stringify(group.args, ', ')})"

    def _as_ordered_terms(self, expression: Expr, order: Any = None) -> list[Expr]:
        terms = super()._as_ordered_terms(expression, order)
        return sorted(terms, key=methodcaller("could_extract_minus_sign"))


def show(letter: Any) -> str:
    """A letter as a specification writes it: ``v[k - 1]``."""
    return written(letter) if isinstance(letter, AppliedUndef) else str(letter)


def written(expression: Any) -> str:
    """An expression as a specification writes it.

    >>> from symopt.symbols import beta, k, v
    >>> written(beta * v[k - 1])
    'beta*v[k - 1]'
    """
    return str(_Brackets().doprint(expression))


def described(value: Any) -> str:
    """What somebody gave, in few words."""
    if isinstance(value, str):
        return f"the text {value!r}"
    text = written(value) if isinstance(value, Basic) else repr(value)
    return text if len(text) < 60 else f"of the kind {type(value).__name__}"


def mend(value: Any) -> str:
    """How to make an expression of something that is none."""
    if isinstance(value, str):
        return "write it without quotes, with the letters of symopt.symbols"
    if isinstance(value, Sequence):
        return f"give the letter its index, such as {value.name}[k]"
    return "write it with the letters of symopt.symbols"
