"""A pass as one loop over components, for a compiler of Python: everything is read first and written last."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symopt.kernels.fusing import Loop, fuse, fuse_query
from symopt.kernels.kernel import NEW_POINT, POINT, Kernel
from symopt.kernels.terms import Term, names_in, parts, product, rebuilt
from symopt.kernels.text import Language
from symopt.targets._chunks import TRUTHS, expanded
from symopt.targets._passes import fresh
from symopt.targets._python import INDENT, WIDTH
from symopt.targets._statements import Statements

COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})


@dataclass(frozen=True)
class Components:
    """What a loop over components reads and writes.

    Args:
        scalars: numbers computed before the loop, in order.
        body: what is computed for each component; numbers in it have names, so that they come in the arrays' type.
        sources: for each name that the body reads as a component, the array that it comes from.
        results: for each array that is written, the name of what it receives.
        kept: the scalar slots, and the names of their new values.
        names: all that are in use.
    """

    scalars: tuple[tuple[str, Term], ...]
    body: tuple[tuple[str, Term], ...]
    sources: Mapping[str, str]
    results: Mapping[str, str]
    kept: Mapping[str, str]
    names: frozenset[str]

    @property
    def numbers(self) -> list[str]:
        """The numbers that the body reads, but for truth values."""
        truths = {name for name, term in self.scalars if isinstance(term, tuple) and term[0] in TRUTHS}
        own = {*self.sources, *truths, *(name for name, _ in self.body)}
        return list(dict.fromkeys(name for _, term in self.body for name in names_in(term) if name not in own))

    @property
    def truths(self) -> list[str]:
        """The truth values that the body reads."""
        read = {name for _, term in self.body for name in names_in(term)}
        return [n for n, term in self.scalars if n in read and isinstance(term, tuple) and term[0] in TRUTHS]

    def loop(self, language: Language, arrays: Mapping[str, str], size: str, indent: str = INDENT) -> list[str]:
        """The loop.

        Args:
            language: how terms are written.
            arrays: what an array is called where that is not its name; results that are sources, for example.
            size: how many components there are.
            indent: how far it is indented.
        """
        inner = indent + INDENT
        statements = Statements(language, self.names)
        read = {name for _, term in self.body for name in names_in(term)} | set(self.results.values())
        sources = [(name, arrays.get(array, array)) for name, array in self.sources.items() if name in read]
        results = [(arrays.get(array, array), name) for array, name in self.results.items()]
        return [
            f"{indent}for i in range({size}):",
            *_unpacked([name for name, _ in sources], [f"{array}[i]" for _, array in sources], inner),
            *(text for name, term in self.body for text in statements.assign(name, term, inner)),
            *_unpacked([f"{array}[i]" for array, _ in results], [name for _, name in results], inner),
        ]


def step(kernel: Kernel, first: bool) -> Components:
    """One pass."""
    slots = [slot for slot in kernel.state if not slot.scalar]
    used = _used(kernel, loop := fuse(kernel, first))
    sources = {kernel.gradient: fresh("grads", used), POINT: fresh("params", used)}
    sources |= {slot.before: fresh(f"{slot.key}_array", used) for slot in slots}
    results = {fresh("params_out", used): NEW_POINT}
    results |= {fresh(f"{slot.key}_out", used): kernel.moves[slot.key] for slot in slots}
    return _components(loop, sources, results, used)


def query(kernel: Kernel, first: bool) -> Components:
    """The way to the point where the gradient is asked."""
    slots = [slot for slot in kernel.state if not slot.scalar]
    used = _used(kernel, loop := fuse_query(kernel, first))
    sources = {POINT: fresh("params", used)} | {slot.before: fresh(f"{slot.key}_array", used) for slot in slots}
    return _components(loop, sources, {fresh("out", used): "point"}, used)


def _used(kernel: Kernel, loop: Loop) -> set[str]:
    lines = [name for name, _ in (*loop.scalars, *loop.body)]
    own = {"arrays", "results", "numbers", "truths", "i"}
    return own | {kernel.gradient, POINT, NEW_POINT, *kernel.scalars, *(slot.before for slot in kernel.state), *lines}


def _components(loop: Loop, sources: dict[str, str], results: dict[str, str], used: set[str]) -> Components:
    constants: dict[Fraction, str] = {}
    body = tuple((name, _named(expanded(term), constants, used)) for name, term in loop.body)
    scalars = (*loop.scalars, *((name, number) for number, name in constants.items()))
    return Components(scalars, body, sources, results, dict(loop.kept), frozenset(used))


def _named(term: Term, constants: dict[Fraction, str], used: set[str]) -> Term:
    """A term whose numbers have names, but for those that it compares with."""
    if isinstance(term, Fraction):
        if term not in constants:
            constants[term] = fresh(f"number_{len(constants) + 1}", used)
        return constants[term]
    if parts(term) and term[:2] == ("mul", Fraction(-1)):
        return ("neg", _named(product(list(term[2:])), constants, used))
    if parts(term) and term[0] in COMPARISONS:
        return (term[0], *(part if isinstance(part, Fraction) else _named(part, constants, used) for part in term[1:]))
    return rebuilt(term, lambda part: _named(part, constants, used))


def _unpacked(names: list[str], values: list[str], indent: str) -> list[str]:
    """Several values given to several names, on as many lines as it takes."""
    one = f"{indent}{', '.join(names)} = {', '.join(values)}"
    if len(one) <= WIDTH:
        return [one]
    return [f"{indent}{name} = {value}" for name, value in zip(names, values, strict=True)]
