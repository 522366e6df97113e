"""An optimizer's rule as a fragment: the equations of one pass, as its specification holds them."""

from collections.abc import Iterator

from sympy import Eq

from symopt.book.voice import Voice
from symopt.latex import update_lines
from symopt.library.item import Item
from symopt.spec import Optimizer


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
        if value.defaults != item.value.defaults:
            parts.append(_defaults(value, voice))
    return "\n".join(part for part in parts if part) + "\n"


def _equations(item: Item, value: Optimizer, name: str, voice: Voice) -> Iterator[str]:
    voice = voice.about(item, value)
    lines = update_lines(value, voice.spoken, voice.order, align="&")
    yield "\\begin{align}"
    yield " \\\\\n".join(f"  {line} \\label{{symopt:{name}:{n}}}" for n, line in enumerate(lines, 1))
    yield "\\end{align}"


def _defaults(value: Optimizer, voice: Voice) -> str:
    values = [Eq(letter, number, evaluate=False) for letter, number in value.defaults.items()]
    return voice.say("fragment.defaults", values=values) if values else ""
