"""Kernels of named optimizers, kept between runs: whoever asks by name for what was made before needs no SymPy."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from time import time
from typing import Any

from symopt.kernels.keeping import folder, keep
from symopt.kernels.kernel import Kernel

CONTENT = "symopt.optimizers."
IMPORTED = time()
LEEWAY = 2.0
"""Seconds by which a process may have begun before it is told to have."""


def kernel_of(optimizer: Any) -> Kernel:
    """The kernel of an optimizer.

    Args:
        optimizer: an ``Optimizer``, or the name of one, or a path, as on the command line.

    Raises:
        RunError: when it is not elementwise.
        UnknownNameError: when there is none of this name.
    """
    if not isinstance(optimizer, str):
        return _lowered(optimizer)
    place = folder() / f"{_digest(optimizer)}.json"
    held = _read(place)
    if held is None:
        held, lasting = _found(optimizer)
        if lasting and _untouched(optimizer):
            with suppress(OSError):
                keep(place, _written(held))
    return held


def rule_of(optimizer: Any) -> Any:
    """The optimizer itself."""
    if not isinstance(optimizer, str):
        return optimizer
    from symopt.library import find

    return find(optimizer, "optimizer").value


def _found(name: str) -> tuple[Kernel, bool]:
    """The kernel of a name, and whether the digest would tell if it changed: not for what another package adds."""
    from symopt.library import find, is_path

    item = find(name, "optimizer")
    return _lowered(item.value), is_path(name) or item.module.__name__.startswith(CONTENT)


def _lowered(optimizer: Any) -> Kernel:
    from symopt.program.lowering import lower
    from symopt.program.program import Program

    return lower(Program.of(optimizer))


def _written(kernel: Kernel) -> bytes:
    content = json.dumps(kernel.to_json()).encode()
    return sha256(content).hexdigest().encode() + b"\n" + content


def _read(place: Path) -> Kernel | None:
    """What was kept, if it is whole."""
    try:
        told, _, content = place.read_bytes().partition(b"\n")
    except OSError:
        return None
    return Kernel.from_json(json.loads(content)) if sha256(content).hexdigest().encode() == told else None


def _digest(name: str) -> str:
    """Differs wherever the kernel could: with the name, this package's sources, SymPy, and a user's own files."""
    found = sha256(f"{name}\n{sys.version_info[:2]}\n".encode())
    for file in _files(name):
        found.update(os.fsencode(file) + b"\n")
        found.update(sha256(file.read_bytes()).digest())
    return found.hexdigest()[:40]


def _files(name: str) -> Iterator[Path]:
    yield from _sources(Path(__file__).parent.parent)
    yield from _sympy()
    yield from _own(name)


def _untouched(name: str) -> bool:
    """Whether no file has changed since this process may have imported it: what it computed is what the files say."""
    latest = _began() - LEEWAY
    return all(file.stat().st_mtime < latest for file in _files(name))


def _began() -> float:
    """When this process began, in seconds of the clock that files are dated by; if nobody knows, when it came here."""
    try:
        told = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
        boot = next(line for line in Path("/proc/stat").read_text("ascii").splitlines() if line.startswith("btime"))
        return int(boot.split()[1]) + int(told[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, LookupError, StopIteration):
        return IMPORTED


def _sources(place: Path) -> Iterator[Path]:
    """The Python files in a folder and in its packages, in a fixed order."""
    with os.scandir(place) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.name.endswith(".py") and entry.is_file():
            yield Path(entry.path)
        elif entry.is_dir() and Path(entry.path, "__init__.py").is_file():
            yield from _sources(Path(entry.path))


def _sympy() -> Iterator[Path]:
    """The file in which SymPy says its version."""
    found = find_spec("sympy")
    if found is not None and found.origin is not None:
        yield Path(found.origin).with_name("release.py")


def _own(name: str) -> Iterator[Path]:
    """A user's file, and those beside it, which it may import."""
    file, suffix, _ = name.rpartition(".py")
    path = Path(f"{file}{suffix}").absolute()
    if suffix and path.is_file():
        yield path
        yield from _sources(path.parent)
