"""Schedules as specifications: what is refused, what they become in rules, how one follows another."""

from typing import Any

import pytest
from sympy import And, Piecewise, Rational, cos, pi, sqrt

from symopt import Objective, Optimizer, Schedule, SymoptError
from symopt.optimizers.adam import adam
from symopt.optimizers.momentum import momentum
from symopt.optimizers.rmsprop import rmsprop
from symopt.run import run
from symopt.schedules.cosine import cosine
from symopt.schedules.exponential import exponential
from symopt.schedules.inverse import inverse
from symopt.schedules.linear_warm_up import linear_warm_up
from symopt.schedules.momentum_schedules import cycled_momentum
from symopt.schedules.one_cycle import one_cycle
from symopt.schedules.step import step
from symopt.statements import Continuous, Converges, Decreasing, Diverges, Increasing
from symopt.symbols import (
    Count,
    Decay,
    Letter,
    beta,
    beta_1,
    epsilon,
    eta,
    eta_0,
    g,
    gamma,
    k,
    lam,
    period,
    v,
    w,
    w_1,
    w_2,
    warm,
)

RAVINE = Objective("ravine", 0.1 * w_1**2 + 2 * w_2**2)


def made(**changes: Any) -> Schedule:
    return Schedule(**{"name": "Mine", "value": eta_0 / k, "defaults": {eta_0: 0.1}, **changes})


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        ({"name": ""}, "'' is not a name", 'name it with words, such as name="Adam"'),
        (
            {"value": "eta_0/k"},
            "Mine: the value is the text 'eta_0/k', not an expression",
            "write it without quotes, with the letters of symopt.symbols",
        ),
        (
            {"value": eta_0 * v[k]},
            "Mine: the value reads v[k], but a schedule knows the step alone",
            "write it with k and hyperparameters",
        ),
        (
            {"value": eta_0 / w_1},
            "Mine reads w_1, which is no hyperparameter",
            "import letters from symopt.symbols, or make your own, such as Decay('zeta')",
        ),
        (
            {"requires": (gamma > 0,)},
            "Mine reads gamma, which is in no part of the value",
            "import letters from symopt.symbols, or make your own, such as Decay('zeta')",
        ),
        (
            {"defaults": {eta: 0.1}},
            "Mine: eta has a default, but the value does not read it",
            "did you mean eta_0?",
        ),
        (
            {"defaults": {eta_0: -1}},
            "Mine: eta_0 = -1 lies outside its domain (0, oo)",
            "choose eta_0 in (0, oo)",
        ),
        (
            {"requires": (eta_0 > 1,)},
            "Mine: its defaults break eta_0 > 1",
            "choose defaults that keep to it",
        ),
        ({"claims": ("continous",)}, "Mine claims 'continous', which means nothing", "did you mean continuous?"),
        (
            {"variants": {"other": {gamma: 1}}},
            "Mine, other: Mine has no gamma to replace",
            "known: eta_0",
        ),
    ],
)
def test_what_is_no_schedule_is_an_error(changes: Any, message: str, hint: str) -> None:
    with pytest.raises(SymoptError) as caught:
        made(**changes)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_values_are_exact_and_count_from_one() -> None:
    assert [inverse.at(n) for n in (1, 2, 10)] == [Rational(1, 10), Rational(1, 20), Rational(1, 100)]
    assert inverse.at(3, eta_0=0.3) == Rational(1, 10)
    assert cosine.at(1) == Rational(1, 10)
    assert cosine.at(101) == cosine.at(5000) == Rational(1, 1000)


def test_claims_say_what_they_mean() -> None:
    assert inverse.stated("continuous") == Continuous(eta_0 / k, k)
    assert inverse.stated("decreasing", eta[k]) == Decreasing(eta[k], k)
    assert inverse.stated("robbins-monro") == And(Diverges(eta_0 / k, k), Converges(eta_0**2 / k**2, k))
    top = warm + 1
    assert one_cycle.stated("rises-then-falls", eta[k]) == And(
        Increasing(eta[k], k, 1, top), Decreasing(eta[k], k, top)
    )


def test_a_relative_takes_its_defaults_along() -> None:
    other = step.where({gamma: Decay("delta_gamma")}, name="Other")
    assert [letter.name for letter in other.hyperparameters] == ["N", "delta_gamma", "eta_0"]
    assert other.defaults[Decay("delta_gamma")] == Rational(1, 2)
    assert other.requires == (Decay("delta_gamma") > 0,)
    assert step.where({period: 5}, name="Every five").at(6) == Rational(1, 20)


def test_variants() -> None:
    from symopt.schedules.polynomial import polynomial

    assert polynomial.variant("linear").at(51) == Rational(1, 1000) + Rational(99, 2000)
    with pytest.raises(SymoptError) as caught:
        polynomial.variant("linaer")
    assert caught.value.message == "Polynomial decay has no variant 'linaer'"
    assert caught.value.hint == "did you mean linear?"


def test_a_warm_up_rises_to_where_the_decay_begins() -> None:
    both = linear_warm_up.then(exponential, name="Both")
    assert both.at(1) == Rational(1, 100)
    assert both.at(11) == exponential.at(1) == Rational(1, 10)
    assert both.at(15) == exponential.at(5)
    assert both.value.args[0][1] == (k < warm + 1)


