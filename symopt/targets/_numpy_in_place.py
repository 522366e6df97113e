"""``update`` in NumPy as it is fast: calls that write into chunks of the parameters and of the state."""

from symopt.kernels.fusing import fuse
from symopt.kernels.kernel import POINT, Kernel
from symopt.kernels.text import Language
from symopt.targets._chunks import Plan, results
from symopt.targets._passes import Pass, fresh, named
from symopt.targets._python import INDENT, bracketed, keywords, signature
from symopt.targets._statements import Statements

DOCSTRING = '''\
    """Take step k in place: change the parameters and the state, and return them.

    All arrays are contiguous, of one shape and one type; grads is none of the others.
    """'''


def update_in_place(kernel: Kernel, language: Language) -> str:
    """The function, which allocates nothing that grows with the parameters."""
    vectors = [slot for slot in kernel.state if not slot.scalar]
    arrays = ["grads", "params", *(f'state["{slot.key}"]' for slot in vectors)]
    refusal = [
        f"{INDENT}if not all(array.flags.c_contiguous for array in arrays):",
        f'{2 * INDENT}raise ValueError("an array is not contiguous")',
    ]
    return "\n".join(
        [
            signature("update", ["grads", "state", "params", "k", *keywords(kernel.hyperparameters)]),
            DOCSTRING,
            bracketed(f"{INDENT}arrays = [", arrays, "]", INDENT, display=True),
            *refusal,
            f"{INDENT}arrays = [array.reshape(-1) for array in arrays]",
            *_passes(kernel, language),
            f"{INDENT}return params, state",
        ]
    )


def _passes(kernel: Kernel, language: Language) -> list[str]:
    if not kernel.starts_apart:
        return _pass(kernel, language, False, INDENT)
    inner = 2 * INDENT
    first, later = (_pass(kernel, language, first, inner) for first in (True, False))
    return [f"{INDENT}if k == 1:", *first, f"{INDENT}else:", *later]


def _pass(kernel: Kernel, language: Language, first: bool, indent: str) -> list[str]:
    slots = [slot for slot in kernel.state if not slot.scalar]
    plan = Plan(fuse(kernel, first), [kernel.gradient, POINT, *(slot.before for slot in slots)], results(kernel))
    used = {kernel.gradient, POINT, "begin", "arrays", *kernel.scalars, *(name for name, _ in plan.loop.scalars)}
    names = {slot.before: fresh(slot.before if slot.key in used else slot.key, used) for slot in slots}
    names |= {result.array: names.get(str(result.source), POINT) for result in plan.results}
    statements = Statements(language, kernel.scalars | {name for name, _ in plan.loop.scalars})
    return [
        *(f'{indent}{slot.before} = state["{slot.key}"]' for slot in kernel.state if slot.scalar),
        *(text for name, term in plan.loop.scalars for text in statements.assign(name, term, indent)),
        *Pass(plan, named(plan, names, used), language).loop("arrays", "params.size", "params.dtype", indent),
        *(f'{indent}state["{key}"] = {name}' for key, name in plan.loop.kept.items()),
    ]
