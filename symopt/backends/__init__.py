"""Where programs run, one file per target; a file that defines ``backend(digits)`` is found by being here."""

from importlib import import_module
from pkgutil import iter_modules

from symopt.errors import UnknownNameError, did_you_mean
from symopt.program.evaluation import Backend


def names() -> list[str]:
    """The backends there are.

    >>> names()
    ['exact', 'mpmath', 'numpy']
    """
    return sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def find(name: str, digits: int | None = None) -> Backend:
    """A backend by its name.

    Args:
        name: one of ``names()``.
        digits: significant digits, for backends that compute with as many as they are told.

    Raises:
        UnknownNameError: when there is none of this name.
        RunError: when the backend cannot work with this many digits.
    """
    if name not in names():
        raise UnknownNameError(f"there is no backend {name!r}", did_you_mean(name, names()))
    found: Backend = import_module(f"{__name__}.{name}").backend(digits)
    return found
