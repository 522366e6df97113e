"""A pass over chunks as NumPy code: the text of its instructions, of its numbers, and of the loop around them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symopt.kernels.terms import Term
from symopt.kernels.text import Language
from symopt.targets._chunks import CHOOSE, COPY, MASK, SCRATCH, TRUTHS, Instruction, Plan
from symopt.targets._python import INDENT, WIDTH, bracketed

CHUNK = 32768
"""How many components a pass handles at once: what it reads and writes for them stays in the second-level cache."""
UFUNCS: Mapping[str, str] = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "pow": "power",
    "neg": "negative",
    "max": "maximum",
    "min": "minimum",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "eq": "equal",
    "ne": "not_equal",
    "and": "logical_and",
    "or": "logical_or",
    "not": "logical_not",
    **{name: name for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "abs", "sign", "floor", "mod")},
}


@dataclass(frozen=True)
class Pass:
    """Writes a plan as a loop over chunks.

    Args:
        plan: the instructions.
        names: what each array is called: sources, results, buffers.
        language: how numbers are computed.
    """

    plan: Plan
    names: Mapping[str, str]
    language: Language

    def instruction(self, instruction: Instruction, indent: str) -> str | None:
        """One call that writes into an array; None where there is nothing to do."""
        operands = [self._operand(operand) for operand in instruction.operands]
        out = self.names[instruction.out]
        if instruction.operation == COPY:
            return None if operands == [out] else f"{indent}np.copyto({out}, {operands[0]})"
        if instruction.operation == CHOOSE:
            mask, value = operands
            return bracketed(f"{indent}np.copyto(", [out, value, f"where={mask}"], ")", indent)
        return bracketed(f"{indent}np.{UFUNCS[instruction.operation]}(", [*operands, f"out={out}"], ")", indent)

    def _operand(self, operand: Term) -> str:
        return self.names.get(operand, operand) if isinstance(operand, str) else self.language.write(operand)

    def loop(self, arrays: str, size: str, dtype: str, indent: str = INDENT) -> list[str]:
        """The loop over chunks.

        Args:
            arrays: what holds the flat arrays: the sources, then those results that are none.
            size: how many components there are.
            dtype: of all arrays.
            indent: how far it is indented.
        """
        inner, found = indent + INDENT, []
        for kind, what in ((SCRATCH, dtype), (MASK, "bool")):
            buffers = [self.names[buffer] for buffer in self.plan.buffers[kind]]
            count = f"min(CHUNK, {size})" if len(buffers) == 1 else f"({len(buffers)}, min(CHUNK, {size}))"
            found += [f"{indent}{kind} = np.empty({count}, {what})"] if buffers else []
        found += [f"{indent}for begin in range(0, {size}, CHUNK):"]
        found += self._taken(arrays, inner)
        instructions = (self.instruction(instruction, inner) for instruction in self.plan.instructions)
        return [*found, *(text for text in instructions if text is not None)]

    def _taken(self, arrays: str, indent: str) -> list[str]:
        """The part of each array that the chunk is."""
        places = [*self.plan.sources, *(result.array for result in self.plan.results)]
        names = ", ".join(dict.fromkeys(self.names[place] for place in places))
        chunk = f"(array[begin : begin + CHUNK] for array in {arrays})"
        found = [f"{indent}{names} = {chunk}"]
        if len(found[0]) > WIDTH:
            found = [f"{indent}chunk = {chunk}", f"{indent}{names} = chunk"]
        for kind, buffers in self.plan.buffers.items():
            rows = f"{kind}[: w.size]" if len(buffers) == 1 else f"{kind}[:, : w.size]"
            found += [f"{indent}{', '.join(self.names[buffer] for buffer in buffers)} = {rows}"] if buffers else []
        return found


def named(plan: Plan, names: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """What each array is called; buffers bear names that nothing else bears: ``t_1``, ``mask_1``."""
    found, used = {**{source: source for source in plan.sources}, **names}, set(taken)
    for kind, letter in ((SCRATCH, "t"), (MASK, "mask")):
        for n, buffer in enumerate(plan.buffers[kind], 1):
            found[buffer] = fresh(f"{letter}_{n}", used)
    return found


def fresh(name: str, used: set[str]) -> str:
    """A name like this one that is not in use; it is from now on."""
    while name in used:
        name += "_"
    used.add(name)
    return name


def numbers(plan: Plan) -> list[str]:
    """The names of numbers that the instructions read, but for truth values."""
    truths = {name for name, term in plan.loop.scalars if isinstance(term, tuple) and term[0] in TRUTHS}
    arrays = {*plan.sources, *(result.array for result in plan.results), *plan.buffers[SCRATCH], *plan.buffers[MASK]}
    read = [operand for instruction in plan.instructions for operand in instruction.operands]
    return list(dict.fromkeys(name for name in read if isinstance(name, str) and name not in {*arrays, *truths}))
