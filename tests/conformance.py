"""The problems on which rules are held against frameworks, and every backend as a run on them.

Two runs differ by the largest difference of a component of a point, over the largest component of that point.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

import symopt
from symopt.kernels.terms import parts
from symopt.targets import c

from .frameworks import missing, required

Vector = np.ndarray[Any, np.dtype[np.float64]]
Move = Callable[[Vector], Vector]
"""Takes the gradient at the point where the run stands, and gives the next point."""
Start = Callable[[Vector], Move]

BOUND = 1e-12
BACKENDS = ("numpy", "c", "numba", "torch", "jax", "mpmath", "exact")
RATIONAL = frozenset(
    """gradient-descent momentum momentum:weight-decay momentum:pytorch nesterov:without-look-ahead adamax:pytorch lion
    signsgd signsgd:signum rprop:improved-minus rprop:optax""".split()
)
STEPS = {"mpmath": 12, "exact": 12}
INPUTS, HIDDEN, OUTPUTS, EXAMPLES = 3, 4, 2, 8
SIZES = (HIDDEN * INPUTS, HIDDEN, OUTPUTS * HIDDEN, OUTPUTS)
_DATA = np.random.default_rng(20261120)
X, Y = _DATA.normal(size=(EXAMPLES, INPUTS)), _DATA.normal(size=(EXAMPLES, OUTPUTS))
STREAM = _DATA.normal(size=(100, 7)) * 10.0 ** np.arange(-4, 3)
WEIGHTS = _DATA.normal(size=sum(SIZES)) / 2


@dataclass(frozen=True)
class Problem:
    """A start, and the gradient at a point in the k-th pass."""

    start: Vector
    gradient: Callable[[Vector, int], Vector]


def stream(w: Vector, k: int) -> Vector:
    """Random gradients, of sizes from 1e-4 to 1e2, that do not look at the point."""
    return STREAM[k - 1]


def valley(w: Vector, k: int) -> Vector:
    """The gradient of Rosenbrock's function."""
    x, y = w
    return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


def layers(w: Vector) -> tuple[Vector, Vector, Vector, Vector]:
    """The weights of a network of two layers: W1, b1, W2, b2."""
    first, bias, second, last = np.split(w, np.cumsum(SIZES)[:-1])
    return first.reshape(HIDDEN, INPUTS), bias, second.reshape(OUTPUTS, HIDDEN), last


def network(w: Vector, k: int) -> Vector:
    """The gradient of half the squared error of ``W2 tanh(W1 x + b1) + b2``, its mean over the examples, by hand."""
    first, bias, second, last = layers(w)
    hidden = np.tanh(X @ first.T + bias)
    error = (hidden @ second.T + last - Y) / EXAMPLES
    back = error @ second * (1 - hidden**2)
    pieces = (back.T @ X, back.sum(axis=0), error.T @ hidden, error.sum(axis=0))
    return np.concatenate([piece.ravel() for piece in pieces])


PROBLEMS = {
    "random-gradients": Problem(np.linspace(-1, 1, 7), stream),
    "rosenbrock": Problem(np.array([-1.2, 1.0]), valley),
    "network": Problem(WEIGHTS, network),
}


def run(start: Start, problem: Problem, steps: int) -> list[Vector]:
    """The points that a run visits."""
    move, w, points = start(problem.start.copy()), problem.start, []
    for k in range(1, steps + 1):
        w = move(problem.gradient(w, k))
        points.append(w)
    return points


def difference(ours: list[Vector], theirs: list[Vector]) -> float:
    """The largest difference of two runs: of a component, over the largest component of the point."""
    pairs = zip(ours, theirs, strict=True)
    return max(float(np.max(np.abs(own - other)) / np.max(np.abs(other))) for own, other in pairs)


@contextmanager
def able(backend: str) -> Iterator[None]:
    """What a backend needs: its framework, and for JAX numbers of 64 bits, which other tests do not get."""
    if backend in ("torch", "jax", "numba"):
        required(backend)
    if backend == "c" and not c.available():
        missing("there is no C compiler")
    with required("jax").enable_x64(True) if backend == "jax" else nullcontext():
        yield


@cache
def compiled(name: str, backend: str) -> Any:
    """A rule on a backend."""
    return symopt.compile(name, backend=backend)


def pairs(rules: Sequence[str]) -> list[Any]:
    """The place of each rule, with every backend that can run it, as parameters: fractions have no roots."""
    cases = [(place, rule, backend) for place, rule in enumerate(rules) for backend in BACKENDS]
    return [
        pytest.param(place, backend, id=f"{rule}-{backend}")
        for place, rule, backend in cases
        if backend != "exact" or rule in RATIONAL
    ]


def takes_roots(term: Any) -> bool:
    """Whether a term leaves the fractions."""
    taken = isinstance(term, tuple) and (term[0] == "sqrt" or (term[0] == "pow" and not _whole(term[2])))
    return taken or any(takes_roots(part) for part in parts(term))


def _whole(power: Any) -> bool:
    return power == "k" or getattr(power, "denominator", 0) == 1


def ours(name: str, backend: str, hyper: Mapping[str, float]) -> Start:
    """A rule on a backend, as a run."""
    rule, taken = compiled(name, backend), ARRAYS.get(backend, np.asarray)
    update = required("jax").jit(rule.update) if backend == "jax" else rule.update

    def start(w: Vector) -> Move:
        held = [taken(w), rule.init(taken(w), **hyper), 0]

        def move(gradient: Vector) -> Vector:
            held[2] += 1
            held[:2] = update(taken(gradient), held[1], held[0], held[2], **hyper)
            return np.array([float(component) for component in held[0]])

        return move

    return start


def with_pairs(steps: int, pairs_held: int, rate: Callable[[int, Vector], float]) -> list[Vector]:
    """The points of L-BFGS on the network, with steps of given lengths in the place of a line search."""
    rule, problem = compiled("l-bfgs", "numpy"), PROBLEMS["network"]
    w, points, hyper = problem.start, [], {"m": pairs_held, "epsilon": 1e-100}
    state = rule.init(w, **hyper)
    for k in range(1, steps + 1):
        answers = {
            "grad": lambda x: problem.gradient(x, 1),
            "wolfe": lambda x, *_, k=k: rate(k, problem.gradient(x, 1)),
        }
        w, state = answered(rule.step(state, w, k, **hyper), answers)
        points.append(w)
    return points


def answered(asking: Generator[Any, Any, Any], answers: Mapping[str, Callable[..., Any]]) -> tuple[Vector, Any]:
    """The point and the state that a pass leaves, its questions answered."""
    try:
        kind, *arguments = next(asking)
        while True:
            kind, *arguments = asking.send(answers[kind](*arguments))
    except StopIteration as done:
        return done.value.params, done.value.state


ARRAYS = {
    "torch": lambda array: required("torch").from_numpy(array.copy()),
    "jax": lambda array: required("jax").numpy.asarray(array),
}
"""How a framework takes an array."""
