"""A rule as functions on tensors: the first state, a step in place, the point ahead where the gradient is asked."""

from collections.abc import Iterable, Iterator
from functools import partial

from symopt.kernels.fusing import Loop, fuse, fuse_query
from symopt.kernels.kernel import COUNT, NEW_POINT, POINT, Kernel, Slot
from symopt.kernels.terms import Term, names_in, rebuilt
from symopt.targets._python import INDENT, bracketed, python, signature
from symopt.targets._statements import Statements

UNARY = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor")
NUMBER = "torch.as_tensor({0}, dtype=w.dtype, device=w.device)"
FORMS = {
    **{name: f"torch.{name}({{0}})" for name in UNARY},
    "max": "torch.maximum({0}, {1})",
    "min": "torch.minimum({0}, {1})",
    "at least": "torch.clamp({0}, min={1})",
    "at most": "torch.clamp({0}, max={1})",
    "mod": "torch.remainder({0}, {1})",
    "and": "torch.logical_and({0}, {1})",
    "or": "torch.logical_or({0}, {1})",
    "not": "torch.logical_not({0})",
    "where": "torch.where({0}, {1}, {2})",
    "where scalars": f"torch.where({{0}}, {NUMBER.format('{1}')}, {NUMBER.format('{2}')})",
}
LANGUAGE = python("torch", FORMS)
BOUNDS = {"max": "at least", "min": "at most"}
"""What PyTorch calls the larger, or the smaller, of a component and a number."""


def init(kernel: Kernel) -> str:
    """The function that makes the first state of a tensor."""
    items = [f'"{slot.key}": {_start(kernel, slot)}' for slot in kernel.state]
    return "\n".join(
        [
            signature("init", [POINT, *(letter.name for letter in kernel.start_reads)]),
            f'{INDENT}"""Return the state of a tensor before the first step."""',
            bracketed(f"{INDENT}return {{", items, "}", INDENT, display=True),
        ]
    )


def _start(kernel: Kernel, slot: Slot) -> str:
    text = Statements(LANGUAGE, kernel.scalars).text(slot.start)
    if slot.scalar or (POINT in names_in(slot.start) and slot.start != POINT):
        return text
    if slot.start in (0, POINT):
        return "w.clone()" if slot.start == POINT else "torch.zeros_like(w)"
    return f"torch.full_like(w, {text})"


def step(kernel: Kernel) -> list[str]:
    """The functions of a step: what is one number for all, then loops over the components, which work in place."""
    first, later = fuse(kernel, first=True), fuse(kernel)
    hyper = [letter.name for letter in kernel.hyperparameters]
    head = [
        signature("advance", [POINT, kernel.gradient, "state", COUNT, "run", *hyper]),
        f'{INDENT}"""Take step k of a tensor, in place; run is plain or fused."""',
    ]
    if first == later:
        return ["\n".join([*head, *_call(kernel, later, "loop", INDENT)]), _loop(kernel, later, "loop")]
    body = [
        *(f"{INDENT}if k == 1:", *_call(kernel, first, "first_loop", 2 * INDENT)),
        *(f"{INDENT}else:", *_call(kernel, later, "loop", 2 * INDENT)),
    ]
    return ["\n".join([*head, *body]), _loop(kernel, first, "first_loop"), _loop(kernel, later, "loop")]


def _call(kernel: Kernel, loop: Loop, name: str, indent: str) -> Iterator[str]:
    own = {slot.before: f'state["{slot.key}"]' for slot in kernel.state}
    statements = Statements(LANGUAGE, _scalars(kernel, loop), own)
    for scalar, term in loop.scalars:
        yield from statements.assign(scalar, term, indent)
    tensors = _tuple(own.get(tensor, tensor) for tensor in _tensors(kernel))
    numbers = _tuple(own.get(number, number) for number in _numbers(kernel, loop))
    yield bracketed(f"{indent}run(", [name, tensors, numbers], ")", indent)
    if loop.kept:
        places = ", ".join(f'state["{key}"]' for key in loop.kept)
        yield f"{indent}{places} = {', '.join(statements.text(name) for name in loop.kept.values())}"


