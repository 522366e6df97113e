"""How verdicts are told: a progress bar while engines work, a table of items, counterexamples with both sides."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sympy import Eq, MatrixBase

from symopt.checking import FAILING, Outcome
from symopt.derivation import Line
from symopt.errors import SymoptError
from symopt.library.item import Item
from symopt.proof.verdict import Verdict
from symopt.prose import say
from symopt.spec.writing import written
from symopt.statements import Assumption, Tends

STYLES = {"proved": "green", "enclosed": "green", "sampled": "yellow", "fresh": "dim", "built": "green"}
WIDE = 160
"""Columns where no terminal says how many there are."""


def console(stderr: bool = False) -> Console:
    """Where to print."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else WIDE)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[Item], None]]:
    """A progress bar on stderr, and what tells it that an item is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=total)
        yield lambda item: bar.advance(task)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout; words that name a verdict or a state are coloured."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        drawn.add_column(heading, justify="right" if heading == "seconds" else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(f"[{_style(cell)}]{cell}[/]" if _style(cell) else cell.replace("[", "\\[") for cell in row))
    console().print(drawn)


def _style(cell: str) -> str:
    return "bold red" if cell in (*FAILING, "failed") else STYLES.get(cell, "")


def cells(outcome: Outcome) -> tuple[str, str, str]:
    """Verdict, methods and time of an outcome."""
    if outcome.checked is None:
        return "failed", "", ""
    methods = dict.fromkeys(step.method for step in outcome.checked.verdicts)
    return outcome.checked.verdict.status, ", ".join(methods), f"{outcome.seconds:.2f}"


def explain(outcomes: Iterable[Outcome]) -> None:
    """Say on stderr which steps do not hold, and why."""
    for outcome in outcomes:
        if outcome.error is not None:
            blame(outcome.item, outcome.error)
        for line, verdict in outcome.steps:
            if not verdict.holds:
                _explain_step(outcome.item, line, verdict)


def blame(item: Item, error: SymoptError) -> None:
    """Say on stderr what is wrong with an item."""
    _say(f"error: {item.name} at {item.place}: {error.message}")
    _say(f"hint: {error.hint}" if error.hint else "")


def _explain_step(item: Item, line: Line, verdict: Verdict) -> None:
    _say(f"\n{item.name} at {item.place}: step {line.n} is {verdict.status}")
    _say(f"  {stated(line.before)}\n    {SIGNS[line.relation]} {stated(line.statement)}")
    _say(f"  {told(line.reason.phrase, line.reason.words)}")
    counterexample = verdict.counterexample
    if counterexample is not None:
        at = ", ".join(f"{name} = {value}" for name, value in counterexample.point) or "every point"
        _say(f"  at {at}:\n    one side is  {counterexample.left}\n    the other is {counterexample.right}")
    if verdict.why:
        _say(f"  because: {verdict.why}")


SIGNS = {"eq": "=", "to": "->", "approx": "~", "iff": "<=>", "implies": "=>", "le": "<=", "ge": ">="}


def stated(statement: Any) -> str:
    """A statement in a line of text."""
    if isinstance(statement, Eq):
        return f"{written(statement.lhs)} = {written(statement.rhs)}"
    if isinstance(statement, Tends):
        body, index, limit = statement.args
        return f"{written(body)} -> {written(limit)} as {index} -> oo"
    return written(rows(statement) if isinstance(statement, MatrixBase) else statement)


def told(key: str, words: Mapping[str, Any]) -> str:
    """A phrase as a line of text, its formulas as the specification writes them.

    >>> from symopt.symbols import k
    >>> told("reason.induction", {"index": k})
    'by induction on k'
    """
    plain: dict[str, Any] = {slot: _plain(value) for slot, value in words.items()}
    return say(key, **plain).replace("``", '"').replace("''", '"')


def _plain(value: Any) -> str:
    if isinstance(value, Assumption):
        return told(f"assumption.{value.key}", {"facts": value.facts})
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value))
    return value if isinstance(value, str) else stated(value)


def rows(matrix: MatrixBase) -> list[Any]:
    """A matrix row by row; a column in one row."""
    listed: list[Any] = matrix.T.tolist()[0] if matrix.cols == 1 else matrix.tolist()
    return listed


def _say(text: str) -> None:
    if text:
        console(stderr=True).print(text, markup=False, soft_wrap=True)


def code(outcomes: Iterable[Outcome]) -> int:
    """The exit code: 2 when something could not be checked, 1 when a claim does not hold, 0 otherwise."""
    found = list(outcomes)
    if any(outcome.error for outcome in found):
        return 2
    return 0 if all(outcome.holds for outcome in found) else 1


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    """How many derivations came to which verdict."""
    verdicts = [outcome.checked.verdict.status if outcome.checked else "failed" for outcome in outcomes]
    counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in dict.fromkeys(sorted(verdicts)))
    noun = "derivation" if len(verdicts) == 1 else "derivations"
    return f"{len(verdicts)} {noun}: {counts}, in {seconds:.1f} s" if verdicts else "no derivations"
