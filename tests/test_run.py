"""Runs: the notes' iterates, what a trajectory holds and writes, and how a run that goes wrong says so."""

import json
from fractions import Fraction
from typing import Any

import pytest
from sympy import Abs, Piecewise, exp, log, sqrt

from symopt import Objective
from symopt.backends import find
from symopt.errors import RunError, SymoptError
from symopt.optimizers.adagrad import adagrad
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.run import Left, Trajectory, run
from symopt.run.answers import Answers
from symopt.spec import Optimizer
from symopt.symbols import Letter, c, curvature, dot, epsilon, eta, f, g, grad, k, normal, q, w, w_1, w_2

RAVINE = Objective("ravine", 0.1 * w_1**2 + 2 * w_2**2)
ROSENBROCK = Objective("rosenbrock", (1 - w_1) ** 2 + 100 * (w_2 - w_1**2) ** 2)
START = (-5, -2)


def descend(steps: int, **given: Any) -> Trajectory:
    return run(gradient_descent, RAVINE, START, steps, **{"eta": "0.4", **given})


def test_the_notes_example_exactly() -> None:
    found = [(step.w, step.f) for step in descend(2, backend="exact").steps]
    assert found == [
        ((-5, -2), Fraction(21, 2)),
        ((Fraction(-46, 10), Fraction(12, 10)), Fraction(4996, 1000)),
        ((Fraction(-4232, 1000), Fraction(-72, 100)), Fraction(28277824, 10**7)),
    ]


def test_the_notes_example_after_twenty_steps() -> None:
    last = descend(20).steps[-1]
    assert (last.k, f"{last.w[0]:.6f}", f"{last.w[1]:.6f}") == (20, "-0.943467", "-0.000073")
    assert descend(20, backend="exact").steps[-1].w == (-5 * Fraction(23, 25) ** 20, -2 * Fraction(3, 5) ** 20)


@pytest.mark.parametrize("optimizer", [gradient_descent, momentum, nesterov, newton], ids=lambda o: o.name)
def test_the_backends_agree(optimizer: Optimizer) -> None:
    exact, doubles, many = (
        run(optimizer, RAVINE, START, 20, backend=name, eta="0.3").steps for name in ("exact", "numpy", "mpmath")
    )
    for true, short, long in zip(exact, doubles, many, strict=True):
        assert short.w == pytest.approx([float(number) for number in true.w], rel=1e-12, abs=1e-15)
        error = [abs(number * t.denominator - t.numerator) for number, t in zip(long.w, true.w, strict=True)]
        assert all(e <= 1e-30 * t.denominator for e, t in zip(error, true.w, strict=True))


def test_newton_reaches_the_minimum_of_a_quadratic_in_one_step() -> None:
    assert run(newton, RAVINE, START, 1, backend="exact").steps[1].w == (0, 0)


def test_the_letters_of_each_step_are_kept() -> None:
    start, first, second = run(momentum, RAVINE, START, 2, backend="exact", eta="0.4").steps
    assert start.letters == {}
    assert first.letters == {"g": (-1, -8), "v": (-1, -8)}
    assert second.letters["v"] == (Fraction(-182, 100), Fraction(-24, 10))
    assert second.slots["v[k - 1]"] == (-1, -8)


def test_no_steps_leave_the_start() -> None:
    assert [(step.k, step.w, step.f) for step in descend(0).steps] == [(0, (-5.0, -2.0), 10.5)]


def test_json_of_doubles_exact_numbers_and_digits() -> None:
    assert json.loads(descend(1).to_json()) == {
        "optimizer": "Gradient descent",
        "objective": "ravine",
        "hyperparameters": {"eta": 0.4},
        "steps": [{"k": 0, "w": [-5.0, -2.0], "f": 10.5}, {"k": 1, "w": [-4.6, 1.2000000000000002], "f": 4.996}],
    }
    assert json.loads(descend(1, backend="exact").to_json("gradient-descent", "the ravine")) == {
        "optimizer": "gradient-descent",
        "objective": "the ravine",
        "hyperparameters": {"eta": "2/5"},
        "steps": [{"k": 0, "w": ["-5", "-2"], "f": "21/2"}, {"k": 1, "w": ["-23/5", "6/5"], "f": "1249/250"}],
    }
    assert json.loads(descend(20, digits=12).to_json())["steps"][20] == {
        "k": 20,
        "w": ["-0.943466645814", "-7.31231688013e-5"],
        "f": "0.0890129418703",
    }


