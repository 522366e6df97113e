"""SymPy's trees as terms."""

from typing import Any

import pytest
from sympy import Float, GoldenRatio, Integral, Ne, Piecewise, Sum, Symbol, cos, exp, pi, true

from symopt.proof.terms import Term
from symopt.proof.translation import Untranslatable, term
from symopt.statements import Converges, Decreasing, Increasing, PositiveDefinite, RootsInside, Tends
from symopt.symbols import E, beta, c, dot, g, i, j, k, z
from tests.proof.claims import F, H, x

K: Term = ("var", "k", "integer")
BETA: Term = ("var", "beta", "unit")


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        (beta**k, ("^", BETA, K)),
        (Ne(c, 0), ("not", ("=", ("var", "c", "real"), ("num", 0, 1)))),
        (c > 0, ("<", ("num", 0, 1), ("var", "c", "real"))),
        (E(g[k]), ("fn", "E", ("app", "g", K))),
        (exp(1), ("fn", "exp", ("num", 1, 1))),
        (dot(H, x), ("fn", "dot", ("var", "H", "symmetric"), ("var", "x", "vector"))),
        (Tends(beta**k, k, 0 * k), ("tends", ("^", BETA, K), K, ("num", 0, 1))),
        (PositiveDefinite(H), ("fn", "PositiveDefinite", ("var", "H", "symmetric"))),
        (
            Piecewise((c, c > 0), (beta, True)),
            ("if", ("<", ("num", 0, 1), ("var", "c", "real")), ("var", "c", "real"), BETA),
        ),
        (Symbol("n", integer=True), ("var", "n", "integer")),
        (true, ("true",)),
        (("=", K, K), ("=", K, K)),
    ],
)
def test_terms_of_trees(tree: Any, found: Term) -> None:
    assert term(tree) == found


def test_the_innermost_sum_comes_first() -> None:
    inner = ("sum", term(F(i, j)), term(i), ("num", 1, 1), term(j))
    assert term(Sum(F(i, j), (i, 1, j), (j, 1, k))) == ("sum", inner, term(j), ("num", 1, 1), K)


def test_properties_of_functions_and_the_circle() -> None:
    letter, one = term(c), ("num", 1, 1)
    assert term(cos(pi * c)) == ("fn", "cos", ("*", ("fn", "pi"), letter))
    assert term(Decreasing(c, c)) == ("decreasing", letter, letter, one)
    assert term(Increasing(c, c, 1, 2)) == ("increasing", letter, letter, one, ("num", 2, 1))
    assert term(Converges(c, k, 0)) == ("converges", letter, term(k), ("num", 0, 1))


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (GoldenRatio, "GoldenRatio: GoldenRatio"),
        (Float("0.5"), "Float: 0.500000000000000"),
        (Integral(c, c), "Integral: Integral(c, c)"),
        (Piecewise((c, c > 0)), "c has no value outside c > 0"),
        (RootsInside(z**2, z), "RootsInside: RootsInside(z**2, z)"),
    ],
)
def test_what_has_no_term(tree: Any, message: str) -> None:
    with pytest.raises(Untranslatable) as caught:
        term(tree)
    assert str(caught.value) == message
