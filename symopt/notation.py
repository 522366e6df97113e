"""How one set of lecture notes writes letters, indices, gradients and signs: read from a TOML table."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from symopt.errors import OutputError, UnknownNameError, did_you_mean

CANONICAL = "italian-notes"
GREEK = tuple(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega"
    " Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split()
)
CHOICES = {
    "index": ("subscript", "superscript", "argument"),
    "index_again": ("subscript", "superscript", "argument"),
    "gradient": ("inline", "letter"),
    "fraction": ("coefficient", "whole"),
}
TABLES = {
    "accents": None,
    "letters": None,
    "oracles": ("f", "grad", "hess", "curvature", "normal"),
    "signs": ("elementwise", "after_fraction", "transpose", "expectation", "and", "or", "not", "true", "false"),
    "subscripts": None,
    "words": ("otherwise",),
}
_SPECIAL = str.maketrans(
    {c: f"\\{c}" for c in "%#&$_{} "} | {"\\": "\\backslash{}", "^": "\\hat{}", "~": "\\sim{}"}  # what TeX would obey
)


@dataclass(frozen=True)
class Glyph:
    """A letter as it is written: its body and the subscript that belongs to its name."""

    body: str
    subscript: str = ""


@dataclass(frozen=True, kw_only=True)
class Notation:
    """One way to write the canonical letters.

    Args:
        name: what the notation is called.
        index: where a sequence carries its index: ``subscript``, ``superscript`` or ``argument``.
        index_again: the same for letters that have a subscript already, such as ``w_1``.
        gradient: ``inline`` writes ``g[k]`` as the gradient that it stands for, ``letter`` as a letter.
        fraction: ``coefficient`` keeps vectors behind a fraction, ``whole`` lets them stand above its line.
        letters: canonical name to LaTeX; a name with accents or subscripts is composed when it has no entry.
        accents: the last part of a name to the command that it asks for.
        subscripts: parts of names that are written as a subscript of another look.
        oracles: what stands before the point: the objective, its gradient, its Hessian.
        signs: products, transposes, connectives.
        words: the few words that stand inside formulas.

    Raises:
        OutputError: when a key, a choice or a value is not one that the printer knows.
    """

    name: str
    index: str
    index_again: str
    gradient: str
    fraction: str
    oracles: Mapping[str, str]
    signs: Mapping[str, str]
    words: Mapping[str, str]
    letters: Mapping[str, str] = field(default_factory=dict)
    accents: Mapping[str, str] = field(default_factory=dict)
    subscripts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, choices in CHOICES.items():
            _require_known(self.name, key, getattr(self, key), choices)
        for key, known in TABLES.items():
            _check_table(self.name, key, getattr(self, key), known)

    @staticmethod
    def load(name: str) -> "Notation":
        """A notation that ships with the package.

        >>> Notation.load("italian-notes").oracles["grad"]
        '\\\\nabla C'

        Raises:
            UnknownNameError: when there is no such notation.
        """
        return _load(name)

    @staticmethod
    def names() -> tuple[str, ...]:
        """The notations that ship with the package."""
        found = files("symopt").joinpath("notations").iterdir()
        return tuple(sorted(entry.name.removesuffix(".toml") for entry in found if entry.name.endswith(".toml")))

    @classmethod
    def from_table(cls, name: str, table: Mapping[str, Any]) -> "Notation":
        """A notation from a TOML table; ``extends`` names the notation from which it takes what it leaves out."""
        entries = {key: value for key, value in table.items() if key != "extends"}
        for key in entries:
            _require_known(name, "key", key, (*CHOICES, *TABLES))
        if "extends" in table:
            entries = _merged(_entries(table["extends"]), entries)
        absent = sorted({*CHOICES, "oracles", "signs", "words"} - set(entries))
        if absent:
            raise OutputError(f"notation {name}: {absent[0]} is missing", 'give it, or say extends = "italian-notes"')
        return cls(name=name, **entries)

    def glyph(self, name: str) -> Glyph:
        """How a canonical letter is written.

        >>> Notation.load("italian-notes").glyph("lambda_max")
        Glyph(body='\\\\lambda', subscript='\\\\max')
        """
        if name in self.letters:
            return Glyph(self.letters[name])
        stem, _, last = name.rpartition("_")
        if stem and last in self.accents:
            inner = self.glyph(stem)
            return Glyph(f"{self.accents[last]}{{{inner.body}}}", inner.subscript)
        base, _, below = _split(name)
        return Glyph(_letter(self.letters.get(base, base)), self._below(below))

    def _below(self, name: str) -> str:
        parts = [self.subscripts.get(part) or _letter(part) for part in name.split("_") if part]
        return ", ".join(parts)


def _split(name: str) -> tuple[str, str, str]:
    if "_" in name.strip("_"):
        return name.partition("_")
    base = name.rstrip("0123456789")
    return (base, "_", name[len(base) :]) if base else (name, "", "")


def _letter(name: str) -> str:
    if name in GREEK:
        return f"\\{name}"
    if len(name) == 1 or name.isdigit() or name.startswith("\\"):
        return name if len(name) > 1 else name.translate(_SPECIAL)
    return f"\\mathrm{{{name.translate(_SPECIAL)}}}"


def named(name: str) -> str:
    """A whole word as the name of a function."""
    return f"\\operatorname{{{name.translate(_SPECIAL)}}}"


def _require_known(notation: str, what: str, found: Any, known: tuple[str, ...]) -> None:
    if found not in known:
        raise OutputError(f"notation {notation}: {what} {found!r} is not known", did_you_mean(str(found), known))


def _check_table(notation: str, key: str, table: Any, known: tuple[str, ...] | None) -> None:
    if not isinstance(table, Mapping):
        raise OutputError(f"notation {notation}: {key} is not a table", f"write it as [{key}]")
    for entry, code in table.items():
        if known is not None:
            _require_known(notation, f"{key} entry", entry, known)
        if not isinstance(code, str):
            raise OutputError(f"notation {notation}: {key}.{entry} is not a text", f'write {entry} = "..."')
    for entry in known or ():
        if entry not in table:
            raise OutputError(f"notation {notation}: {key}.{entry} is missing", f'write {entry} = "..." under [{key}]')


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    tables = {key: {**below.get(key, {}), **above[key]} for key in TABLES if isinstance(above.get(key), Mapping)}
    return {**below, **above, **tables}


def _entries(name: str) -> dict[str, Any]:
    table = _read(name)
    own = {key: value for key, value in table.items() if key != "extends"}
    return _merged(_entries(table["extends"]), own) if "extends" in table else own


def _read(name: str) -> dict[str, Any]:
    if name not in Notation.names():
        raise UnknownNameError(f"there is no notation {name!r}", did_you_mean(name, Notation.names()))
    return tomllib.loads(files("symopt").joinpath("notations", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _load(name: str) -> Notation:
    return Notation.from_table(name, _read(name))
