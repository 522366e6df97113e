"""Runs: a generated program against ten lines written by hand, on the same objective."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from symopt.functions.ravine import ravine
from symopt.optimizers.adam import adam
from symopt.run import run

STEPS = 200


def by_hand() -> np.ndarray:
    w, v, s = np.array([-5.0, -2.0]), np.zeros(2), np.zeros(2)
    for k in range(1, STEPS + 1):
        g = np.array([0.2, 4.0]) * w
        v = 0.9 * v + (1 - 0.9) * g
        s = 0.999 * s + (1 - 0.999) * g**2
        w = w - 0.001 * (v / (1 - 0.9**k)) / (np.sqrt(s / (1 - 0.999**k)) + 1e-8)
    return w


def test_adam_on_the_ravine(compared: Callable[..., float]) -> None:
    generated = run(adam, ravine, (-5, -2), STEPS)
    np.testing.assert_allclose(np.array(generated.steps[-1].w, dtype=float), by_hand(), rtol=1e-12)
    compared(lambda: run(adam, ravine, (-5, -2), STEPS), by_hand)


def test_a_rule_with_its_variants_is_made(benchmark: Any) -> None:
    benchmark(lambda: replace(adam, variants={name: adam.variants[name] for name in ("epsilon-inside", "l2")}))
