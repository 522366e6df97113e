"""Conjugate gradients, BFGS and L-BFGS by hand, for any kind of number: other formulas than the specifications'.

A reference asks its objective ``o`` for ``grad``, ``hess`` and ``wolfe``, and ends where its rule does.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from tests.handwritten import Points, Reference
from tests.handwritten.newtons import exact, solved

Beta = Callable[..., Any]


def fletcher_reeves(k: int, new: Any, old: Any, d: Any) -> Any:
    return new @ new / (old @ old)


def polak_ribiere(k: int, new: Any, old: Any, d: Any) -> Any:
    return (new @ new - new @ old) / (old @ old)


def positive(k: int, new: Any, old: Any, d: Any) -> Any:
    return max(polak_ribiere(k, new, old, d), 0)


def restarted(k: int, new: Any, old: Any, d: Any, N: Any) -> Any:
    beta = positive(k, new, old, d)
    return beta if k % int(N) != 1 % int(N) and (beta * d - new) @ new < 0 else 0


def directions(
    w: Any, o: Any, epsilon: Any, beta: Beta, step: Callable[[Any, Any], Any], share: bool = False
) -> Points:
    """Points along conjugate directions, until the gradient is small, or a small share of the first."""
    first, old, d, k = o.grad(w), None, None, 0
    while o.grad(w) @ o.grad(w) > epsilon**2 * (first @ first if share else 1):
        k, g = k + 1, o.grad(w)
        d = -g if d is None else beta(k, g, old, d) * d - g
        w, old = w + step(w, d) * d, g
        yield w


def linear(w: Any, o: Any, epsilon: Any) -> Points:
    return directions(w, o, epsilon, fletcher_reeves, lambda w, d: -(o.grad(w) @ d) / (d @ o.hess(w) @ d))


def searching(beta: Beta) -> Reference:
    def reference(w: Any, o: Any, epsilon: Any, c_1: Any, c_2: Any, **given: Any) -> Points:
        return directions(w, o, epsilon, partial(beta, **given), lambda w, d: o.wolfe(w, d, c_1, c_2))

    return reference


def haykin(w: Any, o: Any, epsilon: Any, tolerance: Any) -> Points:
    return directions(w, o, epsilon, positive, lambda w, d: exact(o, w, d, tolerance), share=True)


def updated(direct: Any, s: Any, y: Any) -> Any:
    """The update of the Hessian itself, of which BFGS's matrix is the inverse."""
    moved = direct @ s
    return direct + np.outer(y, y) / (y @ s) - np.outer(moved, moved) / (s @ moved)


def remembering(w: Any, o: Any, epsilon: Any, step: Any, pairs: int | None, scaled: bool) -> Points:
    """BFGS from the last pairs, or from all of them; scaled, it starts from the last pair's curvature."""
    past: list[Any] = []
    while o.grad(w) @ o.grad(w) > epsilon**2:
        curved = past[-1][1] @ past[-1][1] / (past[-1][0] @ past[-1][1]) if past and scaled else 1
        direct = curved * o.identity
        for s, y in past if pairs is None else past[-pairs:]:
            direct = updated(direct, s, y)
        d = -solved(direct, o.grad(w))
        after = w + step(w, d) * d
        past.append((after - w, o.grad(after) - o.grad(w)))
        w = after
        yield w


def bfgs(w: Any, o: Any, epsilon: Any, c_1: Any, c_2: Any, m: Any = None, scaled: bool = False) -> Points:
    return remembering(w, o, epsilon, lambda w, d: o.wolfe(w, d, c_1, c_2), m and int(m), scaled)


def bfgs_exact(w: Any, o: Any, epsilon: Any, tolerance: Any, m: Any = None, scaled: bool = False) -> Points:
    return remembering(w, o, epsilon, lambda w, d: exact(o, w, d, tolerance), m and int(m), scaled)


REFERENCES: dict[str, Reference] = {
    "conjugate-gradient": linear,
    "conjugate-gradient:fletcher-reeves": searching(fletcher_reeves),
    "conjugate-gradient:polak-ribiere": searching(polak_ribiere),
    "conjugate-gradient:polak-ribiere-plus": searching(positive),
    "conjugate-gradient:restarted": searching(restarted),
    "conjugate-gradient:haykin": haykin,
    "bfgs": bfgs,
    "bfgs:expanded": bfgs,
    "bfgs:exact-line-search": bfgs_exact,
    "l-bfgs": partial(bfgs, scaled=True),
    "l-bfgs:exact-line-search": partial(bfgs_exact, scaled=True),
    "l-bfgs:unscaled": bfgs,
}
