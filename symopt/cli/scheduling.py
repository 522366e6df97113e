"""``--schedule eta=cosine``: a rule whose hyperparameters change with the step."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import click

from symopt.errors import ExpressionError, SpecificationError, did_you_mean
from symopt.library import find
from symopt.library.item import Item
from symopt.program.settings import settle
from symopt.run.schedules import check_steps
from symopt.spec import Schedule
from symopt.spec.scheduling import renamed
from symopt.symbols import Hyper

SCHEDULE = re.compile(r"\s*([A-Za-z]\w*)\s*=\s*(\S.*)", re.ASCII)


def with_schedules(rule: Item, texts: Sequence[str], chosen: Mapping[str, Any], steps: int) -> Item:
    """An optimizer with schedules in place of hyperparameters; says on stderr which letters were renamed.

    Args:
        rule: the optimizer.
        texts: ``eta=cosine``, a letter and the name or the path of a schedule each.
        chosen: the values that hyperparameters are set to.
        steps: how many steps will be taken.

    Raises:
        ExpressionError: for a text of another form.
        UnknownNameError: for a schedule that does not exist.
        SpecificationError: for a letter that the rule does not have, or a value outside its domain.
    """
    if not texts:
        return rule
    given = dict(_placed(rule, text) for text in texts)
    title = f"{rule.title} with {' and '.join(f'{s.name[0].lower()}{s.name[1:]}' for s in given.values())}"
    placed = renamed(rule.value, given, title)
    value = rule.value.where(placed, name=title)
    _note(given, placed)
    values = settle(value, chosen)
    for letter, schedule in placed.items():
        check_steps(title, letter, schedule, values, steps)
    return replace(rule, title=title, value=value)


def _placed(rule: Item, text: str) -> tuple[Hyper, Schedule]:
    found = SCHEDULE.fullmatch(text)
    if not found:
        raise ExpressionError(f"{text!r} puts no schedule in place of a letter", "write it as eta=cosine")
    letters = {letter.name: letter for letter in rule.value.chosen}
    if found[1] not in letters:
        hint = did_you_mean(found[1], letters) if letters else "it has none"
        raise SpecificationError(f"{rule.title} has no hyperparameter {found[1]!r}", hint)
    return letters[found[1]], find(found[2], "schedule").value


def _note(given: Mapping[Hyper, Schedule], placed: Mapping[Hyper, Schedule]) -> None:
    """Say which letters of schedules go by another name."""
    for letter, schedule in placed.items():
        for own in given[letter].hyperparameters:
            if own not in schedule.hyperparameters:
                click.echo(f"note: the {own} of {schedule.name} is called {own}_{letter} here", err=True)
