"""A derivation as text, LaTeX and data: its result, or every step."""

from collections.abc import Iterator
from typing import Any

from symopt.book import Voice
from symopt.book.derivations import label, reason
from symopt.book.display import Row, display
from symopt.cli.reporting import SIGNS, stated, told
from symopt.latex import OPERATORS
from symopt.library.item import Item


def text(item: Item, voice: Voice, steps: bool) -> Iterator[str]:
    """Lines of text."""
    value = item.value
    if not steps:
        yield f"{stated(value.start)} {SIGNS[value.relation]} {stated(value.result)}"
        return
    yield stated(value.start)
    for line in value.lines:
        yield f"  {SIGNS[line.relation]} {stated(line.statement)}    ({told(line.reason.phrase, line.reason.words)})"


def tex(item: Item, voice: Voice, steps: bool) -> str:
    """LaTeX."""
    value = item.value
    speak = voice.about(item)
    if not steps:
        return _joined(value.start, value.relation, value.result, speak)
    rows = [Row(line.relation, line.statement, reason(line, speak), label(item.name, line.n)) for line in value.lines]
    return display(value.start, rows, speak)


def data(item: Item, voice: Voice) -> dict[str, Any]:
    """What JSON holds."""
    value = item.value
    speak = voice.about(item)
    return {
        "start": str(value.start),
        "result": str(value.result),
        "latex": _joined(value.start, value.relation, value.result, speak),
        "assumptions": [speak.tex(fact) for assumption in value.assumed for fact in assumption.facts],
        "steps": [
            {
                "n": line.n,
                "relation": line.relation,
                "statement": str(line.statement),
                "statement_latex": speak.tex(line.statement),
                "reason": reason(line, speak),
            }
            for line in value.lines
        ],
    }


def _joined(start: Any, relation: str, result: Any, voice: Voice) -> str:
    return f"{voice.tex(start)} {OPERATORS[relation]} {voice.tex(result)}"
