"""Engines at arm's length: each claim goes to a child process that is killed when it takes too long or too much."""

import atexit
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from symopt.proof import worker
from symopt.proof.child import Child, Overrun, Stopped
from symopt.proof.obligation import Obligation
from symopt.proof.verdict import UNDECIDED, Verdict


class Pool:
    """A few child processes that settle claims, started when first needed and kept for the next claim.

    Any number of threads may ask at once; each waits until a child is free.

    Args:
        jobs: how many children there may be.
        seconds: how long one claim may take.
        megabytes: how much memory a child may use, where the platform can limit it.
    """

    def __init__(self, jobs: int = 2, seconds: float = 20.0, megabytes: int = 2000) -> None:
        self.jobs, self.seconds, self.megabytes = jobs, seconds, megabytes
        self.closed = False
        self._free = threading.Semaphore(jobs)
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._all: set[Child] = set()

    def settle(self, obligation: Obligation) -> Verdict:
        """The verdict on one claim; a child that overruns or dies makes it undecided."""
        verdict: Verdict = self.ask(worker.settle, obligation)
        return verdict

    def ask(self, question: Callable[[Any], Any], argument: Any) -> Any:
        """What a function at the top of a module returns in a child process; a verdict when it cannot return.

        Raises:
            ValueError: when the pool is closed.
        """
        if self.closed:
            raise ValueError("the pool is closed")
        with self._free:
            try:
                return self._ask(question, argument)
            except Overrun:
                return Verdict(UNDECIDED, worker.METHOD, seconds=self.seconds, why="time-limit")
            except Stopped as reason:
                return Verdict(UNDECIDED, worker.METHOD, why=str(reason))

    def _ask(self, question: Callable[[Any], Any], argument: Any) -> Any:
        child = self._take()
        try:
            answer = child.ask(question, argument, self.seconds)
        except BaseException:  # an interrupted child would answer the next question with this one's answer
            self._discard(child)
            raise
        self._put_back(child, spent=isinstance(answer, Verdict) and answer.why == "memory-limit")
        return answer

    def close(self) -> None:
        """End all children; claims that are being settled come back undecided."""
        with self._lock:
            self.closed = True
            idle, self._idle = self._idle, []
            busy = self._all.difference(idle)
        for child in busy:
            child.stop()  # whoever asked it notices, and clears up
        for child in idle:
            self._discard(child)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _take(self) -> Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        child = Child(self.seconds, self.megabytes)
        with self._lock:
            self._all.add(child)
            closed = self.closed
        if closed:
            self._discard(child)
            raise Stopped("engine-died: the pool was closed")
        return child

    def _put_back(self, child: Child, spent: bool) -> None:
        """Keep a child for the next claim, unless its memory is used up."""
        with self._lock:
            keep = not (spent or self.closed)
            if keep:
                self._idle.append(child)
        if not keep:
            self._discard(child)

    def _discard(self, child: Child) -> None:
        with self._lock:
            self._all.discard(child)
        child.kill()


_shared: dict[int, Pool] = {}
_sharing = threading.Lock()


def shared_pool() -> Pool:
    """The pool of this process, closed when it ends; a fork gets its own."""
    with _sharing:
        pool = _shared.get(os.getpid())
        if pool is None or pool.closed:
            pool = _shared[os.getpid()] = Pool(jobs=os.cpu_count() or 2)
        return pool


@atexit.register
def _close_shared() -> None:
    with suppress(KeyError):
        _shared.pop(os.getpid()).close()
