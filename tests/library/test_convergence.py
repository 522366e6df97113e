"""How fast second-order rules converge on quadratics of any dimension, in exact arithmetic."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from symopt import Objective
from symopt.functions.quadratic import H, b, quadratic
from symopt.optimizers.bfgs import bfgs
from symopt.optimizers.conjugate_gradient import conjugate_gradient
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.hessian_free import hessian_free
from symopt.optimizers.l_bfgs import l_bfgs
from symopt.optimizers.newton import newton
from symopt.procedures.armijo import armijo
from symopt.run import Trajectory, run
from symopt.spec import Optimizer
from symopt.symbols import d, eta, k, w

SEEDS = range(3)
DIMENSIONS = (2, 3, 4, 5)
EXACTLY = {"backend": "exact", "epsilon": "1e-30"}
QUASI_NEWTON = bfgs.variant("exact-line-search")
LIMITED = l_bfgs.variant("exact-line-search")
UNSCALED = l_bfgs.where(
    {**l_bfgs.variants["unscaled"], **l_bfgs.variants["exact-line-search"]}, name="L-BFGS, unscaled, exact"
)


def problem(dimension: int, seed: int) -> tuple[Objective, list[Fraction]]:
    """A quadratic with a positive definite matrix L D L^T of small integers, and a start."""
    draw = random.Random(f"{dimension} {seed}")
    lower = [[draw.randint(-2, 2) if c < r else int(c == r) for c in range(dimension)] for r in range(dimension)]
    pivots = [draw.randint(1, 5) for _ in range(dimension)]
    matrix = [
        [sum(lower[r][n] * pivots[n] * lower[c][n] for n in range(dimension)) for c in range(dimension)]
        for r in range(dimension)
    ]
    slopes = [draw.randint(-5, 5) for _ in range(dimension)]
    return quadratic.concrete({H: matrix, b: slopes}), [Fraction(draw.randint(-9, 9), 2) for _ in range(dimension)]


def points(rule: Optimizer, on: tuple[Objective, Sequence[Fraction]], steps: int, **given: Any) -> list[Any]:
    return [step.w for step in run(rule, *on, steps, **{**EXACTLY, **given}).steps]


def gradient(objective: Objective, point: Any) -> list[Any]:
    return list(objective.gradient_at(point))


def ended(rule: Optimizer, dimension: int, seed: int, **given: Any) -> Trajectory:
    return run(rule, *problem(dimension, seed), dimension + 1, **{**EXACTLY, **given})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize(
    "rule",
    [conjugate_gradient, conjugate_gradient.variant("haykin"), QUASI_NEWTON, LIMITED],
    ids=lambda rule: rule.name,
)
def test_as_many_steps_as_dimensions_reach_the_minimum_exactly(rule: Optimizer, dimension: int, seed: int) -> None:
    found = ended(rule, dimension, seed)
    assert found.ended
    assert len(found.steps) - 1 <= dimension
    assert not any(gradient(found.objective, found.steps[-1].w))
    assert all(any(gradient(found.objective, step.w)) for step in found.steps[:-1])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_conjugate_gradients_need_every_dimension_when_eigenvalues_differ(dimension: int, seed: int) -> None:
    draw = random.Random(seed)
    stretched = [[(row + 1) * (row == column) for column in range(dimension)] for row in range(dimension)]
    objective = quadratic.concrete({H: stretched, b: [0] * dimension})
    start = [draw.randint(1, 9) for _ in range(dimension)]
    assert len(points(conjugate_gradient, (objective, start), dimension + 1)) - 1 == dimension


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("variant", ["", "line-search", "modified"])
def test_newton_needs_one_step(variant: str, dimension: int, seed: int) -> None:
    rule, (objective, start) = newton.variant(variant) if variant else newton, problem(dimension, seed)
    given = {"delta_0": "1/1000000"} if variant == "modified" else {}
    found = run(rule, objective, start, 1, backend="exact", **given).steps[1]
    assert not any(gradient(objective, found.w))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_damped_newton_shrinks_the_gradient_by_the_damped_inverse(dimension: int, seed: int) -> None:
    """On a quadratic the new gradient is mu (H + mu I)^-1 of the old one, so H + mu I takes it back to mu g."""
    objective, start = problem(dimension, seed)
    _, after = run(newton.variant("damped"), objective, start, 1, backend="exact", mu="1/3").steps
    old, new = gradient(objective, start), gradient(objective, after.w)
    bent = objective.hessian_at(start) * objective.gradient_at(after.w)
    assert [3 * row + own for row, own in zip(bent, new, strict=True)] == old


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("other", [QUASI_NEWTON, LIMITED, UNSCALED], ids=lambda rule: rule.name)
def test_quasi_newton_with_exact_line_search_equals_conjugate_gradients(
    other: Optimizer, dimension: int, seed: int
) -> None:
    on = problem(dimension, seed)
    assert points(other, on, dimension) == points(conjugate_gradient, on, dimension)


@pytest.mark.parametrize("pairs", [1, 2, 3])
def test_one_pair_is_enough_on_a_quadratic(pairs: int) -> None:
    on = problem(4, 1)
    assert points(LIMITED, on, 4, m=pairs) == points(conjugate_gradient, on, 4)


BENT = Objective.from_text("w1^4 + w1*w2 + (1 + w2)^2 + w3^2*(1 + w1^2)")
PLAIN = {"backend": "exact", "epsilon": "1/1000"}


def with_short_steps(rule: Optimizer) -> Optimizer:
    """The rule with Armijo's line search: its steps stay short fractions."""
    return rule.where({eta[k]: armijo(w[k], d[k])}, name=f"{rule.name}, Armijo")


def test_l_bfgs_that_remembers_everything_equals_bfgs_and_one_that_forgets_does_not() -> None:
    whole, limited = with_short_steps(bfgs), with_short_steps(l_bfgs.variant("unscaled"))
    on = BENT, [Fraction(1), Fraction(2), Fraction(-1)]
    path = points(whole, on, 3, **PLAIN)
    assert len(path) == 4
    assert points(limited, on, 3, **PLAIN, m=2) == points(limited, on, 3, **PLAIN, m=10) == path
    forgetful = points(limited, on, 3, **PLAIN, m=1)
    assert forgetful[:3] == path[:3]
    assert forgetful[3] != path[3]
    assert points(with_short_steps(l_bfgs), on, 3, **PLAIN, m=2)[:3] != path[:3]


def test_both_forms_of_bfgs_are_equal() -> None:
    on = BENT, [Fraction(1), Fraction(2), Fraction(-1)]
    one, other = (points(with_short_steps(rule), on, 3, **PLAIN) for rule in (bfgs, bfgs.variant("expanded")))
    assert one == other
    assert len(one) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_each_steepest_descent_turns_by_a_right_angle(seed: int) -> None:
    objective, start = problem(3, seed)
    slopes = [gradient(objective, point) for point in points_of(gradient_descent.variant("steepest"), objective, start)]
    assert all(sum(x * y for x, y in zip(one, other, strict=True)) == 0 for one, other in pairwise(slopes))


def points_of(rule: Optimizer, objective: Objective, start: Any) -> list[Any]:
    return [step.w for step in run(rule, objective, start, 4, backend="exact").steps]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_hessian_free_solves_the_damped_system_within_as_many_products_as_dimensions(dimension: int) -> None:
    objective, start = problem(dimension, 0)
    rule = hessian_free.variant("residual")
    first = run(rule, objective, start, 1, backend="exact", tolerance="1e-30").steps[1]
    damped = run(newton.variant("damped"), objective, start, 1, backend="exact", mu=1).steps[1]
    assert first.w == damped.w
