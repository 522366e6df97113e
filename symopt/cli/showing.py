"""``symopt show``: one item as text, LaTeX or JSON."""

import json
from importlib import import_module

import click

from symopt.book import Voice
from symopt.library import find


def show(item: str, form: str | None, steps: bool, language: str, notation: str) -> None:
    """Print one item."""
    found, voice = find(item), Voice(language, notation)
    shown = import_module(f"symopt.cli.shown.{found.kind}")
    if form == "tex":
        click.echo(shown.tex(found, voice, steps).rstrip("\n"))
    elif form == "json":
        head = {"kind": found.kind, "name": found.name, "title": found.title, "file": found.file}
        click.echo(json.dumps({**head, **shown.data(found, voice)}, indent=1))
    else:
        click.echo(f"{found.title} ({found.kind} {found.name}, {found.place})")
        for line in shown.text(found, voice, steps):
            click.echo(f"  {line}")
