"""Reasons that rewrite: what they compute, what they refuse, what travels with a result."""

from typing import Any

import pytest
from sympy import Eq, ImmutableDenseMatrix, Sum, sign, sqrt

from symopt import Assumption, Optimizer
from symopt.errors import DerivationError
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.rules import algebra, at, eliminate, expectation, given, induction, limit_of, unfold, using
from symopt.symbols import E, Letter, beta, beta_1, c, eta, g, gamma, i, k, s, v, w
from symopt.verification import Verifier
from tests.rules.steps import PROVED, assuming, chain, checked, statuses

x, y = Letter("x"), Letter("y")
damped = momentum.variant("damped")
constant = Assumption("constant-gradient", (Eq(g[i], c),))
unrolled = chain(v[k], (Sum(beta ** (k - i) * g[i], (i, 1, k)), induction(on=k)), of=momentum)
decaying = Optimizer(
    name="Decaying",
    updates={v[k]: -beta * v[k - 1], w[k + 1]: w[k] - eta * v[k]},
    start={v[0]: 1},
    defaults={eta: 1, beta: 0.5},
)
dying = chain(v[k], ((-beta) ** k, induction(on=k)), (0, limit_of(k)), of=decaying)


def test_algebra_computes_the_shortest_form(verifier: Verifier) -> None:
    derivation = chain(x**2 + x * y, algebra())
    assert derivation.result == x * (x + y)
    assert derivation.verify(verifier).verdict.status == "proved"


def test_wrong_algebra_is_refuted_with_a_counterexample(verifier: Verifier) -> None:
    verdict = checked(verifier, (x + y) ** 2, (x**2 + y**2, algebra())).verdict
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None


def test_one_wrong_entry_of_a_matrix_is_refuted(verifier: Verifier) -> None:
    wrong = ImmutableDenseMatrix([x, y + 1])
    assert statuses(verifier, ImmutableDenseMatrix([x, y]), (wrong, algebra())) == ["refuted"]


def test_a_division_that_may_be_by_zero_is_not_proved(verifier: Verifier) -> None:
    assert statuses(verifier, (x**2 - 1) / (x - 1), (x + 1, algebra())) != PROVED


def test_assumptions_that_contradict_each_other_are_vacuous(verifier: Verifier) -> None:
    assert statuses(verifier, x, (x, algebra()), assumptions=assuming(x > 1, x < 0)) == ["vacuous"]


def test_an_expectation_passes_what_is_not_random(verifier: Verifier) -> None:
    derivation = chain(E(beta * v[k] + g[k] / 2), expectation())
    assert derivation.result == beta * E(v[k]) + E(g[k]) / 2
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        (E(g[i] ** 2), E(g[i]) ** 2),
        (E(g[i] * v[k]), g[i] * E(v[k])),
        (E(g[i] * v[k]), E(g[i]) * E(v[k])),
        (E(v[k] + 1), E(v[k])),
        (E(g[i]), g[i]),
    ],
)
def test_an_expectation_does_not_let_random_letters_out(start: Any, wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, start, (wrong, expectation())) != PROVED


def test_unfold_puts_in_every_equation_but_the_gradients() -> None:
    assert chain(v[k], unfold(), of=momentum).result == beta * v[k - 1] + g[k]


def test_unfold_notices_a_mutated_specification(verifier: Verifier) -> None:
    step = (beta * v[k - 1] + g[k], unfold(v[k]))
    assert statuses(verifier, v[k], step, of=momentum) == PROVED
    for mutant in (beta * v[k - 1] - g[k], v[k - 1] + g[k], beta * v[k - 1] + g[k - 1]):
        assert statuses(verifier, v[k], step, of=momentum.where({v[k]: mutant}, name="Mutant")) == ["refuted"]


def test_unfold_uses_one_specification_where_two_share_a_letter(verifier: Verifier) -> None:
    claim = (beta * v[k - 1] + (1 - beta) * g[k], unfold(v[k]))
    assert statuses(verifier, beta * v[k - 1] + g[k], claim, of=(momentum, damped)) == ["refuted"]


def test_unfold_needs_a_letter_that_is_computed() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(x, unfold(), of=momentum).lines  # noqa: B018
    assert caught.value.message == "no equation computes a letter of x"
    assert caught.value.hint == "name the letter that the step unfolds"


def test_unfold_does_not_compute_initial_values() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(v[k - 1], unfold(v[k - 1]), of=momentum).lines  # noqa: B018
    assert caught.value.message == "v(k - 1) may be an initial value, which no pass computes"
    assert caught.value.hint == "raise its index"


def test_eliminate_carries_that_a_step_was_taken(verifier: Verifier) -> None:
    derivation = chain(v[k - 1], eliminate(v[k - 1], w[k]), of=momentum)
    assert derivation.result == w[k - 1] / eta - w[k] / eta
    assert derivation.verify(verifier).verdict.status == "proved"
    assert derivation.assumed == (Assumption("after-a-step", (k >= 2,)),)