def test_csv() -> None:
    assert descend(1, backend="exact").to_csv() == "k,w_1,w_2,f\n0,-5,-2,21/2\n1,-23/5,6/5,1249/250\n"
    assert descend(1).to_csv() == "k,w_1,w_2,f\n0,-5.0,-2.0,10.5\n1,-4.6,1.2000000000000002,4.996\n"


def test_digits_alone_choose_mpmath() -> None:
    assert descend(0, digits=20).backend.name == "mpmath"
    assert descend(0).backend.name == "numpy"


CASES = [
    ({"start": (-5,)}, "ravine has 2 coordinates, but the start has 1", "give w_1, w_2"),
    ({"start": (1, 2, 3)}, "ravine has 2 coordinates, but the start has 3", "give w_1, w_2"),
    ({"start": (1, "x")}, "'x' is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3"),
    ({"start": (1, float("nan"))}, "nan is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3"),
    ({"start": (1, 2j)}, "2j is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3"),
    ({"steps": -1}, "a run cannot take -1 steps", "take 0, 1, 2, ... steps"),
    ({"steps": 1.5}, "a run cannot take 1.5 steps", "take 0, 1, 2, ... steps"),
    ({"eata": 1}, "Gradient descent has no hyperparameter 'eata'", "did you mean eta?"),
    ({"eta": 0}, "Gradient descent: eta = 0 lies outside its domain (0, oo)", "choose eta in (0, oo)"),
    ({"backend": "nunpy"}, "there is no backend 'nunpy'", "did you mean numpy?"),
    (
        {"backend": "exact", "digits": 9},
        "the exact backend does not round, so it takes no digits",
        "take the mpmath backend to round",
    ),
    (
        {"objective": Objective("log", log(w_1)), "start": (0,)},
        "log has no real, finite value at the start",
        "start where it has one",
    ),
    (
        {"objective": Objective("root", sqrt(w_1)), "start": (-1,)},
        "root has no real, finite value at the start",
        "start where it has one",
    ),
    (
        {"objective": Objective("pole", 1 / w_1), "start": (0,), "backend": "exact"},
        "pole has no real, finite value at the start",
        "start where it has one",
    ),
    (
        {"objective": Objective("wave", exp(w_1)), "start": (1,), "backend": "exact"},
        "wave: f at (1): exp(1) is not rational",
        "run it in decimals, with --digits 30",
    ),
    (
        {"objective": Objective("scaled", c * w_1**2), "start": (1,)},
        "scaled: c has no value",
        "give its letters defaults",
    ),
    (
        {"optimizer": adagrad, "backend": "exact", "eta": 2, "epsilon": 1},
        "AdaGrad: w[k + 1] at step 2: the square root of 41/25 is not rational",
        "run it in decimals, with --digits 30",
    ),
]


@pytest.mark.parametrize(("given", "message", "hint"), CASES, ids=[message for _, message, _ in CASES])
def test_what_does_not_fit_is_one_clear_error(given: dict[str, Any], message: str, hint: str) -> None:
    usual = {"optimizer": gradient_descent, "objective": RAVINE, "start": START, "steps": 3}
    with pytest.raises(SymoptError) as caught:
        run(**{**usual, **given})
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize("backend", ["numpy", "mpmath"])
def test_random_directions_are_the_same_in_every_run_and_on_every_backend(backend: str) -> None:
    rule = Optimizer("Noisy", {g[k]: grad(w[k]) + normal(k), w[k + 1]: w[k] - eta * g[k]}, defaults={eta: 0.1})
    exactly, again = (run(rule, RAVINE, START, 3, backend="exact").steps[-1].w for _ in range(2))
    assert exactly == again
    found = run(rule, RAVINE, START, 3, backend=backend).steps[-1].w
    assert [float(number) for number in found] == pytest.approx([float(number) for number in exactly], rel=1e-14)


def test_an_objective_says_what_it_answers() -> None:
    with pytest.raises(RunError) as caught:
        Answers(RAVINE, find("numpy"))("jacobian", None)
    assert caught.value.message == "ravine cannot answer jacobian"
    assert caught.value.hint == "it answers curvature, f, grad, hess, hvp, normal, wolfe"


