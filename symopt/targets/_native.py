"""Functions of native code: called with arrays, they are bound to their addresses first."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from ctypes import addressof, c_double, c_void_p
from typing import Any

from symopt.targets._arrays import Array


class Native(ABC):
    """A ``Flat`` that is ``Bindable``: the one by the other."""

    @abstractmethod
    def bind(
        self, size: int, sources: Sequence[int], results: Sequence[int], numbers: int, kept: int
    ) -> tuple[Callable[[], Any], c_void_p]:
        """A call without arguments, and the cell from which it takes the address of the first source."""

    def __call__(
        self, sources: Sequence[Array], results: Sequence[Array], k: int, hyper: Sequence[float], kept: Array
    ) -> None:
        """One pass over one leaf."""
        numbers = (c_double * (1 + len(hyper)))(k, *hyper)
        places = [[array.ctypes.data for array in side] for side in (sources, results)]
        call, _ = self.bind(len(results[0]), places[0], places[1], addressof(numbers), kept.ctypes.data)
        call()
