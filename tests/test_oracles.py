"""Estimated gradients: right on average, as spread as they should be, the same for the same seed."""

from fractions import Fraction
from itertools import combinations, islice
from statistics import fmean
from typing import Any

import pytest

from symopt import Objective
from symopt.derivations import ten_mini_batches as ten
from symopt.errors import RunError
from symopt.functions.anscombe import anscombe
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.optimizers.rmsprop import rmsprop
from symopt.optimizers.rprop import rprop
from symopt.optimizers.signsgd import signsgd
from symopt.run import Given, MiniBatches, Noisy, Trajectory, run
from symopt.spec.reading import exact
from symopt.symbols import w_1, w_2

RAVINE = Objective("ravine", 0.1 * w_1**2 + 2 * w_2**2)
WHOLE = anscombe.concrete()
START = (0, 0)
GRADIENT = (Fraction(-8251, 1100), Fraction(-3988, 55))


def points(**given: Any) -> list[Any]:
    return [step.w for step in taken(**given).steps]


def taken(rule: Any = gradient_descent, steps: int = 6, **given: Any) -> Trajectory:
    return run(rule, WHOLE, START, steps, **given)


def of_example(n: int) -> tuple[Fraction, ...]:
    """The gradient of an example at the origin, by hand: (-y, -x y)."""
    x, y = (Fraction(int(number.p), int(number.q)) for number in anscombe.examples[n - 1])
    return -y, -x * y


def mean_of(batch: Any) -> tuple[Fraction, ...]:
    return tuple(sum(parts) / len(batch) for parts in zip(*map(of_example, batch), strict=True))


def test_the_batch_of_everything_is_the_gradient() -> None:
    for replaced in (MiniBatches(anscombe, 11), MiniBatches(anscombe, 11, seed=3)):
        assert points(backend="exact", oracle=replaced) == points(backend="exact")


def test_online_goes_through_every_example_once_an_epoch() -> None:
    batches = MiniBatches(anscombe, 1, seed=5).batches()
    for _ in range(3):
        assert sorted(n for (n,) in islice(batches, 11)) == [*range(1, 12)]


def test_the_last_batch_of_an_epoch_is_what_is_left() -> None:
    epoch = [*islice(MiniBatches(anscombe, 4, seed=1).batches(), 3)]
    assert [len(batch) for batch in epoch] == [4, 4, 3]
    assert sorted(n for batch in epoch for n in batch) == [*range(1, 12)]


def test_with_replacement_an_example_may_come_again() -> None:
    batches = [*islice(MiniBatches(anscombe, 11, seed=1, replacement=True).batches(), 20)]
    assert all(len(batch) == 11 and set(batch) <= {*range(1, 12)} for batch in batches)
    assert any(len(set(batch)) < 11 for batch in batches)


def test_a_batch_is_the_mean_of_its_examples_gradients() -> None:
    oracle = MiniBatches(anscombe, 3, seed=2)
    first = next(oracle.batches())
    assert taken(steps=1, backend="exact", oracle=oracle).steps[1].letters["g"] == mean_of(first)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_mean_over_all_batches_is_the_gradient(size: int) -> None:
    """Every batch of distinct examples, counted one by one; the variance has the correction for a finite population."""
    means = [mean_of(batch) for batch in combinations(range(1, 12), size)]
    assert tuple(sum(parts) / len(means) for parts in zip(*means, strict=True)) == GRADIENT
    for n, whole in enumerate(GRADIENT):
        one = sum((of_example(m)[n] - whole) ** 2 for m in range(1, 12)) / 11
        spread = sum((mean[n] - whole) ** 2 for mean in means) / len(means)
        assert spread == one / size * Fraction(11 - size, 10)


@pytest.mark.parametrize("replacement", [False, True])
def test_drawn_batches_are_right_on_average(replacement: bool) -> None:
    """2000 first batches of two; five standard errors bound what their mean may miss."""
    drawn = [next(MiniBatches(anscombe, 2, seed, replacement).batches()) for seed in range(2000)]
    means = [float(mean_of(batch)[0]) for batch in drawn]
    one = fmean((float(of_example(n)[0]) - float(GRADIENT[0])) ** 2 for n in range(1, 12))
    assert abs(fmean(means) - float(GRADIENT[0])) < 5 * (one / 2 / 2000) ** 0.5


def test_noise_is_right_on_average_and_as_wide_as_asked() -> None:
    """A run at rate so small that the point stays: 3000 gradients at one place."""
    steps = run(gradient_descent, RAVINE, (1, 1), 3000, eta="1e-12", oracle=Noisy(0.5, seed=4)).steps[1:]
    first, second = ([step.letters["g"][n] - exact for step in steps] for n, exact in ((0, 0.2), (1, 4)))
    for noise in (first, second):
        assert abs(fmean(noise)) < 5 * 0.5 / 3000**0.5
        assert fmean(one * one for one in noise) == pytest.approx(0.25, rel=5 * (2 / 3000) ** 0.5)
    together = fmean(one * other for one, other in zip(first, second, strict=True))
    assert abs(together) < 5 * 0.25 / 3000**0.5


def test_no_noise_is_the_gradient() -> None:
    assert points(oracle=Noisy(0)) == points()


