"""A result is used only where its letters are computed in the same way."""

from typing import Any

import pytest
from sympy import Sum

from symopt.optimizers.adagrad import adagrad
from symopt.optimizers.rmsprop import rmsprop
from symopt.rules import induction, unfold, using
from symopt.rules.ground import same_ground
from symopt.symbols import epsilon, eta, g, i, k, s, w
from tests.rules.steps import chain

inside = adagrad.variant("epsilon-inside")
sums = chain(s[k], (Sum(g[i] ** 2, (i, 1, k)), induction(on=k)), of=adagrad)
moves = chain(w[k + 1], unfold(w[k + 1]), of=adagrad)
through = chain(s[k] + eta, using(moves), using(sums), of=adagrad)
started = adagrad.where({s[0]: epsilon}, name="Started")


@pytest.mark.parametrize(
    ("derivation", "optimizers", "same"),
    [
        (sums, (adagrad,), True),
        (sums, (inside,), True),
        (sums, (rmsprop,), False),
        (sums, (), False),
        (sums, (started,), False),
        (sums, (rmsprop, adagrad), False),
        (moves, (adagrad,), True),
        (moves, (inside,), False),
        (through, (inside,), False),
    ],
)
def test_the_same_letters_are_computed_in_the_same_way(derivation: Any, optimizers: Any, same: bool) -> None:
    assert same_ground(derivation, optimizers) is same
