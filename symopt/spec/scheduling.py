"""How schedules take the place of hyperparameters: whose letters are whose, and which values they bring along."""

from collections.abc import Iterable, Mapping
from typing import Any

from symopt.errors import SpecificationError, did_you_mean
from symopt.spec.reading import Rule
from symopt.spec.schedule import Schedule
from symopt.spec.writing import described
from symopt.symbols import Hyper

Table = dict[Any, Any]


def scheduled(rule: Rule, difference: Mapping[Any, Any], name: str) -> tuple[Table, Table]:
    """A difference with each schedule replaced by its expression, and the defaults that the schedules bring.

    Raises:
        SpecificationError: when a schedule stands for something else than a hyperparameter of the rule, or its defaults
            leave the domain of the letter.
    """
    found = renamed(rule, {key: new for key, new in difference.items() if isinstance(new, Schedule)}, name)
    brought: Table = {}
    for letter, schedule in found.items():
        schedule.check_within(name, letter)
        brought.update(schedule.defaults)
    return {**difference, **{letter: schedule.value for letter, schedule in found.items()}}, brought


def renamed(rule: Rule, schedules: Mapping[Any, Schedule], name: str) -> dict[Hyper, Schedule]:
    """Schedules for a rule's letters, none of which share a letter with the rule or with each other.

    A letter that means something else already gets the letter that the schedule stands for as a subscript: the
    ``gamma`` of a schedule for ``eta`` becomes ``gamma_eta``.

    Raises:
        SpecificationError: when a schedule stands for something else than a hyperparameter of the rule.
    """
    found: dict[Hyper, Schedule] = {}
    taken = set(letters_of(rule))
    for letter, schedule in schedules.items():
        check_place(rule, name, letter)
        found[letter] = schedule.apart_from(taken, letter)
        taken.update(found[letter].hyperparameters)
    return found


def letters_of(rule: Rule) -> Iterable[Hyper]:
    """The hyperparameters that a rule reads."""
    found: Iterable[Hyper] = rule.chosen  # type: ignore[attr-defined]  # every rule that is varied has them
    return found


def check_place(rule: Rule, name: str, letter: Any) -> None:
    """Check that a schedule stands for a hyperparameter of the rule.

    Raises:
        SpecificationError: when it does not.
    """
    names = sorted(map(str, letters_of(rule)))
    if not isinstance(letter, Hyper):
        raise SpecificationError(
            f"{name}: a schedule stands for {described(letter)}, which is not a hyperparameter",
            f"let it stand for one of {', '.join(names)}",
        )
    if letter not in set(letters_of(rule)):
        raise SpecificationError(
            f"{name}: {rule.name} has no hyperparameter {str(letter)!r}",
            did_you_mean(str(letter), names) if names else "it has none",
        )
