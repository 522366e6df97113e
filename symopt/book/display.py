"""A chain of statements as an aligned display: one line per step, its reason beside or below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symopt.book.extent import PAGE, extent, words
from symopt.book.voice import Voice
from symopt.latex import OPERATORS

NUMBER, GAP, RELATION = 3.0, 3.0, 1.6
LONG_START = 9.0
"""A start wider than this stands on a line of its own."""

LONG_REASON = 24
"""A reason wider than this is broken into lines."""


@dataclass(frozen=True)
class Row:
    """One line of a display.

    Args:
        relation: how it follows from the line before, as a key.
        statement: what it says.
        reason: why, as TeX text.
        label: what it is referred to by.
    """

    relation: str
    statement: Any
    reason: str
    label: str


def display(start: Any, rows: Sequence[Row], voice: Voice) -> str:
    """A display of statements.

    Args:
        start: the statement that the first row follows from.
        rows: the lines.
        voice: how statements are printed.
    """
    apart = extent(start) > LONG_START
    indent = 0.0 if apart else extent(start)
    widest = max([extent(start) if apart else 0.0, *(_width(row, indent) for row in rows)])
    columns = widest + GAP + max(words(row.reason) for row in rows)
    layout = _beside if columns <= PAGE else _below
    opening = f"  &{voice.tex(start)} \\notag \\\\" if apart else f"  {voice.tex(start)}"
    lines = [layout(row, voice) for row in rows]
    return "\n".join(["\\begin{align}", opening, " \\\\\n".join(lines), "\\end{align}"])


def _width(row: Row, indent: float) -> float:
    return indent + RELATION + extent(row.statement) + NUMBER


def _beside(row: Row, voice: Voice) -> str:
    return f"{_line(row, voice)} && \\text{{{row.reason}}} \\label{{{row.label}}}"


def _below(row: Row, voice: Voice) -> str:
    relation = f"\\phantom{{{OPERATORS[row.relation]}}}"
    said = f"\\text{{({row.reason})}}" if words(row.reason) < LONG_REASON else _wrapped(row.reason)
    return f"{_line(row, voice)} \\label{{{row.label}}} \\\\\n  &{relation} {said} \\notag"


def _wrapped(reason: str) -> str:
    return f"\\parbox[t]{{{LONG_REASON}em}}{{\\raggedright ({reason})}}"


def _line(row: Row, voice: Voice) -> str:
    return f"  &{OPERATORS[row.relation]} {voice.tex(row.statement)}"
