"""One child process seen from its parent: started, asked with a deadline, killed."""

import os
import pickle
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from symopt.proof.worker import framed, unframed

START_UP = 60.0
"""How long a child may take to get ready, in seconds."""

_BOOT = "import sys; sys.path[:] = sys.argv[3:]; from symopt.proof.worker import main; main()"
"""The child finds modules where its parent does, however the parent came to its path."""

_SHORT_OF_MEMORY = (b"memory", b"bad_alloc")


class Overrun(Exception):
    """The child took longer than it may."""


class Stopped(Exception):
    """The child cannot answer; the message says why, as a key with its detail."""


class Child:
    """A running worker.

    Args:
        seconds: after how long an abandoned child ends itself.
        megabytes: how much memory it may use.

    Raises:
        Stopped: when it does not start.
    """

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the child)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _BOOT, str(seconds), str(megabytes), *map(str, sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                start_new_session=True,  # Ctrl-C in a terminal is the parent's business
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each thread reserves address space
            )
        except OSError as error:
            self._complaints.close()
            raise Stopped(f"engine-died: {error}") from None
        try:
            self._answer(monotonic() + START_UP)
        except BaseException:
            self.kill()
            raise

    def ask(self, question: Callable[[Any], Any], argument: Any, seconds: float) -> Any:
        """The child's answer.

        Raises:
            Overrun: when it takes longer than the given number of seconds.
            Stopped: when the child dies, or the question cannot be put to it.
        """
        try:
            message = framed((question, argument))
        except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as error:
            raise Stopped(f"engine-error: {type(error).__name__}: {error}") from None
        deadline = monotonic() + seconds
        self._write(message, deadline)
        return self._answer(deadline)

    def stop(self) -> None:
        """End the child at once; its pipes stay for whoever waits at them."""
        self._process.kill()

    def kill(self) -> None:
        """End the child at once and leave nothing behind."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._complaints):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _write(self, message: bytes, deadline: float) -> None:
        """Write in pieces that a pipe takes at once, so that a child that does not read cannot hold its parent."""
        assert self._process.stdin is not None
        pipe, piece = self._process.stdin.fileno(), select.PIPE_BUF
        for start in range(0, len(message), piece):
            _, ready, _ = select.select([], [pipe], [], max(0.0, deadline - monotonic()))
            if not ready:
                raise Overrun
            try:
                os.write(pipe, message[start : start + piece])
            except BrokenPipeError:
                raise Stopped(self._cause()) from None

    def _answer(self, deadline: float) -> Any:
        assert self._process.stdout is not None
        pipe, received = self._process.stdout.fileno(), b""
        while True:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - monotonic()))
            if not ready:
                raise Overrun
            piece = os.read(pipe, 1 << 16)
            if not piece:
                raise Stopped(self._cause())
            received += piece
            message = unframed(received)
            if message is not None:
                return message[0]

    def _cause(self) -> str:
        """Why the child is gone: a library that runs out of memory aborts with a message."""
        code = self._process.wait()
        self._complaints.seek(0)
        said = self._complaints.read()[-2000:]
        if any(word in said for word in _SHORT_OF_MEMORY):
            return "memory-limit"
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        return ": ".join(["engine-died", f"signal {-code}" if code < 0 else f"exit {code}", *last])
