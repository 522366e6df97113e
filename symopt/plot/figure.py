"""A figure: how it is drawn, and the facts that its caption and its alternative text are filled with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from symopt.errors import OutputError
from symopt.plot.style import INCH, WIDTH, house_style
from symopt.plot.words import Words
from symopt.prose import phrases

PARTS = ("title", "caption", "alt")


@dataclass(frozen=True)
class Figure:
    """A figure of the book.

    Args:
        name: in kebab-case; the phrases ``figure.NAME.title``, ``.caption`` and ``.alt`` belong to it.
        draw: draws it on an empty matplotlib figure, in the given words.
        facts: computes what fills the slots of caption and alternative text.
        height: as a part of the width.

    Raises:
        OutputError: when one of its phrases is missing.
    """

    name: str
    draw: Callable[[Any, Words], None]
    facts: Callable[[], Mapping[str, Any]]
    height: float = 0.62

    def __post_init__(self) -> None:
        missing = [key for key in map(self._key, PARTS) if key not in phrases("en")]
        if missing:
            raise OutputError(f"figure {self.name}: there is no phrase {missing[0]}", "write it in locale/en.po")

    @property
    def title(self) -> str:
        """What the figure is called in English."""
        return self.heading()

    def heading(self, words: Words | None = None) -> str:
        """What the figure is called."""
        return (words or Words()).say(self._key("title"))

    def caption(self, words: Words | None = None) -> str:
        """What stands below the figure, as TeX text."""
        return (words or Words()).say(self._key("caption"), **self._filled)

    def alt(self, words: Words | None = None) -> str:
        """What is read aloud in the figure's place, without formulas."""
        return (words or Words()).plainly(self._key("alt"), self._filled)

    @cached_property
    def _filled(self) -> Mapping[str, Any]:
        return self.facts()

    def _key(self, part: str) -> str:
        return f"figure.{self.name}.{part}"


def compose(figure: Figure, words: Words | None = None) -> Any:
    """The figure as matplotlib's, in the house style, on no screen and in no global state."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    with house_style():
        canvas = Canvas(figsize=(WIDTH / INCH, WIDTH / INCH * figure.height), layout="constrained")
        FigureCanvasAgg(canvas)
        figure.draw(canvas, words or Words())
        return canvas
