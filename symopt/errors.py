"""What symopt says when it cannot go on: what was found, where, and how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches


class SymoptError(Exception):
    """A mistake in what the user gave.

    Args:
        message: what was found, where, and why it is wrong.
        hint: what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class SpecificationError(SymoptError):
    """An optimizer or a procedure whose equations do not define a computation."""


class ObjectiveError(SymoptError):
    """An objective that cannot be asked what it is asked."""


class ExpressionError(SymoptError):
    """A text that is not an expression of the language."""


class DerivationError(SymoptError):
    """A step that cannot be taken, whatever its verdict would be."""


class RunError(SymoptError):
    """A run that left the numbers it works in."""


class OutputError(SymoptError):
    """A result that cannot be written."""


class UnknownNameError(SymoptError):
    """A name that the library does not hold."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known name, or all of them.

    >>> did_you_mean("momentun", ["adam", "momentum"])
    'did you mean momentum?'
    >>> did_you_mean("x", ["adam", "momentum"])
    'known: adam, momentum'
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(names)}"
