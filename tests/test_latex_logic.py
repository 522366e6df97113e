"""How properties of functions and series are written."""

import pytest

from symopt.latex import latex
from symopt.statements import Continuous, Converges, Decreasing, Diverges, Increasing
from symopt.symbols import beta, eta, k, period


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (Converges(beta**k, k), "\\sum_{k=1}^{\\infty} \\beta^k < \\infty"),
        (Diverges(eta / k, k, 2), "\\sum_{k=2}^{\\infty} \\frac{\\eta}{k} = \\infty"),
        (Continuous(eta / k, k), "\\frac{\\eta}{k} \\in C[1, \\infty)"),
        (Decreasing(eta / k, k), "\\frac{\\eta}{k} \\ \\searrow \\ (1 \\le k)"),
        (Increasing(eta * k, k, 1, period), "k \\eta \\ \\nearrow \\ (1 \\le k \\le N)"),
    ],
)
def test_properties_of_functions_and_series(statement, code):
    assert latex(statement) == code
