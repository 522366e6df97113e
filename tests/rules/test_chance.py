"""Reasons about chance: what they compute, and what they refuse because nobody said that it may be done."""

from fractions import Fraction
from itertools import permutations, product
from random import Random
from typing import Any

import pytest
from sympy import Eq, Piecewise, Rational, Sum

from symopt import Assumption
from symopt.derivations.mini_batches import variance as variance_of_batch
from symopt.derivations.mini_batches import variance_in_epochs
from symopt.derivations.random_gains import mean_gain, variance
from symopt.errors import DerivationError
from symopt.optimizers.gains import gains
from symopt.rules import chance, conditional_mean, of_pairs, uniform_draw
from symopt.statements import AnyTwo, Chance, ConditionalMean, UniformDraw
from symopt.symbols import Draws, E, Sequence, c, delta_0, g, gain, grad, i, j, k, m, period, q, v, w
from symopt.verification import Verifier
from tests.rules.steps import PROVED, chain, statuses

G, S, drawn = Sequence("G"), Sequence("S"), Draws("r")
half = Assumption("error", (Chance(g[i] > 0, Rational(1, 2), v[i - 1]),))
uniform = Assumption("error", (UniformDraw(drawn[i], period, G[i]),))
alike = Assumption("error", (AnyTwo(G[i], c),))
fresh = Assumption("error", (ConditionalMean(g[i + 1], delta_0, S[i]),))


def cases(value: Any, otherwise: Any, event: Any = g[k] > 0) -> Piecewise:
    return Piecewise((value, event), (otherwise, True))


@pytest.mark.parametrize(
    ("start", "reason", "result"),
    [
        (E(cases(v[k - 1] + 1, 0)), chance(half), E(v[k - 1] + 1) / 2 + E(0) / 2),
        (E(v[k - 1] * cases(2, v[k - 1])), chance(half), E(2 * v[k - 1]) / 2 + E(v[k - 1] ** 2) / 2),
        (E(G[drawn[j]] ** 2), uniform_draw(uniform), Sum(G[i] ** 2, (i, 1, period)) / period),
        (E(G[drawn[i]]), uniform_draw(uniform), Sum(G[j], (j, 1, period)) / period),
        (E(S[k] * g[k + 1]), conditional_mean(fresh), E(delta_0 * S[k])),
        (E(g[k + 1]), conditional_mean(fresh), delta_0),
        (E(Sum(G[j], (j, 1, k)) * G[k + 1]), of_pairs(alike), k * c),
        (E(Sum(G[j], (j, 2, k)) * G[1]), of_pairs(alike), (k - 1) * c),
        (E(Sum(G[j] ** 2, (j, 1, k)) * G[k + 1]), of_pairs(alike), E(Sum(G[j] ** 2, (j, 1, k)) * G[k + 1])),
        (E(Sum(G[j], (j, 1, k)) * v[k + 1]), of_pairs(alike), E(Sum(G[j], (j, 1, k)) * v[k + 1])),
        (E(v[k]), chance(half), E(v[k])),
        (E(v[k]), uniform_draw(uniform), E(v[k])),
        (E(S[k] * g[k + 1] ** 2), conditional_mean(fresh), E(S[k] * g[k + 1] ** 2)),
    ],
)
def test_what_expectations_become(start: Any, reason: Any, result: Any, verifier: Verifier) -> None:
    derivation = chain(start, reason)
    assert derivation.result == result
    assert derivation.verify(verifier).verdict.status == "proved"
    assert derivation.assumed == (reason.assumption,)


@pytest.mark.parametrize(
    ("start", "reason", "wrong"),
    [
        (E(cases(v[k - 1] + 1, 0)), chance(half), E(v[k - 1] + 1)),
        (E(cases(v[k - 1] + 1, 0)), chance(half), E(v[k - 1] + 1) / 3),
        (E(cases(v[k - 1] + 1, v[k - 1])), chance(half), E(v[k - 1] + 1) / 2 - E(v[k - 1]) / 2),
        (E(G[drawn[j]]), uniform_draw(uniform), Sum(G[i], (i, 1, period))),
        (E(G[drawn[j]]), uniform_draw(uniform), Sum(G[i], (i, 1, period - 1)) / period),
        (E(S[k] * g[k + 1]), conditional_mean(fresh), E(S[k])),
    ],
)
def test_wrong_weights_are_refuted(start: Any, reason: Any, wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, start, (wrong, reason)) == ["refuted"]


