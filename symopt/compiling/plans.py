"""A pass over all leaves, laid out once: which call works on which slice of which leaf, in which thread."""

from collections.abc import Callable, Sequence
from ctypes import addressof, c_double, c_void_p
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from symopt.compiling.leaves import flat
from symopt.compiling.slicing import Work, run, shared, slices
from symopt.targets._arrays import Array, Bindable, Flat

NOTHING: list[float] = []


class Numbers:
    """The numbers of a pass, where calls find them.

    Args:
        size: how many hyperparameters there are.
    """

    def __init__(self, size: int) -> None:
        self.k = 0
        self.hyper: tuple[float, ...] = ()
        self._cells = (c_double * (1 + size))()
        self.address = addressof(self._cells)

    def put(self, k: int, hyper: tuple[float, ...]) -> None:
        """Leave them there."""
        self._cells[0] = self.k = k
        if hyper is not self.hyper:
            self.hyper = hyper
            self._cells[1:] = hyper  # type: ignore[call-overload]  # any sequence will do


@dataclass(frozen=True)
class Leaf:
    """What a function is called with for one leaf, flat."""

    function: Flat
    sources: Sequence[Array]
    results: Sequence[Array]

    @property
    def size(self) -> int:
        """How many components there are."""
        return len(self.results[0])


class Plan:
    """The calls of one pass.

    Native functions are bound to the addresses of the arrays; any other is given the arrays, which ``fill`` brings and
    ``empty`` lets go.

    Args:
        leaves: what it works on.
        hyper: how many hyperparameters there are.
        kept: how many scalar slots there are.
        threads: how many threads may work on it.
    """

    def __init__(self, leaves: Sequence[Leaf], hyper: int, kept: int, threads: int) -> None:
        self.numbers = Numbers(hyper)
        self.cells: list[list[tuple[c_void_p, int]]] = [[] for _ in leaves]
        self.native = all(isinstance(leaf.function, Bindable) for leaf in leaves)
        self._filled: Sequence[Sequence[Sequence[Array]]] = ()
        parts = [(position, *bounds) for position, leaf in enumerate(leaves) for bounds in slices(leaf.size, threads)]
        self._kept = np.zeros((len(parts), kept))
        bound = self._native if self.native else self._plain
        made = [
            (end - begin, bound(leaves[position], position, slice(begin, end), self._kept[row]))
            for row, (position, begin, end) in enumerate(parts)
        ]
        self._dealt = shared(made, threads)
        self._only = made[0][1] if len(made) == 1 else None

    def _native(self, leaf: Leaf, position: int, part: slice, kept: Array) -> Work:
        sources, results = ([array[part].ctypes.data for array in side] for side in (leaf.sources, leaf.results))
        function = cast(Bindable, leaf.function)
        numbers = self.numbers.address
        call, cell = function.bind(part.stop - part.start, sources, results, numbers, kept.ctypes.data)
        self.cells[position].append((cell, part.start * leaf.results[0].itemsize))
        return call

    def _plain(self, leaf: Leaf, position: int, part: slice, kept: Array) -> Work:
        function, whole = leaf.function, part.stop - part.start == leaf.size

        def call() -> None:
            sides = self._filled[position]
            if not whole:
                sides = [[array[part] for array in side] for side in sides]
            function(sides[0], sides[1], self.numbers.k, self.numbers.hyper, kept)

        return call

    def fill(self, arrays: Sequence[Sequence[Sequence[Array]]]) -> None:
        """Bring the sources and the results of each leaf."""
        self._filled = arrays

    def empty(self) -> None:
        """Let go of them."""
        self._filled = ()

    def run(self, k: int, hyper: tuple[float, ...], kept: Sequence[float]) -> list[float]:
        """Make the pass.

        Args:
            k: its number.
            hyper: the hyperparameters.
            kept: the scalar slots.

        Returns:
            their new values.
        """
        self.numbers.put(k, hyper)
        if kept:
            self._kept[:] = kept
        if self._only is not None:
            self._only()
        else:
            run(self._dealt)
        return self._kept[0].tolist() if kept else NOTHING


def laid_out(
    functions: Callable[[np.dtype[Any]], Flat], sources: Sequence[Sequence[Array]], results: Sequence[Sequence[Array]]
) -> list[Leaf]:
    """One leaf per position.

    Args:
        functions: the function for a dtype.
        sources: for each source, its array in each leaf.
        results: for each result, its array in each leaf.
    """
    if not results[0]:  # no leaf at all: the scalar slots move on
        nothing = np.zeros(0)
        return [Leaf(functions(nothing.dtype), [nothing] * len(sources), [nothing] * len(results))]
    return [
        Leaf(functions(into[0].dtype), [flat(array) for array in read], [flat(array) for array in into])
        for read, into in zip(zip(*sources, strict=True), zip(*results, strict=True), strict=True)
    ]
