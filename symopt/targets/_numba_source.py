"""What Numba's users read: the loop, and the functions around it that compute its numbers and its arrays."""

from symopt.kernels.kernel import POINT
from symopt.targets._components import step
from symopt.targets._numba_text import COMPONENTS, in_place
from symopt.targets._pure import Pure
from symopt.targets._python import INDENT, WIDTH, bracketed, keywords, signature
from symopt.targets._statements import Statements

PURE = '"""Return the parameters and the state after step k, which counts from 1."""'
IN_PLACE = '''"""Take step k in place: change the parameters and the state, and return them.

    All arrays are contiguous and of one shape.
    """'''
REFUSAL = """\
    if not all(array.flags.c_contiguous for array in arrays):
        raise ValueError("an array is not contiguous")"""

FLAT = '''\
def flat(arrays):
    """Return arrays of one dimension."""
    return tuple(array.reshape(-1) for array in arrays)'''


class Loops:
    """Writes a rule as compiled loops and an ``update`` that runs them.

    Args:
        pure: what writes the other functions.
        over: whether the loops write over the parameters and the state.
    """

    def __init__(self, pure: Pure, over: bool) -> None:
        self._kernel, self._language, self._over = pure.kernel, pure.language, over
        kinds = (True, False) if pure.kernel.starts_apart else (False,)
        self._passes = {first: step(pure.kernel, first) for first in kinds}

    def functions(self) -> list[str]:
        """The loops, then ``update``."""
        return [*(self._loop(first) for first in self._passes), FLAT, self._update()]

    def _name(self, first: bool) -> str:
        return "first_loop" if first else "loop"

    def _loop(self, first: bool) -> str:
        components = self._passes[first]
        same = {result: source for source, result in in_place(self._kernel, components).items()} if self._over else {}
        given = {"arrays": [*components.sources.values()], "results": [r for r in components.results if r not in same]}
        given |= {"numbers": components.numbers, "truths": components.truths}
        return "\n".join(
            [
                '@njit(error_model="numpy")',
                signature(self._name(first), [name for name, parts in given.items() if parts]),
                f'{INDENT}"""Go through the components."""',
                *(text for name, parts in given.items() if parts for text in _unpacked(parts, name)),
                *components.loop(COMPONENTS, same, f"{components.sources[POINT]}.size"),
            ]
        )

    def _update(self) -> str:
        vectors = [f'state["{slot.key}"]' for slot in self._kernel.state if not slot.scalar]
        arrays = bracketed(f"{INDENT}arrays = [", ["grads", "params", *vectors], "]", INDENT, display=True)
        made = f"{INDENT}results = [np.empty(params.shape, params.dtype) for _ in range({len(vectors) + 1})]"
        return "\n".join(
            [
                signature("update", ["grads", "state", "params", "k", *keywords(self._kernel.hyperparameters)]),
                f"{INDENT}{IN_PLACE if self._over else PURE}",
                arrays,
                REFUSAL if self._over else made,
                *self._runs(),
                *(self._changed() if self._over else self._returned()),
            ]
        )

    def _runs(self) -> list[str]:
        if len(self._passes) == 1:
            return self._run(False, INDENT)
        inner = 2 * INDENT
        return [f"{INDENT}if k == 1:", *self._run(True, inner), f"{INDENT}else:", *self._run(False, inner)]

    def _run(self, first: bool, indent: str) -> list[str]:
        """The numbers of a pass, and its loop."""
        components = self._passes[first]
        statements = Statements(self._language, components.names)
        given = ["arrays"] if self._over else ["arrays", "results"]
        cast = ["tuple(map(params.dtype.type, numbers))"] if components.numbers else []
        truths = ["truths"] if components.truths else []
        arguments = [*(f"flat({name})" for name in given), *cast, *truths]
        return [
            *(f'{indent}{slot.before} = state["{slot.key}"]' for slot in self._kernel.state if slot.scalar),
            *(text for name, term in components.scalars for text in statements.assign(name, term, indent)),
            *([bracketed(f"{indent}numbers = [", components.numbers, "]", indent, display=True)] if cast else []),
            *([bracketed(f"{indent}truths = tuple([", components.truths, "])", indent)] if truths else []),
            bracketed(f"{indent}{self._name(first)}(", arguments, ")", indent),
        ]

    def _changed(self) -> list[str]:
        held = self._passes[False].kept.items()
        return [*(f'{INDENT}state["{key}"] = {name}' for key, name in held), f"{INDENT}return params, state"]

    def _returned(self) -> list[str]:
        vectors = [slot.key for slot in self._kernel.state if not slot.scalar]
        places = {key: f"results[{n}]" for n, key in enumerate(vectors, 1)}
        items = [f'"{s.key}": {places.get(s.key) or self._passes[False].kept[s.key]}' for s in self._kernel.state]
        told = f"{INDENT}return results[0], {{{', '.join(items)}}}"
        if len(told) <= WIDTH:
            return [told]
        return [bracketed(f"{INDENT}state = {{", items, "}", INDENT, display=True), f"{INDENT}return results[0], state"]


def _unpacked(parts: list[str], name: str) -> list[str]:
    text = f"{INDENT}{', '.join(parts)} = {name}"
    if len(parts) == 1:
        return [f"{INDENT}({parts[0]},) = {name}"]
    return [text] if len(text) <= WIDTH else [bracketed(f"{INDENT}(", parts, f") = {name}", INDENT, display=True)]
