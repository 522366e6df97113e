"""``symopt verify``: every step of the derivations, with verdict and method."""

import json
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import click

from symopt.book import Voice
from symopt.book.derivations import reason
from symopt.checking import Outcome, check_all
from symopt.cli.reporting import cells, code, console, explain, progress, summary, table
from symopt.cli.selecting import selected
from symopt.derivation import Line
from symopt.library.item import Item
from symopt.proof.verdict import Counterexample, Verdict


def verify(items: Sequence[str], as_json: bool, jobs: int) -> int:
    """Check and report; the exit code."""
    wanted, start = selected(items, "derivation"), perf_counter()
    with progress("verifying", len(wanted)) as told:
        outcomes = check_all(wanted, jobs, told)
    if as_json:
        click.echo(json.dumps({"items": [_item(outcome) for outcome in outcomes]}, indent=1))
    else:
        table(("item", "verdict", "methods", "seconds"), [(outcome.item.name, *cells(outcome)) for outcome in outcomes])
    explain(outcomes)
    console(stderr=True).print(summary(outcomes, perf_counter() - start))
    return code(outcomes)


def _item(outcome: Outcome) -> dict[str, Any]:
    found = {
        "item": outcome.item.name,
        "title": outcome.item.title,
        "verdict": outcome.checked.verdict.status if outcome.checked else "undecided",
        "steps": [_step(outcome.item, line, verdict) for line, verdict in outcome.steps],
    }
    return found if outcome.error is None else {**found, "why": outcome.error.message}


def _step(item: Item, line: Line, verdict: Verdict) -> dict[str, Any]:
    voice = Voice().about(item)
    found = {
        "n": line.n,
        "statement_latex": voice.tex(line.statement),
        "reason": reason(line, voice),
        "verdict": verdict.status,
        "method": verdict.method,
        "seconds": round(verdict.seconds, 3),
        "counterexample": counterexample(verdict.counterexample),
    }
    return found if verdict.holds else {**found, "why": why(verdict)}


def counterexample(found: Counterexample | None) -> dict[str, Any] | None:
    """A counterexample with both sides."""
    return None if found is None else {"point": dict(found.point), "left": found.left, "right": found.right}


def why(verdict: Verdict) -> str:
    """Why a claim is not proved."""
    return verdict.why or ("counterexample" if verdict.counterexample else verdict.method)
