"""Every rule that PyTorch has too visits the same points there, through every backend."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from ..conformance import (
    BOUND,
    PROBLEMS,
    STEPS,
    WEIGHTS,
    Move,
    Problem,
    Start,
    Vector,
    X,
    Y,
    able,
    compiled,
    difference,
    layers,
    network,
    ours,
    pairs,
    run,
    with_pairs,
)
from ..frameworks import required

RATE = {"eta": 0.01}, {"lr": 0.01}
CASES: list[tuple[str, dict[str, float], str, dict[str, Any]]] = [
    ("gradient-descent", {"eta": 0.001}, "SGD", {"lr": 0.001}),
    ("momentum", {"eta": 0.001, "beta": 0.9}, "SGD", {"lr": 0.001, "momentum": 0.9}),
    ("momentum:weight-decay", {"eta": 0.001, "beta": 0, "lambda": 0.1}, "SGD", {"lr": 0.001, "weight_decay": 0.1}),
    (
        "momentum:weight-decay",
        {"eta": 0.001, "beta": 0.9, "lambda": 0.1},
        "SGD",
        {"lr": 0.001, "momentum": 0.9, "weight_decay": 0.1},
    ),
    (
        "momentum:pytorch",
        {"eta": 0.001, "beta": 0.9, "gamma": 0.3},
        "SGD",
        {"lr": 0.001, "momentum": 0.9, "dampening": 0.3},
    ),
    (
        "nesterov:without-look-ahead",
        {"eta": 0.001, "beta": 0.9},
        "SGD",
        {"lr": 0.001, "momentum": 0.9, "nesterov": True},
    ),
    ("adagrad", {"eta": 0.1, "epsilon": 1e-10}, "Adagrad", {"lr": 0.1}),
    ("adagrad:pytorch", {"eta": 0.1, "gamma": 0.1}, "Adagrad", {"lr": 0.1, "lr_decay": 0.1}),
    ("rmsprop", {"eta": 0.001, "gamma": 0.99}, "RMSprop", {"lr": 0.001}),
    ("rmsprop:pytorch", {"eta": 0.001}, "RMSprop", {"lr": 0.001}),
    ("rmsprop:centered", {"eta": 0.001}, "RMSprop", {"lr": 0.001, "centered": True}),
    ("rmsprop:momentum", {"eta": 0.001}, "RMSprop", {"lr": 0.001, "momentum": 0.9}),
    ("adadelta:pytorch", {}, "Adadelta", {}),
    ("adam", *RATE[:1], "Adam", *RATE[1:]),
    ("adam:pytorch", *RATE[:1], "Adam", *RATE[1:]),
    ("adam:l2", {"eta": 0.01, "lambda": 0.1}, "Adam", {"lr": 0.01, "weight_decay": 0.1}),
    ("amsgrad:pytorch", *RATE[:1], "Adam", {"lr": 0.01, "amsgrad": True}),
    ("adamw", {"eta": 0.01, "lambda": 0.1}, "AdamW", {"lr": 0.01, "weight_decay": 0.1}),
    ("adamw:pytorch", {"eta": 0.01, "lambda": 0.1}, "AdamW", {"lr": 0.01, "weight_decay": 0.1}),
    ("nadam:pytorch", *RATE[:1], "NAdam", *RATE[1:]),
    ("adamax:pytorch", *RATE[:1], "Adamax", *RATE[1:]),
    ("rprop:improved-minus", {"delta_0": 0.01}, "Rprop", {"lr": 0.01}),
]
ABSENT = {
    "ASGD": "averages the points; the notes do not have it",
    "Adafactor": "factors the second moment of a matrix; the notes do not have it",
    "Muon": "orthogonalises the momentum of a matrix; the notes do not have it",
    "RAdam": "the notes do not have it",
    "SparseAdam": "is Adam for sparse gradients, which are refused",
}


def theirs(name: str, options: dict[str, Any], numbers: str = "float64") -> Start:
    """A rule of PyTorch as a run; ``numbers`` is what it keeps its own counts and products in."""
    torch = required("torch")

    def start(w: Vector) -> Move:
        parameter = torch.nn.Parameter(torch.from_numpy(w))
        optimizer = getattr(torch.optim, name)([parameter], **options)

        def move(gradient: Vector) -> Vector:
            parameter.grad = torch.from_numpy(gradient.copy())
            before = torch.get_default_dtype()
            torch.set_default_dtype(getattr(torch, numbers))
            try:
                optimizer.step()
            finally:
                torch.set_default_dtype(before)
            return np.array(parameter.tolist())

        return move

    return start


@cache
def visited(case: int, problem: str) -> list[Vector]:
    _, _, name, options = CASES[case]
    return run(theirs(name, options), PROBLEMS[problem], 100)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("case", "backend"), pairs([case[0] for case in CASES]))
def test_a_rule_visits_the_points_that_pytorch_visits(case: int, backend: str, problem: str) -> None:
    required("torch")
    rule, hyper, _, _ = CASES[case]
    steps = STEPS.get(backend, 100)
    with able(backend):
        points = run(ours(rule, backend, hyper), PROBLEMS[problem], steps)
    assert difference(points, visited(case, problem)[:steps]) < BOUND


def test_the_network_s_gradient_is_pytorch_s() -> None:
    torch = required("torch")
    first, bias, second, last = (torch.tensor(part, requires_grad=True) for part in layers(WEIGHTS))
    hidden = torch.tanh(torch.from_numpy(X) @ first.T + bias)
    error = hidden @ second.T + last - torch.from_numpy(Y)
    (error.square().sum() / (2 * len(X))).backward()
    gradient = np.concatenate([part.grad.numpy().ravel() for part in (first, bias, second, last)])
    assert difference([network(WEIGHTS, 1)], [gradient]) < 1e-15


@pytest.mark.parametrize("problem", PROBLEMS)
def test_nadam_differs_from_pytorch_by_the_float32_product_that_pytorch_keeps(problem: str) -> None:
    required("torch")
    rule, hyper, name, options = CASES[[case[2] for case in CASES].index("NAdam")]
    points = run(ours(rule, "numpy", hyper), PROBLEMS[problem], 100)
    rounded = difference(points, run(theirs(name, options, "float32"), PROBLEMS[problem], 100))
    assert BOUND < rounded < 2.0**-24


SIBLINGS = {
    "rmsprop:epsilon-inside": "rmsprop:pytorch",
    "momentum:damped": "momentum",
    "adam:uncorrected": "adam",
    "adam:l2": "adamw",
    "amsgrad": "amsgrad:pytorch",
    "nadam": "nadam:pytorch",
    "rprop": "rprop:improved-minus",
}
"""Rules that differ from the one that PyTorch has."""


@pytest.mark.parametrize("rule", SIBLINGS)
def test_a_sibling_of_pytorch_s_rule_is_told_apart(rule: str) -> None:
    required("torch")
    _, hyper, name, options = next(case for case in CASES if case[0] == SIBLINGS[rule])
    letters = {letter.letter for letter in compiled(rule, "numpy").kernel.hyperparameters}
    points = run(ours(rule, "numpy", {key: hyper[key] for key in hyper if key in letters}), PROBLEMS["network"], 100)
    assert difference(points, run(theirs(name, options), PROBLEMS["network"], 100)) > 1000 * BOUND


SLOTS = {"rmsprop:pytorch": {"s": "square_avg"}, "rmsprop:centered": {"s": "square_avg", "v_bar": "grad_avg"}}


@pytest.mark.parametrize("rule", SLOTS)
def test_where_rmsprop_amplifies_roundings_each_single_step_is_equal(rule: str) -> None:
    """At a rate of 0.01 the last steps divide small gradients by small means, and 100 steps multiply a rounding by 1e5.

    PyTorch's run ends as far from itself when its start moves by one unit in the last place.
    """
    torch = required("torch")
    options = {"lr": 0.01, "centered": rule == "rmsprop:centered"}
    problem = PROBLEMS["network"]
    points = run(theirs("RMSprop", options), problem, 100)
    nearby = Problem(np.nextafter(problem.start, np.inf), problem.gradient)
    amplified = difference(run(theirs("RMSprop", options), nearby, 100), points)
    assert BOUND < difference(run(ours(rule, "numpy", {"eta": 0.01}), problem, 100), points) < 100 * amplified

    parameter = torch.nn.Parameter(torch.from_numpy(problem.start.copy()))
    optimizer, update = torch.optim.RMSprop([parameter], **options), compiled(rule, "numpy").update
    state, w = compiled(rule, "numpy").init(problem.start), problem.start
    for k, point in enumerate(points, 1):
        gradient = problem.gradient(w, k)
        own, _ = update(gradient, state, w, k, eta=0.01)
        parameter.grad = torch.from_numpy(gradient)
        optimizer.step()
        held = optimizer.state[parameter]
        state = {slot: np.array(held[name].tolist()) for slot, name in SLOTS[rule].items()}
        w = point
        assert difference([own], [w]) < 1e-15


def test_l_bfgs_with_the_steps_of_pytorch_visits_its_points() -> None:
    """Over 30 steps: each ten steps of L-BFGS make a rounding about ten times larger."""
    torch = required("torch")
    points, problem, steps = [], PROBLEMS["network"], 30
    parameter = torch.nn.Parameter(torch.from_numpy(problem.start.copy()))
    options = {"lr": 0.5, "max_iter": steps + 1, "history_size": 5, "tolerance_grad": 0, "tolerance_change": 0}

    def closure() -> Any:
        points.append(np.array(parameter.tolist()))
        parameter.grad = torch.from_numpy(problem.gradient(points[-1], 1))
        return torch.zeros(())

    torch.optim.LBFGS([parameter], **options).step(closure)
    own = with_pairs(steps, 5, lambda k, slope: 0.5 * (min(1, 1 / np.abs(slope).sum()) if k == 1 else 1))
    assert difference(own, points[1:]) < BOUND


def test_every_optimizer_of_pytorch_is_compared_or_it_is_said_why_not() -> None:
    torch = required("torch")
    theirs = {name for name, value in vars(torch.optim).items() if isinstance(value, type) and name != "Optimizer"}
    assert theirs == {case[2] for case in CASES} | {"LBFGS"} | set(ABSENT)
