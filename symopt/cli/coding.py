"""``symopt code``: a rule as source that runs by itself."""

from inspect import signature
from pathlib import Path
from typing import Any

import click

from symopt import targets
from symopt.errors import RunError
from symopt.library import find
from symopt.output import write
from symopt.program import Program
from symopt.program.lowering import lower
from symopt.targets._numpy_asking import source


def code(optimizer: str, backend: str, in_place: bool, output: str | None) -> None:
    """Print the source, or write it and say where it is."""
    options = _options(backend, in_place)
    text = _source(Program.of(find(optimizer, "optimizer").value), backend, options)
    if output is None:
        click.echo(text, nl=False)
    else:
        write(Path(output), text)
        click.echo(output)


def _source(program: Program, backend: str, options: dict[str, Any]) -> str:
    """The source; NumPy's of rules that are not elementwise asks for what it must know."""
    target = targets.find(backend)
    try:
        kernel = lower(program)
    except RunError as error:
        if backend != "numpy":
            raise RunError(error.message, "--backend numpy writes it as a function that asks") from None
        if options:
            raise RunError(error.message, "leave out --in-place, and it is written as a function that asks") from None
        return source(program)
    return target.source(kernel, **options)


def _options(backend: str, in_place: bool) -> dict[str, Any]:
    """What a target's ``source`` is given besides the rule."""
    if not in_place:
        return {}
    able = [name for name in targets.names() if "in_place" in signature(targets.find(name).source).parameters]
    targets.find(backend)
    if backend not in able:
        raise RunError(f"--in-place is not for {backend}", f"it is for {' and '.join(able)}")
    return {"in_place": True}
