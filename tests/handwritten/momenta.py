"""Gradient descent and the rules with a velocity."""

from typing import Any

from tests.handwritten import Gradient, Points, Reference, Root


def gradient_descent(w: Any, gradient: Gradient, sqrt: Root, eta: Any) -> Points:
    while True:
        w = w - eta * gradient(w)
        yield w


def gradient_descent_noisy(w: Any, gradient: Gradient, sqrt: Root, eta: Any, sigma: Any, normal: Any) -> Points:
    k = 0
    while True:
        k += 1
        w = w - eta * (gradient(w) + sigma * normal(k))
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


def momentum_pytorch(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any, gamma: Any) -> Points:
    buffer = None
    while True:
        g = gradient(w)
        buffer = g if buffer is None else beta * buffer + (1 - gamma) * g
        w = w - eta * buffer
        yield w


def momentum_weight_decay(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any, lambda_: Any) -> Points:
    v = 0 * w
    while True:
        v = beta * v + gradient(w) + lambda_ * w
        w = w - eta * v
        yield w


def momentum_scheduled(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any, N: Any) -> Points:
    v, k = 0 * w, 0
    while True:
        k += 1
        rounds = 1 + k // int(N)
        v = min(beta, 1 - beta**0 / (2 * rounds)) * v + gradient(w)
        w = w - eta * v
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


def nesterov_eta_inside(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    v = 0 * w
    while True:
        v = beta * v - eta * gradient(w + beta * v)
        w = w + v
        yield w


def nesterov_keras(w: Any, gradient: Gradient, sqrt: Root, eta: Any, beta: Any) -> Points:
    v = 0 * w
    while True:
        step = -eta * gradient(w)
        v = beta * v + step
        w = w + beta * v + step
        yield w


REFERENCES: dict[str, Reference] = {
    "gradient-descent": gradient_descent,
    "gradient-descent:noisy": gradient_descent_noisy,
    "momentum": momentum,
    "momentum:eta-inside": momentum_eta_inside,
    "momentum:delta-w": momentum_delta_w,
    "momentum:damped": momentum_damped,
    "momentum:heavy-ball": heavy_ball,
    "momentum:pytorch": momentum_pytorch,
    "momentum:weight-decay": momentum_weight_decay,
    "momentum:scheduled": momentum_scheduled,
    "nesterov": nesterov,
    "nesterov:without-look-ahead": nesterov_without_look_ahead,
    "nesterov:eta-inside": nesterov_eta_inside,
    "nesterov:keras": nesterov_keras,
}
