"""The rules that divide by the root of what the squares of the gradients were: AdaGrad, RMSProp, Adadelta."""

from typing import Any

from tests.handwritten import Gradient, Points, Reference, Root


def adagrad(w: Any, gradient: Gradient, sqrt: Root, eta: Any, epsilon: Any) -> Points:
    s = 0 * w
    while True:
        g = gradient(w)
        s = s + g * g
        w = w - eta * g / (sqrt(s) + epsilon)
        yield w


def adagrad_epsilon_inside(w: Any, gradient: Gradient, sqrt: Root, eta: Any, epsilon: Any, s_0: Any = 0) -> Points:
    s = 0 * w + s_0
    while True:
        g = gradient(w)
        s = s + g * g
        w = w - eta * g / sqrt(s + epsilon)
        yield w


def adagrad_pytorch(w: Any, gradient: Gradient, sqrt: Root, eta: Any, epsilon: Any, gamma: Any) -> Points:
    s, passes = 0 * w, 0
    while True:
        g = gradient(w)
        s = s + g * g
        w = w - eta / (1 + passes * gamma) * g / (sqrt(s) + epsilon)
        passes += 1
        yield w


def rmsprop(w: Any, gradient: Gradient, sqrt: Root, eta: Any, gamma: Any, epsilon: Any) -> Points:
    s = 0 * w
    while True:
        g = gradient(w)
        s = gamma * s + (1 - gamma) * g * g
        w = w - eta * g / (sqrt(s) + epsilon)
        yield w


def rmsprop_epsilon_inside(w: Any, gradient: Gradient, sqrt: Root, eta: Any, gamma: Any, epsilon: Any) -> Points:
    s = 0 * w
    while True:
        g = gradient(w)
        s = gamma * s + (1 - gamma) * g * g
        w = w - eta * g / sqrt(s + epsilon)
        yield w


def rmsprop_centered(w: Any, gradient: Gradient, sqrt: Root, eta: Any, gamma: Any, epsilon: Any) -> Points:
    s = mean = 0 * w
    while True:
        g = gradient(w)
        s, mean = gamma * s + (1 - gamma) * g * g, gamma * mean + (1 - gamma) * g
        w = w - eta * g / (sqrt(s - mean * mean) + epsilon)
        yield w


def rmsprop_keras_centered(w: Any, gradient: Gradient, sqrt: Root, eta: Any, gamma: Any, epsilon: Any) -> Points:
    s = mean = 0 * w
    while True:
        g = gradient(w)
        s, mean = gamma * s + (1 - gamma) * g * g, gamma * mean + (1 - gamma) * g
        w = w - eta * g / sqrt(s - mean * mean + epsilon)
        yield w


def rmsprop_momentum(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any, gamma: Any, epsilon: Any) -> Points:
    s = v = 0 * w
    while True:
        g = gradient(w)
        s = gamma * s + (1 - gamma) * g * g
        v = beta * v + g / (sqrt(s) + epsilon)
        w = w - eta * v
        yield w


def rmsprop_keras_momentum(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any, gamma: Any, epsilon: Any
) -> Points:
    s = v = 0 * w
    while True:
        g = gradient(w)
        s = gamma * s + (1 - gamma) * g * g
        v = beta * v + eta * g / sqrt(s + epsilon)
        w = w - v
        yield w


def adadelta(w: Any, gradient: Gradient, sqrt: Root, gamma: Any, epsilon: Any, eta: Any = 1) -> Points:
    squares = steps = 0 * w
    while True:
        g = gradient(w)
        squares = gamma * squares + (1 - gamma) * g * g
        step = g * sqrt(steps + epsilon) / sqrt(squares + epsilon)
        steps = gamma * steps + (1 - gamma) * step * step
        w = w - eta * step
        yield w


REFERENCES: dict[str, Reference] = {
    "adagrad": adagrad,
    "adagrad:epsilon-inside": adagrad_epsilon_inside,
    "adagrad:pytorch": adagrad_pytorch,
    "adagrad:keras": adagrad_epsilon_inside,
    "adagrad:optax": adagrad_epsilon_inside,
    "rmsprop": rmsprop,
    "rmsprop:epsilon-inside": rmsprop_epsilon_inside,
    "rmsprop:pytorch": rmsprop,
    "rmsprop:centered": rmsprop_centered,
    "rmsprop:momentum": rmsprop_momentum,
    "rmsprop:keras": rmsprop_epsilon_inside,
    "rmsprop:keras-centered": rmsprop_keras_centered,
    "rmsprop:keras-momentum": rmsprop_keras_momentum,
    "adadelta": adadelta,
    "adadelta:pytorch": adadelta,
    "adadelta:keras": adadelta,
}
