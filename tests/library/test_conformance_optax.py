"""Every rule that optax has too visits the same points there, through every backend."""

import inspect
from functools import cache
from typing import Any

import numpy as np
import pytest

from ..conformance import (
    BOUND,
    PROBLEMS,
    RATIONAL,
    STEPS,
    Move,
    Start,
    Vector,
    able,
    compiled,
    difference,
    ours,
    pairs,
    run,
    takes_roots,
    with_pairs,
)
from ..frameworks import required

CASES: list[tuple[str, dict[str, float], str, dict[str, Any]]] = [
    ("gradient-descent", {"eta": 0.001}, "sgd", {"learning_rate": 0.001}),
    ("momentum", {"eta": 0.001, "beta": 0.9}, "sgd", {"learning_rate": 0.001, "momentum": 0.9}),
    (
        "nesterov:without-look-ahead",
        {"eta": 0.001, "beta": 0.9},
        "sgd",
        {"learning_rate": 0.001, "momentum": 0.9, "nesterov": True},
    ),
    ("adagrad:optax", {"eta": 0.1}, "adagrad", {"learning_rate": 0.1}),
    ("rmsprop", {"eta": 0.001}, "rmsprop", {"learning_rate": 0.001, "eps_in_sqrt": False}),
    ("rmsprop:epsilon-inside", {"eta": 0.001}, "rmsprop", {"learning_rate": 0.001}),
    (
        "rmsprop:keras-centered",
        {"eta": 0.001, "epsilon": 1e-8},
        "rmsprop",
        {"learning_rate": 0.001, "centered": True},
    ),
    ("rmsprop:keras-momentum", {"eta": 0.001, "epsilon": 1e-8}, "rmsprop", {"learning_rate": 0.001, "momentum": 0.9}),
    ("adadelta:pytorch", {"eta": 0.5}, "adadelta", {"learning_rate": 0.5}),
    ("adam", {"eta": 0.01}, "adam", {"learning_rate": 0.01}),
    ("adam:epsilon-root", {"eta": 0.01, "epsilon_root": 1e-4}, "adam", {"learning_rate": 0.01, "eps_root": 1e-4}),
    ("adamw", {"eta": 0.01, "lambda": 0.1}, "adamw", {"learning_rate": 0.01, "weight_decay": 0.1}),
    ("amsgrad:optax", {"eta": 0.01}, "amsgrad", {"learning_rate": 0.01}),
    ("adamax:pytorch", {"eta": 0.01}, "adamax", {"learning_rate": 0.01}),
    ("nadam", {"eta": 0.01}, "nadam", {"learning_rate": 0.01}),
    ("lion", {"eta": 0.01}, "lion", {"learning_rate": 0.01}),
    ("signsgd", {"eta": 0.01}, "sign_sgd", {"learning_rate": 0.01}),
    ("signsgd:signum", {"eta": 0.01}, "signum", {"learning_rate": 0.01}),
    ("rprop:optax", {"delta_0": 0.01}, "rprop", {"learning_rate": 0.01}),
]
ABSENT = frozenset(
    """adabelief adafactor adamaxw adan fromage lamb lars nadamw noisy_sgd novograd optimistic_adam
    optimistic_adam_v2 optimistic_gradient_descent radam sm3 yogi""".split()
)
"""Rules that the notes do not have."""


def theirs(name: str, options: dict[str, Any]) -> Start:
    """A rule of optax as a run, as its users write it."""
    jax, optax = required("jax"), required("optax")
    optimizer = getattr(optax, name)(**options)

    @jax.jit
    def step(gradient: Any, state: Any, params: Any) -> Any:
        updates, state = optimizer.update(gradient, state, params)
        return optax.apply_updates(params, updates), state

    def start(w: Vector) -> Move:
        held = [jax.numpy.asarray(w), optimizer.init(jax.numpy.asarray(w))]

        def move(gradient: Vector) -> Vector:
            held[:] = step(jax.numpy.asarray(gradient), held[1], held[0])
            return np.asarray(held[0])

        return move

    return start


@cache
def visited(case: int, problem: str) -> list[Vector]:
    _, _, name, options = CASES[case]
    with able("jax"):
        return run(theirs(name, options), PROBLEMS[problem], 100)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("case", "backend"), pairs([case[0] for case in CASES]))
def test_a_rule_visits_the_points_that_optax_visits(case: int, backend: str, problem: str) -> None:
    required("optax")
    rule, hyper, _, _ = CASES[case]
    steps = STEPS.get(backend, 100)
    with able(backend):
        points = run(ours(rule, backend, hyper), PROBLEMS[problem], steps)
    assert difference(points, visited(case, problem)[:steps]) < BOUND


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{case[0]}-{case[2]}" for case in CASES])
def test_a_transformation_takes_the_place_of_optax_s(case: int) -> None:
    """Our updates are chained and applied as optax's are, in one compiled step."""
    optax = required("optax")
    rule, hyper, _, _ = CASES[case]
    with able("jax"):
        jax = required("jax")
        letters = {"lambda": "lambda_"}
        own = compiled(rule, "jax").transformation(**{letters.get(name, name): h for name, h in hyper.items()})
        chained = optax.chain(optax.identity(), own)
        step = jax.jit(lambda gradient, state, params: chained.update(gradient, state, params))
        problem = PROBLEMS["network"]
        w, points = jax.numpy.asarray(problem.start), []
        state = chained.init(w)
        for k in range(1, 101):
            updates, state = step(jax.numpy.asarray(problem.gradient(np.asarray(w), k)), state, w)
            w = optax.apply_updates(w, updates)
            points.append(np.asarray(w))
    assert difference(points, visited(case, "network")) < BOUND


def test_l_bfgs_with_the_steps_of_optax_visits_its_points() -> None:
    """Over 30 steps: each ten steps of L-BFGS make a rounding about ten times larger."""
    optax, steps = required("optax"), 30
    rule = optax.lbfgs(0.5, memory_size=5, linesearch=None)
    with able("jax"):
        jax = required("jax")
        update, problem = jax.jit(rule.update), PROBLEMS["network"]
        w, points = jax.numpy.asarray(problem.start), []
        state = rule.init(w)
        for _ in range(steps):
            updates, state = update(jax.numpy.asarray(problem.gradient(np.asarray(w), 1)), state, w)
            w = optax.apply_updates(w, updates)
            points.append(np.asarray(w))
    own = with_pairs(steps, 5, lambda k, slope: 0.5 * (min(1, 1 / np.linalg.norm(slope)) if k == 1 else 1))
    assert difference(own, points) < BOUND


def takes_a_rate(function: Any) -> bool:
    try:
        return next(iter(inspect.signature(function).parameters), "") == "learning_rate"
    except ValueError:  # a class written in C has no signature
        return False


def test_every_optimizer_of_optax_is_compared_or_named_as_absent() -> None:
    optax = required("optax")
    public = {name: value for name, value in vars(optax).items() if callable(value) and name[0].islower()}
    rules = {name for name, value in public.items() if takes_a_rate(value) and not name.startswith("scale_by")}
    assert rules == {case[2] for case in CASES} | {"lbfgs"} | ABSENT


def test_the_rules_that_run_on_fractions_are_those_without_roots() -> None:
    from .test_conformance_pytorch import CASES as PYTORCH

    for rule in {case[0] for case in (*CASES, *PYTORCH)}:
        lines = compiled(rule, "numpy").kernel.lines
        rooted = any(takes_roots(term) for line in lines for term in (line.term, line.first))
        assert rooted != (rule in RATIONAL), rule
