"""Every shipped optimizer once more, by hand: ten lines each, for any kind of number."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Gradient = Callable[[Any], Any]
Points = Iterator[Any]
Root = Callable[[Any], Any]


def gradient_descent(w: Any, gradient: Gradient, sqrt: Root, eta: Any) -> Points:
    while True:
        w = w - eta * gradient(w)
        yield w


def momentum(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    v = 0 * w
    while True:
        v = beta * v + gradient(w)
        w = w - eta * v
        yield w


def momentum_eta_inside(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    v = 0 * w
    while True:
        v = beta * v - eta * gradient(w)
        w = w + v
        yield w


def momentum_delta_w(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    delta = 0 * w
    while True:
        delta = beta * delta + eta * gradient(w)
        w = w - delta
        yield w


def momentum_damped(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    average = 0 * w
    while True:
        average = beta * average + (1 - beta) * gradient(w)
        w = w - eta * average
        yield w


def heavy_ball(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    before = w
    while True:
        w, before = w - eta * gradient(w) + beta * (w - before), w
        yield w


def nesterov(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    v = 0 * w
    while True:
        v = beta * v + gradient(w - eta * beta * v)
        w = w - eta * v
        yield w


def nesterov_without_look_ahead(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    v = 0 * w
    while True:
        g = gradient(w)
        v = beta * v + g
        w = w - eta * (g + beta * v)
        yield w


def adagrad(w: Any, gradient: Gradient, sqrt: Root, eta: Any, epsilon: Any) -> Points:
    s = 0 * w
    while True:
        g = gradient(w)
        s = s + g * g
        w = w - eta * g / (sqrt(s) + epsilon)
        yield w


def adagrad_epsilon_inside(w: Any, gradient: Gradient, sqrt: Root, eta: Any, epsilon: Any) -> Points:
    s = 0 * w
    while True:
        g = gradient(w)
        s = s + g * g
        w = w - eta * g / sqrt(s + epsilon)
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
    first, second, kept_1, kept_2 = 0 * w, 0 * w, 1, 1
    while True:
        g = gradient(w)
        first, second = beta_1 * first + (1 - beta_1) * g, beta_2 * second + (1 - beta_2) * g * g
        kept_1, kept_2 = kept_1 * beta_1, kept_2 * beta_2
        w = w - eta * (first / (1 - kept_1)) / sqrt(second / (1 - kept_2) + epsilon)
        yield w


def newton(w: Any, gradient: Gradient, sqrt: Root, eta: Any, hessian: Any) -> Points:
    (a, b), (c, d) = hessian
    while True:
        p, q = gradient(w)
        w = w - eta * np.array([d * p - b * q, a * q - c * p]) / (a * d - b * c)
        yield w


REFERENCES: dict[str, Callable[..., Points]] = {
    "gradient-descent": gradient_descent,
    "momentum": momentum,
    "momentum:eta-inside": momentum_eta_inside,
    "momentum:delta-w": momentum_delta_w,
    "momentum:damped": momentum_damped,
    "momentum:heavy-ball": heavy_ball,
    "nesterov": nesterov,
    "nesterov:without-look-ahead": nesterov_without_look_ahead,
    "adagrad": adagrad,
    "adagrad:epsilon-inside": adagrad_epsilon_inside,
    "rmsprop": rmsprop,
    "rmsprop:epsilon-inside": rmsprop_epsilon_inside,
    "adam": adam,
    "adam:epsilon-inside": adam_epsilon_inside,
    "newton": newton,
}
