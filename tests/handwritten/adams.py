"""Adam and its relatives: two averages, of the gradients and of their squares, and a step made of them."""

from typing import Any

import numpy as np

from tests.handwritten import Gradient, Points, Reference, Root


def moments(w: Any, gradient: Gradient, beta_1: Any, beta_2: Any, step: Any) -> Points:
    """The points that a step reaches which is given the point, the gradient, both averages and the pass."""
    v, s, k = 0 * w, 0 * w, 0
    while True:
        k += 1
        g = gradient(w)
        v, s = beta_1 * v + (1 - beta_1) * g, beta_2 * s + (1 - beta_2) * g * g
        w = step(w, g, v, s, k)
        yield w


def adam(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Points:
    first, second, kept_1, kept_2 = 0 * w, 0 * w, 1, 1
    while True:
        g = gradient(w)
        first, second = beta_1 * first + (1 - beta_1) * g, beta_2 * second + (1 - beta_2) * g * g
        kept_1, kept_2 = kept_1 * beta_1, kept_2 * beta_2
        w = w - eta * (first / (1 - kept_1)) / (sqrt(second / (1 - kept_2)) + epsilon)
        yield w


def adam_epsilon_inside(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any
) -> Points:
    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        return w - eta * v / (1 - beta_1**k) / sqrt(s / (1 - beta_2**k) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def adam_epsilon_root(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any, epsilon_root: Any
) -> Points:
    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        return w - eta * v / (1 - beta_1**k) / (sqrt(s / (1 - beta_2**k) + epsilon_root) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def adam_epsilon_hat(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any
) -> Points:
    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        return w - eta * sqrt(1 - beta_2**k) / (1 - beta_1**k) * v / (sqrt(s) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def adam_sign_inside(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any
) -> Points:
    v, s, k = 0 * w, 0 * w, 0
    while True:
        k += 1
        g = gradient(w)
        v, s = beta_1 * v - (1 - beta_1) * g, beta_2 * s + (1 - beta_2) * g * g
        w = w + eta * v / (1 - beta_1**k) / (sqrt(s / (1 - beta_2**k)) + epsilon)
        yield w


def adam_uncorrected(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any
) -> Points:
    return moments(w, gradient, beta_1, beta_2, lambda w, g, v, s, k: w - eta * v / (sqrt(s) + epsilon))


def adam_l2(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any, lambda_: Any
) -> Points:
    return adam(w, lambda w: gradient(w) + lambda_ * w, sqrt, eta, beta_1, beta_2, epsilon)


def nadam(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Points:
    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        ahead = beta_1 * v / (1 - beta_1 ** (k + 1)) + (1 - beta_1) * g / (1 - beta_1**k)
        return w - eta * ahead / (sqrt(s / (1 - beta_2**k)) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def nadam_scheduled(
    w: Any,
    gradient: Gradient,
    sqrt: Root,
    eta: Any,
    beta_1: Any,
    beta_2: Any,
    epsilon: Any,
    psi: Any,
    paper: bool = True,
) -> Points:
    def rate(k: int) -> Any:
        return beta_1 - beta_1 / 2 * (24 * beta_1**0 / 25) ** (psi * k)

    v, s, k, product = 0 * w, 0 * w, 0, 1
    while True:
        k += 1
        g, product = gradient(w), product * rate(k)
        kept = rate(k) if paper else beta_1
        v, s = kept * v + (1 - kept) * g, beta_2 * s + (1 - beta_2) * g * g
        ahead = rate(k + 1) / (1 - product * rate(k + 1)) * v + (1 - rate(k)) / (1 - product) * g
        w = w - eta * ahead / (sqrt(s / (1 - beta_2**k)) + epsilon)
        yield w


def nadam_of_frameworks(w: Any, gradient: Gradient, sqrt: Root, **hyper: Any) -> Points:
    return nadam_scheduled(w, gradient, sqrt, **hyper, paper=False)


def amsgrad(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Points:
    v = s = largest = 0 * w
    while True:
        g = gradient(w)
        v, s = beta_1 * v + (1 - beta_1) * g, beta_2 * s + (1 - beta_2) * g * g
        largest = np.maximum(largest, s)
        w = w - eta * v / (sqrt(largest) + epsilon)
        yield w


def amsgrad_decaying(
    w: Any, gradient: Gradient, sqrt: Root, eta_0: Any, beta_1: Any, beta_2: Any, epsilon: Any
) -> Points:
    largest = 0 * w

    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        nonlocal largest
        largest = np.maximum(largest, s)
        return w - eta_0 / sqrt(k * beta_1**0) * v / (sqrt(largest) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def amsgrad_pytorch(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Points:
    largest = 0 * w

    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        nonlocal largest
        largest = np.maximum(largest, s)
        return w - eta / (1 - beta_1**k) * v / (sqrt(largest) / sqrt(1 - beta_2**k) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def amsgrad_optax(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Points:
    largest = 0 * w

    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        nonlocal largest
        largest = np.maximum(largest, s / (1 - beta_2**k))
        return w - eta * v / (1 - beta_1**k) / (sqrt(largest) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def amsgrad_keras(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Points:
    largest = 0 * w

    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        nonlocal largest
        largest = np.maximum(largest, s)
        return w - eta * sqrt(1 - beta_2**k) / (1 - beta_1**k) * v / (sqrt(largest) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def adamw(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any, lambda_: Any
) -> Points:
    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        return w - eta * lambda_ * w - eta * v / (1 - beta_1**k) / (sqrt(s / (1 - beta_2**k)) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def adamw_keras(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any, lambda_: Any
) -> Points:
    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        rate = eta * sqrt(1 - beta_2**k) / (1 - beta_1**k)
        return w - eta * lambda_ * w - rate * v / (sqrt(s) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def adamw_scheduled(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, epsilon: Any, lambda_: Any, mu: Any
) -> Points:
    def step(w: Any, g: Any, v: Any, s: Any, k: int) -> Any:
        return w - mu * lambda_ * w - mu * eta * v / (1 - beta_1**k) / (sqrt(s / (1 - beta_2**k)) + epsilon)

    return moments(w, gradient, beta_1, beta_2, step)


def adamax(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta_1: Any, beta_2: Any, within: Any = 0, after: Any = 0
) -> Points:
    v, largest, k = 0 * w, 0 * w, 0
    while True:
        k += 1
        g = gradient(w)
        v, largest = beta_1 * v + (1 - beta_1) * g, np.maximum(beta_2 * largest, abs(g) + within)
        w = w - eta / (1 - beta_1**k) * v / (largest + after)
        yield w


def adamax_pytorch(w: Any, gradient: Gradient, sqrt: Root, epsilon: Any, **hyper: Any) -> Points:
    return adamax(w, gradient, sqrt, **hyper, within=epsilon)


def adamax_keras(w: Any, gradient: Gradient, sqrt: Root, epsilon: Any, **hyper: Any) -> Points:
    return adamax(w, gradient, sqrt, **hyper, after=epsilon)


REFERENCES: dict[str, Reference] = {
    "adam": adam,
    "adam:epsilon-inside": adam_epsilon_inside,
    "adam:epsilon-root": adam_epsilon_root,
    "adam:epsilon-hat": adam_epsilon_hat,
    "adam:pytorch": adam,
    "adam:sign-inside": adam_sign_inside,
    "adam:uncorrected": adam_uncorrected,
    "adam:l2": adam_l2,
    "nadam": nadam,
    "nadam:scheduled": nadam_scheduled,
    "nadam:pytorch": nadam_of_frameworks,
    "nadam:keras": nadam_of_frameworks,
    "amsgrad": amsgrad,
    "amsgrad:decaying": amsgrad_decaying,
    "amsgrad:pytorch": amsgrad_pytorch,
    "amsgrad:optax": amsgrad_optax,
    "amsgrad:keras": amsgrad_keras,
    "adamw": adamw,
    "adamw:pytorch": adamw,
    "adamw:keras": adamw_keras,
    "adamw:scheduled": adamw_scheduled,
    "adamax": adamax,
    "adamax:pytorch": adamax_pytorch,
    "adamax:keras": adamax_keras,
}
