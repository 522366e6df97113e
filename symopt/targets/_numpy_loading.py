"""Rules as NumPy code that runs here: one function for each pass, which writes where it is told to."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from symopt.kernels.fusing import fuse, fuse_query
from symopt.kernels.kernel import POINT, Kernel
from symopt.kernels.text import Language
from symopt.targets._arrays import Array, Flat
from symopt.targets._chunks import Plan, Result, results
from symopt.targets._frameworks import module
from symopt.targets._passes import CHUNK, Pass, fresh, named, numbers
from symopt.targets._python import INDENT
from symopt.targets._statements import Statements

HEAD = """\
import math

import numpy as np

CHUNK = {chunk}


def run(sources, results, k, hyper, kept, dtype):
"""


class Chunked:
    """A kernel whose passes run chunk by chunk.

    Args:
        kernel: the rule.
        language: how the numbers of a pass are computed, from doubles of NumPy.
    """

    def __init__(self, kernel: Kernel, language: Language) -> None:
        self._kernel, self._language = kernel, language
        self._vectors = [slot.before for slot in kernel.state if not slot.scalar]
        self._run = cache(self._made)

    def step(self, dtype: Any, first: bool) -> Flat:
        """One pass."""
        own = [None, *range(len(self._vectors) + 1)]
        return _careful(self._run("step", first), np.dtype(dtype), own)

    def query(self, dtype: Any, first: bool) -> Flat:
        """The point where the gradient is asked."""
        return _careful(self._run("query", first), np.dtype(dtype), [None] * (len(self._vectors) + 1))

    def _made(self, name: str, first: bool) -> Callable[..., None]:
        kernel, arrays = self._kernel, [POINT, *self._vectors]
        if name == "step":
            plan = Plan(fuse(kernel, first), [kernel.gradient, *arrays], results(kernel))
        else:
            plan = Plan(fuse_query(kernel, first), arrays, [Result("result 0", "point")])
        text = text_of(kernel, plan, self._language)
        function: Callable[..., None] = module(f"symopt numpy {name}", text).run
        return function


def text_of(kernel: Kernel, plan: Plan, language: Language) -> str:
    """The source of a pass: its numbers as doubles, those that the components meet in the arrays' type, the chunks."""
    loop = plan.loop
    used = {"k", "size", "dtype", *plan.sources, *kernel.scalars, *(name for name, _ in loop.scalars)}
    results = {result.array: fresh(f"{result.value}_after", used) for result in plan.results}
    written = Pass(plan, named(plan, results, used), language)
    statements = Statements(language, kernel.scalars | {name for name, _ in loop.scalars})
    cast = numbers(plan)
    lines = [
        *_taken([h.name for h in kernel.hyperparameters], "map(np.float64, hyper)"),
        *_taken([slot.before for slot in kernel.state if slot.scalar], "kept.copy()"),
        f"{INDENT}k = np.float64(k)",
        *(text for name, term in loop.scalars for text in statements.assign(name, term)),
        *([f"{INDENT}kept[:] = {', '.join(loop.kept.values())}"] if loop.kept else []),
        *_taken(cast, f"map(dtype.type, ({', '.join(cast)},))"),
        f"{INDENT}arrays, size = (*sources, *results), results[0].size",
        *written.loop("arrays", "size", "dtype"),
    ]
    return HEAD.format(chunk=CHUNK) + "\n".join(lines) + "\n"


def _taken(names: Sequence[str], values: str) -> list[str]:
    return [f"{INDENT}{', '.join(names)}, = {values}"] if names else []


def _careful(run: Callable[..., None], dtype: np.dtype[Any], own: Sequence[int | None]) -> Flat:
    """A pass that computes with infinities and NaN in silence, and may write over any of its sources.

    Args:
        run: what writes a result only where it has read the source in whose place it is.
        dtype: of all arrays.
        own: for each source the result that may be in its place.
    """

    def step(sources: Sequence[Array], results: Sequence[Array], k: int, hyper: Sequence[float], kept: Array) -> None:
        with np.errstate(all="ignore"):
            run(_apart(sources, results, own), results, k, hyper, kept, dtype)

    return step


def _apart(sources: Sequence[Array], results: Sequence[Array], own: Sequence[int | None]) -> list[Array]:
    """The sources; those in whose place another result would be written are copied."""
    places = {_address(result): n for n, result in enumerate(results)}
    return [
        source.copy() if places.get(_address(source), mine) != mine else source
        for source, mine in zip(sources, own, strict=True)
    ]


def _address(array: Array) -> int:
    address: int = array.__array_interface__["data"][0]
    return address
