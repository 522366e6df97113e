"""The child process in which engines run: it answers one question at a time until its input closes.

Messages are pickles, each after its length; the first one that it sends says that it is ready. It starts without SymPy.
"""

import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from symopt.proof.obligation import Obligation
from symopt.proof.verdict import UNDECIDED, Verdict

METHOD = "engine"
READY = "ready"
GRACE = 5
"""Seconds after which an overrunning child whose parent is gone ends itself."""

_LENGTH = struct.Struct(">Q")


def settle(obligation: Obligation) -> Verdict:
    """What a pool asks of its children: the whole portfolio."""
    from symopt.proof.portfolio import settle as portfolio

    return portfolio(obligation)


def framed(message: Any) -> bytes:
    """A message as it goes through a pipe."""
    body = pickle.dumps(message)
    return _LENGTH.pack(len(body)) + body


def unframed(received: bytes) -> tuple[Any] | None:
    """The message at the start of what has been received, in a tuple; None while it is incomplete."""
    if len(received) < _LENGTH.size:
        return None
    end = _LENGTH.size + _LENGTH.unpack_from(received)[0]
    return (pickle.loads(received[_LENGTH.size : end]),) if len(received) >= end else None


def answer(question: Callable[[Any], Any], argument: Any) -> Any:
    """What a question comes to; an exception of an engine is a verdict, too."""
    try:
        return question(argument)
    except MemoryError:
        return Verdict(UNDECIDED, METHOD, why="memory-limit")
    except Exception as error:
        if "out of memory" in str(error):
            return Verdict(UNDECIDED, METHOD, why="memory-limit")
        return Verdict(UNDECIDED, METHOD, why=f"engine-error: {type(error).__name__}: {error}")


def main() -> None:
    """Answer until the input closes. Arguments: seconds for each question, megabytes of memory."""
    seconds, megabytes = int(float(sys.argv[1])) + 1, int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = sys.stdin.buffer, _private_output()
    _warm_up()
    _limit_memory(megabytes)
    _send(answers, READY)
    while (asked := _receive(questions)) is not None:
        signal.alarm(seconds + GRACE)
        _send(answers, answer(*asked))
        signal.alarm(0)


def _private_output() -> BinaryIO:
    """The pipe to the parent; what libraries print goes where errors go."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _warm_up() -> None:
    """Load the engines before the memory is limited and the clock runs."""
    from symopt.proof import portfolio as portfolio


def _limit_memory(megabytes: int) -> None:
    """Cap the address space where the platform can; macOS has the call and refuses it."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, hard))
    except (ImportError, ValueError, OSError):
        pass


def _send(pipe: BinaryIO, message: Any) -> None:
    pipe.write(framed(message))
    pipe.flush()


def _receive(pipe: BinaryIO) -> tuple[Callable[[Any], Any], Any] | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    question: tuple[Callable[[Any], Any], Any] = pickle.loads(pipe.read(_LENGTH.unpack(head)[0]))
    return question


if __name__ == "__main__":
    main()
