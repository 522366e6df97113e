"""Reasons that rewrite a statement as it stands: algebra, and expectations."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Add, Expr, Mul, Sum, factor, together

from symopt.rules.reason import Context, Equality, entrywise
from symopt.spec.reading import letters_in
from symopt.symbols import E


@dataclass(frozen=True)
class algebra(Equality):
    """Both sides are equal as they stand."""

    phrase: ClassVar[str] = "reason.algebra"

    def derive(self, before: Any, context: Context) -> Any:
        """The shortest of a few standard forms."""
        return entrywise(_shortest, before)


def _shortest(expression: Expr) -> Expr:
    forms = (expression, together(expression), factor(expression), factor(together(expression)))
    return min(forms, key=lambda form: (form.count_ops(), str(form)))


@dataclass(frozen=True)
class expectation(Equality):
    """An expectation passes through sums and through factors that are not random."""

    phrase: ClassVar[str] = "reason.expectation"

    def derive(self, before: Any, context: Context) -> Any:
        """Each expectation, moved inwards as far as it goes."""
        return entrywise(lambda e: e.replace(E, lambda inner: _inwards(inner)), before)


def _inwards(inner: Expr) -> Expr:
    if isinstance(inner, Add):
        return Add(*(_inwards(part) for part in inner.args))
    if isinstance(inner, Sum):
        return Sum(_inwards(inner.function), *inner.limits)
    if isinstance(inner, Mul):
        fixed = [part for part in inner.args if not _random(part)]
        rest = [part for part in inner.args if _random(part)]
        if fixed:
            return Mul(*fixed) * _inwards(Mul(*rest))
    return E(inner) if _random(inner) else inner


def _random(expression: Expr) -> bool:
    return bool(letters_in(expression))
