"""A fused loop as instructions on chunks of arrays, one operation each, in as few scratch buffers as can be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from symopt.kernels.fusing import Loop
from symopt.kernels.kernel import NEW_POINT, POINT, Kernel
from symopt.kernels.terms import Term, names_in, parts, rebuilt

TRUTHS = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"})
"""Operations that say yes or no."""
COPY, CHOOSE = "copy", "choose"
SCRATCH, MASK = "scratch", "mask"
EXPANDED = 4
"""Up to this exponent, powers of names are products."""


@dataclass(frozen=True)
class Instruction:
    """An operation on operands, which are names of arrays or numbers, or constants; ``out`` is where it writes.

    ``choose`` writes its second operand where its first is true, and leaves the rest of ``out`` as it is.
    """

    operation: str
    operands: tuple[Term, ...]
    out: str


@dataclass(frozen=True)
class Result:
    """What a pass leaves: the array it is written to, the name of its value, and the source that the array may be."""

    array: str
    value: str
    source: str | None = None


def results(kernel: Kernel) -> list[Result]:
    """What a step leaves in arrays: the new point, then each slot that is no scalar."""
    slots = [slot for slot in kernel.state if not slot.scalar]
    left = [Result(f"result {n + 1}", kernel.moves[slot.key], slot.before) for n, slot in enumerate(slots)]
    return [Result("result 0", NEW_POINT, POINT), *left]


@dataclass
class Plan:
    """Lays out the instructions for one chunk.

    A result is written only when nothing reads any more what may stand in its array.

    Args:
        loop: what is computed.
        sources: the names of the arrays that are read.
        results: where what is computed goes.
    """

    loop: Loop
    sources: Sequence[str]
    results: Sequence[Result]
    instructions: list[Instruction] = field(default_factory=list)
    buffers: dict[str, list[str]] = field(default_factory=lambda: {SCRATCH: [], MASK: []})

    def __post_init__(self) -> None:
        lines = [(name, expanded(term)) for name, term in self.loop.body]
        self._places = {name: name for name in self.sources}
        self._reads = Counter(name for _, term in lines for name in names_in(term))
        self._reads.update(result.value for result in self.results)
        self._free: dict[str, list[str]] = {SCRATCH: [], MASK: []}
        self._taken: set[str] = set()
        self._pending = list(self.results)
        self._settle()
        for name, term in lines:
            self._line(name, term)
        while self._pending:
            self._rescue()

    def _line(self, name: str, term: Term) -> None:
        wanted = next((result for result in self._pending if result.value == name), None)
        place = self._value(term, wanted)
        if not parts(term):
            place = self._instruct(COPY, (term,), wanted)
        self._places[name] = place
        if wanted is not None and place == wanted.array:
            self._pending.remove(wanted)
            self._reads[name] -= 1
        self._settle()

    def _value(self, term: Term, wanted: Result | None) -> Term:
        """Where the value of a term is: a constant, a name, or the buffer that it was computed into."""
        inner = parts(term)
        if not inner:
            return term
        if term[0] == "where":
            return self._choice(term, wanted)
        if len(inner) > 2:
            return self._value((term[0], (term[0], *inner[:-1]), inner[-1]), wanted)
        order = sorted(range(len(inner)), key=lambda n: -_depth(inner[n]))
        values = {n: self._value(inner[n], wanted) for n in order}
        return self._instruct(term[0], tuple(values[n] for n in range(len(inner))), wanted)

    def _choice(self, term: Term, wanted: Result | None) -> str:
        _, condition, value, otherwise = term
        mask, chosen = self._value(condition, None), self._value(value, None)
        rest = self._value(otherwise, wanted)
        if not isinstance(rest, str) or rest not in (*self.buffers[SCRATCH], *self._taken):
            rest = self._instruct(COPY, (rest,), wanted)
        self.instructions.append(Instruction(CHOOSE, (self._read(mask), self._read(chosen)), rest))
        self._settle()
        return rest

    def _instruct(self, operation: str, operands: tuple[Term, ...], wanted: Result | None) -> str:
        places = tuple(map(self._read, operands))
        out = self._destination(MASK if operation in TRUTHS else SCRATCH, wanted)
        self.instructions.append(Instruction(operation, places, out))
        self._settle()
        return out

    def _read(self, operand: Term) -> Term:
        """Where an operand is; a buffer that nothing else reads is free from now on."""
        if not isinstance(operand, str):
            return operand
        place = self._places.get(operand, operand)
        if operand in self._places:
            self._reads[operand] -= 1
        if operand not in self._places or self._reads[operand] == 0:
            self._release(place)
        return place

    def _release(self, place: str) -> None:
        for kind, names in self.buffers.items():
            if place in names:
                self._free[kind].append(place)
        self._taken.discard(place)

    def _destination(self, kind: str, wanted: Result | None) -> str:
        if kind == SCRATCH and wanted is not None and self._open(wanted) and wanted.array not in self._taken:
            self._taken.add(wanted.array)
            return wanted.array
        if not self._free[kind]:
            self._free[kind].append(f"{kind} {len(self.buffers[kind]) + 1}")
            self.buffers[kind].append(self._free[kind][0])
        return self._free[kind].pop()

    def _open(self, result: Result) -> bool:
        """Whether nothing but the result itself still reads what may stand in its array."""
        own = 1 if result.value == result.source else 0
        return result.source is None or self._reads[result.source] == own

    def _settle(self) -> None:
        """Copy what is known to the results that may be written."""
        for result in tuple(self._pending):
            if result.value in self._places and self._open(result):
                self._pending.remove(result)
                self.instructions.append(Instruction(COPY, (self._read(result.value),), result.array))

    def _rescue(self) -> None:
        """Results that wait for each other: one takes its value from a buffer."""
        first = self._pending.pop(0)
        place = self._instruct(COPY, (first.value,), None)
        self._places[place], self._reads[place] = place, 1
        self._pending.append(Result(first.array, place, first.source))
        self._settle()


def expanded(term: Term) -> Term:
    """A term whose small powers of names are products, which are faster."""
    changed = rebuilt(term, expanded)
    if isinstance(changed, tuple) and changed[0] == "pow" and isinstance(changed[1], str):
        exponent = changed[2]
        if exponent in range(2, EXPANDED + 1):
            return ("mul", *[changed[1]] * int(exponent))
    return changed


def _depth(term: Term) -> int:
    return 1 + max(map(_depth, parts(term)), default=0)
