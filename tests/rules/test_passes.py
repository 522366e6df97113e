"""Passes carried out one by one: what they come to, from where, and what they do not know."""

from fractions import Fraction
from typing import Any

import pytest
from sympy import Eq, Rational

from symopt import Assumption, Optimizer
from symopt.derivations.ten_mini_batches import batches, factors, with_rprop, within_limits
from symopt.errors import DerivationError
from symopt.optimizers.gains import gains
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.optimizers.rprop import rprop
from symopt.rules import given, passes
from symopt.symbols import beta, delta_0, eta, g, gain, k, v, w
from symopt.verification import Verifier
from tests.rules.steps import PROVED, chain, statuses

heavy = momentum.variant("heavy-ball")
table = Assumption("error", (Eq(g[1], 1), Eq(g[2], -2), Eq(g[3], 3)))


@pytest.mark.parametrize(
    ("rule", "start", "result"),
    [
        (momentum, v[2], beta * g[1] + g[2]),
        (momentum, w[3] - w[1], -eta * (beta * g[1] + g[2]) - eta * g[1]),
        (momentum, v[0], 0),
        (heavy, w[2], w[1] - eta * g[1]),
        (gradient_descent, w[1], w[1]),
        (gradient_descent, g[2], g[2]),
        (gradient_descent, w[k], w[k]),
        (gains, gain[1], 1),
    ],
)
def test_what_the_passes_come_to(rule: Any, start: Any, result: Any, verifier: Verifier) -> None:
    derivation = chain(start, passes(), of=rule)
    assert (derivation.result - result).expand() == 0
    assert derivation.verify(verifier).verdict.status == "proved"


def test_initial_values_that_are_free_stay_letters(verifier: Verifier) -> None:
    derivation = chain(v[1], passes(), of=momentum, free=(v[0],))
    assert derivation.result == beta * v[0] + g[1]
    assert derivation.verify(verifier).verdict.status == "proved"


def test_assumed_gradients_decide_between_cases(verifier: Verifier) -> None:
    derivation = chain(gain[3], passes(), of=gains, assumptions=(table,))
    assert derivation.result == 1 - 2 * delta_0 + delta_0**2
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize(
    ("rule", "start", "wrong"),
    [
        (momentum, v[2], g[1] + g[2]),
        (momentum, v[2], beta * g[1] - g[2]),
        (momentum, w[3] - w[1], -eta * g[2]),
        (gains, gain[1], 0),
        (heavy, w[2], w[1] - eta * g[1] + beta * w[1]),
    ],
)
def test_a_wrong_result_is_refuted(rule: Any, start: Any, wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, start, (wrong, passes()), of=rule) == ["refuted"]


def test_a_mutated_specification_is_noticed(verifier: Verifier) -> None:
    step = (beta * g[1] + g[2], passes())
    assert statuses(verifier, v[2], step, of=momentum) == PROVED
    for mutant in (beta * v[k - 1] - g[k], v[k - 1] + g[k], beta * v[k - 1] + g[k - 1]):
        assert statuses(verifier, v[2], step, of=momentum.where({v[k]: mutant}, name="Mutant")) == ["refuted"]


def test_limits_that_nothing_excludes_are_not_passed_over(verifier: Verifier) -> None:
    without = chain(w[11] - w[1], (with_rprop.result, passes()), of=rprop, assumptions=(batches(g, 10), factors))
    assert without.verify(verifier).verdict.status == "refuted"


def test_cases_that_nothing_decides_are_refused() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(gain[30], passes(), of=gains).lines  # noqa: B018
    assert caught.value.message.endswith("has too many cases to be carried out")
    assert caught.value.hint == "assume what decides between them"


def rprop_by_hand(gradients: list[Fraction]) -> Fraction:
    """The net change in first steps, by ten lines that know nothing of the engine."""
    delta, last, moved = Fraction(1), Fraction(0), Fraction(0)
    for gradient in gradients:
        agreement = gradient * last
        delta *= Fraction(6, 5) if agreement > 0 else Fraction(1, 2) if agreement < 0 else 1
        moved -= delta if gradient > 0 else -delta
        last = gradient
    return moved


@pytest.mark.parametrize("turn", [1, 5, 10])
def test_rprop_moves_as_by_hand(turn: int) -> None:
    gradients = [Fraction(-9, 10) if n == turn else Fraction(1, 10) for n in range(1, 11)]
    derivation = chain(w[11] - w[1], passes(), of=rprop, assumptions=(batches(g, turn), factors, within_limits))
    moved = rprop_by_hand(gradients)
    assert derivation.result == Rational(moved.numerator, moved.denominator) * delta_0


def test_a_start_in_place_of_an_equation_is_not_unfolded(verifier: Verifier) -> None:
    late = Optimizer(
        name="Late",
        updates={v[k]: v[k - 1] + g[k], w[k + 1]: w[k] - eta * v[k]},
        start={v[1]: 5},
        defaults={eta: 1},
    )
    assert statuses(verifier, v[1], (5, passes()), of=late) == PROVED
    assert statuses(verifier, v[2], (5 + g[2], passes()), of=late) == PROVED
    assert statuses(verifier, v[1], (g[1], passes()), of=late) == ["refuted"]
    assert statuses(verifier, v[2], (5 + g[2], given(table)), of=late) != PROVED
