"""Where the values of a letter stand that is kept under several indices, and which whole number an index is."""

from collections.abc import Callable, Iterable, Mapping
from math import prod
from typing import Any, Protocol

from sympy import Add, Expr, Integer, Max, Min, Mul, Symbol

WHOLE: Mapping[type, Callable[[Iterable[int]], int]] = {Add: sum, Mul: prod, Max: max, Min: min}


class Indices(Protocol):
    """Which letters are kept under several indices at once, and where an index of theirs points."""

    @property
    def names(self) -> frozenset[str]:
        """Those letters."""

    def index(self, index: Expr) -> Expr:
        """An index as it stands while passes are few."""


def held(name: str) -> str:
    """The slot that holds the values of a letter that is kept under several indices.

    >>> held("s")
    's[...]'
    """
    return f"{name}[...]"


def position(index: Expr) -> Callable[[Mapping[str, Any]], int]:
    """A function from the values of counters and counts to the whole number that an index is."""
    if isinstance(index, Integer):
        whole = int(index)
        return lambda values: whole
    if isinstance(index, Symbol):
        name = index.name
        return lambda values: int(values[name])
    fold, parts = WHOLE[index.func], [position(part) for part in index.args]
    return lambda values: fold([part(values) for part in parts])
