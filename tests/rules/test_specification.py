"""Updates recognised, definitions by coordinates, rules written for each coordinate."""

from typing import Any

import pytest
from sympy import Derivative, ImmutableDenseMatrix

from symopt import Optimizer
from symopt.errors import DerivationError
from symopt.functions.ravine import ravine
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.rules import as_in, by_coordinates, coordinatewise
from symopt.rules.reason import Context
from symopt.symbols import Letter, Sequence, Vector, beta, eta, g, grad, hess, k, s, u, v, w, w_1, w_2
from symopt.verification import Verifier
from tests.rules.steps import PROVED, chain, checked, statuses

X = Vector("x")
W_1, W_2 = Sequence("w_1"), Sequence("w_2")
elsewhere = Optimizer(
    name="Elsewhere", updates={g[k]: grad(2 * w[k]), w[k + 1]: w[k] - eta * g[k]}, defaults={eta: 0.1}
)


def column(*entries: Any) -> ImmutableDenseMatrix:
    return ImmutableDenseMatrix(entries)


def test_an_update_is_recognised(verifier: Verifier) -> None:
    derivation = chain(g[k] + beta * u[k - 1], as_in(momentum, v[k], {v: u}))
    assert derivation.result == beta * u[k - 1] + g[k]
    assert derivation.verify(verifier).verdict.status == "proved"


def test_several_updates_are_recognised_entry_by_entry(verifier: Verifier) -> None:
    start, reason = column(g[k] + beta * v[k - 1], w[k] - eta * v[k]), as_in(momentum, (v[k], w[k + 1]))
    assert statuses(verifier, start, reason) == PROVED


@pytest.mark.parametrize(
    ("start", "statement"),
    [
        (beta * v[k - 1] - g[k], beta * v[k - 1] - g[k]),
        (beta * v[k - 1] - g[k], beta * v[k - 1] + g[k]),
        (beta * v[k - 1] + (1 - beta) * g[k], beta * v[k - 1] + (1 - beta) * g[k]),
    ],
    ids=["not the update", "not equal", "another convention"],
)
def test_what_is_not_the_update_is_refuted(start: Any, statement: Any, verifier: Verifier) -> None:
    assert statuses(verifier, start, (statement, as_in(momentum, v[k]))) == ["refuted"]


def test_only_what_is_computed_can_be_recognised() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(s[k], as_in(momentum, s[k])).lines  # noqa: B018
    assert caught.value.message == "Momentum does not compute s(k)"
    assert caught.value.hint == "name a letter that it computes"


def test_a_gradient_and_a_hessian_are_partial_derivatives(verifier: Verifier) -> None:
    slopes = chain(grad(X), by_coordinates(ravine))
    assert slopes.result == column(*(Derivative(ravine.expression, letter) for letter in (w_1, w_2)))
    assert statuses(verifier, grad(X), by_coordinates(ravine)) == PROVED
    assert statuses(verifier, grad(X), (column(w_1 / 5, 4 * w_2), by_coordinates(ravine))) == PROVED
    assert statuses(verifier, hess(X), by_coordinates(ravine)) == PROVED


@pytest.mark.parametrize("wrong", [column(4 * w_2, w_1 / 5), column(w_1 / 5, 2 * w_2)], ids=["swapped", "factor"])
def test_a_wrong_partial_derivative_is_refuted(wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, grad(X), (wrong, by_coordinates(ravine))) == ["refuted"]


def test_only_gradients_and_hessians_have_coordinates() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(X, by_coordinates(ravine)).lines  # noqa: B018
    assert caught.value.message == "x is neither a gradient nor a Hessian"
    assert caught.value.hint == "start from grad(...) or hess(...)"


def test_a_gradient_is_not_one_number(verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, grad(X), (Letter("x"), by_coordinates(ravine)))
    assert caught.value.hint == "write an entry for each entry"


AHEAD = column(W_1[k + 1], W_2[k + 1])
RIGHT = column(W_1[k] - eta * W_1[k] / 5, W_2[k] - 4 * eta * W_2[k])


def test_a_rule_is_written_for_each_coordinate(verifier: Verifier) -> None:
    derivation = chain(AHEAD, coordinatewise(ravine, (W_1, W_2)), of=gradient_descent, origin=0)
    assert [(a - b).expand() for a, b in zip(derivation.result, RIGHT, strict=True)] == [0, 0]
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize(
    "wrong",
    [
        column(RIGHT[1], RIGHT[0]),
        column(RIGHT[0], W_2[k] - 2 * eta * W_2[k]),
        column(RIGHT[0], W_2[k] + 4 * eta * W_2[k]),
    ],
    ids=["swapped", "factor", "sign"],
)
def test_a_wrong_coordinate_is_refuted(wrong: Any, verifier: Verifier) -> None:
    step = (wrong, coordinatewise(ravine, (W_1, W_2)))
    assert statuses(verifier, AHEAD, step, of=gradient_descent, origin=0) == ["refuted"]


@pytest.mark.parametrize("rule", [momentum, adam, elsewhere], ids=["velocity", "moments", "gradient elsewhere"])
def test_a_rule_with_state_is_not_written_for_each_coordinate(rule: Optimizer) -> None:
    with pytest.raises(DerivationError) as caught:
        chain(AHEAD, coordinatewise(ravine, (W_1, W_2)), of=rule).lines  # noqa: B018
    assert caught.value.message == f"{rule.name} is not a rule without state"
    assert caught.value.hint == "unfold its state first"


@pytest.mark.parametrize("start", [column(W_2[k + 1], W_1[k + 1]), column(W_1[k + 2], W_2[k + 2])])
def test_coordinates_stand_in_their_order_one_step_ahead(start: Any, verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, start, (RIGHT, coordinatewise(ravine, (W_1, W_2))), of=gradient_descent)
    assert caught.value.message == f"{start} is not {AHEAD}"
    assert caught.value.hint == "start from the coordinates at k + 1"


def test_a_coordinate_left_out_is_noticed(verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, AHEAD, (column(RIGHT[0]), coordinatewise(ravine, (W_1, W_2))), of=gradient_descent)
    assert caught.value.message == f"{column(RIGHT[0])} has not the shape of {AHEAD}"
    assert caught.value.hint == "write an entry for each entry"


def test_letters_that_change_places_do_not_collapse() -> None:
    rule = Optimizer(name="Pair", updates={v[k]: g[k], u[k]: v[k] + 2 * u[k - 1], w[k + 1]: w[k] - u[k]})
    renamed = as_in(rule, u[k], {Sequence("v"): Sequence("u"), Sequence("u"): Sequence("v")})
    assert renamed.derive(None, Context()) == u[k] + 2 * v[k - 1]
