"""``symopt run``: numbers from the same equations."""

import re
from collections.abc import Sequence
from typing import Any

import click

from symopt.book import Voice
from symopt.book.examples import worked
from symopt.cli.reporting import table
from symopt.errors import ExpressionError, RunError, UnknownNameError
from symopt.examples.example import Example
from symopt.library import find, is_path
from symopt.library.item import Item
from symopt.objectives import Objective
from symopt.parsing.expressions import parse_point, parse_setting
from symopt.run import Trajectory, run

NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
REASONS = {
    "not-finite": "it is no longer finite",
    "complex": "it is no longer real",
    "zero-division": "it divides by zero",
    "too-large": "it is too large",
    "too-long": "its fraction is too long; --digits 30 rounds it",
    "no-case": "no case of it applies",
    "not-differentiable": "the objective is not differentiable there",
}


def run_optimizer(
    optimizer: str,
    objective: str,
    start: str | None,
    steps: int,
    settings: Sequence[str],
    exact: bool,
    digits: int | None,
    form: str | None,
) -> None:
    """Run and print."""
    rule, (name, function) = find(optimizer, "optimizer"), _objective(objective)
    point = _start(start, function)
    chosen = dict(map(parse_setting, settings))
    if form == "tex":
        example = Example(rule.title, rule.value, function, point, steps, settings=chosen, digits=digits or 6)
        click.echo(worked(example, f"{rule.name}-on-{name}", Voice().about(rule)), nl=False)
        return
    trajectory = run(rule.value, function, point, steps, "exact" if exact else None, digits, **chosen)
    _print(trajectory, rule, name, form)
    _note(trajectory)


def _objective(text: str) -> tuple[str, Objective]:
    """The name and the objective that a name, a path or an expression stands for."""
    if is_path(text):
        item = find(text, "objective")
        return item.name, _concrete(item.value)
    try:
        item = find(text, "objective")
    except UnknownNameError:
        return text, _expression(text)
    return item.name, _concrete(item.value)


def _expression(text: str) -> Objective:
    """The objective that an expression says; a word that says none was meant as a name."""
    try:
        return Objective.from_text(text)
    except ExpressionError:
        if NAME.fullmatch(text):
            find(text, "objective")
        raise


def _concrete(value: Any) -> Objective:
    found: Objective = value if isinstance(value, Objective) else value.concrete()
    return found


def _start(text: str | None, objective: Objective) -> Sequence[Any]:
    if text is not None:
        return parse_point(text)
    if "start" not in objective.points:
        raise RunError(f"{objective.name} names no start", f'give one: --start "{",".join("1" * objective.dimension)}"')
    point: Sequence[Any] = objective.points["start"]
    return point


def _print(trajectory: Trajectory, rule: Item, objective: str, form: str | None) -> None:
    if form == "json":
        click.echo(trajectory.to_json(rule.name, objective))
    elif form == "csv":
        click.echo(trajectory.to_csv(), nl=False)
    else:
        written = trajectory.backend.written
        names = [coordinate.name for coordinate in trajectory.objective.coordinates]
        rows = [(str(step.k), *(str(written(number)) for number in (*step.w, step.f))) for step in trajectory.steps]
        table(("k", *names, "f"), rows)


def _note(trajectory: Trajectory) -> None:
    """Say on stderr why a run ended before its last step."""
    if trajectory.left is not None:
        left = trajectory.left
        why = REASONS.get(left.reason, left.reason)
        click.echo(f"note: the run ends at step {left.k}, where {left.letter} has no value: {why}", err=True)
    elif trajectory.ended:
        click.echo(f"note: the rule ended the run after {len(trajectory.steps) - 1} steps", err=True)
