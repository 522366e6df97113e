"""The C compiler of this machine: where it is, with which flags it is called, what tells it from others."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symopt.errors import RunError

FLAGS = ("-std=c99", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-fopenmp-simd")
"""``-fno-math-errno`` and ``-fno-trapping-math`` let roots and cases be vectorised and change no result; they give up
``errno`` and floating-point traps. Nothing that reorders or approximates is asked for, and with ``-std=c99`` products
and sums are not contracted: float64 results are those of the same operations in NumPy."""
PORTABLE = ("-std=c99", "-O3")
"""For compilers that do not know all of them."""
SHARED = ("-fPIC", "-shared", "-w", "-x", "c", "-")
KNOWN = ("cc", "gcc", "clang")
SECONDS = 120


@dataclass(frozen=True)
class Compiler:
    """A compiler.

    Args:
        command: the words that call it.
        identity: differs where the compiler does, its version included.
    """

    command: tuple[str, ...]
    identity: str

    def shared_object(self, source: str, options: tuple[str, ...], place: Path) -> None:
        """Compile a source to a shared object.

        Raises:
            RunError: when the compiler fails.
        """
        import subprocess

        for flags in (FLAGS, PORTABLE):
            words = [*self.command, *flags, *options, *SHARED, "-o", str(place), "-lm"]
            try:
                done = subprocess.run(words, input=source, capture_output=True, text=True, timeout=SECONDS)
            except (OSError, subprocess.TimeoutExpired) as error:
                raise RunError(f"the C compiler {self.command[0]} does not run: {error}", OTHERWISE) from None
            if done.returncode == 0:
                return
        said = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[0]
        raise RunError(f"the C compiler {self.command[0]} failed: {said}", OTHERWISE)


OTHERWISE = 'set CC to a C99 compiler, or take backend="numpy"'


def find() -> Compiler:
    """The compiler that ``CC`` names, or else the first of cc, gcc and clang.

    Raises:
        RunError: when there is none.
    """
    return _found(os.environ.get("CC", ""), os.environ.get("PATH", ""))


def available() -> bool:
    """Whether there is a compiler."""
    try:
        find()
    except RunError:
        return False
    return True


@cache
def _found(chosen: str, path: str) -> Compiler:
    for command in _commands(chosen):
        place = _which(command[0], path)
        if place:
            return Compiler((place, *command[1:]), _identity(place, command))
    looked = f"CC={chosen}" if chosen.strip() else ", ".join(KNOWN)
    raise RunError(f"there is no C compiler: {looked} not found", OTHERWISE)


def _commands(chosen: str) -> list[list[str]]:
    if not chosen.strip():
        return [[name] for name in KNOWN]
    import shlex

    return [shlex.split(chosen)]


def _which(name: str, path: str) -> str | None:
    """Where a command is; ``shutil`` knows it too, and takes as long to import as everything else here."""
    folders = [""] if os.sep in name else path.split(os.pathsep)
    places = (Path(folder, name) for folder in folders)
    return next((str(place) for place in places if place.is_file() and os.access(place, os.X_OK)), None)


def _identity(place: str, command: list[str]) -> str:
    """The file behind the name, as it is now: asking it for its version would start a process."""
    real = Path(place).resolve()
    held = real.stat()
    return " ".join([str(real), str(held.st_size), str(held.st_mtime_ns), *command[1:]])
