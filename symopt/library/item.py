"""What the library holds of one thing: its kind, its name, what it is called, where it is defined."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

from symopt.latex.authored import Order


@dataclass(frozen=True, eq=False)
class Item:
    """One thing in the library.

    Args:
        kind: ``optimizer``, ``schedule``, ``objective``, ``derivation``, ``example`` or ``figure``.
        name: what it is called on the command line.
        title: what people call it.
        value: the object.
        file: the file that defines it, as messages and outputs name it.
        line: the line of its definition, from 1.
        module: the module that defines it.
    """

    kind: str
    name: str
    title: str
    value: Any
    file: str
    line: int
    module: ModuleType

    @property
    def place(self) -> str:
        """Where it is defined."""
        return f"{self.file}:{self.line}"

    @cached_property
    def order(self) -> Order:
        """How its author ordered terms and factors."""
        return Order.of_module(self.module)

    @property
    def docstring(self) -> str:
        """What its file says about itself."""
        return (self.module.__doc__ or "").strip()


def kebab(title: str) -> str:
    """A title as a name.

    >>> kebab("Newton's step, on a quadratic")
    'newtons-step-on-a-quadratic'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
