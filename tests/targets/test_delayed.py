"""A rule that no notes have, on every target: scalars and vectors of two passes ago, bounds, a number for all."""

import numpy as np
import pytest
from sympy import Max, Min, Piecewise

import symopt
from symopt import Optimizer
from symopt.symbols import Decay, Sequence, eta, g, k, mu, v, w
from tests.conformance import ARRAYS, STREAM, able

rate, decay = Sequence("rate"), Decay("decay")
delayed = Optimizer(
    name="Delayed",
    updates={
        mu[k]: decay * mu[k - 1] + (1 - decay) * mu[k - 2],
        v[k]: mu[k] * v[k - 1] + v[k - 2] / 4 + g[k],
        rate[k]: Piecewise((2, k > 5), (1, True)) * Min(1, Max(rate[k - 1], g[k - 1], mu[k])),
        w[k + 1]: w[k] - eta * rate[k] * v[k],
    },
    start={mu[0]: 0.5, mu[-1]: 0.25, rate[1]: 1, rate[0]: 1},
    defaults={eta: 0.1, decay: 0.75},
)
PASSES, SIZE = 12, STREAM.shape[1]


def by_hand() -> np.ndarray:
    point, last, older = np.ones(SIZE), np.zeros(SIZE), np.zeros(SIZE)
    moved, before, gains, slope = 0.5, 0.25, np.ones(SIZE), np.zeros(SIZE)
    for count, gradient in enumerate(STREAM[:PASSES], 1):
        moved, before = 0.75 * moved + 0.25 * before, moved
        last, older = moved * last + older / 4 + gradient, last
        if count > 1:
            gains = (2 if count > 5 else 1) * np.clip(np.maximum(gains, slope), moved, 1)
        point, slope = point - 0.1 * gains * last, gradient
    return point


@pytest.mark.parametrize("backend", ["numpy", "c", "numba", "torch", "jax"])
def test_states_may_reach_back_two_passes(backend: str) -> None:
    with able(backend):
        rule, array = symopt.compile(delayed, backend=backend), ARRAYS.get(backend, np.asarray)
        point = array(np.ones(SIZE))
        state = rule.init(point)
        for count, gradient in enumerate(STREAM[:PASSES], 1):
            point, state = rule.update(array(gradient), state, point, count)
        np.testing.assert_allclose(np.array(point.tolist()), by_hand(), rtol=1e-13)