def test_eliminate_with_a_wrong_sign_is_refuted(verifier: Verifier) -> None:
    wrong = ((w[k] - w[k - 1]) / eta, eliminate(v[k - 1], w[k]))
    assert statuses(verifier, v[k - 1], wrong, of=momentum) == ["refuted"]


def test_eliminate_needs_a_point_that_is_computed(verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, v[k], (v[k], eliminate(v[k], s[k])), of=momentum)
    assert caught.value.message == "no equation computes s(k)"
    assert caught.value.hint == "name the point that the letter leads to"


def test_given_replaces_at_any_index_and_is_carried(verifier: Verifier) -> None:
    derivation = chain(g[k] + g[k - 1], given(constant))
    assert derivation.result == 2 * c
    assert derivation.verify(verifier).verdict.status == "proved"
    assert derivation.assumed == (constant,)


def test_given_allows_no_more_than_it_says(verifier: Verifier) -> None:
    assert statuses(verifier, g[k], (2 * c, given(constant))) == ["refuted"]


def test_given_what_contradicts_itself_is_vacuous(verifier: Verifier) -> None:
    impossible = Assumption("error", (x > 0, x < 0))
    assert statuses(verifier, x, (x + 1, given(impossible))) == ["vacuous"]


def test_a_special_case_is_carried_by_the_result(verifier: Verifier) -> None:
    derivation = chain(w[k] - eta * g[k], at({eta: 1}))
    assert derivation.result == w[k] - g[k]
    assert derivation.verify(verifier).verdict.status == "proved"
    assert derivation.assumed == (Assumption("special-case", (Eq(eta, 1),)),)


def test_a_special_case_with_another_value_is_refuted(verifier: Verifier) -> None:
    assert statuses(verifier, eta * x, (2 * x, at({eta: 1}))) == ["refuted"]


def test_a_special_case_outside_the_domain_is_vacuous(verifier: Verifier) -> None:
    assert statuses(verifier, eta * x, (-x, at({eta: -1}))) == ["vacuous"]


def test_using_takes_the_result_and_what_it_assumed(verifier: Verifier) -> None:
    used = chain(g[k] * x, (c * x, given(constant)))
    derivation = chain(1 + g[k] * x, using(used))
    assert derivation.result == 1 + c * x
    assert derivation.assumed == (constant,)
    assert derivation.verify(verifier).verdict.status == "proved"


def test_using_what_is_refuted_does_not_hold(verifier: Verifier) -> None:
    wrong = chain(x, (x + 1, algebra()))
    assert statuses(verifier, 2 * x, (2 * x + 2, using(wrong))) == ["refuted"]


def test_using_says_no_more_than_the_result(verifier: Verifier) -> None:
    assert statuses(verifier, v[k], (Sum(beta ** (k - i) * g[i], (i, 1, k)) + 1, using(unrolled)), of=momentum) == [
        "refuted"
    ]


@pytest.mark.parametrize(
    "elsewhere",
    [{"of": damped}, {"of": momentum, "origin": 0}, {"of": momentum, "free": (v[0],)}, {}],
    ids=["another rule", "another count", "another start", "no rule"],
)
def test_a_result_is_not_used_where_it_was_not_obtained(elsewhere: Any, verifier: Verifier) -> None:
    verdict = checked(verifier, v[k], using(unrolled), **elsewhere).verdict
    assert (verdict.status, verdict.why) == ("undecided", "about-other-runs")


def test_a_result_about_several_letters_is_used_entry_by_entry(verifier: Verifier) -> None:
    both = chain(ImmutableDenseMatrix([v[k], w[k + 1]]), unfold(), of=momentum)
    swapped = ImmutableDenseMatrix([w[k + 1], v[k]])
    assert chain(swapped, using(both), of=momentum).result == ImmutableDenseMatrix(both.result[::-1])
    assert statuses(verifier, swapped, using(both), of=momentum) == PROVED


def test_a_limit_is_used_by_continuity(verifier: Verifier) -> None:
    derivation = chain(1 / (1 + v[k] ** 2), using(dying), of=decaying)
    assert (derivation.result, derivation.relation) == (1, "to")
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        (sign(v[k]), 0),
        (v[k] * k, 0),
        (v[k] * (-beta) ** (-k), 0),
        (sqrt(v[k]), 0),
        (gamma ** v[k], 1),
        (1 + v[k], 2),
        (x / (v[k] * x), 0),
    ],
    ids=["jump", "moving factor", "growing factor", "no root", "no power", "other value", "division"],
)
def test_a_limit_does_not_pass_through_everything(start: Any, wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, start, (wrong, using(dying)), of=decaying) != PROVED


def test_the_velocity_of_other_rules_starts_at_zero_too(verifier: Verifier) -> None:
    adams = (Sum(beta_1 ** (k - i) * (1 - beta_1) * g[i], (i, 1, k)), induction(on=k))
    assert statuses(verifier, v[k], adams, of=adam) == PROVED
    assert statuses(verifier, v[k], adams, of=nesterov) == ["refuted"]
    assert statuses(verifier, w[k + 1], (w[k] - eta * g[k], unfold(w[k + 1])), of=gradient_descent) == PROVED
