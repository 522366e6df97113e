"""Where what was computed once is kept between runs: a folder of the user's own, whose files appear whole or not.

``tempfile`` takes longer to import than what is kept takes to read, and is needed only to write.
"""

import os
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path

PRIVATE = 0o700


def folder() -> Path:
    """The folder: ``SYMOPT_CACHE``, or ``symopt`` in ``XDG_CACHE_HOME`` or ``~/.cache``; else one for temporary files.

    It is the user's own, and nobody else may write there, since code is loaded from it.
    """
    chosen = _chosen()
    return chosen if _usable(chosen) else _temporary()


def keep(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there; whoever reads at the same time finds the old one or the new one.

    Raises:
        OSError: when it cannot be written.
    """
    import tempfile

    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _chosen() -> Path:
    own = os.environ.get("SYMOPT_CACHE")
    if own:
        return Path(own)
    shared = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (shared if shared.is_absolute() else Path("~").expanduser() / ".cache") / "symopt"


@cache
def _temporary() -> Path:
    import tempfile

    shared = Path(tempfile.gettempdir()) / f"symopt-{_user()}"
    return shared if _usable(shared) else Path(tempfile.mkdtemp(prefix="symopt-"))


def _usable(place: Path) -> bool:
    """Whether the folder is there, or could be made, and is the user's alone to write to."""
    try:
        place.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        held = place.lstat()
    except OSError:
        return False
    own = getattr(os, "getuid", lambda: held.st_uid)() == held.st_uid
    closed = os.name != "posix" or not held.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(held.st_mode) and own and closed and os.access(place, os.W_OK | os.X_OK)


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"
