"""A worked example as text, LaTeX and data."""

import json
from collections.abc import Iterator
from typing import Any

from symopt.book import Voice, example
from symopt.library.item import Item
from symopt.spec.writing import written


def text(item: Item, voice: Voice, steps: bool) -> Iterator[str]:
    """Lines of text."""
    value = item.value
    yield f"{value.optimizer.name} on {value.objective.name}, {value.steps} steps"
    for line in value.example.lines:
        if line.step <= value.worked or steps:
            formula = "" if line.formula is None else f"{written(line.formula)} = "
            about = "" if line.result.whole else "about "
            yield f"{written(line.symbol)} = {formula}{about}{_decimal(line.result.shown)}"
    for symbol, found in value.disagreements:
        printed, exact = _decimal(found.printed), _decimal(found.exact)
        yield f"the notes print {printed} for {written(symbol)}; the exact value is {exact}"


def tex(item: Item, voice: Voice, steps: bool) -> str:
    """LaTeX."""
    return example(item, voice)


def data(item: Item, voice: Voice) -> dict[str, Any]:
    """What JSON holds."""
    run: dict[str, Any] = json.loads(item.value.example.trajectory.to_json())
    return run


def _decimal(number: Any) -> str:
    return format(float(number), ".10g")
