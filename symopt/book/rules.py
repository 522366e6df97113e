"""An optimizer's rule as a fragment: the equations of one pass, as its specification holds them."""

from collections.abc import Iterator
from typing import Any

from sympy import Eq

from symopt.book.voice import Voice
from symopt.latex import update_lines
from symopt.library.item import Item
from symopt.spec import Optimizer
from symopt.spec.reading import name_of


def rule(item: Item, voice: Voice) -> str:
    """An optimizer and its variants as LaTeX.

    Args:
        item: the optimizer.
        voice: the language and the notation.
    """
    parts = [*_equations(item, item.value, item.name, voice), _defaults(item.value, voice)]
    for variant in item.value.variants:
        value = item.value.variant(variant)
        parts += [
            voice.say("fragment.variant", name=variant),
            *_equations(item, value, f"{item.name}:{variant}", voice),
        ]
        parts.append(_defaults(value, voice, but=item.value))
    return "\n".join(part for part in parts if part) + "\n"


def _equations(item: Item, value: Optimizer, name: str, voice: Voice) -> Iterator[str]:
    voice = voice.about(item, value)
    lines = update_lines(value, voice.spoken, voice.order, align="&")
    yield "\\begin{align}"
    yield " \\\\\n".join(f"  {line} \\label{{symopt:{name}:{n}}}" for n, line in enumerate(lines, 1))
    yield "\\end{align}"
    start = _worth_telling(value)
    if start:
        yield voice.say("fragment.rule-start", values=start)
    if value.until is not None:
        yield voice.say("fragment.rule-until", condition=value.until)


def _worth_telling(value: Optimizer) -> dict[Any, Any]:
    """What a rule starts from; a hyperparameter such as ``s_0`` already reads as the letter s at 0."""
    return {left: right for left, right in value.start.items() if str(right) != f"{name_of(left)}_{left.args[0]}"}


def _defaults(value: Optimizer, voice: Voice, but: Optimizer | None = None) -> str:
    """The defaults, but not those that another rule has too."""
    told = {letter: number for letter, number in value.defaults.items() if but is None or but.default(letter) != number}
    values = [Eq(letter, number, evaluate=False) for letter, number in told.items()]
    return voice.say("fragment.defaults", values=values) if values else ""
