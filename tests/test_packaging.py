"""What is shipped, and how it is found in a checkout and in a wheel."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

import symopt

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_is_written_once():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "symopt/__init__.py"


def test_the_changelog_begins_with_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", text, re.MULTILINE)[0] == symopt.__version__


@pytest.mark.parametrize("name", ["derivations", "figures"])
def test_a_checkout_finds_content_at_its_top(name):
    package = importlib.import_module(f"symopt.{name}")
    assert str(ROOT / name) in list(package.__path__)
    assert list((ROOT / name).glob("*.py"))


@pytest.mark.parametrize(
    ("version", "included"),
    [("standard", {"derivations": "symopt/derivations", "figures": "symopt/figures"}), ("editable", {})],
)
def test_wheels_ship_content_and_editable_installs_find_it(version, included):
    hatch = pytest.importorskip("hatchling.builders.hooks.plugin.interface")
    del hatch
    content = importlib.import_module("hatch_build").Content
    data = {"force_include": {}}
    content.initialize(content.__new__(content), version, data)
    assert data["force_include"] == included


def test_what_the_source_distribution_names_is_there():
    for name in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]:
        assert (ROOT / name).exists(), name


def test_the_command_is_the_command_lines_main():
    module, _, name = PROJECT["project"]["scripts"]["symopt"].partition(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_types_are_announced():
    assert (ROOT / "symopt/py.typed").exists()


def test_ci_runs_what_the_readme_says():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "python3 tests/readme.py README.md" in script
    for words in ("ruff check", "ruff format --check", "mypy --strict", "lint-imports", 'symopt" verify'):
        assert words in script
