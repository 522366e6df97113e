"""What targets that work on NumPy arrays load: functions over flat arrays, which may write where they read."""

from collections.abc import Callable, Sequence
from ctypes import c_void_p
from typing import Any, Protocol, runtime_checkable

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Flat = Callable[[Sequence[Array], Sequence[Array], int, Sequence[float], Array], None]
"""``(sources, results, k, hyper, kept) -> None``: one pass over one leaf.

- ``sources`` and ``results`` are contiguous, of one dimension, one length and the dtype that the function was made for.
  A result is one of the sources itself, or shares no memory with any of them: each component is read before it is
  written. The length may be 0; the scalar slots are computed all the same.
- ``k`` is the number of the pass, from 1; ``hyper`` are the hyperparameters, in the order of the kernel.
- ``kept`` holds the scalar slots in the order of the kernel's state, as float64; their new values take their place.
"""


@runtime_checkable
class Bindable(Protocol):
    """A ``Flat`` of native code, which can be called with less ado; a target whose functions can, offers it."""

    def bind(
        self, size: int, sources: Sequence[int], results: Sequence[int], numbers: int, kept: int
    ) -> tuple[Callable[[], Any], c_void_p]:
        """A call without arguments, and the cell from which it takes the address of the first source.

        Args:
            size: how many components there are.
            sources: the addresses of the sources.
            results: those of the results.
            numbers: the address of doubles: ``k`` and the hyperparameters, as they are at the time of the call.
            kept: the address of the scalar slots.
        """


@runtime_checkable
class Loaded(Protocol):
    """A kernel ready to run on arrays; ``dtype`` is float32 or float64."""

    def step(self, dtype: Any, first: bool) -> Flat:
        """One pass.

        Sources are the gradient, the point ``w``, and each slot that is no scalar, in the order of the kernel's state;
        results are the new point and the new value of each such slot. Called once for each dtype and ``first``: what it
        returns is kept.

        Args:
            dtype: of all arrays.
            first: whether it is the first pass; asked for with True only when the kernel starts apart.
        """

    def query(self, dtype: Any, first: bool) -> Flat:
        """The point where the gradient is asked; asked for only when the kernel has a query.

        Sources are the point ``w`` and each slot that is no scalar; the one result is the point where the gradient is
        asked. ``kept`` is read alone.
        """
