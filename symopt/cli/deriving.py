"""``symopt derive``: results that the engine computes itself, checked and printed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from symopt.book import Voice
from symopt.checking import Outcome, check_all
from symopt.cli.reporting import SIGNS, code, explain, progress, stated, told
from symopt.cli.selecting import about
from symopt.library import find, in_file, is_path, named_like
from symopt.library.item import Item, kebab


def derive(name: str, as_json: bool, jobs: int) -> int:
    """Compute, check and print; the exit code."""
    subject, wanted = _subject(name)
    computed = [replace(item, value=item.value.computed()) for item in wanted]
    with progress("deriving", len(computed)) as told:
        outcomes = check_all(computed, jobs, told)
    if as_json:
        properties = {outcome.item.name: _property(outcome) for outcome in outcomes}
        click.echo(json.dumps({"optimizer": subject, "properties": properties}, indent=1))
    else:
        _print(outcomes)
    explain(outcomes)
    return code(outcomes)


def _subject(name: str) -> tuple[str | None, list[Item]]:
    """The optimizer, and the derivations that are asked for."""
    if is_path(name) and not name.rpartition(".py")[2]:
        from pathlib import Path

        held = in_file(Path(name), "derivation")
        if held:
            return _optimizer(held[0]), list(held)
    item = find(name, "derivation", "optimizer")
    if item.kind == "derivation":
        return _optimizer(item), [item]
    found = about(item)
    if not found:
        click.echo(f"note: no derivation is about {item.name} yet", err=True)
    return item.name, found


def _optimizer(item: Item) -> str | None:
    """The name of the optimizer that a derivation is about first."""
    for optimizer in item.value.optimizers:
        return named_like(optimizer, "optimizer") or kebab(optimizer.name)
    return None


def _property(outcome: Outcome) -> dict[str, Any]:
    if outcome.checked is None:
        said = str(outcome.error)
        return {"latex": "", "sympy": "", "assumptions": [], "verdict": "undecided", "method": "", "why": said}
    value, voice, verdict = outcome.item.value, Voice().about(outcome.item), outcome.checked.verdict
    methods = dict.fromkeys(step.method for step in outcome.checked.verdicts)
    return {
        "latex": voice.tex(value.result),
        "sympy": str(value.result),
        "assumptions": [voice.tex(fact) for assumption in value.assumed for fact in assumption.facts],
        "verdict": verdict.status,
        "method": next(iter(methods)) if len(methods) == 1 else verdict.method,
    }


def _print(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.checked is not None:
            value = outcome.item.value
            click.echo(f"{outcome.item.title}: {outcome.checked.verdict.status}")
            click.echo(f"  {stated(value.start)} {SIGNS[value.relation]} {stated(value.result)}")
            for assumption in value.assumed:
                click.echo(f"  assuming that {told(f'assumption.{assumption.key}', {'facts': assumption.facts})}")
