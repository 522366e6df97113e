"""A figure as text, LaTeX and data: what is said of it."""

from collections.abc import Iterator
from typing import Any

from symopt.book import Voice
from symopt.library.item import Item
from symopt.plot import Words


def text(item: Item, voice: Voice, steps: bool) -> Iterator[str]:
    """Lines of text."""
    yield item.value.alt(Words(voice.language, voice.spoken))


def tex(item: Item, voice: Voice, steps: bool) -> str:
    """LaTeX."""
    caption: str = item.value.caption(Words(voice.language, voice.spoken))
    return caption


def data(item: Item, voice: Voice) -> dict[str, Any]:
    """What JSON holds."""
    words = Words(voice.language, voice.spoken)
    return {"caption": item.value.caption(words), "alt": item.value.alt(words)}
