"""Generated Adam against the frameworks' own and against the memory: one pass, everything in place, by turns."""

import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from sympy import Dummy, lambdify

import symopt
from benchmarks.optimizer_report import CASES, Case, written
from symopt.compiling import slicing
from symopt.compiling.kept import kernel_of
from symopt.library import find
from symopt.program import Assign, Program
from symopt.spec.writing import show
from symopt.targets import _compiler, _objects
from symopt.targets import find as find_target
from symopt.targets.c import Function

BATCH = 3e-4  # seconds that a turn takes at least; longer turns are interrupted more often
LIMIT = """\
#include <stddef.h>
void limit(size_t n, const double *numbers, const real *g, const real *w, const real *v, const real *s,
           real *w_new, real *v_new, real *s_new)
{
    const real one = (real)numbers[0], none = (real)numbers[1];
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const real x = w[i] + none * g[i], a = one * v[i], b = one * s[i];
        w_new[i] = x;
        v_new[i] = a;
        s_new[i] = b;
    }
}
void limit_packed(void **at)
{
    limit((size_t)at[0], at[1], at[3], at[4], at[5], at[6], at[7], at[8], at[9]);
}
"""
RESULTS: dict[Case, dict[str, float]] = {}
Step = Callable[[], Any]


class Arrays:
    """The arrays that all NumPy peers and torch share; nothing in them leaves the numbers that are fast."""

    def __init__(self, case: Case) -> None:
        rng = np.random.default_rng(0)
        self.g, self.w = (rng.standard_normal(case.size, case.dtype) for _ in range(2))
        self.v, self.s = np.full_like(self.w, 0.5), np.full_like(self.w, 0.5)


def limit(case: Case, arrays: Arrays) -> Step:
    real = {"float32": "float", "float64": "double"}[case.dtype]
    function = Function(_objects.loaded(LIMIT, (f"-Dreal={real}",), _compiler.find()).limit_packed)
    numbers, kept, calls = np.array([1.0, 0.0]), np.zeros(0), []
    for begin, end in slicing.slices(case.size, case.threads):
        places = [array[begin:end].ctypes.data for array in (arrays.g, arrays.w, arrays.v, arrays.s)]
        call, _ = function.bind(end - begin, places, places[1:], numbers.ctypes.data, kept.ctypes.data)
        calls.append([call])
    return lambda: slicing.run(calls) or numbers


def ours(backend: str) -> Callable[[Case, Arrays], Step]:
    def made(case: Case, arrays: Arrays) -> Step:
        rule = symopt.compile("adam", backend=backend, in_place=True, threads=case.threads)
        state = {"v": arrays.v, "s": arrays.s}
        return lambda: rule.update(arrays.g, state, arrays.w, 3)

    return made


def torch_adam(**options: bool) -> Callable[[Case, Arrays], Step]:
    def made(case: Case, arrays: Arrays) -> Step:
        import torch

        torch.set_num_threads(case.threads)
        weights = torch.from_numpy(arrays.w)
        weights.grad = torch.from_numpy(arrays.g)
        step: Step = torch.optim.Adam([weights], **options).step
        return step

    return made


def optax_adam(case: Case, arrays: Arrays) -> Step:
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    rule = optax.adam(1e-3)
    gradient, held = jax.numpy.array(arrays.g), [jax.numpy.array(arrays.w)]
    held.append(rule.init(held[0]))

    def update(params: Any, state: Any, grads: Any) -> Any:
        changes, state = rule.update(grads, state, params)
        return optax.apply_updates(params, changes), state

    jitted = jax.jit(update, donate_argnums=(0, 1))

    def step() -> None:
        held[:] = jitted(*held, gradient)
        held[0].block_until_ready()

    return step


@cache
def lambdified() -> Callable[..., Any]:
    """Adam's equations, as SymPy alone makes NumPy code of them."""
    program = Program.of(find("adam", "optimizer").value)
    known: dict[Any, Any] = {}
    for instruction in program.later:
        if isinstance(instruction, Assign):
            known[instruction.letter] = instruction.expression.xreplace(known)
    values = {show(letter): expression for letter, expression in known.items()}
    results = [values[slot] for slot in ("w[k + 1]", "v[k]", "s[k]")]
    letters = sorted({atom for result in results for atom in _leaves(result)}, key=show)
    stands = {letter: Dummy(f"x_{n}") for n, letter in enumerate(letters)}
    function = lambdify(list(stands.values()), [result.xreplace(stands) for result in results], "numpy", cse=True)
    return lambda values: function(*(values[show(letter)] for letter in letters))


def _leaves(expression: Any) -> Iterator[Any]:
    if expression.is_Symbol or show(expression) in ("grad(w(k))", "w[k]", "v[k - 1]", "s[k - 1]"):
        yield expression
    else:
        for part in expression.args:
            yield from _leaves(part)