def test_a_warm_up_before_pieces_moves_their_ends() -> None:
    both = linear_warm_up.then(cosine, name="Both")
    assert [condition for _, condition in both.value.args[:-1]] == [k < warm + 1, k < warm + period + 1]
    assert both.value.args[0][0].has(eta_0)
    assert both.at(11) == Rational(1, 10)
    assert both.requires == (*linear_warm_up.requires, *cosine.requires)


def test_a_decay_that_does_not_begin_at_its_rate_is_met() -> None:
    late = made(value=eta_0 / (k + 1))
    both = linear_warm_up.then(late, name="Both")
    assert both.at(11) == late.at(1) == Rational(1, 20)
    assert both.at(1) == Rational(1, 200)


@pytest.mark.parametrize(
    ("ramp", "decay", "message", "hint"),
    [
        (
            inverse,
            cosine,
            "Inverse decay does not come to a last value, so nothing can follow it",
            "end it so: Piecewise((..., k < N_w + 1), (eta_0, True))",
        ),
        (
            linear_warm_up,
            made(value=eta_0 / (k + warm), defaults={}),
            "Both: Linear warm-up and Mine both read N_w",
            "rename one: .where({N_w: Count('N_w_1')}, name=...)",
        ),
        (
            linear_warm_up,
            made(value=Piecewise((1, k < period), (eta_0, True))),
            "N > k may not hold at step 1",
            "begin with a piece that lasts for a step, such as k < N + 1",
        ),
    ],
)
def test_what_cannot_follow_is_an_error(ramp: Schedule, decay: Schedule, message: str, hint: str) -> None:
    with pytest.raises(SymoptError) as caught:
        ramp.then(decay, name="Both")
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_schedule_stands_for_any_hyperparameter_of_any_rule() -> None:
    scheduled = adam.where({eta: cosine, beta_1: cycled_momentum}, name="Scheduled")
    letters = {letter.name for letter in scheduled.hyperparameters}
    assert letters == {"N", "N_w", "beta_2", "beta_max", "beta_min", "epsilon", "eta_0", "eta_min"}
    assert scheduled.defaults[period] == 100
    assert eta not in scheduled.defaults


def test_a_schedule_is_its_expression_in_formulas() -> None:
    assert momentum.where({eta: inverse}, name="A").updates == momentum.where({eta: eta_0 / k}, name="B").updates
    assert (2 * w[k]).subs(w[k], inverse.value) == 2 * eta_0 / k


def test_letters_that_mean_something_else_get_a_subscript() -> None:
    scheduled = rmsprop.where({eta: step}, name="Scheduled")
    gamma_eta = Decay("gamma_eta")
    assert {gamma, gamma_eta} <= set(scheduled.hyperparameters)
    assert (scheduled.defaults[gamma], scheduled.defaults[gamma_eta]) == (Rational(9, 10), Rational(1, 2))


def test_two_schedules_share_no_letter() -> None:
    scheduled = momentum.where({eta: one_cycle, beta: cycled_momentum}, name="Scheduled")
    assert {warm, Count("N_w_beta")} <= set(scheduled.hyperparameters)


def test_variants_that_read_the_letter_are_not_kept() -> None:
    """A variant that restates an equation with eta in it would bring the constant rate back without a word."""
    inside = {v[k]: beta * v[k - 1] + eta * g[k], w[k + 1]: w[k] - v[k]}
    rule = Optimizer("Rule", dict(momentum.updates), defaults=dict(momentum.defaults), variants={"inside": inside})
    assert dict(rule.where({eta: inverse}, name="Scheduled").variants) == {}
    assert "inside" in rule.where({v[0]: 1}, name="Pushed").variants


@pytest.mark.parametrize(
    ("difference", "message", "hint"),
    [
        (
            {lam: cosine},
            "Scheduled: Momentum has no hyperparameter 'lambda'",
            "known: beta, eta",
        ),
        (
            {Letter("etta"): cosine},
            "Scheduled: a schedule stands for etta, which is not a hyperparameter",
            "let it stand for one of beta, eta",
        ),
        (
            {epsilon: cosine},
            "Scheduled: Momentum has no hyperparameter 'epsilon'",
            "known: beta, eta",
        ),
        (
            {beta: made(value=eta_0 * sqrt(k), defaults={eta_0: 0.5})},
            "Scheduled: Mine gives beta = 1 at step 4, outside its domain [0, 1)",
            "choose other values for eta_0",
        ),
    ],
)
def test_where_a_schedule_cannot_stand(difference: Any, message: str, hint: str) -> None:
    with pytest.raises(SymoptError) as caught:
        momentum.where(difference, name="Scheduled")
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_run_takes_the_scheduled_steps() -> None:
    """Gradient descent on the ravine by hand: each coordinate shrinks by 1 - eta_k times its curvature."""
    from symopt.optimizers.gradient_descent import gradient_descent

    scheduled = gradient_descent.where({eta: inverse}, name="Scheduled")
    steps = run(scheduled, RAVINE, (-5, -2), 3, "exact", eta_0="1/5").steps
    one, two = Rational(-5), Rational(-2)
    for n, reached in enumerate(steps[1:], 1):
        one, two = one * (1 - Rational(1, 5) / n / 5), two * (1 - Rational(1, 5) / n * 4)
        assert [Rational(str(part)) for part in reached.w] == [one, two]


def test_cosine_is_the_half_wave() -> None:
    wave = Rational(1, 1000) + Rational(99, 2000) * (1 + cos(pi * Rational(3, 100)))
    assert (cosine.at(4) - wave).simplify() == 0
