"""How one set of lecture notes writes letters, indices, gradients and signs: read from a TOML table."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from symopt.errors import OutputError, UnknownNameError, did_you_mean

CANONICAL = "italian-notes"
_GREEK = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi
psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"""
GREEK = tuple(_GREEK.split())
CHOICES = {
    "index": ("subscript", "superscript", "argument"),
    "index_again": ("subscript", "superscript", "argument"),
    "gradient": ("inline", "letter"),
    "fraction": ("coefficient", "whole"),
}
TABLES = {
    "accents": None,
    "letters": None,
    "oracles": ("f", "grad", "hess", "curvature", "normal", "wolfe"),
    "signs": (
        "elementwise",
        "after_fraction",
        "transpose",
        "expectation",
        "drawn",
        "and",
        "or",
        "not",
        "true",
        "false",
    ),
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
        r"""A notation that ships with the package.

        >>> print(Notation.load("italian-notes").oracles["grad"])
        \nabla C

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
        for key in table:
            _require_known(name, "key", key, ("extends", *CHOICES, *TABLES))
        entries = _resolved(table)
        absent = sorted({*CHOICES, "oracles", "signs", "words"} - set(entries))
        if absent:
            raise OutputError(f"notation {name}: {absent[0]} is missing", 'give it, or say extends = "italian-notes"')
        return cls(name=name, **entries)

    def glyph(self, name: str) -> Glyph:
        r"""How a canonical letter is written.

        >>> Notation.load("italian-notes").glyph("lambda_max")
        Glyph(body='\\lambda', subscript='\\max')
        """
        base, parts = _split(name, self.letters)
        body, below = self.letters.get(base) or _letter(base), []
        for part in parts:
            if part in self.accents:
                body = f"{self.accents[part]}{{{body}}}"
            else:
                below.append(self.subscripts.get(part) or _letter(part))
        return Glyph(body, ", ".join(below))


def _split(name: str, known: Mapping[str, str]) -> tuple[str, list[str]]:
    """The longest beginning that has an entry, or else the first part, and the parts that follow."""
    parts = [part for part in name.split("_") if part]
    for end in range(len(parts), 0, -1):
        if "_".join(parts[:end]) in known:
            return "_".join(parts[:end]), parts[end:]
    base = parts[0].rstrip("0123456789") if parts else name
    number = parts[0][len(base) :] if base else ""
    return base or parts[0], [*([number] if number else []), *parts[1:]]


def _letter(name: str) -> str:
    if name in GREEK:
        return f"\\{name}"
    if len(name) == 1 or name.isdigit():
        return name.translate(_SPECIAL)
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


def _resolved(table: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in table.items() if key != "extends"}
    return _merged(_resolved(_read(table["extends"])), own) if "extends" in table else own


def _read(name: str) -> dict[str, Any]:
    if name not in Notation.names():
        raise UnknownNameError(f"there is no notation {name!r}", did_you_mean(name, Notation.names()))
    return tomllib.loads(files("symopt").joinpath("notations", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _load(name: str) -> Notation:
    return Notation.from_table(name, _read(name))
