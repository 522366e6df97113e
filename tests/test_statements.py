"""What derivations may say beyond equality."""

from typing import Any

import pytest
from sympy import Integer, Rational
from sympy.logic.boolalg import Boolean

from symopt.statements import Assumption, ForEvery, PositiveDefinite, RootsInside, Tends
from symopt.symbols import Letter, SymmetricMatrix, beta, k, v, z

x, H = Letter("x"), SymmetricMatrix("H")


@pytest.mark.parametrize(
    ("statement", "arguments"),
    [
        (Tends(v[k], k, 0), (v[k], k, Integer(0))),
        (PositiveDefinite(H), (H,)),
        (RootsInside(z - beta, z), (z - beta, z)),
        (ForEvery(x < 1, x, 0, Rational(1, 2)), (x < 1, x, Integer(0), Rational(1, 2))),
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
