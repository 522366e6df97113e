"""One pass of what a target loads, on arrays of any size, and the same pass of the printed source."""

from typing import Any

import numpy as np

from symopt.kernels.kernel import Kernel
from symopt.targets import find
from tests.targets.standalone import KERNELS, namespace

PASS = 3


def arguments(kernel: Kernel, size: int, dtype: Any = np.float64) -> tuple[tuple[Any, ...], list[Any]]:
    """Sources, count, hyperparameters and scalar slots; and results that are none of the sources."""
    draw = np.random.default_rng(size + 1)
    slots = [slot for slot in kernel.state if not slot.scalar]
    sources = [draw.standard_normal(size).astype(dtype) for _ in range(2)]
    sources += [(0.1 + draw.random(size)).astype(dtype) for _ in slots]
    kept = np.array([0.5 / n for n, slot in enumerate(kernel.state, 1) if slot.scalar])
    hyper = [float(h.default) for h in kernel.hyperparameters if h.default is not None]
    return (sources, PASS, hyper, kept), [np.empty_like(source) for source in sources[1:]]


def passed(target: str, item: str, size: int, in_place: bool = False, dtype: Any = np.float64) -> list[Any]:
    """The new point, each vector slot, and the scalar slots."""
    kernel = KERNELS[item]
    (sources, k, hyper, kept), places = arguments(kernel, size, dtype)
    if in_place:
        places = sources[1:]
    find(target).load(kernel).step(dtype, False)(sources, places, k, hyper, kept)
    return [*places, kept]


def expected(item: str, size: int) -> list[Any]:
    """The same from the printed NumPy source."""
    kernel = KERNELS[item]
    ((grads, params, *slots), k, _, kept), _ = arguments(kernel, size)
    vectors, numbers = iter(slots), iter(kept.tolist())
    state = {slot.key: next(numbers if slot.scalar else vectors) for slot in kernel.state}
    new, after = namespace(find("numpy").source(kernel))["update"](grads, state, params, k)
    held = [after[slot.key] for slot in kernel.state if not slot.scalar]
    return [new, *held, np.array([after[slot.key] for slot in kernel.state if slot.scalar])]
