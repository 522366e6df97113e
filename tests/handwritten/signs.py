"""The rules in which signs decide: Lion, signSGD, gains, Rprop."""

from typing import Any

import numpy as np

from tests.handwritten import Gradient, Points, Reference, Root


def lion(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, lambda_: Any = 0) -> Points:
    v = 0 * w
    while True:
        g = gradient(w)
        w = w - eta * lambda_ * w - eta * np.sign(beta_1 * v + (1 - beta_1) * g)
        v = beta_2 * v + (1 - beta_2) * g
        yield w


def signsgd(w: Any, gradient: Gradient, sqrt: Root, eta: Any) -> Points:
    while True:
        w = w - eta * np.sign(gradient(w))
        yield w


def signum(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    v = 0 * w
    while True:
        v = beta * v + (1 - beta) * gradient(w)
        w = w - eta * np.sign(v)
        yield w


def gains(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, delta_0: Any, eta_min: Any = None, eta_max: Any = None
) -> Points:
    gain, before = None, None
    while True:
        g = gradient(w)
        gain = 0 * w + 1 if gain is None else np.where(g * before > 0, gain + delta_0, gain - delta_0 * gain)
        if eta_min is not None and before is not None:
            gain = np.minimum(np.maximum(gain, eta_min), eta_max)
        w, before = w - eta * gain * g, g
        yield w


def gains_momentum(w: Any, gradient: Gradient, sqrt: Root, eta: Any, delta_0: Any, beta: Any) -> Points:
    gain, v = None, 0 * w
    while True:
        g = gradient(w)
        gain = 0 * w + 1 if gain is None else np.where(g * v > 0, gain + delta_0, gain - delta_0 * gain)
        v = beta * v + gain * g
        w = w - eta * v
        yield w


def rprop(
    w: Any,
    gradient: Gradient,
    sqrt: Root,
    delta_0: Any,
    eta_plus: Any,
    eta_minus: Any,
    eta_min: Any,
    eta_max: Any,
    turned: Any = None,
) -> Points:
    """``turned(change, w)`` gives the change where the sign turned, and has the gradient forgotten there."""
    size, before, change = 0 * w + delta_0, 0 * w, 0 * w
    while True:
        g = gradient(w)
        agree = g * before
        longer, shorter = np.minimum(size * eta_plus, eta_max), np.maximum(size * eta_minus, eta_min)
        size = np.where(agree > 0, longer, np.where(agree < 0, shorter, size))
        change, before = _changed(-size * np.sign(g), change, g, agree, turned and turned(change, w))
        w = w + change
        yield w


def _changed(step: Any, change: Any, g: Any, agree: Any, instead: Any) -> tuple[Any, Any]:
    if instead is None:
        return step, g
    return np.where(agree < 0, instead, step), np.where(agree < 0, 0 * g, g)


def rprop_plus(w: Any, gradient: Gradient, sqrt: Root, **hyper: Any) -> Points:
    return rprop(w, gradient, sqrt, **hyper, turned=lambda change, w: -change)


def rprop_improved_minus(w: Any, gradient: Gradient, sqrt: Root, **hyper: Any) -> Points:
    return rprop(w, gradient, sqrt, **hyper, turned=lambda change, w: 0 * change)


def rprop_improved_plus(w: Any, gradient: Gradient, sqrt: Root, f: Any, **hyper: Any) -> Points:
    seen = [f(w)]

    def turned(change: Any, w: Any) -> Any:
        seen.append(f(w))
        return -change if seen[-1] > seen[-2] else 0 * change

    return rprop(w, gradient, sqrt, **hyper, turned=turned)


def rprop_optax(
    w: Any, gradient: Gradient, sqrt: Root, delta_0: Any, eta_plus: Any, eta_minus: Any, eta_min: Any, eta_max: Any
) -> Points:
    size, planned = 0 * w + delta_0, 0 * w
    while True:
        g = gradient(w)
        agree = g * planned
        size = np.where(agree > 0, np.minimum(size * eta_plus, eta_max), size)
        size = np.where(agree < 0, np.maximum(size * eta_minus, eta_min), size)
        w = w - np.where(agree < 0, 0 * w, planned)
        planned = np.where(agree < 0, 0 * w, size * np.sign(g))
        yield w


REFERENCES: dict[str, Reference] = {
    "lion": lion,
    "lion:without-decay": lion,
    "signsgd": signsgd,
    "signsgd:signum": signum,
    "gains": gains,
    "gains:clipped": gains,
    "gains:clipped-wide": gains,
    "gains:momentum": gains_momentum,
    "rprop": rprop,
    "rprop:plus": rprop_plus,
    "rprop:improved-minus": rprop_improved_minus,
    "rprop:improved-plus": rprop_improved_plus,
    "rprop:optax": rprop_optax,
}
