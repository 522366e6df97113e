"""A schedule as a fragment: its value, what its hyperparameters must satisfy, their usual values."""

from sympy import Eq
from sympy.core.function import AppliedUndef

from symopt.book.voice import Voice
from symopt.library.item import Item
from symopt.spec import Schedule
from symopt.symbols import beta, eta, eta_0, k


def schedule(item: Item, voice: Voice) -> str:
    """A schedule and its variants as LaTeX.

    Args:
        item: the schedule.
        voice: the language and the notation.
    """
    value: Schedule = item.value
    parts = [_equation(value, item.name, voice.about(item))]
    for variant in value.variants:
        parts.append(voice.say("fragment.variant", name=variant))
        parts.append(_equation(value.variant(variant), f"{item.name}:{variant}", voice.about(item)))
    if value.requires:
        parts.append(voice.say("fragment.requires", values=list(value.requires)))
    if value.defaults:
        usual = [Eq(letter, number, evaluate=False) for letter, number in value.defaults.items()]
        parts.append(voice.say("fragment.defaults", values=usual))
    return "\n".join(parts) + "\n"


def _equation(value: Schedule, name: str, voice: Voice) -> str:
    line = voice.tex(Eq(stands_for(value), value.value, evaluate=False))
    return f"\\begin{{equation}}\n  {line} \\label{{symopt:{name}}}\n\\end{{equation}}"


def stands_for(value: Schedule) -> AppliedUndef:
    """The letter that a schedule usually stands for, at a step: the learning rate, or the momentum."""
    return (eta if eta_0 in value.hyperparameters else beta)[k]
