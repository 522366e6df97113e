"""What derivations may say beyond equality."""

from typing import Any

import pytest
from sympy import Integer, Rational, oo
from sympy.logic.boolalg import Boolean

from symopt.statements import (
    AnyTwo,
    Assumption,
    Chance,
    ConditionalMean,
    Continuous,
    Converges,
    Decreasing,
    Diverges,
    ForEvery,
    Increasing,
    PositiveDefinite,
    RootsInside,
    Tends,
    UniformDraw,
)
from symopt.symbols import Letter, SymmetricMatrix, beta, g, i, k, v, z

x, H = Letter("x"), SymmetricMatrix("H")


@pytest.mark.parametrize(
    ("statement", "arguments"),
    [
        (Tends(v[k], k, 0), (v[k], k, Integer(0))),
        (PositiveDefinite(H), (H,)),
        (RootsInside(z - beta, z), (z - beta, z)),
        (Chance(g[i] > 0, 0.5, v[i]), (g[i] > 0, Rational(1, 2), v[i])),
        (UniformDraw(v[i], 3, g[i]), (v[i], Integer(3), g[i])),
        (AnyTwo(v[i], 0.5), (v[i], Rational(1, 2))),
        (ConditionalMean(g[i], 0, v[i]), (g[i], Integer(0), v[i])),
        (ForEvery(x < 1, x, 0, Rational(1, 2)), (x < 1, x, Integer(0), Rational(1, 2))),
        (Converges(beta**k, k), (beta**k, k, Integer(1))),
        (Diverges(beta**k, k, 0), (beta**k, k, Integer(0))),
        (Continuous(beta**k, k), (beta**k, k, Integer(1))),
        (Decreasing(beta**k, k), (beta**k, k, Integer(1), oo)),
        (Increasing(beta**k, k, 1, 5), (beta**k, k, Integer(1), Integer(5))),
    ],
)
def test_statements_are_conditions_that_can_be_rebuilt(statement: Any, arguments: Any) -> None:
    assert isinstance(statement, Boolean)
    assert statement.args == arguments
    assert statement.func(*statement.args) == statement
    assert hash(statement.func(*arguments)) == hash(statement)


def test_statements_are_substituted_into() -> None:
    assert Tends(beta * v[k], k, 0).subs(beta, 2) == Tends(2 * v[k], k, 0)


def test_assumptions_are_equal_when_they_say_the_same() -> None:
    assert Assumption("error", (x > 0,)) == Assumption("error", (x > 0,))
    assert Assumption("error", (x > 0,)) != Assumption("error", (x > 1,))


def test_the_index_of_a_property_is_bound() -> None:
    assert Decreasing(beta**k, k).free_symbols == {beta}
    assert Increasing(beta**k, k, 1, x).free_symbols == {beta, x}
