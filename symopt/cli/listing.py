"""``symopt list``: what there is."""

import json

import click

from symopt.cli.reporting import table
from symopt.errors import UnknownNameError, did_you_mean
from symopt.library import KINDS, items


def list_items(kind: str | None, as_json: bool) -> None:
    """Print the items of one kind, or of all."""
    found = [item for name in _kinds(kind) for item in items(name)]
    rows = [{"kind": item.kind, "name": item.name, "title": item.title, "file": item.file} for item in found]
    if as_json:
        click.echo(json.dumps({"items": rows}, indent=1))
    else:
        table(("kind", "name", "title", "file"), [tuple(row.values()) for row in rows])


def _kinds(text: str | None) -> list[str]:
    names = {form: kind.name for kind in KINDS.values() for form in (kind.name, kind.plural)}
    if text is None:
        return list(KINDS)
    if text.lower() not in names:
        raise UnknownNameError(
            f"there is no kind {text!r}", did_you_mean(text, [kind.plural for kind in KINDS.values()])
        )
    return [names[text.lower()]]
