"""The command line: what goes wrong is said on stderr as ``error:`` and ``hint:``; the exit code tells how it ended."""

import sys
from collections.abc import Sequence

import click

from symopt.cli.commands import cli
from symopt.errors import SymoptError

USAGE, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0, 1 when a claim is refuted or undecided, 2 for bad input, 130 when interrupted."""
    sys.exit(_code(arguments))


def _code(arguments: Sequence[str] | None) -> int:
    try:
        return cli.main(arguments, prog_name="symopt", standalone_mode=False) or 0
    except click.exceptions.Abort:
        complain("interrupted", "what was there before is unchanged")
        return INTERRUPTED
    except click.UsageError as error:
        complain(_lower(error.format_message()), _usage(error))
    except click.ClickException as error:
        complain(_lower(error.format_message()))
    except SymoptError as error:
        complain(error.message, error.hint)
    return USAGE


def complain(message: str, hint: str = "") -> None:
    """Say on stderr what is wrong and how to mend it."""
    click.echo(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)
    if hint:
        click.echo(f"{click.style('hint:', fg='cyan', bold=True)} {hint}", err=True)


def _lower(message: str) -> str:
    """Click's sentences in the style of ours."""
    return (message[:1].lower() + message[1:]).rstrip(".")


def _usage(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "symopt"
    return f"`{command} --help` shows how it is used"
