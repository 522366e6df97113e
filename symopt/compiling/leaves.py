"""What an array must be to take part in a pass, and how two arrays may lie in memory."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from symopt.errors import RunError
from symopt.targets._arrays import Array

TYPES = (np.dtype(np.float32), np.dtype(np.float64))
NUMBERS = (float, np.float32, np.float64)
BLOCK = 1 << 15


def array_of(leaf: Any, path: str) -> Array:
    """A leaf as an array of float32 or float64, of any shape.

    Raises:
        RunError: when it is none; integers are not converted, since the result would not be what was given.
    """
    if isinstance(leaf, NUMBERS):
        leaf = np.asarray(leaf)
    if not isinstance(leaf, np.ndarray) or hasattr(leaf, "mask"):
        kind = type(leaf)
        raise RunError(
            f"{path} is {kind.__module__}.{kind.__qualname__}, not a NumPy array".replace("builtins.", ""),
            'give arrays of float32 or float64; backend="torch" and backend="jax" take tensors',
        )
    if leaf.dtype not in TYPES:
        hint = f"give {path}.astype(numpy.float32) or float64"
        raise RunError(f"{path} has dtype {leaf.dtype}, which is neither float32 nor float64", hint)
    return np.asarray(leaf)


def alike(array: Array, path: str, dtype: Any, shape: tuple[int, ...], model: str) -> Array:
    """The array, if it has the dtype and the shape of its parameters, which stand at the path ``model``.

    Raises:
        RunError: when it does not.
    """
    if array.dtype != dtype:
        raise RunError(f"{path} has dtype {array.dtype}, {model} has {dtype}", f"give {path}.astype(numpy.{dtype})")
    if array.shape != shape:
        raise RunError(f"{path} has shape {array.shape}, {model} has {shape}", "give them one shape")
    return array


def check_place(leaf: Any, path: str) -> None:
    """Check that an array can be written where it lies.

    Raises:
        RunError: when it cannot.
    """
    if type(leaf) is not np.ndarray or not leaf.flags.writeable:
        what = "is read-only" if isinstance(leaf, np.ndarray) else "is no array"
        raise RunError(f"{path} {what}, so it cannot be updated in place", "give a copy of it, or in_place=False")
    if not leaf.flags.carray:
        raise RunError(
            f"{path} is not contiguous, so it cannot be updated in place",
            "give numpy.ascontiguousarray of it, or in_place=False",
        )


def check_apart(arrays: Iterable[tuple[Array, str]]) -> None:
    """Check that arrays that are written share no memory.

    Raises:
        RunError: when two do.
    """
    spans = sorted((span(array), path) for array, path in arrays if array.size)
    for ((_, end), path), ((begin, _), other) in pairwise(spans):
        if begin < end:
            hint = "give each an array of its own, or in_place=False"
            raise RunError(f"{path} and {other} share memory, so they cannot be updated in place", hint)


def span(array: Array) -> tuple[int, int]:
    """Where a contiguous array begins and ends."""
    begin = array.ctypes.data
    return begin, begin + array.nbytes


def flat(array: Array) -> Array:
    """An array as one contiguous dimension; a copy where it is not contiguous."""
    if not (array.flags.c_contiguous and array.flags.aligned):
        array = np.require(array, requirements=("C", "A"))
    return array if array.ndim == 1 else array.reshape(-1)


def check_finite(gradient: Array, path: str) -> None:
    """Check every component of a gradient, block by block.

    Raises:
        RunError: when one is infinite or not a number.
    """
    values = flat(gradient)
    for begin in range(0, values.size, BLOCK):
        finite = np.isfinite(values[begin : begin + BLOCK])
        if not finite.all():
            place = np.unravel_index(begin + int(finite.argmin()), gradient.shape)
            at = f"[{', '.join(map(str, place))}]" if place else ""
            raise RunError(f"{path}{at} is {gradient[place]}", "nothing was updated; look at the loss, or lower eta")
