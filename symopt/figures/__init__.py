"""Figures, one file each."""

from pathlib import Path

_checkout = Path(__file__).parents[2]
if (_checkout / "pyproject.toml").is_file():  # working tree: the content lives at the top level
    __path__.append(str(_checkout / "figures"))