@pytest.mark.parametrize(
    "oracle", [lambda seed: Noisy(1, seed), lambda seed: MiniBatches(anscombe, 2, seed)], ids=["noise", "batch"]
)
def test_a_seed_fixes_the_run(oracle: Any) -> None:
    assert points(oracle=oracle(7)) == points(oracle=oracle(7))
    assert points(oracle=oracle(7)) != points(oracle=oracle(8))
    one = oracle(7)
    assert points(oracle=one) == points(oracle=one)


@pytest.mark.parametrize("oracle", [Noisy("0.1", 3), MiniBatches(anscombe, 2, 3)], ids=["noise", "batch"])
@pytest.mark.parametrize("rule", [gradient_descent, nesterov], ids=lambda rule: rule.name)
def test_the_backends_draw_the_same(rule: Any, oracle: Any) -> None:
    exact, doubles, many = (points(rule=rule, backend=name, oracle=oracle) for name in ("exact", "numpy", "mpmath"))
    for true, short, long in zip(exact, doubles, many, strict=True):
        assert short == pytest.approx([float(number) for number in true], rel=1e-12)
        assert [float(number) for number in long] == pytest.approx([float(number) for number in true], rel=1e-14)


def test_values_of_a_run_are_the_objectives_own() -> None:
    for step in taken(rule=adam, oracle=MiniBatches(anscombe, 1)).steps:
        assert step.f == pytest.approx(float(WHOLE.value_at(step.w)), rel=1e-12)


def test_what_is_no_gradient_is_answered_by_the_whole() -> None:
    """Newton's step from a noisy gradient has the noise solved by the true Hessian."""
    noisy = taken(rule=newton, steps=1, backend="exact", oracle=Noisy(1)).steps[1]
    (a, b), (g_1, g_2) = noisy.w, noisy.letters["g"]
    assert (-a - 9 * b, -9 * a - 91 * b) == (g_1, g_2)


LINE = Objective("line", w_1**2)
BATCHES = [["0.1"]] * 9 + [["-0.9"]]


def net(rule: Any, table: Any, backend: str = "exact", **hyper: Any) -> Any:
    """How far a rule ends from where it began, given these gradients."""
    return run(rule, LINE, (0,), len(table), backend, oracle=Given(table), **hyper).steps[-1].w[0]


@pytest.mark.parametrize(
    ("rule", "table", "derived", "hyper"),
    [
        (gradient_descent, BATCHES, ten.with_descent, {"eta": 1}),
        (signsgd, BATCHES, ten.with_signs, {"eta": 1}),
        (rprop, BATCHES, ten.with_rprop, {"delta_0": 1}),
        (rprop, BATCHES[::-1], ten.with_rprop_large_first, {"delta_0": 1}),
        (rprop.variant("plus"), BATCHES, ten.with_rprop_plus, {"delta_0": 1}),
        (rprop.variant("improved-minus"), BATCHES, ten.with_improved_rprop, {"delta_0": 1}),
    ],
)
def test_ten_mini_batches_run_as_derived(rule: Any, table: Any, derived: Any, hyper: Any) -> None:
    result = exact(derived.result)
    assert net(rule, table, **hyper) == result.subs(dict.fromkeys(result.free_symbols, 1))


def test_rmsprop_lies_between_once_its_mean_square_repeats() -> None:
    """Given the ten batches over and over: each round moves less than signSGD, but not back to where it was."""
    rounds = [net(rmsprop, BATCHES * n, "numpy", eta=1, gamma=0.9) for n in (30, 31)]
    assert -8 < rounds[1] - rounds[0] < 0
    assert rounds[1] - rounds[0] == pytest.approx(-0.68, abs=0.005)


def test_rmsprop_moves_further_at_first() -> None:
    """From mean square zero the first steps are large: nothing corrects the start, as Adam does."""
    assert net(rmsprop, BATCHES, "numpy", eta=1, gamma=0.9) < -8


@pytest.mark.parametrize(
    ("made", "message", "hint"),
    [
        (
            lambda: MiniBatches(anscombe, 0),
            "Anscombe has 11 examples, which make no batches of 0",
            "choose a size from 1 to 11",
        ),
        (
            lambda: MiniBatches(anscombe, 12),
            "Anscombe has 11 examples, which make no batches of 12",
            "choose a size from 1 to 11",
        ),
        (
            lambda: net(gradient_descent, [["1", "2"]]),
            "row 1 of the gradients has 2 numbers",
            "give 1, one a coordinate",
        ),
        (
            lambda: run(gradient_descent, LINE, (0,), 2, oracle=Given([[1]])),
            "no gradient is given for question 2",
            "give more, or stop before",
        ),
        (lambda: MiniBatches(anscombe, 2, -1), "-1 is no seed", "give a whole number, at least 0"),
        (lambda: Noisy(1, 0.5), "0.5 is no seed", "give a whole number, at least 0"),
        (
            lambda: Noisy(-0.1),
            "the noise has the standard deviation -0.1",
            "give a number that is not negative",
        ),
        (
            lambda: run(gradient_descent, RAVINE, START, 1, oracle=MiniBatches(anscombe, 2)),
            "ravine is not the mean over the examples of Anscombe",
            "run on what concrete() of the examples gives",
        ),
    ],
)
def test_what_cannot_be_drawn(made: Any, message: str, hint: str) -> None:
    with pytest.raises(RunError) as caught:
        made()
    assert (caught.value.message, caught.value.hint) == (message, hint)
