"""A worked example as a fragment: symbol = formula = numbers = result, then every step in a table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sympy import Eq, Expr

from symopt.book.voice import Voice
from symopt.examples.example import Example
from symopt.examples.lines import Line
from symopt.examples.roundings import Disagreement
from symopt.examples.worked import component, value_at
from symopt.latex import OPERATORS
from symopt.library.item import Item
from symopt.program.settings import settle
from symopt.symbols import k


def example(item: Item, voice: Voice) -> str:
    """A worked example as LaTeX.

    Args:
        item: the example.
        voice: the language and the notation.
    """
    return worked(item.value, item.name, voice.about(item))


def worked(value: Example, name: str, voice: Voice) -> str:
    """A run worked out: its setting, its first steps line by line, every point in a table, the notes' slips."""
    lines = [line for line in value.example.lines if line.step <= value.worked]
    parts = [
        _setting(value, voice),
        "\\begin{align}",
        " \\\\\n".join(_line(line, f"symopt:{name}:{n}", voice) for n, line in enumerate(lines, 1)),
        "\\end{align}",
        _table(value, voice),
        *_slips(value, voice),
    ]
    return "\n".join(parts) + "\n"


def _setting(value: Example, voice: Voice) -> str:
    chosen = settle(value.optimizer, value.settings)
    return voice.say(
        "fragment.setting",
        rule=value.optimizer.name,
        function=Eq(value_at(value.objective.coordinates), value.objective.expression, evaluate=False),
        values=[Eq(letter, chosen[letter.name], evaluate=False) for letter in value.optimizer.hyperparameters],
        slopes=value.example.gradient,
    )


def _line(line: Line, label: str, voice: Voice) -> str:
    symbol, result = voice.tex(line.symbol), voice.tex(line.result.shown)
    rounded = OPERATORS["eq" if line.result.whole else "approx"]
    if line.formula is None:
        return f"  {symbol} &{rounded} {result} \\label{{{label}}}"
    put = OPERATORS["eq" if all(number.whole for number in line.inputs.values()) else "approx"]
    numbers = voice.tex(line.formula, values=line.values)
    opening = f"  {symbol} &= {voice.tex(line.formula)} \\notag \\\\"
    return f"{opening}\n  &{put} {numbers} {rounded} {result} \\label{{{label}}}"


def _table(value: Example, voice: Voice) -> str:
    """Every point of the run, to the digits of the example."""
    axes = value.objective.coordinates
    head = [voice.tex(letter) for letter in (k, *axes, value_at(axes))]
    rows = [_row(value, step.k, voice) for step in value.example.trajectory.steps]
    return "\n".join(
        [
            "\\begin{center}",
            f"\\begin{{tabular}}{{r{'r' * len(axes)}r}}",
            "\\toprule",
            f"{_cells(head)} \\\\",
            "\\midrule",
            *(f"{_cells(row)} \\\\" for row in rows),
            "\\bottomrule",
            "\\end{tabular}",
            "\\end{center}",
        ]
    )


def _row(value: Example, step: int, voice: Voice) -> list[str]:
    point = [component("w", n, step) for n in range(1, value.objective.dimension + 1)]
    return [str(step), *(voice.tex(_short(value, symbol)) for symbol in (*point, value_at(point)))]


def _short(value: Example, symbol: Expr) -> Expr:
    """A number to the digits of the example, though it may end later."""
    return replace(value.example.line(symbol).result, exact=False).shown


def _cells(row: Sequence[str]) -> str:
    return " & ".join(f"${cell}$" for cell in row)


def _slips(value: Example, voice: Voice) -> Iterator[str]:
    """Where lecture notes print another number, and which rounding gives it."""
    for symbol, found in value.disagreements:
        yield voice.say("fragment.notes-print", symbol=symbol, printed=found.printed, exact=found.exact)
        yield _cause(found, voice)


def _cause(found: Disagreement, voice: Voice) -> str:
    if not found.causes:
        return voice.say("fragment.no-cause")
    cause = found.causes[0]
    if not cause.inputs:
        return voice.say("fragment.rounded-otherwise", way=voice.say(f"rounding.{cause.roundings[0]}"))
    values = [Eq(letter, number, evaluate=False) for letter, number in cause.inputs]
    return voice.say("fragment.rounded-inputs", values=values, result=cause.value)
