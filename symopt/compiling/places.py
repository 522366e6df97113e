"""A pass that writes where it reads, prepared for parameters and a state that come again."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from ctypes import addressof, c_char
from operator import itemgetter
from typing import Any
from weakref import ref

import numpy as np

from symopt.compiling.leaves import alike, array_of, check_apart, check_finite, check_place, flat, span
from symopt.compiling.plans import Plan, laid_out
from symopt.compiling.state import Shape
from symopt.compiling.trees import Tree
from symopt.errors import RunError
from symopt.targets._arrays import Array, Flat

Functions = Callable[["np.dtype[Any]"], Flat]


class InPlace:
    """A pass over params and a state.

    Native functions are bound to the addresses of the arrays, once. The arrays are known again by weak references,
    which do not keep them alive, and with which NumPy does not let them move. At each call they are looked at: whether
    they are still the same, as large, contiguous and writable.

    Args:
        shape: of the state.
        threads: how many threads may work on it.
        state: the state.
        params: the point.
        functions: the function for a dtype.

    Raises:
        RunError: when params or state cannot be written where they lie, or do not fit together.
    """

    def __init__(self, shape: Shape, threads: int, state: Any, params: Any, functions: Functions) -> None:
        self._shape, self._tree = shape, Tree.of(params)
        shape.check(state)
        shape.numbers(state)
        self._single, self._entries, self._slots = self._tree.kind is None, len(state), _entries(shape.vectors)
        self._paths, self._own = self._tree.paths("params"), self._tree.paths("grads")
        named = zip(self._tree.leaves(params, "params"), self._paths, strict=True)
        points = [array_of(leaf, path) for leaf, path in named]
        slots = shape.arrays(state, self._tree, points, self._paths)
        leaves = self._writable(state, params)
        self._held: list[tuple[Callable[[], Any], int]] = [(ref(leaf), leaf.size) for leaf in leaves]
        self._spans = sorted(span(leaf) for leaf in leaves if leaf.size)
        self._models = [(point.dtype, point.shape) for point in points]
        self._gradients: list[tuple[Any, int]] = [(_nothing, 0) for _ in points]
        self._flat: list[Any] = [None] * len(points)
        self._copied = False
        laid = laid_out(functions, [points, points, *slots], [points, *slots])
        self._plan = Plan(laid, len(shape.kernel.hyperparameters), len(shape.scalars), threads)

    def fits(self, state: Any, params: Any) -> bool:
        """Whether it was prepared for these."""
        try:
            leaves = [params, *self._slots(state)] if self._single else self._leaves(state, params)
            for leaf, (known, size) in zip(leaves, self._held):  # noqa: B905  # one structure, so as many of both
                if known() is not leaf or leaf.size != size or not leaf.flags.carray:
                    return False
        except (RunError, LookupError, TypeError, AttributeError):
            return False
        return len(state) == self._entries

    def take(self, grads: Any) -> None:
        """Take the gradient for the next run.

        Raises:
            RunError: when it does not fit.
        """
        leaves = (grads,) if type(grads) is np.ndarray and self._single else self._tree.leaves(grads, "grads")
        for position, leaf in enumerate(leaves):
            known, size = self._gradients[position]
            if leaf is None or known() is not leaf or leaf.size != size or not leaf.flags.c_contiguous:
                self._point(position, leaf)

    def look(self) -> None:
        """Check that the gradient is finite.

        Raises:
            RunError: when it is not.
        """
        for gradient, (_, shape), path in zip(self._asked(), self._models, self._own, strict=True):
            check_finite(gradient.reshape(shape), path)

    def run(self, state: dict[str, Any], params: Any, k: int, hyper: tuple[float, ...]) -> None:
        """Make the pass."""
        scalars = self._shape.scalars
        numbers = self._shape.numbers(state) if scalars else ()
        native = self._plan.native
        new = self._plan.run(k, hyper, numbers) if native else self._filled(state, params, k, hyper, numbers)
        if scalars:
            state.update(zip(scalars, new, strict=True))
        if self._copied:
            self._flat, self._copied = [None] * len(self._flat), False

    def _filled(
        self, state: Any, params: Any, k: int, hyper: tuple[float, ...], numbers: Sequence[float]
    ) -> list[float]:
        """Make the pass with functions that are given arrays."""
        written = [leaf if leaf.ndim == 1 else leaf.reshape(-1) for leaf in self._leaves(state, params)]
        asked, many = self._asked(), len(self._models)
        if many == 1:
            self._plan.fill([(asked + written, written)])
        elif many:
            results = [written[position::many] for position in range(many)]
            self._plan.fill([([gradient, *own], own) for gradient, own in zip(asked, results, strict=True)])
        else:
            nothing = [np.zeros(0)] * (2 + len(self._shape.vectors))
            self._plan.fill([(nothing, nothing[1:])])
        try:
            return self._plan.run(k, hyper, numbers)
        finally:
            self._plan.empty()

    def _asked(self) -> list[Array]:
        """The gradients, flat."""
        pairs = zip(self._gradients, self._flat)  # noqa: B905  # as many of both
        return [known().reshape(-1) if copy is None else copy for (known, _), copy in pairs]

    def _writable(self, state: Any, params: Any) -> list[Array]:
        leaves = self._leaves(state, params)
        slots = (path for key in self._shape.vectors for path in self._tree.paths(f"state[{key!r}]"))
        named = list(zip(leaves, [*self._paths, *slots], strict=True))
        for leaf, path in named:
            check_place(leaf, path)
        check_apart(named)
        return leaves

    def _leaves(self, state: Any, params: Any) -> list[Any]:
        """The leaves of params, then those of each slot that is no scalar."""
        if self._single:
            return [params, *self._slots(state)]
        keys, leaves = self._shape.vectors, self._tree.leaves(params, "params")
        return [*leaves, *(leaf for key in keys for leaf in self._tree.leaves(state[key], key))]

    def _point(self, position: int, leaf: Any) -> None:
        """Make the functions read a gradient."""
        dtype, shape = self._models[position]
        plain = type(leaf) is np.ndarray and leaf.dtype == dtype and leaf.shape == shape and leaf.flags.carray
        if plain and leaf.size:
            begin = addressof(c_char.from_buffer(leaf))  # a quarter of the time of leaf.ctypes.data
            if not self._written(begin, begin + leaf.nbytes):
                self._gradients[position], self._flat[position] = (ref(leaf), leaf.size), None
                self._address(position, begin)
                return
        self._point_to_copy(position, leaf)

    def _point_to_copy(self, position: int, leaf: Any) -> None:
        """Of a gradient in pieces, or one that lies where something is written, the functions read a copy."""
        (dtype, shape), path = self._models[position], self._own[position]
        lies = flat(alike(array_of(leaf, path), path, dtype, shape, self._paths[position]))
        if self._written(*span(lies)):
            lies = lies.copy()
        self._gradients[position], self._flat[position], self._copied = (_nothing, 0), lies, True
        self._address(position, lies.ctypes.data)

    def _address(self, position: int, begin: int) -> None:
        for cell, offset in self._plan.cells[position]:
            cell.value = begin + offset

    def _written(self, begin: int, end: int) -> bool:
        """Whether something is written between two addresses."""
        below = bisect_left(self._spans, (end, 0))
        return below > 0 and self._spans[below - 1][1] > begin


def _entries(keys: tuple[str, ...]) -> Callable[[Any], Any]:
    """What gives the entries of a dict under some keys, as many as there are."""
    return itemgetter(*keys) if len(keys) > 1 else lambda held: [held[key] for key in keys]


def _nothing() -> object:
    """What is known again nowhere."""
    return _nothing
