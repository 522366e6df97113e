"""Steepest descent, Newton and Hessian-free by hand, for any kind of number: other formulas than the specifications'.

A reference asks its objective ``o`` for ``f``, ``grad``, ``hess``, and ends where its rule does.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.handwritten import Points, Reference


def determinant(matrix: Any) -> Any:
    if len(matrix) == 1:
        return matrix[0, 0]
    minors = [np.delete(matrix[1:], n, axis=1) for n in range(len(matrix))]
    return sum((-1) ** n * matrix[0, n] * determinant(minor) for n, minor in enumerate(minors))


def solved(matrix: Any, right: Any) -> Any:
    """By Cramer's rule."""
    columns = [np.column_stack([*matrix.T[:n], right, *matrix.T[n + 1 :]]) for n in range(len(right))]
    return np.array([determinant(column) for column in columns]) / determinant(matrix)


def least_pivot(matrix: Any) -> Any:
    """Pivots are quotients of leading minors."""
    least, below = None, 1
    for n in range(1, len(matrix) + 1):
        minor = determinant(matrix[:n, :n])
        least = minor / below if least is None else min(least, minor / below)
        if minor / below <= 0:
            return minor / below
        below = minor
    return least


def armijo(o: Any, w: Any, d: Any, c_1: Any, rho: Any) -> Any:
    step = 1
    while o.f(w + step * d) - o.f(w) > c_1 * step * (o.grad(w) @ d):
        step = rho * step
    return step


def exact(o: Any, w: Any, d: Any, tolerance: Any) -> Any:
    fall, bend = o.grad(w) @ d, d @ o.hess(w) @ d
    lower, upper, step = 0, None, -fall / bend if bend > 0 else 1
    while abs(slope := o.grad(w + step * d) @ d) > -tolerance * fall:
        lower, upper = (step, upper) if slope < 0 else (lower, step)
        step = 2 * step if upper is None else (lower + upper) / 2
    return step


def steepest(w: Any, o: Any, tolerance: Any) -> Points:
    while True:
        w = w - exact(o, w, -o.grad(w), tolerance) * o.grad(w)
        yield w


def newton(w: Any, o: Any, eta: Any, mu: Any = 0) -> Points:
    while True:
        w = w - eta * solved(o.hess(w) + mu * o.identity, o.grad(w))
        yield w


def newton_searching(w: Any, o: Any, c_1: Any, rho: Any, delta_0: Any = None) -> Points:
    while True:
        shift = 0
        while delta_0 is not None and least_pivot(o.hess(w) + shift * o.identity) < delta_0:
            shift = max(2 * shift, delta_0)
        d = solved(o.hess(w) + shift * o.identity, -o.grad(w))
        w = w + armijo(o, w, d, c_1, rho) * d
        yield w


def model(matrix: Any, b: Any, y: Any) -> Any:
    return y @ matrix @ y / 2 - b @ y


def by_progress(matrix: Any, b: Any, ys: Any, m: Any, tolerance: Any) -> bool:
    here = model(matrix, b, ys[-1])
    return len(ys) > m and bool(model(matrix, b, ys[-1 - int(m)]) - here <= -m * tolerance * here)


def by_residual(matrix: Any, b: Any, ys: Any, tolerance: Any) -> bool:
    residual = b - matrix @ ys[-1]
    return bool(residual @ residual <= tolerance**2 * (b @ b))


def truncated(matrix: Any, b: Any, stops: Callable[..., bool], **given: Any) -> Any:
    """Each direction is made conjugate to the last one by the matrix itself."""
    ys, p = [0 * b], b
    while p @ matrix @ p > 0 and not stops(matrix, b, ys, **given):
        ys.append(ys[-1] + (b - matrix @ ys[-1]) @ p / (p @ matrix @ p) * p)
        residual = b - matrix @ ys[-1]
        p = residual - residual @ matrix @ p / (p @ matrix @ p) * p
    return ys[-1] if len(ys) > 1 else b


def hessian_free(w: Any, o: Any, epsilon: Any, stops: Any = by_progress, **given: Any) -> Points:
    damping = 1
    while o.grad(w) @ o.grad(w) > epsilon**2:
        d = truncated(o.hess(w) + damping * o.identity, -o.grad(w), stops, **given)
        ratio = (o.f(w + d) - o.f(w)) / model(o.hess(w), -o.grad(w), d)
        w = w + d if ratio > 0 else w
        damping = (
            damping * o.number(3) / 2 if 4 * ratio < 1 else damping * o.number(2) / 3 if 4 * ratio > 3 else damping
        )
        yield w


def hessian_free_by_residual(w: Any, o: Any, epsilon: Any, tolerance: Any) -> Points:
    return hessian_free(w, o, epsilon, by_residual, tolerance=tolerance)


REFERENCES: dict[str, Reference] = {
    "gradient-descent:steepest": steepest,
    "newton": newton,
    "newton:damped": newton,
    "newton:line-search": newton_searching,
    "newton:modified": newton_searching,
    "hessian-free": hessian_free,
    "hessian-free:residual": hessian_free_by_residual,
}
