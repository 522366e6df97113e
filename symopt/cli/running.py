"""``symopt run``: numbers from the same equations."""

import re
from collections.abc import Sequence
from typing import Any

import click
from sympy import Piecewise

from symopt.book import Voice
from symopt.book.examples import worked
from symopt.cli.reporting import table
from symopt.cli.scheduling import with_schedules
from symopt.errors import ExpressionError, RunError, UnknownNameError
from symopt.examples.example import Example
from symopt.library import find, is_path
from symopt.library.item import Item
from symopt.objectives import FiniteSum, Objective
from symopt.parsing.expressions import parse_point, parse_setting
from symopt.parsing.numerals import parse_number
from symopt.run import MiniBatches, Noisy, Trajectory, run
from symopt.run.oracles import GradientOracle
from symopt.spec import Optimizer
from symopt.spec.writing import written

NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
REASONS = {
    "not-finite": "it is no longer finite",
    "complex": "it is no longer real",
    "zero-division": "it divides by zero",
    "too-large": "it is too large",
    "too-long": "its fraction is too long; --digits 30 rounds it",
    "no-case": "no case of it applies",
    "not-differentiable": "the objective is not differentiable there",
    "singular": "its matrix is singular",
    "not-descent": "the objective does not fall along the direction",
    "no-step": "SciPy finds no step that meets its conditions",
}


def run_optimizer(
    optimizer: str,
    objective: str,
    start: str | None,
    steps: int,
    settings: Sequence[str],
    schedules: Sequence[str],
    batch_size: int | None,
    noise: str | None,
    seed: int,
    exact: bool,
    digits: int | None,
    form: str | None,
) -> None:
    """Run and print."""
    rule, (name, value) = find(optimizer, "optimizer"), _objective(objective)
    function = _concrete(value)
    oracle = _oracle(name, value, batch_size, noise, seed)
    point = _start(start, function)
    chosen = dict(map(parse_setting, settings))
    rule = with_schedules(rule, schedules, chosen, steps)
    if form == "tex":
        if oracle is not None:
            raise RunError("--tex works runs out with exact gradients", "leave out --batch-size and --noise")
        example = Example(rule.title, rule.value, function, point, steps, settings=chosen, digits=digits or 6)
        click.echo(worked(example, f"{rule.name}-on-{name}", Voice().about(rule)), nl=False)
        return
    trajectory = run(rule.value, function, point, steps, "exact" if exact else None, digits, oracle, **chosen)
    _print(trajectory, rule, name, form)
    _note(trajectory)


def _objective(text: str) -> tuple[str, Any]:
    """The name and the objective, of whichever kind, that a name, a path or an expression stands for."""
    if is_path(text):
        item = find(text, "objective")
        return item.name, item.value
    try:
        item = find(text, "objective")
    except UnknownNameError:
        return text, _expression(text)
    return item.name, item.value


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


def _oracle(name: str, value: Any, size: int | None, noise: str | None, seed: int) -> GradientOracle | None:
    """Who estimates gradients, when the user wants them estimated."""
    if size is not None and noise is not None:
        raise RunError("--batch-size and --noise both estimate the gradient", "leave one of them out")
    if noise is not None:
        return Noisy(parse_number(noise), seed)
    if size is not None and not isinstance(value, FiniteSum):
        raise RunError(f"{name} has no examples to make batches of", "take an objective of data, such as anscombe")
    return MiniBatches(value, size, seed) if size is not None else None


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
        shown = trajectory.backend.written
        names = [coordinate.name for coordinate in trajectory.objective.coordinates]
        rows = [(str(step.k), *(str(shown(number)) for number in (*step.w, step.f))) for step in trajectory.steps]
        table(("k", *names, "f"), rows)


def _note(trajectory: Trajectory) -> None:
    """Say on stderr why a run ended before its last step."""
    if trajectory.left is not None:
        left = trajectory.left
        why = REASONS.get(left.reason, left.reason)
        if left.reason == "no-case":
            why = _unmet(trajectory.optimizer, left.letter) or why
        click.echo(f"note: the run ends at step {left.k}, where {left.letter} has no value: {why}", err=True)
    elif trajectory.ended:
        click.echo(f"note: the rule ended the run after {len(trajectory.steps) - 1} steps", err=True)


def _unmet(rule: Optimizer, letter: str) -> str:
    """The conditions under which a letter has a value; it may be one of a procedure: ``a[j] in Armijo``."""
    name, _, procedure = letter.partition(" in ")
    owner: Any = next((called for called in rule.procedures if called.name == procedure), rule)
    rights = [right for left, right in _computed(owner) if left.partition("[")[0] == name.partition("[")[0]]
    cases = [case for right in rights for case in right.atoms(Piecewise) if case.args[-1].cond != True]  # noqa: E712
    unmet = [" or ".join(written(condition) for _, condition in case.args) for case in sorted(cases, key=str)]
    return f"it needs {'; '.join(unmet)}" if unmet else ""


def _computed(rule: Any) -> list[tuple[str, Any]]:
    equations = [(equation.left, equation.right) for equation in rule.equations]
    return [(written(left), right) for left, right in (*equations, *rule.start.items())]
