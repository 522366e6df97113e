"""A schedule as text, LaTeX and data: its value, what it claims, its first values."""

from collections.abc import Iterator
from typing import Any

from sympy import Eq, true

from symopt.book import Voice
from symopt.book.schedules import stands_for
from symopt.library.item import Item
from symopt.spec.writing import written

SHOWN = (1, 2, 3, 10, 100)
"""The steps whose values are shown."""


def text(item: Item, voice: Voice, steps: bool) -> Iterator[str]:
    """Lines of text."""
    value = item.value
    letter = written(stands_for(value))
    if value.value.is_Piecewise:
        yield from (f"{letter} = {written(part)}  {_when(condition)}" for part, condition in value.value.args)
    else:
        yield f"{letter} = {written(value.value)}"
    if value.defaults:
        yield "defaults: " + ", ".join(f"{letter} = {number}" for letter, number in value.defaults.items())
    if value.requires:
        yield "requires: " + ", ".join(map(written, value.requires))
    if value.claims:
        yield "claims: " + ", ".join(value.claims)
    if value.variants:
        yield "variants: " + ", ".join(value.variants)
    values = ", ".join(f"{float(value.at(step)):.6g} at {step}" for step in SHOWN)
    yield f"values: {values}"


def _when(condition: Any) -> str:
    return "otherwise" if condition == true else f"if {written(condition)}"


def tex(item: Item, voice: Voice, steps: bool) -> str:
    """LaTeX."""
    return voice.about(item).tex(Eq(stands_for(item.value), item.value.value, evaluate=False))


def data(item: Item, voice: Voice) -> dict[str, Any]:
    """What JSON holds."""
    value = item.value
    return {
        "value": str(value.value),
        "latex": voice.about(item).tex(value.value),
        "defaults": {letter.name: str(number) for letter, number in value.defaults.items()},
        "requires": list(map(written, value.requires)),
        "claims": list(value.claims),
        "variants": list(value.variants),
        "values": {str(step): float(value.at(step)) for step in SHOWN},
    }
