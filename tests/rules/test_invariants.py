"""What stays nonnegative under roots, and what does not."""

from typing import Any

import pytest
from sympy import Abs, ImmutableDenseMatrix, sqrt

from symopt import Optimizer
from symopt.optimizers.adam import adam
from symopt.rules.invariants import nonnegative, under_roots
from symopt.rules.reason import Context
from symopt.symbols import epsilon, eta, g, k, s, s_hat, u, v, w
from symopt.verification import Verifier


def rooted(update: Any, start: Any = 0) -> Optimizer:
    step = w[k] - eta * g[k] / (sqrt(Abs(s[k])) + epsilon)
    begin = {} if start == 0 else {s[0]: start}
    return Optimizer(name="Rooted", updates={s[k]: update, w[k + 1]: step}, start=begin, defaults={eta: 1, epsilon: 1})


def test_letters_under_roots() -> None:
    assert under_roots(sqrt(s[k] + 1) + v[k], ImmutableDenseMatrix([1 / sqrt(u[k])]), v[k] ** 2) == [s[k], u[k]]


@pytest.mark.parametrize("letter", [s[k], s[k - 1], s_hat[k]])
def test_moments_stay_nonnegative(letter: Any, verifier: Verifier) -> None:
    found = nonnegative(letter, Context((adam,), (k >= 1,)), verifier)
    assert found is not None
    assert (found[0], found[1].status) == ((letter >= 0,), "proved")


@pytest.mark.parametrize(
    ("update", "start"),
    [(s[k - 1] - g[k] ** 2, 0), (s[k - 1] + g[k], 0), (s[k - 1] + g[k] ** 2, -1), ((k - 2) * g[k] ** 2, 0)],
    ids=["step", "sign of the gradient", "start", "first pass"],
)
def test_what_may_become_negative_is_not_nonnegative(update: Any, start: Any, verifier: Verifier) -> None:
    assert nonnegative(s[k], Context((rooted(update, start),)), verifier) is None


@pytest.mark.parametrize(
    ("letter", "context"),
    [
        (s[k], Context((adam,), free=(s[0],))),
        (s[k - 2], Context((adam,))),
        (s_hat[k - 1], Context((adam,))),
        (w[k], Context((adam,))),
        (u[k], Context((adam,))),
    ],
    ids=["free start", "before the start", "before the first pass", "points", "not computed"],
)
def test_what_no_pass_brings_about_is_not_nonnegative(letter: Any, context: Context, verifier: Verifier) -> None:
    assert nonnegative(letter, context, verifier) is None


def test_what_holds_late_does_not_start_an_induction(verifier: Verifier) -> None:
    late = rooted(s[k - 1] + (k - 2) * g[k] ** 2)
    assert nonnegative(s[k], Context((late,), (k >= 2,)), verifier) is None
    assert nonnegative(s[k], Context((rooted(s[k - 1] + k * g[k] ** 2),), origin=-1), verifier) is None


@pytest.mark.parametrize(("value", "holds"), [(-1, False), (0, True), (g[1] ** 2, True), (g[1], False)])
def test_a_start_in_place_of_the_first_pass_counts(value: Any, holds: bool, verifier: Verifier) -> None:
    step = w[k] - eta * g[k] / (sqrt(Abs(s[k])) + epsilon)
    updates = {s[k]: s[k - 1] + g[k] ** 2, w[k + 1]: step}
    begun = Optimizer(name="Begun", updates=updates, start={s[1]: value}, defaults={eta: 1, epsilon: 1})
    assert (nonnegative(s[k], Context((begun,), (k >= 1,)), verifier) is not None) is holds


def test_letters_that_read_each_other_are_left_undecided(verifier: Verifier) -> None:
    pair = Optimizer(
        name="Pair",
        updates={s[k]: u[k - 1] + g[k] ** 2, u[k]: s[k - 1] + g[k] ** 2, w[k + 1]: w[k] - eta * g[k] * s[k] * u[k]},
        defaults={eta: 1},
    )
    assert nonnegative(s[k], Context((pair,)), verifier) is None
