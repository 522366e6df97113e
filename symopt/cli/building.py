"""``symopt build``: check everything, write it, and say where it is."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from symopt.book import Made, Voice
from symopt.book import build as build_book
from symopt.cli.reporting import blame, cells, code, console, explain, progress, summary, table
from symopt.cli.selecting import everything, selected

KINDS = ("optimizer", "schedule", "derivation", "example", "figure")


def build(items: Sequence[str], out: str, jobs: int, language: str, notation: str) -> int:
    """Build and report; the exit code."""
    wanted, start, folder = selected(items, *KINDS), perf_counter(), Path(out)
    voice = Voice(language, notation)
    _ = voice.spoken  # an unknown language or notation is an error before anything long is computed
    shown = list(dict.fromkeys([*everything(*KINDS), *wanted]))
    with progress("building", len(wanted)) as told:
        made = build_book(wanted, shown, folder, voice, jobs, told)
    table(("item", "kind", "state", "verdict", "methods", "seconds"), map(_row, made))
    outcomes = [one.outcome for one in made if one.outcome is not None]
    explain(outcomes)
    return _conclude(made, folder, summary(outcomes, perf_counter() - start))


def _row(made: Made) -> tuple[str, ...]:
    found = cells(made.outcome) if made.outcome else ("", "", "")
    return made.item.name, made.item.kind, made.state, *found


def _conclude(made: Sequence[Made], folder: Path, said: str) -> int:
    say = console(stderr=True).print
    for one in made:
        if one.error is not None and (one.outcome is None or one.outcome.error is None):
            blame(one.item, one.error)
    failed = [one.item.name for one in made if one.state == "failed"]
    if any(one.outcome for one in made):
        say(said)
    if failed:
        say(f"failed, and left out of the notes: {', '.join(failed)}", style="bold red")
    say(f"The notes are in {folder / 'notes.tex'}. For the PDF:", markup=False)
    say(f"  cd {folder} && latexmk -pdf notes.tex    (or pdflatex notes.tex, twice)", markup=False)
    broken = any(one.error is not None for one in made)
    return 2 if broken else code([one.outcome for one in made if one.outcome is not None])
