"""Positive numbers taken out of roots, and then out of the sums below a line: one operation less for each component."""

from fractions import Fraction

from symopt.kernels.kernel import COUNT, Kernel
from symopt.kernels.terms import Term, factors, names_in, parts, product, rebuilt


class Roots:
    """Rewrites the terms of a kernel, to terms of the same value.

    Args:
        kernel: whose hyperparameters and scalars they read.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._scalars = kernel.scalars
        self._positive = {h.name for h in kernel.hyperparameters if h.domain in ("positive", "count")} | {COUNT}
        self._unit = {h.name for h in kernel.hyperparameters if h.domain == "unit"}

    def taken_out(self, term: Term) -> Term:
        """A term with ``sqrt(c*x)`` as ``sqrt(c)*sqrt(x)``, and below a line ``c*x + e`` as ``c*(x + e/c)``."""
        if not parts(term):
            return term
        term = rebuilt(term, self.taken_out)
        if term[0] == "sqrt":
            return self._root(term[1])
        return ("div", term[1], self._sum(term[2])) if term[0] == "div" else term

    def _root(self, term: Term) -> Term:
        above, below = factors(term)
        taken, rest = self._split(above, below)
        return ("sqrt", term) if 1 in (taken, rest) else ("mul", _rooted(taken), ("sqrt", rest))

    def _sum(self, term: Term) -> Term:
        """A sum of one product and of numbers, as a product; alone, or as a factor."""
        if isinstance(term, tuple) and term[0] == "mul":
            return rebuilt(term, self._sum)
        if not isinstance(term, tuple) or term[0] != "add":
            return term
        numbers = [part for part in term[1:] if self._scalar(part)]
        others = [part for part in term[1:] if not self._scalar(part)]
        if len(others) != 1 or not numbers:
            return term
        above, below = factors(others[0])
        taken, kept = self._split(above, below)
        if taken == 1:
            return term
        return ("mul", taken, ("add", kept, *(_quotient(*factors(("div", number, taken))) for number in numbers)))

    def _split(self, above: list[Term], below: list[Term]) -> tuple[Term, Term]:
        """The quotient of the factors that are positive numbers, and that of the others."""
        positive = [[factor for factor in side if self.is_positive(factor)] for side in (above, below)]
        other = [[factor for factor in side if not self.is_positive(factor)] for side in (above, below)]
        return _quotient(*positive), _quotient(*other)

    def is_positive(self, term: Term) -> bool:
        """Whether a term is one number for all that is above zero, whatever the hyperparameters are."""
        if isinstance(term, Fraction):
            return term > 0
        if isinstance(term, str):
            return term in self._positive
        if term[0] == "sub":
            return term[1] == 1 and self._below_one(term[2])
        return term[0] in ("mul", "div", "sqrt", "pow", "add") and all(map(self.is_positive, term[1:]))

    def _below_one(self, term: Term) -> bool:
        """Whether a term lies in [0, 1)."""
        if isinstance(term, tuple) and term[0] == "pow":
            return term[1] in self._unit and self.is_positive(term[2])
        return term in self._unit

    def _scalar(self, term: Term) -> bool:
        return all(name in self._scalars for name in names_in(term))


def _quotient(above: list[Term], below: list[Term]) -> Term:
    divisor = product(below)
    return product(above) if divisor == 1 else ("div", product(above), divisor)


def _rooted(number: Term) -> Term:
    """The root of a number; of a reciprocal, the reciprocal of the root."""
    if isinstance(number, tuple) and number[:2] == ("div", 1):
        return ("div", Fraction(1), ("sqrt", number[2]))
    return ("sqrt", number)
