"""The values of a letter that is kept under several indices at once."""

from collections.abc import Iterable
from typing import Any

from symopt.errors import RunError


class Series(dict[int, Any]):
    """Values by their index; before the first one that passes compute, zero.

    Args:
        letter: the letter's name, for messages.
        newest: the index of the newest value known.
        values: the values known, newest first.
        first: the first index that passes compute, or None for a letter that lives within one pass.
        zero: the value before that.
    """

    def __init__(self, letter: str, newest: int, values: Iterable[Any], first: int | None, zero: Any) -> None:
        super().__init__((newest - age, value) for age, value in enumerate(values))
        self.letter, self.first, self.zero = letter, first, zero

    def __missing__(self, index: int) -> Any:
        if self.first is None or index >= self.first:
            raise RunError(
                f"{self.letter}[{index}] is read, which nothing computes", "let its groups count over one window"
            )
        return self.zero

    def newest(self, index: int, depth: int) -> tuple[Any, ...]:
        """At most ``depth`` values, from an index downward as far as they are known."""
        known: list[Any] = []
        while len(known) < depth and index in self:
            known.append(self[index])
            index -= 1
        return tuple(known)
