"""C99: one function for a pass, compiled at run time by the compiler of the machine, called through ctypes."""

from collections.abc import Callable, Sequence
from ctypes import CDLL, c_void_p, sizeof
from functools import cached_property, partial
from typing import Any

import numpy as np

from symopt.kernels.kernel import Kernel
from symopt.kernels.terms import Term
from symopt.targets import _compiler
from symopt.targets._c_text import SCALARS, function_name, helpers, packed, pass_function, query_function
from symopt.targets._native import Native
from symopt.targets._objects import loaded
from symopt.targets._python import escaped

TYPES = {"float32": "float", "float64": "double"}
FIRST = 3
"""Where the addresses of arrays begin among packed arguments."""
available = _compiler.available

HEAD = """\
/* {title}, one pass over n parameters.

{equations}

   k counts the passes from 1. {state}
   An array may be written where it is read.

   cc {flags} -fPIC -shared {file}.c -o {file}.so -lm
   Arrays hold floats; with -Dreal=double they hold doubles. */

#include <stddef.h>
#include <tgmath.h>

#undef I

#ifndef real
#define real float
#endif

"""


def source(kernel: Kernel) -> str:
    """Standalone C99, with the equations as the comment at its top.

    Raises:
        RunError: when C has no such operation.
    """
    functions = [pass_function(kernel), *([query_function(kernel)] if kernel.query else [])]
    text = "\n".join(functions)
    return _head(kernel) + helpers(text) + text


def _head(kernel: Kernel) -> str:
    name = function_name(kernel).removesuffix("_step")
    text = HEAD.format(
        title=escaped(kernel.title),  # a backslash at a line's end would join lines before the comment is read
        equations="\n".join(f"   {escaped(equation)}" for equation in kernel.equations),
        state=_starts(kernel),
        flags=" ".join(_compiler.FLAGS),
        file=name,
    )
    inside, end, rest = text.removeprefix("/*").partition("*/\n\n#include")
    return f"/*{inside.replace('*/', '* /')}{end}{rest}"


def _starts(kernel: Kernel) -> str:
    """What the state holds before the first pass, in words."""
    if not kernel.state:
        return "There is no state."
    held = [f"{slot.before} = {_written(slot.start)}" for slot in kernel.state]
    kept = [slot.key for slot in kernel.state if slot.scalar]
    numbers = f" kept holds {', '.join(kept)}." if kept else ""
    return f"Before the first, {', '.join(held)}.{numbers}"


def _written(start: Term) -> str:
    return SCALARS.write(start).removesuffix(".0")


class Function(Native):
    """A compiled function, as ``Flat``, and bound to addresses.

    Args:
        packed: the function of the shared object that takes one array of arguments.
    """

    def __init__(self, packed: Any) -> None:
        self._packed = packed
        packed.restype = None

    def bind(
        self, size: int, sources: Sequence[int], results: Sequence[int], numbers: int, kept: int
    ) -> tuple[Callable[[], None], c_void_p]:
        """A call without arguments, and the cell from which it takes the address of the first source."""
        given = (size, numbers, kept, *sources, *results)
        packed = (c_void_p * len(given))(*given)
        return partial(self._packed, packed), c_void_p.from_buffer(packed, FIRST * sizeof(c_void_p))


class Compiled:
    """A kernel compiled for either type when it is first asked for.

    Args:
        kernel: the rule.

    Raises:
        RunError: when there is no compiler.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._compiler = kernel, _compiler.find()
        self._objects: dict[str, CDLL] = {}

    def step(self, dtype: Any, first: bool) -> Function:
        """One pass; the function knows by k whether it is the first."""
        return self._function("step", dtype)

    def query(self, dtype: Any, first: bool) -> Function:
        """The point where the gradient is asked."""
        return self._function("query", dtype)

    def _function(self, last: str, dtype: Any) -> Function:
        name = np.dtype(dtype).name
        if name not in self._objects:
            self._objects[name] = loaded(self._text, (f"-Dreal={TYPES[name]}",), self._compiler)
        return Function(self._objects[name][f"{function_name(self._kernel, last)}_packed"])

    @cached_property
    def _text(self) -> str:
        lasts = ("step", "query") if self._kernel.query else ("step",)
        return source(self._kernel) + "".join(packed(self._kernel, last) for last in lasts)


def load(kernel: Kernel) -> Compiled:
    """The rule, compiled by the compiler of this machine.

    Raises:
        RunError: when there is no compiler, or it fails.
    """
    return Compiled(kernel)
