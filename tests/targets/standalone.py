"""Printed source as its readers run it, in a namespace of its own: one way to run for each target."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symopt.errors import RunError
from symopt.kernels.kernel import Kernel
from symopt.library import items
from symopt.program import Program
from symopt.program.lowering import lower
from symopt.targets import find
from tests.frameworks import required
from tests.references import REFERENCES

STEPS, SIZE = 30, 7
SLOPES = np.linspace(0.1, 1.3, SIZE)
Gradient = Callable[[Any], Any]


SHIPPED = {item.name: item.value for item in items("optimizer")}


def lowered() -> dict[str, Kernel]:
    """The kernel of every shipped rule that has one."""
    found = {}
    for name, rule in SHIPPED.items():
        try:
            found[name] = lower(Program.of(rule))
        except RunError:
            continue
    return found


KERNELS = lowered()
TELLING = [
    "adam", "adagrad:optax", "gains:clipped", "momentum:heavy-ball", "nadam:scheduled", "nesterov", "rprop:plus"
]  # fmt: skip


class Slopes:
    """Gradients that depend on where and on when they are asked, and on nothing else."""

    def __init__(self, seed: int = 4) -> None:
        self.noise = np.random.default_rng(seed)

    def __call__(self, point: Any) -> Any:
        return (SLOPES * point + self.noise.standard_normal(SIZE)).astype(point.dtype)


def start(dtype: Any = np.float64) -> Any:
    return np.linspace(-2, 2, SIZE).astype(dtype)


def by_hand(item: str, dtype: Any = np.float64) -> Any:
    hyper = {h.name: float(h.default) for h in KERNELS[item].hyperparameters if h.default is not None}
    return np.array(list(islice(REFERENCES[item](start(dtype), Slopes(), np.sqrt, **hyper), STEPS)))


def namespace(text: str) -> dict[str, Any]:
    """What a source defines."""
    held: dict[str, Any] = {"__name__": "standalone"}
    exec(compile(text, "<standalone>", "exec"), held)
    return held


def functional(text: str, kernel: Kernel, dtype: Any, array: Any = np.asarray) -> Iterator[Any]:
    """By ``init``, ``query`` and ``update``."""
    held, gradient = namespace(text), Slopes()
    params = array(start(dtype))
    state = held["init"](params)
    for k in range(1, STEPS + 1):
        asked = held["query"](state, params, k) if "query" in held else params
        params, state = held["update"](array(gradient(np.asarray(asked))), state, params, k)
        yield np.array(params)


def by_jax(text: str, kernel: Kernel, dtype: Any) -> Iterator[Any]:
    jax = required("jax")
    with jax.enable_x64(True):
        yield from functional(text, kernel, dtype, jax.numpy.asarray)


def by_torch(text: str, kernel: Kernel, dtype: Any) -> Iterator[Any]:
    """By the one subclass of ``torch.optim.Optimizer``; the closure answers where the gradient is asked."""
    torch = required("torch")
    held, gradient = namespace(text), Slopes()
    (made,) = (c for c in held.values() if isinstance(c, type) and issubclass(c, torch.optim.Optimizer))
    point = torch.nn.Parameter(torch.tensor(start(dtype)))
    optimizer = made([point])

    def closure() -> float:
        point.grad = torch.tensor(gradient(point.detach().numpy().copy()))
        return 0.0

    for _ in range(STEPS):
        optimizer.step(closure)
        yield point.detach().numpy().copy()


def by_c(text: str, kernel: Kernel, dtype: Any) -> Iterator[Any]:
    """By the functions of a shared object; ``in_`` and ``out_`` arrays are handed over in order."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    made = namespace(find("numpy").source(kernel))["init"](start(dtype))
    slots = [np.array(made[slot.key]) for slot in kernel.state if not slot.scalar]
    kept = np.array([made[slot.key] for slot in kernel.state if slot.scalar], dtype=float)
    library, gradient, params = _object(compiler, text), Slopes(), start(dtype)
    functions = {name: _function(library, text, name) for name in ("step", "query")}
    for k in range(1, STEPS + 1):
        hyper = [ctypes.c_double(float(h.default)) for h in kernel.hyperparameters if h.default is not None]
        given = [ctypes.c_size_t(SIZE), ctypes.c_double(k), *hyper, *([kept] if kept.size else [])]
        asked = params
        if kernel.query:
            asked = np.empty_like(params)
            functions["query"](*map(_handed, [*given, params, *slots, asked]))
        results = [np.empty_like(params) for _ in [params, *slots]]
        functions["step"](*map(_handed, [*given, gradient(asked), params, *slots, *results]))
        params, *slots = results
        yield params


def _handed(value: Any) -> Any:
    return ctypes.c_void_p(value.ctypes.data) if isinstance(value, np.ndarray) else value


def _object(compiler: str, text: str) -> ctypes.CDLL:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        source, made = Path(folder) / "rule.c", Path(folder) / "rule.so"
        source.write_text(text, encoding="utf-8")
        options = ["-std=c99", "-O1", "-Dreal=double", "-fPIC", "-shared"]
        subprocess.run([compiler, *options, str(source), "-o", str(made), "-lm"], check=True)
        return ctypes.CDLL(str(made))


def _function(library: ctypes.CDLL, text: str, last: str) -> Any:
    names = [word.partition("(")[0] for word in text.split() if word.partition("(")[0].endswith(f"_{last}")]
    if not names:
        return None
    function = getattr(library, names[-1])
    function.restype = None
    return function


RUNNING: dict[str, Callable[[str, Kernel, Any], Iterator[Any]]] = {
    "numpy": functional,
    "numba": functional,
    "jax": by_jax,
    "torch": by_torch,
    "c": by_c,
}


def points(target: str, kernel: Kernel, dtype: Any = np.float64, **options: Any) -> Any:
    """Where the printed source of a target goes."""
    if target in ("numba", "jax", "torch"):
        required(target)
    return np.array(list(RUNNING[target](find(target).source(kernel, **options), kernel, dtype)))


PYTHON = [name for name in RUNNING if name != "c"]
