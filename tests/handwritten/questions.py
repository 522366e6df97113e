"""The rules that ask for more than gradients: for the curvature, for the objective, for random directions."""

from typing import Any

from tests.handwritten import Gradient, Points, Reference, Root


def vsgd(w: Any, gradient: Gradient, sqrt: Root, alpha: Any, epsilon: Any, curvature: Any) -> Points:
    memory, averages = 0 * w + 1, None
    while True:
        g, h = gradient(w), abs(curvature(w))
        if averages is None:
            averages = [g, alpha * g * g, alpha * h]
        else:
            averages = [old + (new - old) / memory for old, new in zip(averages, (g, g * g, h), strict=True)]
        mean, square, bend = averages
        memory = (1 - mean * mean / (square + epsilon)) * memory + 1
        w = w - mean * mean / (bend * square + epsilon) * g
        yield w


def weight_perturbation(w: Any, gradient: Gradient, sqrt: Root, eta: Any, sigma: Any, f: Any, normal: Any) -> Points:
    k = 0
    while True:
        k += 1
        shake = sigma * normal(k)
        w = w - eta * (f(w + shake) - f(w)) / sigma**2 * shake
        yield w


def weight_perturbation_central(
    w: Any, gradient: Gradient, sqrt: Root, eta: Any, sigma: Any, f: Any, normal: Any
) -> Points:
    k = 0
    while True:
        k += 1
        shake = sigma * normal(k)
        w = w - eta * (f(w + shake) - f(w - shake)) / 2 / sigma**2 * shake
        yield w


def weight_perturbation_trial(w: Any, gradient: Gradient, sqrt: Root, sigma: Any, f: Any, normal: Any) -> Points:
    k = 0
    while True:
        k += 1
        w = min(w, w + sigma * normal(k), key=f)
        yield w


REFERENCES: dict[str, Reference] = {
    "vsgd": vsgd,
    "weight-perturbation": weight_perturbation,
    "weight-perturbation:central": weight_perturbation_central,
    "weight-perturbation:trial": weight_perturbation_trial,
}
