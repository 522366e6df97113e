"""Logistic regression on scikit-learn's digits, by the L-BFGS of this package and by SciPy's L-BFGS-B.

L-BFGS is no elementwise rule: it asks for more than one gradient, and for a step along a line. So it is driven,
question by question. Both stop when the gradient is shorter than 1e-6. Run it with
``python examples/logistic_regression.py``; it needs ``pip install 'symopt-notes[frameworks]'``.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.datasets import load_digits

import symopt
from symopt.run.line_search import wolfe_step

CLASSES, DECAY, SHORT, PAIRS = 10, 1e-3, 1e-6, 10
Vector = np.ndarray[Any, np.dtype[np.float64]]


class Regression:
    """The mean cross-entropy of softmax regression, plus half the decay times the squared weights.

    A gradient is computed once for each point; ``known`` holds them.
    """

    def __init__(self) -> None:
        digits = load_digits()
        self.x = np.hstack([digits.data / 16, np.ones((len(digits.data), 1))])
        self.y = np.eye(CLASSES)[digits.target]
        self.start = np.zeros(self.x.shape[1] * CLASSES)
        self.known: dict[bytes, Vector] = {}

    def loss(self, w: Vector) -> float:
        """The value at some weights."""
        weights = w.reshape(-1, CLASSES)
        fit = -np.mean(np.sum(self.y * log_softmax(self.x @ weights, axis=1), axis=1))
        return float(fit + DECAY / 2 * w @ w)

    def gradient(self, w: Vector) -> Vector:
        """The gradient at some weights."""
        place, weights = w.tobytes(), w.reshape(-1, CLASSES)
        if place not in self.known:
            error = np.exp(log_softmax(self.x @ weights, axis=1)) - self.y
            self.known[place] = (self.x.T @ error / len(self.x) + DECAY * weights).ravel()
        return self.known[place]

    def step(self, w: Vector, direction: Vector, c_1: float, c_2: float) -> float:
        """A step along a direction that meets the strong Wolfe conditions."""
        return float(wolfe_step(self.loss, self.gradient, w, direction, c_1, c_2))


@dataclass(frozen=True)
class Result:
    """Where a run ended: the weights, its iterations, and how many gradients were computed."""

    w: Vector
    iterations: int
    gradients: int


def answered(asking: Generator[Any, Any, Any], objective: Regression) -> Any:
    """Answers every question of a program; returns what it leaves."""
    answers = {"f": objective.loss, "grad": objective.gradient, "wolfe": objective.step}
    try:
        kind, *arguments = next(asking)
        while True:
            kind, *arguments = asking.send(answers[kind](*arguments))
    except StopIteration as done:
        return done.value


def generated() -> Result:
    """By the specification in symopt/optimizers/l_bfgs.py."""
    objective = Regression()
    rule: Any = symopt.compile("l-bfgs", backend="numpy")
    hyper = {"epsilon": SHORT, "m": PAIRS}
    w, state, k = objective.start, rule.init(objective.start, **hyper), 0
    while True:
        k += 1
        done = answered(rule.step(state, w, k, **hyper), objective)
        if done.ended:
            return Result(w, k - 1, len(objective.known))
        w, state = done.params, done.state


def by_scipy() -> Result:
    """By SciPy."""
    objective = Regression()

    def short(intermediate_result: Any) -> None:
        if np.linalg.norm(objective.gradient(intermediate_result.x)) <= SHORT:
            raise StopIteration

    options = {"maxcor": PAIRS, "ftol": 0, "gtol": 0, "maxiter": 1000}
    found = minimize(
        objective.loss, objective.start, jac=objective.gradient, method="L-BFGS-B", callback=short, options=options
    )
    return Result(found.x, found.nit, len(objective.known))


def main() -> None:
    """Print both ends side by side."""
    objective, own, other = Regression(), generated(), by_scipy()
    slopes = [float(np.linalg.norm(objective.gradient(result.w))) for result in (own, other)]
    print("                    generated L-BFGS  SciPy's L-BFGS-B")
    print(f"loss                {objective.loss(own.w):16.10f}  {objective.loss(other.w):16.10f}")
    print(f"length of gradient  {slopes[0]:16.1e}  {slopes[1]:16.1e}")
    print(f"iterations          {own.iterations:16}  {other.iterations:16}")
    print(f"gradients computed  {own.gradients:16}  {other.gradients:16}")
    apart, largest = np.max(np.abs(own.w - other.w)), np.max(np.abs(own.w))
    print(f"no weight differs by more than {apart:.1e}; the largest is {largest:.2f}")


if __name__ == "__main__":
    main()
