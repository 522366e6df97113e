"""Languages that elementwise rules are written in, one file per target; a file is found by being here."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

from symopt.errors import UnknownNameError, did_you_mean
from symopt.kernels.kernel import Kernel


class Target(Protocol):
    """What a file of this package defines."""

    def source(self, kernel: Kernel) -> str:
        """Standalone source with the equations as its docstring, which needs no symopt."""

    def load(self, kernel: Kernel) -> Any:
        """What runs the rule; see the target."""


def names() -> list[str]:
    """The targets there are.

    >>> names()
    ['c', 'jax', 'numba', 'numpy', 'torch']
    """
    return sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def find(name: str) -> Target:
    """A target by its name.

    Raises:
        UnknownNameError: when there is none of this name.
    """
    if name not in names():
        raise UnknownNameError(f"no source is written for {name!r}", did_you_mean(name, names()))
    target: Target = import_module(f"{__name__}.{name}")
    return target
