"""Shared objects kept by what they are made from: the source, the flags, the compiler, the machine."""

import os
from ctypes import CDLL
from hashlib import sha256
from pathlib import Path

from symopt.errors import RunError
from symopt.kernels.keeping import folder, keep
from symopt.targets._compiler import FLAGS, OTHERWISE, Compiler

CPU = Path("/proc/cpuinfo")
STANZA = 4096


def loaded(source: str, options: tuple[str, ...], compiler: Compiler) -> CDLL:
    """The shared object of a source, compiled unless it is kept already.

    What is kept is loaded only if its content is what was written: a file cut short would stop the process.

    Raises:
        RunError: when the compiler fails.
    """
    key = _digest("\n".join([source, *FLAGS, *options, compiler.identity, _machine()]).encode())
    place = folder()
    try:
        return CDLL(str(_kept(place, key) or _made(source, options, compiler, place, key)))
    except OSError:  # a full disk, or a folder from which no code may run
        return _passing(source, options, compiler)


def _kept(place: Path, key: str) -> Path | None:
    try:
        content = (place / key).read_text("ascii")
        held = place / f"{content}.so"
        return held if _digest(held.read_bytes()) == content else None
    except (OSError, ValueError):
        return None


def _made(source: str, options: tuple[str, ...], compiler: Compiler, place: Path, key: str) -> Path:
    """Objects are called after their content, so that processes that write at once write the same."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="symopt-") as aside:
        fresh = Path(aside) / "object.so"
        compiler.shared_object(source, options, fresh)
        content = fresh.read_bytes()
    held = place / f"{_digest(content)}.so"
    keep(held, content)
    held.chmod(0o700)
    keep(place / key, _digest(content).encode("ascii"))
    return held


def _passing(source: str, options: tuple[str, ...], compiler: Compiler) -> CDLL:
    """The object for this process alone.

    Raises:
        RunError: when it cannot be loaded either.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="symopt-") as aside:
        fresh = Path(aside) / "object.so"
        compiler.shared_object(source, options, fresh)
        try:
            return CDLL(str(fresh))
        except OSError as error:
            raise RunError(f"what the C compiler made cannot be loaded: {error}", OTHERWISE) from None


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:40]


def _machine() -> str:
    """What ``-march=native`` depends on."""
    named = os.uname() if hasattr(os, "uname") else None
    system = f"{named.sysname} {named.machine}" if named else os.name
    try:
        with CPU.open("rb") as file:
            lines = file.read(STANZA).decode("ascii", "replace").splitlines()
    except OSError:
        return system if named is None else f"{system} {named.version}"
    told = ("vendor_id", "cpu family", "model", "stepping", "flags", "Features", "CPU part", "CPU implementer")
    return "\n".join([system, *(line for line in lines if line.partition("\t")[0].rstrip(" :") in told)])
