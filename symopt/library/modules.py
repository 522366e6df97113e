"""How files of content are imported, and what they bind; one that cannot be imported is an error with its line."""

import ast
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from symopt.errors import SymoptError, UnknownNameError

CONTENT = ("symopt.derivations.", "symopt.figures.")
"""Packages whose files live at the top of the working tree."""


class LibraryError(SymoptError):
    """A file of content that cannot be used."""


def of_package(package: str) -> Iterator[ModuleType]:
    """The modules of a package, by name.

    Raises:
        LibraryError: when one cannot be imported.
    """
    found = importlib.import_module(package)
    for name in sorted(module.name for module in iter_modules(found.__path__)):
        if not name.startswith("_"):
            yield _imported(f"{package}.{name}")


def of_entry_points(group: str) -> Iterator[ModuleType]:
    """The modules that installed distributions add: an entry point names a module, or a package of modules.

    Raises:
        LibraryError: when one cannot be imported.
    """
    for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
        module = _pointed_at(point)
        yield from of_package(module.__name__) if hasattr(module, "__path__") else (module,)


def of_file(path: Path) -> ModuleType:
    """A user's own file as a module; it may import the files beside it.

    Raises:
        UnknownNameError: when there is no such file.
        LibraryError: when it cannot be imported.
    """
    if not path.is_file():
        raise UnknownNameError(f"there is no file {path}", "give the path of a Python file that defines the item")
    name = f"symopt_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    with _beside(path):
        _run(lambda: spec.loader.exec_module(module), str(path.resolve()), str(path))  # type: ignore[union-attr]
    return module


def shown_file(module: ModuleType) -> str:
    """A module's file as messages and outputs name it: the same wherever the package is installed."""
    name = module.__name__
    for package in CONTENT:
        if name.startswith(package):
            name = name.removeprefix("symopt.")
    return f"{name.replace('.', '/')}.py"


def bound(module: ModuleType) -> dict[str, int]:
    """The public names that a module's own source gives values to, and the line of each; imports are not among them."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    names: dict[str, int] = {}
    for node in _top(tree.body):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and not node.id.startswith("_"):
            names.setdefault(node.id, node.lineno)
    return names


def _top(body: list[Any]) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported."""
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            yield from _top(list(ast.iter_child_nodes(node)))


def _imported(name: str) -> ModuleType:
    spec = importlib.util.find_spec(name)
    origin = spec.origin if spec and spec.origin else name
    package, _, stem = name.rpartition(".")
    shown = f"{package.removeprefix('symopt.') if f'{package}.' in CONTENT else package.replace('.', '/')}/{stem}.py"
    module: ModuleType = _run(lambda: importlib.import_module(name), origin, shown)
    return module


def _pointed_at(point: EntryPoint) -> ModuleType:
    module: ModuleType = _run(lambda: importlib.import_module(point.module), "", f"entry point {point.name}")
    return module


@contextmanager
def _beside(path: Path) -> Iterator[None]:
    folder = str(path.resolve().parent)
    sys.path.append(folder)  # last, so that no file of the user's hides a library
    try:
        yield
    finally:
        sys.path.remove(folder)


def _run(import_: Callable[[], Any], origin: str, shown: str) -> Any:
    try:
        return import_()
    except LibraryError:
        raise
    except SymoptError as error:
        raise LibraryError(f"{shown}:{_line(error, origin)}: {error.message}", error.hint) from error
    except SyntaxError as error:
        raise LibraryError(f"{shown}:{error.lineno}: {error.msg}", "mend this line; it is not Python") from error
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise LibraryError(f"{shown}:{_line(error, origin)}: {what}", "mend this line of the file") from error


def _line(error: BaseException, origin: str) -> int:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == origin]
    return (own or [frames[-1].lineno])[-1] or 1
