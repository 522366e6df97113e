"""How a result reaches its file: written aside, then renamed, so that no file is ever half-written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from symopt.errors import OutputError


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A place beside a file to write its new content to; it takes the file's name when nothing went wrong.

    Args:
        path: the file; its folder is made when there is none.

    Raises:
        OutputError: when the file cannot be written; what it held before stays.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {_reason(error)}", _mend(error)) from error
    finally:
        _discard(part)


def write(path: Path, content: str | bytes) -> bool:
    """Write a file; one that holds the same content already keeps its date.

    Args:
        path: the file.
        content: its new content; a text is written as UTF-8.

    Returns:
        Whether the file changed.

    Raises:
        OutputError: when the file cannot be written; what it held before stays.
    """
    data = content.encode() if isinstance(content, str) else content
    if _held(path) == data:
        return False
    with aside(path) as part:
        part.write_bytes(data)
    return True


def check_writable(folder: Path) -> None:
    """Make a folder and try to write to it, before anything long is computed for it.

    Raises:
        OutputError: when that is not possible.
    """
    trial = folder / f".{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.touch()
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {_reason(error)}", _mend(error)) from error
    finally:
        _discard(trial)


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _discard(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the folder is no folder, or nobody may write to it: there is no part, either


def _reason(error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "a file stands where a folder should be"
    return (error.strerror or str(error)).lower()


def _mend(error: OSError) -> str:
    full = "make room on the disk" if error.errno == 28 else "choose a folder that you may write to"
    return f"{full}; what was there before is unchanged"
