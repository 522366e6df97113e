"""``symopt figure``: one figure in one file."""

import click

from symopt.book import Voice
from symopt.library import find
from symopt.plot import Words, save


def draw(name: str, output: str | None, language: str, notation: str) -> None:
    """Draw and say where the file is."""
    item = find(name, "figure")
    words = Words(language, Voice(language, notation).spoken)
    click.echo(save(item.value, output or f"{item.name}.pdf", words))
