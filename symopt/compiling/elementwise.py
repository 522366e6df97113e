"""Elementwise rules on trees of NumPy arrays: the pure functions, and the same in place."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from symopt.compiling import starting
from symopt.compiling.leaves import array_of, check_finite
from symopt.compiling.places import InPlace
from symopt.compiling.plans import Plan, laid_out
from symopt.compiling.settings import Settings, count
from symopt.compiling.state import Shape, like
from symopt.compiling.trees import Tree
from symopt.kernels.kernel import Kernel
from symopt.targets._arrays import Array, Flat, Loaded

HELD = 8
"""How many sets of parameters are recognised when they come again."""


class Elementwise:
    """An elementwise rule, compiled for arrays.

    ``params`` are an array of float32 or float64, or dicts, lists and tuples of such arrays; ``grads`` are nested
    alike, and so is each entry of the state but those that are one number for all. Arrays of any shape will do; where
    they are not contiguous, a pass that is not in place works on copies. What is infinite or not a number in a gradient
    goes through the equations as in the frameworks, unless ``check`` is set.

    Args:
        kernel: the rule.
        loaded: the rule as its target runs it.
        in_place: whether ``update`` writes into params and state, which it returns.
        threads: how many threads may work on large arrays.
        check: whether a gradient that is not finite is an error.
    """

    def __init__(self, kernel: Kernel, loaded: Loaded, in_place: bool, threads: int, check: bool) -> None:
        self.kernel = kernel
        self._loaded, self._in_place, self._threads, self._check = loaded, in_place, threads, check
        self._settings, self._shape = Settings(kernel), Shape(kernel)
        self._functions: dict[tuple[str, np.dtype[Any], bool], Flat] = {}
        self._held: dict[int, InPlace] = {}
        complete = all(h.default is not None for h in kernel.hyperparameters)
        self._usual = self._settings.values({}) if complete else None

    def init(self, params: Any, **hyper: Any) -> dict[str, Any]:
        """The state before the first pass.

        Args:
            params: the first point.
            hyper: hyperparameters that are not at their defaults, in case the start depends on them.

        Raises:
            RunError: when params are no arrays of floats, or a hyperparameter is wrong.
        """
        values = self._settings.settle(hyper)
        tree, points, _ = _points(params)
        starts = [starting.slots(self.kernel, values, point) for point in points]
        numbers = starting.scalars(self.kernel, values)
        return {
            slot.key: numbers[slot.key] if slot.scalar else tree.filled(start[slot.key] for start in starts)
            for slot in self.kernel.state
        }

    def update(self, grads: Any, state: dict[str, Any], params: Any, k: int, **hyper: Any) -> tuple[Any, Any]:
        """One pass.

        Args:
            grads: the gradient at params, or at ``query(...)`` for a rule that looks ahead.
            state: what ``init`` or the pass before returned.
            params: the point.
            k: the number of the pass, from 1.
            hyper: hyperparameters that are not at their defaults.

        Returns:
            the new point and the new state; in place, the very params and state.

        Raises:
            RunError: when something does not fit; nothing has been changed then.
        """
        number = k if type(k) is int and k > 0 else count(k, self.kernel.title)
        values = self._settings.values(hyper) if hyper or self._usual is None else self._usual
        if self._in_place:
            self._update_in_place(grads, state, params, number, values)
            return params, state
        tree, points, paths = _points(params)
        self._shape.check(state)
        slots, kept = self._shape.arrays(state, tree, points, paths), self._shape.numbers(state)
        gradients = like(tree, grads, "grads", points, paths)
        self._look(gradients, tree)
        results = [[np.empty(array.shape, array.dtype) for array in points] for _ in range(1 + len(slots))]
        new = self._pass("step", number, [gradients, points, *slots], results, values, kept)
        return tree.filled(iter(results[0])), self._left(tree, results[1:], new)

    def query(self, state: dict[str, Any], params: Any, k: int, **hyper: Any) -> Any:
        """The point where the gradient of a pass is asked; params themselves unless the rule looks ahead.

        Raises:
            RunError: when something does not fit.
        """
        number, values = count(k, self.kernel.title), self._settings.values(hyper)
        tree, points, paths = _points(params)
        self._shape.check(state)
        if not self.kernel.query:
            return params
        slots, kept = self._shape.arrays(state, tree, points, paths), self._shape.numbers(state)
        results = [[np.empty(array.shape, array.dtype) for array in points]]
        self._pass("query", number, [points, *slots], results, values, kept)
        return tree.filled(iter(results[0]))

    def _left(self, tree: Tree, vectors: Sequence[Sequence[Array]], numbers: Sequence[float]) -> dict[str, Any]:
        """The state that a pass leaves, in the kernel's order."""
        arrays, scalars = iter(vectors), iter(numbers)
        return {
            slot.key: next(scalars) if slot.scalar else tree.filled(iter(next(arrays))) for slot in self.kernel.state
        }

    def _pass(
        self,
        what: str,
        k: int,
        sources: Sequence[Sequence[Array]],
        results: Sequence[Sequence[Array]],
        values: tuple[float, ...],
        kept: list[float],
    ) -> list[float]:
        leaves = laid_out(lambda dtype: self._function(what, dtype, k == 1), sources, results)
        plan = Plan(leaves, len(values), len(kept), self._threads)
        plan.fill([(leaf.sources, leaf.results) for leaf in leaves])
        try:
            return plan.run(k, values, kept)
        finally:
            plan.empty()  # its calls know it, so it would wait for the garbage collector with all arrays

    def _update_in_place(
        self, grads: Any, state: dict[str, Any], params: Any, k: int, values: tuple[float, ...]
    ) -> None:
        key = ~id(params) if k == 1 and self.kernel.starts_apart else id(params)
        place = self._held.pop(key, None)  # while it works, no other thread finds it
        if place is None or not place.fits(state, params):
            place = InPlace(self._shape, self._threads, state, params, lambda d: self._function("step", d, k == 1))
        place.take(grads)
        if self._check:
            place.look()
        place.run(state, params, k, values)
        if len(self._held) >= HELD:
            for old in list(self._held)[: 1 + len(self._held) - HELD]:  # a list, since other threads may come between
                self._held.pop(old, None)
        self._held[key] = place

    def _look(self, gradients: Sequence[Array], tree: Tree) -> None:
        if self._check:
            for gradient, path in zip(gradients, tree.paths("grads"), strict=True):
                check_finite(gradient, path)

    def _function(self, what: str, dtype: np.dtype[Any], first: bool) -> Flat:
        key = (what, dtype, first and self.kernel.starts_apart)
        if key not in self._functions:
            self._functions[key] = getattr(self._loaded, what)(dtype, key[2])
        return self._functions[key]


def _points(params: Any) -> tuple[Tree, list[Array], list[str]]:
    tree = Tree.of(params)
    paths = tree.paths("params")
    return tree, [array_of(leaf, path) for leaf, path in zip(tree.leaves(params, "params"), paths, strict=True)], paths