def by_lambdify(case: Case, arrays: Arrays) -> Step:
    function = lambdified()
    numbers = {"k": 3, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8, "eta": 1e-3, "grad(w(k))": arrays.g}
    return lambda: function({**numbers, "w[k]": arrays.w, "v[k - 1]": arrays.v, "s[k - 1]": arrays.s})


PEERS: dict[str, Callable[[Case, Arrays], Step]] = {
    "limit": limit,
    "c": ours("c"),
    "numba": ours("numba"),
    "numpy": ours("numpy"),
    "torch fused": torch_adam(fused=True),
    "torch foreach": torch_adam(foreach=True),
    "optax": optax_adam,
    "lambdify": by_lambdify,
}
NEEDED = {"numba": "numba", "torch fused": "torch", "torch foreach": "torch", "optax": "optax"}


@contextmanager
def alone(name: str, case: Case) -> Iterator[None]:
    """Within it, XLA's threads share one processor when one thread is asked for: it has no other way to say so."""
    if name != "optax" or case.threads > 1 or not hasattr(os, "sched_setaffinity"):
        yield
        return
    usual = os.sched_getaffinity(0)
    _pin({min(usual)})
    yield
    _pin(usual)


def _pin(processors: set[int]) -> None:
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), processors)


def seconds(step: Step, calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        step()
    return (perf_counter() - start) / calls


def compare(case: Case) -> dict[str, float]:
    """The median time of each peer; they take turns, and begin each with a call that is not timed."""
    arrays = Arrays(case)
    steps, calls = {}, {}
    for name, made in PEERS.items():
        if name in case.peers and find_spec(NEEDED.get(name, "numpy")):
            steps[name] = step = made(case, arrays)
            step()
            calls[name] = max(1, int(BATCH / seconds(step, 3)))
    times: dict[str, list[float]] = {name: [] for name in steps}
    order, shuffled = list(steps), Random(0)
    for _ in range(case.rounds):
        shuffled.shuffle(order)  # who comes after whom decides what the caches hold
        for name in order:
            with alone(name, case):
                steps[name]()
                times[name].append(seconds(steps[name], calls[name]))
    return {name: median(taken) for name, taken in times.items()}


@pytest.fixture(scope="module", autouse=True)
def report() -> Iterator[None]:
    yield
    written(RESULTS, Path("build") / "benchmarks")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_adam(case: Case, benchmark: Any) -> None:
    RESULTS[case] = found = compare(case)
    benchmark.extra_info.update({f"{name}, ns per parameter": time / case.size * 1e9 for name, time in found.items()})
    arrays = Arrays(case)
    benchmark.pedantic(ours("c")(case, arrays), rounds=3, warmup_rounds=1)


@pytest.mark.parametrize("backend", ["c", "numba", "numpy"])
def test_an_update_of_3e7_parameters_allocates_nothing(backend: str, benchmark: Any) -> None:
    arrays = Arrays(Case(30_000_000, "float32", 2))
    step = ours(backend)(Case(30_000_000, "float32", 2), arrays)
    step()
    tracemalloc.start()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    step()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - resident) * (1 if sys.platform == "darwin" else 1024)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    benchmark.extra_info.update({"bytes grown": grown, "bytes traced": peak})
    assert grown < 4_000_000
    assert peak < 4_000_000
    benchmark.pedantic(step, rounds=1)


@pytest.mark.parametrize(("backend", "allowed"), [("c", 0.5), ("numba", 2.0)])
def test_compile_latency(
    backend: str, allowed: float, benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMOPT_CACHE", str(tmp_path / "cache"))
    kernel, w = kernel_of("adam"), np.ones(10, np.float32)

    def first() -> None:
        step = find_target(backend).load(kernel).step(np.float32, False)
        step([w, w, w, w], [w, w, w], 1, [0.9, 0.999, 1e-8, 1e-3], np.zeros(0))

    benchmark.pedantic(first, rounds=1)
    benchmark.extra_info["seconds allowed"] = allowed


def test_the_first_step_of_a_fresh_process(benchmark: Any) -> None:
    """With a kept rule; what counts is the processor time, of which NumPy's import is the greater part."""
    code = (
        "import numpy as np, symopt, time\n"
        "rule, params = symopt.compile('adam', in_place=True), np.ones(1000, np.float32)\n"
        "rule.update(params, rule.init(params), params, 1)\n"
        "print(time.process_time())\n"
    )

    def first() -> float:
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)

    first()
    benchmark.extra_info["processor seconds"] = median(first() for _ in range(9))
    benchmark.pedantic(first, rounds=3)
