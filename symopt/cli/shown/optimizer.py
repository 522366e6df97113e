"""An optimizer as text, LaTeX and data: its equations and what follows from them."""

from collections.abc import Iterator
from typing import Any

from symopt.book import Voice, rule
from symopt.latex import update_lines
from symopt.library.item import Item
from symopt.spec.writing import written


def text(item: Item, voice: Voice, steps: bool) -> Iterator[str]:
    """Lines of text."""
    value = item.value
    yield from (f"{written(equation.left)} = {written(equation.right)}" for equation in value.equations)
    yield from (f"start: {written(left)} = {written(right)}" for left, right in value.start.items())
    if value.defaults:
        yield "defaults: " + ", ".join(f"{letter} = {number}" for letter, number in value.defaults.items())
    if value.state:
        yield "state: " + ", ".join(value.state)
    yield "asks: " + (", ".join(map(written, value.queries)) or "nothing")
    if value.variants:
        yield "variants: " + ", ".join(value.variants)


def tex(item: Item, voice: Voice, steps: bool) -> str:
    """LaTeX."""
    return rule(item, voice)


def data(item: Item, voice: Voice) -> dict[str, Any]:
    """What JSON holds."""
    value = item.value
    return {
        "equations": [f"{written(equation.left)} = {written(equation.right)}" for equation in value.equations],
        "latex": update_lines(value, voice.spoken, item.order),
        "defaults": {letter.name: str(number) for letter, number in value.defaults.items()},
        "state": {name: str(depth) for name, depth in value.state.items()},
        "queries": [written(query) for query in value.queries],
        "variants": list(value.variants),
    }
