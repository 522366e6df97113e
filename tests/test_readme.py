"""The README against what it speaks of: nothing in it may drift."""

import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from symopt.cli.commands import cli
from symopt.library import find
from symopt.optimizers.adam import adam
from tests.readme import blocks, commands

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = list(blocks(README, "console"))


def said(command: str) -> list[str]:
    """The lines that a command prints, without what pads a table."""
    arguments = shlex.split(command)
    assert arguments[0] == "symopt"
    result = CliRunner().invoke(cli, arguments[1:], catch_exceptions=False, standalone_mode=False)
    return [line.rstrip() for line in result.stdout.splitlines()]


def test_there_are_two_commands_and_each_stands_on_one_line():
    assert commands(README) == [
        "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/symopt build",
        ".venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
    ]


def test_adam_is_shown_as_it_is():
    block, shown = next(blocks(README, "python")), {}
    exec(block, shown)
    assert shown["adam"].updates == adam.updates
    assert shown["adam"].defaults == adam.defaults
    _, equations = block.removesuffix("\n)").split("\n\nadam = ")
    assert equations in (ROOT / "symopt/optimizers/adam.py").read_text(encoding="utf-8")


def test_the_latex_is_what_the_command_prints():
    latex = next(blocks(README, "latex"))
    assert latex == "\n".join(said("symopt show adam --tex"))[: len(latex)]


@pytest.mark.parametrize("session", SESSIONS)
def test_the_sessions_are_what_the_commands_print(session):
    prompt, *expected = session.splitlines()
    assert prompt.startswith("$ symopt ")
    assert said(prompt.removeprefix("$ ")) == expected


def test_there_are_sessions():
    assert len(SESSIONS) == 3


def test_the_figure_is_there_with_its_alternative_text():
    alt = find("ravine-path", "figure").value.alt()
    assert f"![{alt}](docs/ravine-path.svg)" in README
    assert (ROOT / "docs/ravine-path.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_commands_named_exist():
    named = {line.split("`symopt ")[1].split()[0].strip("`") for line in README.splitlines() if "| `symopt " in line}
    assert named == set(cli.commands)


def test_extras_that_the_commands_install_exist():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {"test", "lint"} <= set(extras)


def test_unclosed_and_foreign_blocks_are_no_commands():
    text = "```python\n1\n```\n```sh\na\n```\ntext\n```sh\nb\nc\n```\n"
    assert commands(text) == ["a", "b\nc"]
