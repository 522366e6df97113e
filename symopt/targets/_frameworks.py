"""How source that needs a framework becomes a module, which tracebacks can show."""

import linecache
from hashlib import sha256
from importlib import import_module
from types import ModuleType

from symopt.errors import RunError


def framework(name: str, extra: str) -> ModuleType:
    """A framework, imported.

    Args:
        name: of its module.
        extra: of this distribution, which installs it.

    Raises:
        RunError: when it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        why = "is not installed" if error.name == name else f"cannot be imported: {error}"
        raise RunError(f"{name} {why}", f"pip install 'symopt-notes[{extra}]'") from None


def module(name: str, source: str) -> ModuleType:
    r"""Source that this package has written, as a module.

    >>> module("example", "def twice(x):\n    return 2 * x").twice(3)
    6
    """
    made = ModuleType(name)
    made.__file__ = f"<{name} {sha256(source.encode()).hexdigest()[:12]}>"
    linecache.cache[made.__file__] = (len(source), None, source.splitlines(keepends=True), made.__file__)
    exec(compile(source, made.__file__, "exec"), made.__dict__)  # written from a kernel, where names are identifiers
    return made
