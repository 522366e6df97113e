"""Zero tests: the identity engine against SymPy's cancel and simplify, on the same statements."""

from collections.abc import Callable

from sympy import Eq, Symbol, cancel, simplify, sqrt, symbols

from symopt.proof import identity
from symopt.rules.claims import obligation


def test_cancelling_rational_functions(compared: Callable[..., float]) -> None:
    """A determinant's expansion over sums of fractions in seven letters."""
    letters = symbols("a b c d e f g", real=True)
    left = sum(1 / (x + 1) for x in letters) * sum(letters)
    right = sum(y / (x + 1) for x in letters for y in letters)
    claim = obligation(Eq(left, right, evaluate=False))
    assert identity.prove(claim).status == "proved"
    assert cancel(left - right) == 0
    compared(lambda: identity.prove(claim), lambda: cancel(left - right), rounds=5)


def test_roots(compared: Callable[..., float]) -> None:
    x, y = Symbol("x", real=True), Symbol("y", real=True)
    left = (sqrt(x) + sqrt(y)) ** 6
    right = left.expand()
    claim = obligation(Eq(left, right, evaluate=False))
    assert identity.prove(claim).status == "proved"
    compared(lambda: identity.prove(claim), lambda: simplify(left - right))