def test_letters_are_turned_into_numbers_when_asked_for() -> None:
    step = run(momentum, RAVINE, START, 1, eta="0.4").steps[1]
    assert set(step.letters) == {"g", "v"}
    assert len(step.letters) == 2
    assert isinstance(step.letters["v"], tuple)
    assert all(type(component) is float for component in step.letters["v"])
    assert set(step.slots) >= {"w[k]", "v[k - 1]", "v[k]", "w[k + 1]", "eta", "k"}


@pytest.mark.parametrize(
    ("backend", "reason", "step"), [("numpy", "not-finite", 4), ("exact", "too-long", 6), ("mpmath", "too-large", 10)]
)
def test_a_diverging_run_keeps_its_finite_part(backend: str, reason: str, step: int) -> None:
    found = run(gradient_descent, ROSENBROCK, START, 100, backend=backend, eta="0.4")
    assert found.left == Left(step, "f", reason)
    assert [taken.k for taken in found.steps] == list(range(step))
    assert not found.ended
    assert json.loads(found.to_json())["left"] == {"k": step, "letter": "f", "reason": reason}


@pytest.mark.parametrize(
    ("optimizer", "objective", "start", "left"),
    [
        (gradient_descent, Objective("root", -sqrt(w_1)), (0,), Left(1, "grad", "not-finite")),
        (gradient_descent, Objective("log", w_1 * log(w_1)), (1,), Left(1, "f", "complex")),
        (newton, Objective("valley", w_1**2 + 0 * w_2, (w_1, w_2)), (1, 1), Left(1, "w[k + 1]", "singular")),
        (gradient_descent, Objective("kink", Abs(w_1)), (1,), Left(2, "grad", "not-differentiable")),
        (
            gradient_descent,
            Objective("bent", Piecewise((w_1, w_1 < 0), (3 * w_1, True))),
            (3,),
            Left(2, "grad", "not-differentiable"),
        ),
    ],
    ids=lambda part: getattr(part, "name", ""),
)
def test_where_a_run_leaves_the_numbers_is_said(optimizer: Any, objective: Any, start: Any, left: Left) -> None:
    given = {"eta": 2 if objective.name == "log" else 1}
    assert run(optimizer, objective, start, 5, **given).left == left


def test_a_division_by_zero_is_said_exactly() -> None:
    rule = Optimizer("Normalised", {q[k]: dot(g[k], g[k]), w[k + 1]: w[k] - g[k] / q[k]})
    assert run(rule, RAVINE, (0, 0), 1, backend="exact").left == Left(1, "w[k + 1]", "zero-division")
    assert run(rule, RAVINE, (0, 0), 1).left == Left(1, "w[k + 1]", "not-finite")


def test_a_rule_may_end_itself() -> None:
    rule = Optimizer(
        "Ending", {w[k + 1]: w[k] - eta * g[k]}, until=dot(g[k], g[k]) <= epsilon, defaults={eta: 0.4, epsilon: 1}
    )
    found = run(rule, RAVINE, START, 100, backend="exact")
    assert found.ended
    assert sum(component**2 for component in found.steps[-1].letters["g"]) > 1
    assert sum((rate * x) ** 2 for rate, x in zip((Fraction(1, 5), 4), found.steps[-1].w, strict=True)) <= 1
    assert len(found.steps) < 20


def test_values_and_curvatures_are_answered() -> None:
    rule = Optimizer("Scaled", {w[k + 1]: w[k] - f(w[k]) * grad(w[k]) / curvature(w[k])})
    assert run(rule, RAVINE, (1, 1), 1, backend="exact").steps[1].w == (Fraction(-11, 10), Fraction(-11, 10))


def test_letters_of_an_objective_take_their_defaults() -> None:
    scaled = Objective("scaled", c * w_1**2, defaults={Letter("c"): 0.5})
    assert run(gradient_descent, scaled, (1,), 1, backend="exact", eta="0.5").steps[1].w == (Fraction(1, 2),)


def test_a_long_run_of_adam_stays_on_its_feet() -> None:
    last = run(adam, ROSENBROCK, (-1, 1), 300, eta="0.1").steps[-1]
    assert last.k == 300
    assert last.f < 4
