"""NumPy: the lines as they stand, or calls that write into chunks of the arrays; no compiler is needed."""

from symopt.kernels.kernel import Kernel
from symopt.targets._numpy_in_place import update_in_place
from symopt.targets._numpy_loading import Chunked
from symopt.targets._passes import CHUNK
from symopt.targets._pure import Pure
from symopt.targets._python import module, python

UNARY = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor")
FORMS = {
    **{name: f"np.{name}({{0}})" for name in UNARY},
    "max": "np.maximum({0}, {1})",
    "min": "np.minimum({0}, {1})",
    "mod": "np.mod({0}, {1})",
    "and": "np.logical_and({0}, {1})",
    "or": "np.logical_or({0}, {1})",
    "not": "np.logical_not({0})",
    "where": "np.where({0}, {1}, {2})",
    "where scalars": "np.where({0}, {1}, {2}).astype({3}.dtype)",
    "fill": "np.full_like({0}, {1})",
}
FILLS = {"zeros": "np.zeros_like({0})", "full": "np.full_like({0}, {1})", "copy": "{0}.copy()"}
DOUBLES = {
    **{name: FORMS[name] for name in (*UNARY, "max", "min", "mod")},
    "and": "{0} and {1}",
    "or": "{0} or {1}",
    "not": "not {0}",
    "where": "{1} if {0} else {2}",
}
LANGUAGE = python("numpy", FORMS)


def source(kernel: Kernel, in_place: bool = False) -> str:
    """Standalone source, its equations as docstring: ``init``, ``update``, and ``query`` for rules that look ahead.

    Args:
        kernel: the rule.
        in_place: whether ``update`` changes its arguments, chunk by chunk, and allocates nothing that grows with them.
    """
    pure = Pure(kernel, LANGUAGE, FILLS)
    update = update_in_place(kernel, LANGUAGE) if in_place else pure.update()
    code = "\n\n\n".join([pure.init(), *([pure.query()] if kernel.query else []), update])
    return module(kernel, code, "import numpy as np", constants=f"CHUNK = {CHUNK}" if in_place else "")


def load(kernel: Kernel) -> Chunked:
    """The rule as passes over flat arrays."""
    return Chunked(kernel, python("numpy", FORMS, DOUBLES))
