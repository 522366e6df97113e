"""Numba: one loop over the components, compiled when it is first needed, and kept.

No flag of ``fastmath`` is set: the loop is bound by memory, none of them makes it faster, and without them a result is
the same to the bit as NumPy's for a sum, a product, a quotient or a root.
"""

import sys
from collections.abc import Callable, Sequence
from ctypes import CFUNCTYPE, c_size_t, c_void_p, sizeof
from functools import partial
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

import numpy as np

from symopt.kernels.keeping import folder, keep
from symopt.kernels.kernel import Kernel
from symopt.targets._components import query, step
from symopt.targets._frameworks import framework
from symopt.targets._native import Native
from symopt.targets._numba_source import Loops
from symopt.targets._numba_text import loaded
from symopt.targets._pure import Pure
from symopt.targets._python import module
from symopt.targets.numpy import FILLS, LANGUAGE

FIRST = 2
"""Where the addresses of arrays begin."""


class Function(Native):
    """A compiled loop, as ``Flat``, and bound to addresses.

    Args:
        text: the source of a module whose ``run`` it is.
    """

    def __init__(self, text: str) -> None:
        self._module = _kept(text)
        self._run = CFUNCTYPE(None, c_size_t, c_void_p)(self._module.run.address)

    def bind(
        self, size: int, sources: Sequence[int], results: Sequence[int], numbers: int, kept: int
    ) -> tuple[Callable[[], None], c_void_p]:
        """A call without arguments, and the cell from which it takes the address of the first source."""
        given = (numbers, kept, *sources, *results)
        places = (c_void_p * len(given))(*given)
        return partial(self._run, size, places), c_void_p.from_buffer(places, FIRST * sizeof(c_void_p))


class Compiled:
    """A kernel whose passes are compiled for a type when they are first asked for.

    Args:
        kernel: the rule.

    Raises:
        RunError: when Numba is not installed.
    """

    def __init__(self, kernel: Kernel) -> None:
        framework("numba", "fast")
        self._kernel = kernel

    def step(self, dtype: Any, first: bool) -> Function:
        """One pass."""
        return Function(loaded(self._kernel, step(self._kernel, first), np.dtype(dtype).name, True))

    def query(self, dtype: Any, first: bool) -> Function:
        """The point where the gradient is asked."""
        return Function(loaded(self._kernel, query(self._kernel, first), np.dtype(dtype).name, False))


def source(kernel: Kernel, in_place: bool = False) -> str:
    """Standalone source, its equations as docstring: ``init``, ``update``, and ``query`` for rules that look ahead.

    Args:
        kernel: the rule.
        in_place: whether ``update`` changes its arguments.
    """
    pure = Pure(kernel, LANGUAGE, FILLS)
    functions = [pure.init(), *([pure.query()] if kernel.query else []), *Loops(pure, in_place).functions()]
    code = "\n\n\n".join(functions)
    return module(kernel, code, "import numpy as np", "from numba import njit")


def load(kernel: Kernel) -> Compiled:
    """The rule as compiled loops over flat arrays.

    Raises:
        RunError: when Numba is not installed.
    """
    return Compiled(kernel)


def _kept(text: str) -> ModuleType:
    """The module of a source that is kept as a file, beside which Numba keeps what it has compiled."""
    name = f"symopt_numba_{sha256(text.encode()).hexdigest()[:40]}"
    path = folder() / f"{name}.py"
    if not path.exists() or path.read_text("utf-8") != text:
        keep(path, text.encode())
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = made = module_from_spec(spec)  # where Numba looks for it when it loads what it has kept
    spec.loader.exec_module(made)
    return made
