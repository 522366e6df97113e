"""Groups over windows, histories of any length, and how they are shortened while passes are few."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Expr

from symopt import Objective
from symopt.backends import find
from symopt.errors import RunError
from symopt.program import Loop, Program
from symopt.program.machine import Machine
from symopt.program.series import Series
from symopt.program.windows import Windows
from symopt.run import run
from symopt.spec import Optimizer
from symopt.symbols import a, d, dot, each, eta, g, grad, history, i, k, p, q, r, v, w
from tests.test_program import drive, fractions

HALVED = {q[k]: g[k], each(i, k - 1, k - history): {q[i]: q[i + 1] / 2 + v[i]}, v[k]: g[k]}
SUM = Optimizer("Sum", {**HALVED, w[k + 1]: w[k] - q[k - history]}, defaults={history: 3})
GROWING = Optimizer(
    "Growing",
    {
        v[k]: g[k],
        r[k - history]: 0,
        each(i, k - history + 1, k): {r[i]: r[i - 1] + v[i]},
        w[k + 1]: w[k] - eta * r[k],
    },
    defaults={eta: 1, history: 3},
)
DELAYED = Optimizer("Delayed", {v[k]: g[k], w[k + 1]: w[k] - v[k - history]}, defaults={history: 2})
PATH = Optimizer(
    "Path",
    {
        p[k]: 0,
        each(i, k - 1, k - history): {p[i]: p[i + 1] + w[i]},
        w[k + 1]: w[k] + g[k] + p[k - history],
    },
    defaults={history: 2},
)


def points(rule: Optimizer, steps: int, backend: str = "exact", **hyper: Any) -> list[Any]:
    """Where a rule goes whose k-th gradient is 10**k."""
    machine = Machine(Program.of(rule), find(backend))
    constants = machine.constants(hyper)
    number = Fraction if backend == "exact" else float
    point = np.array([number(0)])
    _, state = drive(machine.begin(point, constants))
    found = []
    for step in range(1, steps + 1):
        power = step
        _, done = drive(
            machine.step(state, point, step, constants), grad=lambda x, n=power: np.array([number(10) ** n])
        )
        point, state = done.params, done.state
        found.append(point[0])
    return found


@pytest.mark.parametrize("backend", ["exact", "numpy", "mpmath"])
def test_a_window_holds_the_passes_that_took_place(backend: str) -> None:
    # q[k - m] in the first passes: 10; 100/2 + 10; (1000/2 + 100)/2 + 10; ((10000/2 + 1000)/2 + 100)/2 + 10; ...
    steps = [10, 60, 310, 1560, 15600]
    expected = [-sum(steps[: n + 1]) for n in range(5)]
    assert points(SUM, 5, backend) == expected


def test_the_length_of_a_window_is_a_hyperparameter() -> None:
    assert points(SUM, 3, m=1) == [-10, -70, -670]
    assert points(SUM, 3, m=100) == points(SUM, 3)


def test_a_window_may_include_the_present_pass() -> None:
    sums = [10, 110, 1110, 11100, 111000]
    assert points(GROWING, 5) == [-sum(sums[: n + 1]) for n in range(5)]


def test_a_delay_reads_zero_before_the_first_pass() -> None:
    assert points(DELAYED, 4) == [0, 0, -10, -110]
    assert points(DELAYED, 3, m=1) == [0, -10, -110]


def test_the_points_themselves_may_be_remembered() -> None:
    # w: 0, 10, 10 + 100 + 0, 110 + 1000 + (10 + 0), 1120 + 10000 + (110 + 10)
    assert points(PATH, 4) == [10, 110, 1120, 11240]


def test_a_history_carries_no_more_than_its_length() -> None:
    machine = Machine(Program.of(SUM), find("exact"))
    constants, point = machine.constants({"m": 2}), fractions(0)
    _, state = drive(machine.begin(point, constants))
    assert state == {"v[...]": ()}
    for step in range(1, 5):
        _, done = drive(machine.step(state, point, step, constants), grad=lambda x, n=step: np.array([Fraction(n)]))
        state = done.state
    assert [value[0] for value in state["v[...]"]] == [4, 3]


def test_a_group_that_reads_no_past_runs_whole_in_every_pass() -> None:
    rule = Optimizer("Halving", {q[k]: g[k], each(i, k - 1, k - 2): {q[i]: q[i + 1] / 2}, w[k + 1]: w[k] - q[k - 2]})
    assert points(rule, 2) == [Fraction(-10, 4), Fraction(-110, 4)]


def test_a_window_of_fixed_length_is_shortened_like_any_other() -> None:
    fixed = {q[k]: g[k], each(i, k - 1, k - 3): {q[i]: q[i + 1] / 2 + v[i]}, v[k]: g[k]}
    assert points(Optimizer("Fixed", {**fixed, w[k + 1]: w[k] - q[k - 3]}), 5) == points(SUM, 5)


def test_what_a_group_reads_further_back_shortens_it_further() -> None:
    rule = Optimizer(
        "Differences",
        {
            v[k]: g[k],
            q[k]: 0,
            each(i, k - 1, k - history): {q[i]: q[i + 1] + v[i] - v[i - 1]},
            w[k + 1]: w[k] - q[k - history],
        },
        defaults={history: 2},
    )
    differences = [0, 0, 90, 990, 9900]
    assert points(rule, 5) == [-sum(differences[: n + 1]) for n in range(5)]


@pytest.mark.parametrize(
    ("index", "expected"),
    [(k, "k"), (k - 1, "k - 1"), (i + 1, "i + 1"), (k - history, "k - Max(0, Min(m, k - 1))")],
    ids=str,
)
def test_only_indices_at_the_far_end_of_a_window_move(index: Expr, expected: str) -> None:
    assert str(Windows(SUM).index(index)) == expected


def test_questions_inside_a_group_are_asked_in_every_turn_and_others_once() -> None:
    rule = Optimizer(
        "Asking",
        {
            v[k]: g[k],
            q[k]: g[k],
            each(i, k - 1, k - history): {q[i]: q[i + 1] + grad(w[k] + v[i]) + grad(w[k] * 2)},
            w[k + 1]: w[k] - q[k - history],
        },
        defaults={history: 2},
    )
    loop = next(instruction for instruction in Program.of(rule).later if isinstance(instruction, Loop))
    assert [instruction.slot for instruction in loop.body] == ["grad(v(i) + w(k))", "q[i]"]
    machine = Machine(Program.of(rule), find("exact"))
    constants, point = machine.constants({}), fractions(1)
    _, state = drive(machine.begin(point, constants))
    counts = []
    for step in range(1, 5):
        asked, done = drive(machine.step(state, point, step, constants), grad=lambda x: x)
        state = done.state
        counts.append(len(asked))
    assert counts == [2, 3, 4, 4]


def test_every_slot_of_a_pass_is_a_number() -> None:
    step = run(SUM, Objective.from_text("w1^2"), (1,), 2, backend="exact").steps[2]
    assert set(step.slots) == {"m", "w[k]", "k", "i", "g[k]", "grad(w(k))", "q[k]", "q[i]", "v[k]", "w[k + 1]"}
    assert step.slots["q[i]"] == (Fraction(1),)
    assert step.letters == {"g": (-2,), "v": (-2,)}


def test_letters_of_groups_are_no_letters_of_the_pass() -> None:
    assert dict(Program.of(SUM).computed) == {"g": "g[k]", "v": "v[k]"}


def test_an_index_that_nothing_computed_is_named() -> None:
    with pytest.raises(RunError) as caught:
        Series("q", 0, (), None, None)[3]
    assert caught.value.message == "q[3] is read, which nothing computes"
    assert caught.value.hint == "let its groups count over one window"


def test_dot_over_a_window_reads_each_pair_once() -> None:
    rule = Optimizer(
        "Pairs",
        {
            q[k]: g[k],
            each(i, k - 1, k - history): {a[i]: dot(d[i], d[i]), q[i]: q[i + 1] * a[i]},
            d[k]: g[k],
            w[k + 1]: w[k] - q[k - history],
        },
        defaults={history: 1},
    )
    assert points(rule, 2) == [-10, -10 - 100 * 100]
