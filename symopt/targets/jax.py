"""Elementwise rules as JAX code: pure functions on trees of arrays, and the same as an optax.GradientTransformation."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import wraps
from types import ModuleType
from typing import Any

from symopt.errors import RunError
from symopt.kernels.kernel import COUNT, NEW_POINT, POINT, Kernel, Line, Slot
from symopt.kernels.terms import Term, names_in, rebuilt
from symopt.targets._frameworks import framework, module
from symopt.targets._python import INDENT, bracketed, docstring, keywords, python, signature
from symopt.targets._statements import Statements

UNARY = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor")
FORMS = {
    **{name: f"jnp.{name}({{0}})" for name in UNARY},
    "max": "jnp.maximum({0}, {1})",
    "min": "jnp.minimum({0}, {1})",
    "mod": "jnp.mod({0}, {1})",
    "and": "jnp.logical_and({0}, {1})",
    "or": "jnp.logical_or({0}, {1})",
    "not": "jnp.logical_not({0})",
    "choice": "jnp.where({0}, {1}, {2})",
}
LANGUAGE = python("jax", FORMS, scalars={})
TRANSFORMATION = '''\
{head}
    """Return an optax.GradientTransformation; its updates are new minus old parameters.

    A hyperparameter may be a schedule: a function of the number of steps taken before.
    """
    import optax

{given}

    def at(count):
        return {{name: h(count) if callable(h) else h for name, h in given.items()}}

    def begin(params):
{first}

    def move(grads, held, params=None):
        if params is None:
            raise ValueError("this rule needs params: update(grads, state, params)")
        count, state = held
        new, state = update(grads, state, params, count + 1, **at(count))
        return jax.tree.map(jnp.subtract, new, params), (count + 1, state)

    return optax.GradientTransformation(begin, move)'''


def source(kernel: Kernel) -> str:
    """Standalone source: ``init``, ``update``, and ``transformation``, or ``query`` for a rule that looks ahead."""
    ahead = bool(kernel.query)
    functions = [_init(kernel), *([_query(kernel)] if ahead else []), _update(kernel)]
    functions += [] if ahead else [_transformation(kernel)]
    code = "\n\n\n".join("\n".join(lines) for lines in functions)
    first = "import math\n\n" if "math." in code else ""
    return f"{docstring(kernel)}\n{first}import jax\nimport jax.numpy as jnp\n\n\n{code}\n"


def load(kernel: Kernel) -> ModuleType:
    """The source as a module: ``init``, ``update``, ``query`` and ``transformation`` as it defines them.

    Raises:
        RunError: when JAX is not installed; from ``transformation``, when optax is not, or when the rule looks ahead.
    """
    framework("jax", "jax")
    loaded = module(f"{__name__}.loaded", source(kernel))
    made = getattr(loaded, "transformation", None)
    loaded.__dict__["transformation"] = _refusing(kernel) if made is None else _asking_for_optax(made)
    return loaded


def _refusing(kernel: Kernel) -> Callable[..., Any]:
    def transformation(**hyperparameters: Any) -> Any:
        raise RunError(
            f"{kernel.title} asks for the gradient ahead of w, and optax brings it from w",
            "use init, query and update",
        )

    return transformation


def _asking_for_optax(made: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(made)  # optax.inject_hyperparams reads the signature
    def transformation(*given: Any, **hyperparameters: Any) -> Any:
        framework("optax", "jax")
        return made(*given, **hyperparameters)

    return transformation


def _init(kernel: Kernel) -> list[str]:
    items = [f'"{slot.key}": {_start(kernel, slot)}' for slot in kernel.state]
    return [
        signature("init", ["params", *keywords(kernel.start_reads)]),
        f'{INDENT}"""Return the state before the first step."""',
        bracketed(f"{INDENT}return {{", items, "}", INDENT, display=True),
    ]


def _start(kernel: Kernel, slot: Slot) -> str:
    text = _statements(kernel).text(_spelled(slot.start))
    if slot.scalar:
        return f"jnp.asarray({text}, float)"
    if slot.start in (0, POINT):
        return "params" if slot.start == POINT else "jax.tree.map(jnp.zeros_like, params)"
    filled = text if POINT in names_in(slot.start) else f"jnp.full_like(w, {text})"
    return f"jax.tree.map(lambda w: {filled}, params)"


def _query(kernel: Kernel) -> list[str]:
    return [
        signature("query", ["state", "params", COUNT, *keywords(kernel.hyperparameters)]),
        f'{INDENT}"""Return the point where step k needs the gradient."""',
        *_mapped(kernel, kernel.query, {POINT: "params"}, ["point"]),
        _kept(f"{INDENT}return ", "new", "params"),
    ]


def _update(kernel: Kernel) -> list[str]:
    vectors = [slot.key for slot in kernel.state if not slot.scalar]
    left = [NEW_POINT, *(kernel.moves[key] for key in vectors)]
    places = {key: f"new[{place}]" for place, key in enumerate(vectors, 1)}
    written = _statements(kernel)
    state = [f'"{key}": {places.get(key) or written.text(name)}' for key, name in kernel.moves.items()]
    point = "new[0]" if vectors else "new"
    return [
        signature("update", ["grads", "state", "params", COUNT, *keywords(kernel.hyperparameters)]),
        f'{INDENT}"""Return the parameters and the state after step k, which counts from 1."""',
        *_mapped(kernel, kernel.lines, {POINT: "params", kernel.gradient: "grads"}, left),
        bracketed(f"{INDENT}after = {point}, {{", state, "}", INDENT),
        _kept(f"{INDENT}return ", "after", "(params, state)"),
    ]


def _kept(head: str, new: str, old: str) -> str:
    """Trees in the shapes and dtypes that they had: numbers promote, and may hold for every component."""
    cast = "lambda new, old: jnp.full_like(old, new)"
    return bracketed(f"{head}jax.tree.map(", [cast, new, old], ")", INDENT)


def _mapped(kernel: Kernel, lines: Sequence[Line], given: dict[str, str], left: list[str]) -> list[str]:
    """``new``: what is one number for all, then a function of one leaf, mapped over the trees."""
    statements = _statements(kernel)
    given |= {slot.before: f'state["{slot.key}"]' for slot in kernel.state if not slot.scalar}
    inner = 2 * INDENT
    texts = {line: statements.assign(line.name, _told_apart(line), INDENT if line.scalar else inner) for line in lines}
    once = [text for line in lines if line.scalar for text in texts[line]]
    each = [text for line in lines if not line.scalar for text in texts[line]]
    rows = bracketed(f"{INDENT}{'rows' if left[1:] else 'new'} = jax.tree.map(", ["leaf", *given.values()], ")", INDENT)
    head = signature("leaf", list(given), INDENT)
    mapped = [*once, "", head, *each, f"{inner}return {', '.join(left)}", "", rows]
    return [*mapped, *(_transposed(len(left)) if left[1:] else [])]


def _transposed(width: int) -> list[str]:
    one = f"({', '.join('0' * width)})"
    return [
        f"{INDENT}outer, inner = jax.tree.structure(params), jax.tree.structure({one})",
        f"{INDENT}new = jax.tree.transpose(outer, inner, rows)",
    ]


def _transformation(kernel: Kernel) -> list[str]:
    given = [f'"{letter.name}": {letter.name}' for letter in kernel.hyperparameters]
    needed = ", ".join(f'"{letter.name}"' for letter in kernel.start_reads)
    begun = [f"chosen = {{name: at(0)[name] for name in [{needed}]}}"] if needed else []
    begun.append(f"return jnp.zeros([], jnp.int32), init(params{', **chosen' if needed else ''})")
    text = TRANSFORMATION.format(
        head=signature("transformation", keywords(kernel.hyperparameters)),
        given=bracketed(f"{INDENT}given = {{", given, "}", INDENT, display=True),
        first="\n".join(2 * INDENT + line for line in begun),
    )
    return text.splitlines()


def _statements(kernel: Kernel) -> Statements:
    scalars = {slot.before: f'state["{slot.key}"]' for slot in kernel.state if slot.scalar}
    return Statements(LANGUAGE, kernel.scalars, scalars)


def _told_apart(line: Line) -> Term:
    """A line's term for every pass: under ``jax.jit`` k is not known, and no ``if`` can tell the first pass apart."""
    if line.first is None:
        return _spelled(line.term)
    return ("choice", ("eq", COUNT, Fraction(1)), _spelled(line.first), _spelled(line.term))


def _spelled(term: Term) -> Term:
    """A term whose choices are made component by component, those between numbers too."""
    changed = rebuilt(term, _spelled)
    return ("choice", *changed[1:]) if isinstance(changed, tuple) and changed[0] == "where" else changed