@pytest.mark.parametrize("beside", [1, k, k - 1])
def test_a_letter_is_not_paired_with_itself(beside: Any, verifier: Verifier) -> None:
    """Among the letters of the sum is the one beside it: their product is its square, of which nothing is known."""
    start = E(Sum(G[j], (j, 1, k)) * G[beside])
    assert statuses(verifier, start, (k * c, of_pairs(alike))) == ["refuted"]


@pytest.mark.parametrize("wrong", [c, (k + 1) * c, -k * c, k])
def test_a_wrong_number_of_pairs_is_refuted(wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, E(Sum(G[j], (j, 1, k)) * G[k + 1]), (wrong, of_pairs(alike))) == ["refuted"]


def test_the_square_of_a_mean_is_not_the_mean_of_a_square(verifier: Verifier) -> None:
    wrong = E(v[k - 1]) ** 2 / 2
    assert statuses(verifier, E(v[k - 1] * cases(v[k - 1], 0)), (wrong, chance(half))) != PROVED


@pytest.mark.parametrize(
    ("start", "reason", "message", "hint"),
    [
        (
            E(cases(g[k], 0)),
            chance(half),
            "nothing says that the event g(k) > 0 is independent of g(k)",
            "name the letter in the assumption",
        ),
        (
            E(cases(v[k], 0)),
            chance(half),
            "nothing says that the event g(k) > 0 is independent of v(k)",
            "name the letter in the assumption",
        ),
        (
            E(cases(1, grad(w[k]))),
            chance(half),
            "nothing says that the event g(k) > 0 is independent of grad(w(k))",
            "name the letter in the assumption",
        ),
        (
            E(cases(1, 0, g[k] > 1)),
            chance(half),
            "nothing says how likely g(k) > 1 is",
            "assume Chance(event, probability, letters)",
        ),
        (
            E(cases(1, 0, v[k] > 0)),
            chance(half),
            "nothing says how likely v(k) > 0 is",
            "assume Chance(event, probability, letters)",
        ),
        (
            E(Piecewise((1, g[k] > 0), (2, g[k] > -1), (3, True))),
            chance(half),
            "E(Piecewise((1, g(k) > 0), (2, g(k) > -1), (3, True))) does not tell two cases apart",
            "tell one event apart at a time",
        ),
        (
            E(G[drawn[j]] * g[j]),
            uniform_draw(uniform),
            "nothing says that the draw r(j) is independent of g(j)",
            "name the letter in the assumption",
        ),
        (
            E(G[drawn[i]] * j),
            uniform_draw(uniform),
            "j*G(r(i)) reads two indices beside the draw",
            "write it with one index",
        ),
        (
            E(v[k] * g[k + 1]),
            conditional_mean(fresh),
            "nothing says that the mean of g(k + 1) is known whatever v(k)",
            "name the letter in the assumption",
        ),
        (
            E(S[k] * g[k + 2]),
            conditional_mean(fresh),
            "nothing says that the mean of g(k + 2) is known whatever S(k)",
            "name the letter in the assumption",
        ),
        (
            E(S[k + 1] * g[k + 1]),
            conditional_mean(fresh),
            "nothing says that the mean of g(k + 1) is known whatever S(k + 1)",
            "name the letter in the assumption",
        ),
        (
            E(gain[1]),
            chance(half, gain[1]),
            "gain(1) may be an initial value, which no pass computes",
            "raise its index",
        ),
    ],
)
def test_what_nobody_allowed_is_refused(start: Any, reason: Any, message: str, hint: str) -> None:
    with pytest.raises(DerivationError) as caught:
        chain(start, reason, of=gains).lines  # noqa: B018
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_letter_whose_equation_knows_no_cases_is_refused() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(E(w[k + 1]), chance(half, w[k + 1]), of=gains).lines  # noqa: B018
    assert caught.value.message == "E(w(k + 1)) does not tell two cases apart"


