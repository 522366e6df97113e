"""What there is to work with, found where it is: packages of content, installed additions, the user's files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from symopt.errors import UnknownNameError
from symopt.library.item import Item, kebab
from symopt.library.modules import LibraryError, bound, of_entry_points, of_file, of_package, shown_file


@dataclass(frozen=True)
class Kind:
    """One kind of item.

    Args:
        name: what one of them is called.
        package: where they are kept; additions are installed under an entry point of this name.
        classes: what objects are of this kind, as ``module:class``.
        named: how an item's name follows from the variable that holds it and its title.
    """

    name: str
    package: str
    classes: tuple[str, ...]
    named: Callable[[str, str], str]

    @property
    def plural(self) -> str:
        """What several of them are called."""
        return f"{self.name}s"

    def holds(self, value: Any) -> bool:
        """Whether an object is of this kind."""
        return isinstance(value, tuple(_class(place) for place in self.classes))


def _by_variable(variable: str, title: str) -> str:
    return kebab(variable)


def _by_title(variable: str, title: str) -> str:
    return kebab(title)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("optimizer", "symopt.optimizers", ("symopt.spec:Optimizer",), _by_variable),
        Kind("schedule", "symopt.schedules", ("symopt.spec:Schedule",), _by_variable),
        Kind(
            "objective",
            "symopt.functions",
            (
                "symopt.objectives:Objective",
                "symopt.objectives:FiniteSum",
                "symopt.objectives.vector:VectorObjective",
            ),
            _by_variable,
        ),
        Kind("derivation", "symopt.derivations", ("symopt.derivation:Derivation",), _by_title),
        Kind("example", "symopt.derivations", ("symopt.examples.example:Example",), _by_title),
        Kind("figure", "symopt.figures", ("symopt.plot:Figure",), _by_variable),
    )
}


def items(kind: str) -> tuple[Item, ...]:
    """Everything of one kind, file by file, as their authors ordered it.

    Raises:
        LibraryError: when a file cannot be imported, or two items have one name.

    >>> [item.name for item in items("optimizer") if item.value.name == "Adam"]
    ['adam']
    """
    return _items(kind)


@cache
def _items(kind: str) -> tuple[Item, ...]:
    package = KINDS[kind].package
    modules = [*of_package(package), *of_entry_points(package)]
    return _distinct([item for module in modules for item in _in_module(module, shown_file(module), [kind])])


def find(text: str, *kinds: str) -> Item:
    """The item that a name stands for, or that a user's file holds.

    Args:
        text: a name, such as ``adam`` or ``adam:epsilon-inside``; a path to a Python file, when that holds one such
            item; or ``path.py:name``.
        kinds: the kinds that will do, the likeliest first; all when silent.

    Raises:
        UnknownNameError: when there is no such item.
        LibraryError: when a file cannot be imported.
    """
    wanted = kinds or tuple(KINDS)
    path, name = _path(text)
    if path is None:
        return _named(text, [item for kind in wanted for item in items(kind)], wanted)
    held = in_file(path, *wanted)
    return _named(name, held, wanted, f" in {path}") if name else _only(held, path, wanted)


def in_file(path: Path, *kinds: str) -> tuple[Item, ...]:
    """What a user's own file defines.

    Raises:
        UnknownNameError: when there is no such file.
        LibraryError: when it cannot be imported, or two of its items have one name.
    """
    return tuple(item for item in _in_file(path) if item.kind in (kinds or KINDS))


@cache
def _in_file(path: Path) -> tuple[Item, ...]:
    shown = path.name if path.is_absolute() else str(path)
    return _distinct(list(_in_module(of_file(path), shown, KINDS)))


def is_path(text: str) -> bool:
    """Whether a text names a user's file rather than an item.

    >>> is_path("rules/mine.py"), is_path("mine.py:fast"), is_path("adam:epsilon-inside")
    (True, True, False)
    """
    return _path(text)[0] is not None


def named_like(value: Any, kind: str) -> str | None:
    """The name under which the library holds an object, if it does."""
    return next((item.name for item in items(kind) if item.value is value), None)


def _path(text: str) -> tuple[Path | None, str]:
    file, suffix, name = text.rpartition(".py:") if ".py:" in text else text.rpartition(".py")
    return (Path(f"{file}.py"), name) if suffix and (suffix == ".py:" or not name) else (None, "")


def _in_module(module: ModuleType, shown: str, kinds: Iterable[str]) -> Iterator[Item]:
    seen: set[int] = set()
    for variable, line in bound(module).items():
        for value in _held(vars(module).get(variable)):
            for kind in kinds:
                if id(value) not in seen and KINDS[kind].holds(value):
                    seen.add(id(value))
                    yield from _variants(_item(KINDS[kind], variable, value, module, shown, line))


def _held(value: Any) -> Iterable[Any]:
    """An object, or those in a collection of them."""
    if isinstance(value, Mapping):
        return tuple(value.values())
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _item(kind: Kind, variable: str, value: Any, module: ModuleType, shown: str, line: int) -> Item:
    title = getattr(value, "title", "") or value.name
    return Item(kind.name, kind.named(variable, title), title, value, shown, line, module)


def _variants(item: Item) -> Iterator[Item]:
    yield item
    if item.kind in ("optimizer", "schedule"):
        for variant in item.value.variants:
            value = item.value.variant(variant)
            yield Item(item.kind, f"{item.name}:{variant}", value.name, value, item.file, item.line, item.module)


def _distinct(found: list[Item]) -> tuple[Item, ...]:
    ordered = sorted(found, key=lambda item: (item.kind, item.name))
    for (kind, name), group in groupby(ordered, key=lambda item: (item.kind, item.name)):
        first, *others = group
        if others:
            raise LibraryError(
                f"two {KINDS[kind].plural} are called {name}: at {first.place} and at {others[0].place}",
                "rename one of them; a name follows from the title, or from the variable",
            )
    return tuple(found)


def _named(name: str, held: Iterable[Item], kinds: tuple[str, ...], where: str = "") -> Item:
    known = {item.name: item for item in reversed(list(held))}
    if name.lower() in known:
        return known[name.lower()]
    what = kinds[0] if len(kinds) == 1 else "item"
    raise UnknownNameError(f"there is no {what} {name!r}{where}", _suggestion(name, known, kinds))


def _suggestion(name: str, known: Mapping[str, Item], kinds: tuple[str, ...]) -> str:
    near = get_close_matches(name.lower(), known, n=1)
    one = f" {KINDS[kinds[0]].plural}" if len(kinds) == 1 else ""
    return f"did you mean {near[0]}?" if near else f"`symopt list{one}` shows what there is; a path must end in .py"


def _only(held: tuple[Item, ...], path: Path, kinds: tuple[str, ...]) -> Item:
    whole = [item for item in held if ":" not in item.name]
    if len(whole) == 1:
        return whole[0]
    what = KINDS[kinds[0]].plural if len(kinds) == 1 else "items"
    if not whole:
        raise UnknownNameError(f"{path} defines no {what}", "give one a name at the top level of the file")
    names = " or ".join(f"{path}:{item.name}" for item in whole)
    raise UnknownNameError(f"{path} defines {len(whole)} {what}", f"say which: {names}")


def _class(place: str) -> type:
    module, _, name = place.partition(":")
    found: type = getattr(import_module(module), name)
    return found
