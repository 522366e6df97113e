"""An optimizer as text, LaTeX and data: its equations and what follows from them."""

from collections.abc import Iterable, Iterator
from typing import Any

from symopt.book import Voice, rule
from symopt.cli import costing, relating
from symopt.latex import update_lines
from symopt.library.item import Item
from symopt.program import Ask, Instruction, Invoke, Loop, Program
from symopt.spec import Procedure
from symopt.spec.reading import Equation
from symopt.spec.writing import written


def text(item: Item, voice: Voice, steps: bool) -> Iterator[str]:
    """Lines of text."""
    value = item.value
    yield from map(_line, value.equations)
    yield from (f"start: {written(left)} = {written(right)}" for left, right in value.start.items())
    if value.until is not None:
        yield f"until: {written(value.until)}"
    yield from map(_called, value.procedures)
    if value.defaults:
        yield "defaults: " + ", ".join(f"{letter} = {number}" for letter, number in value.defaults.items())
    if value.state:
        yield "state: " + ", ".join(value.state)
    program = Program.of(value)
    yield "asks: " + (", ".join(dict.fromkeys(_asked([*program.first, *program.later]))) or "nothing")
    yield from costing.lines(value)
    if value.variants:
        yield "variants: " + ", ".join(value.variants)
    relation = relating.relation_of(item)
    if relation is not None:
        yield from relating.sentences(relation)


def _line(equation: Equation) -> str:
    line = f"{written(equation.left)} = {written(equation.right)}"
    if equation.group is None:
        return line
    return f"{line}, for {equation.counter} = {', ..., '.join(map(written, equation.bounds))}"


def _asked(code: Iterable[Instruction], inside: str = "") -> Iterator[str]:
    """The questions of a pass, those of procedures with their names."""
    for instruction in code:
        if isinstance(instruction, Ask):
            yield f"{instruction.kind}({', '.join(map(written, instruction.arguments))}){inside}"
        elif isinstance(instruction, Loop):
            yield from _asked(instruction.body, inside)
        elif isinstance(instruction, Invoke):
            layout = instruction.layout
            yield from _asked([*layout.before, *layout.first, *layout.later], f" in {layout.rule.name}")


def _called(procedure: Procedure) -> str:
    takes = ", ".join(letter.name for letter in procedure.takes)
    values = ", ".join(f"{letter} = {number}" for letter, number in procedure.defaults.items())
    return f"calls: {procedure.name}({takes}), at most {procedure.bound} passes" + (f", {values}" if values else "")


def tex(item: Item, voice: Voice, steps: bool) -> str:
    """LaTeX."""
    return rule(item, voice)


def data(item: Item, voice: Voice) -> dict[str, Any]:
    """What JSON holds."""
    value, relation = item.value, relating.relation_of(item)
    return {
        "equations": list(map(_line, value.equations)),
        "latex": update_lines(value, voice.spoken, item.order),
        "defaults": {letter.name: str(number) for letter, number in value.defaults.items()},
        "state": {name: str(depth) for name, depth in value.state.items()},
        "queries": [written(query) for query in value.queries],
        "variants": list(value.variants),
        "cost": costing.data(value),
        "relation": None if relation is None else relating.data(relation),
    }