def _loop(kernel: Kernel, loop: Loop, name: str) -> str:
    statements = Statements(LANGUAGE, _scalars(kernel, loop))
    said = "the first step" if name.startswith("first") else "a step"
    body = [line for one, term in loop.body for line in statements.assign(one, _spelled(statements.scalars, term))]
    return "\n".join(
        [
            signature(name, [*_tensors(kernel), *_numbers(kernel, loop)]),
            f'{INDENT}"""Compute the components of {said}, in place."""',
            *body,
            *_stores(kernel, loop),
        ]
    )


def ahead(kernel: Kernel) -> str:
    """The function that gives the point where the gradient is asked."""
    first, later = fuse_query(kernel, first=True), fuse_query(kernel)
    hyper = [letter.name for letter in kernel.hyperparameters]
    body = [f"{INDENT}if k == 1:", *_point(kernel, first, 2 * INDENT)] if first != later else []
    return "\n".join(
        [
            signature("ahead", [POINT, "state", COUNT, *hyper]),
            f'{INDENT}"""Return the point where step k needs the gradient."""',
            *body,
            *_point(kernel, later, INDENT),
        ]
    )


def _point(kernel: Kernel, loop: Loop, indent: str) -> Iterator[str]:
    own = {slot.before: f'state["{slot.key}"]' for slot in kernel.state}
    statements = Statements(LANGUAGE, _scalars(kernel, loop), own)
    for name, term in (*loop.scalars, *loop.body):
        yield from statements.assign(name, _spelled(statements.scalars, term), indent)
    yield f"{indent}return point"


def _scalars(kernel: Kernel, loop: Loop) -> frozenset[str]:
    return kernel.scalars | {name for name, _ in loop.scalars}


def _tensors(kernel: Kernel) -> list[str]:
    return [POINT, kernel.gradient, *(slot.before for slot in kernel.state if not slot.scalar)]


def _numbers(kernel: Kernel, loop: Loop) -> list[str]:
    """The numbers that the components are computed with, in the order of their first use."""
    scalars = _scalars(kernel, loop)
    return list(dict.fromkeys(name for _, term in loop.body for name in names_in(term) if name in scalars))


def _stores(kernel: Kernel, loop: Loop) -> Iterator[str]:
    """What the new values take the place of, each before it is overwritten where another's new value is its old one."""
    same = {name: term for name, term in loop.body if isinstance(term, str)}
    new = {slot.before: kernel.moves[slot.key] for slot in kernel.state if not slot.scalar} | {POINT: NEW_POINT}
    left = {place: same.get(value, value) for place, value in new.items()}
    numbers = _one_for_all(_scalars(kernel, loop), loop)
    while left:
        place = next(place for place in left if place not in left.values() or left[place] == place)
        value = left.pop(place)
        yield f"{INDENT}{place}.{'fill_' if value in numbers else 'copy_'}({value})"


def _one_for_all(scalars: frozenset[str], loop: Loop) -> frozenset[str]:
    """The names of a loop that hold one number all the same."""
    for name, term in loop.body:
        if all(read in scalars for read in names_in(term)):
            scalars |= {name}
    return scalars


def _spelled(scalars: frozenset[str], term: Term) -> Term:
    """A term whose bounds that are numbers are written as such: ``torch.maximum`` takes tensors alone."""
    changed = rebuilt(term, partial(_spelled, scalars))
    if not isinstance(changed, tuple) or changed[0] not in BOUNDS:
        return changed
    operation, *inner = changed
    components = [part for part in inner if not all(name in scalars for name in names_in(part))]
    bounds = [part for part in inner if part not in components]
    if not components or not bounds:
        return changed
    bounded = components[0] if len(components) == 1 else (operation, *components)
    return (BOUNDS[operation], bounded, bounds[0] if len(bounds) == 1 else (operation, *bounds))


def _tuple(items: Iterable[str]) -> str:
    held = list(items)
    return f"({', '.join(held)}{',' if len(held) == 1 else ''})"