def test_a_mutated_rule_is_noticed(verifier: Verifier) -> None:
    fair = Assumption("error", (Chance(g[i] * g[i - 1] > 0, Rational(1, 2), gain[i - 1]),))
    step = (E(gain[k] + delta_0) / 2 + E(gain[k] * (1 - delta_0)) / 2, chance(fair, gain[k + 1]))
    assert statuses(verifier, E(gain[k + 1]), step, of=gains) == PROVED
    event = g[k] * g[k - 1] > 0
    for up, down in ((gain[k - 1] - delta_0, gain[k - 1] * (1 - delta_0)), (gain[k - 1] + delta_0, gain[k - 1])):
        mutant = gains.where({gain[k]: cases(up, down, event)}, name="Mutant")
        assert statuses(verifier, E(gain[k + 1]), step, of=mutant) == ["refuted"]


def test_chance_does_not_reach_the_engines(verifier: Verifier) -> None:
    """What is said of chance is looked at by these reasons alone: elsewhere it neither helps nor is read."""
    from symopt.rules import given

    assert statuses(verifier, E(cases(1, 0)), (Rational(1, 2), given(half))) != PROVED


def gains_by_hand(delta: Fraction, steps: int) -> tuple[Fraction, Fraction]:
    """Mean and variance of the gain after so many comparisons, over all their outcomes, counted one by one."""
    ends = []
    for signs in product((True, False), repeat=steps):
        value = Fraction(1)
        for kept in signs:
            value = value + delta if kept else value * (1 - delta)
        ends.append(value)
    mean = sum(ends) / len(ends)
    return mean, sum((end - mean) ** 2 for end in ends) / len(ends)


@pytest.mark.parametrize("steps", [0, 1, 2, 5, 10])
@pytest.mark.parametrize("delta", [Fraction(1, 20), Fraction(1, 2)])
def test_the_moments_of_the_gain_are_those_of_all_outcomes(delta: Fraction, steps: int) -> None:
    at = {delta_0: Rational(delta.numerator, delta.denominator), k: steps, m[0]: 1}
    mean, spread = gains_by_hand(delta, steps)
    assert (mean_gain.result.subs(at), variance.result.subs(at)) == (mean, spread)


def test_the_gain_hovers_around_one() -> None:
    """Drawn runs of the specification: 4000 of 400 comparisons; five standard errors bound the mean."""
    draw, delta, ends = Random(1), 0.05, []
    for _ in range(4000):
        value, last = 1.0, 1
        for _ in range(400):
            sign = draw.choice((-1, 1))
            value, last = (value + delta if sign * last > 0 else value * (1 - delta)), sign
        ends.append(value)
    mean = sum(ends) / len(ends)
    spread = sum((end - mean) ** 2 for end in ends) / len(ends)
    assert abs(mean - 1) < 5 * (2 / 39 / 4000) ** 0.5
    assert spread == pytest.approx(2 / 39, rel=0.1)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    ("derived", "drawn_in"),
    [
        (variance_of_batch, lambda numbers, size: product(numbers, repeat=size)),
        (variance_in_epochs, permutations),
    ],
    ids=["with replacement", "without"],
)
def test_the_variance_of_a_batch_is_that_of_all_batches(derived: Any, drawn_in: Any, size: int) -> None:
    """Every batch of three numbers, counted one by one."""
    numbers = [Fraction(n) for n in (1, 2, 6)]
    first, second = sum(numbers) / 3, sum(n * n for n in numbers) / 3
    means = [sum(batch) / size for batch in drawn_in(numbers, size)]
    counted = sum((mean - first) ** 2 for mean in means) / len(means)
    put = {"m_1": Rational(first), "m_2": Rational(second), "k": size, "N": 3}
    assert derived.result.subs({letter: put[letter.name] for letter in derived.result.free_symbols}) == counted


def test_definitions_that_speak_of_means_are_used_at_any_index(verifier: Verifier) -> None:
    from symopt.rules import given

    mean = Assumption("error", (Eq(q[i], E(v[i + 1])),))
    assert statuses(verifier, q[k], (E(v[k + 1]), given(mean))) == PROVED
    assert statuses(verifier, q[k], (E(v[k]), given(mean))) == ["refuted"]
