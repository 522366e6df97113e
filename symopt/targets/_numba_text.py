"""What Numba is given: standalone source for people, and the source of what is loaded."""

from collections.abc import Iterable

from symopt.kernels.kernel import POINT, Kernel
from symopt.targets._components import Components
from symopt.targets._python import INDENT, SCALARS, python
from symopt.targets._statements import Statements

NUMBERS = python("numba", {}, {**SCALARS, "floor": "np.floor({0})", "mod": "np.mod({0}, {1})"})
"""For numbers inside of compiled code."""
COMPONENTS = python(
    "numba",
    {},
    {
        **SCALARS,
        "floor": "np.floor({0})",
        "mod": "np.mod({0}, {1})",
        "sign": "np.sign({0})",
        "max": "np.maximum({0}, {1})",
        "min": "np.minimum({0}, {1})",
    },
)
"""For components, which keep their type and pass on what is not a number."""
LOADED = """\
import math

import numba as nb
import numpy as np


@nb.cfunc(
    nb.void(nb.intp, nb.types.CPointer(nb.types.voidptr)),
    error_model="numpy",
    cache=True,
)
def run(size, places):
"""


def loaded(kernel: Kernel, components: Components, dtype: str, keeps: bool) -> str:
    """The source of a module whose function ``run`` is a pass over flat arrays.

    ``run`` takes how many components there are, and addresses: of ``k`` and the hyperparameters as doubles, of the
    scalar slots, of the sources and of the results.

    Args:
        kernel: the rule.
        components: the pass.
        dtype: of the arrays.
        keeps: whether it leaves the scalar slots new values.
    """
    arrays = [*components.sources.values(), *components.results]
    kept = [slot for slot in kernel.state if slot.scalar]
    statements = Statements(NUMBERS, components.names)
    lines = [
        *_carrays(("hyper", "kept"), (f"({1 + len(kernel.hyperparameters)},)", f"({len(kept)},)"), "float64", 0),
        *_carrays(arrays, ["(size,)"] * len(arrays), dtype, 2),
        *(f"{INDENT}{name} = hyper[{n}]" for n, name in enumerate(["k", *(h.name for h in kernel.hyperparameters)])),
        *(f"{INDENT}{slot.before} = kept[{n}]" for n, slot in enumerate(kept)),
        *(text for name, term in components.scalars for text in statements.assign(name, term)),
        *(f"{INDENT}kept[{n}] = {components.kept[slot.key]}" for n, slot in enumerate(kept) if keeps),
        *(f"{INDENT}{name} = np.{dtype}({name})" for name in components.numbers),
        *_loops(kernel, components),
    ]
    return LOADED + "\n".join(lines) + "\n"


def _carrays(names: Iterable[str], shapes: Iterable[str], dtype: str, first: int) -> list[str]:
    """Arrays made of addresses."""
    return [
        f"{INDENT}{name} = nb.carray(places[{n}], {shape}, np.{dtype})"
        for n, (name, shape) in enumerate(zip(names, shapes, strict=True), first)
    ]


def _loops(kernel: Kernel, components: Components) -> list[str]:
    """The loop; and once more for results in the place of sources, which a compiler then knows to be the same."""
    places = in_place(kernel, components)
    if len(places) != len(components.results):
        return components.loop(COMPONENTS, {}, "size")
    same = " and ".join(f"{source}.ctypes.data == {own}.ctypes.data" for source, own in places.items())
    return [
        f"{INDENT}if {same}:",
        *components.loop(COMPONENTS, places, "size", 2 * INDENT),
        f"{INDENT}else:",
        *components.loop(COMPONENTS, {}, "size", 2 * INDENT),
    ]


def in_place(kernel: Kernel, components: Components) -> dict[str, str]:
    """For each source that a step writes over, its result."""
    slots = [slot.before for slot in kernel.state if not slot.scalar]
    own = [components.sources[name] for name in (POINT, *slots)]
    return dict(zip(own, components.results, strict=False))
