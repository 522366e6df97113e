"""Many derivations checked at once: threads share the engines, and the results come in the order asked for."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

from symopt.derivation import Checked, Derivation, Line
from symopt.errors import DerivationError, SymoptError
from symopt.library.item import Item
from symopt.proof.obligation import Obligation
from symopt.proof.pool import Pool
from symopt.proof.verdict import REFUTED, UNDECIDED, VACUOUS, Verdict
from symopt.verification import Verifier

T = TypeVar("T")

FAILING = (REFUTED, UNDECIDED, VACUOUS)
"""Verdicts that fail a build: the claim is wrong, open, or about nothing."""


@dataclass(frozen=True)
class Outcome:
    """What checking one derivation came to.

    Args:
        item: the derivation.
        checked: the verdicts, one a line; None when it could not be checked.
        error: why it could not be checked.
        seconds: how long it took.
    """

    item: Item
    checked: Checked | None
    error: SymoptError | None = None
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing in it fails a build."""
        return self.checked is not None and self.checked.verdict.status not in FAILING

    @property
    def steps(self) -> list[tuple[Line, Verdict]]:
        """Each line with its verdict."""
        return list(zip(self.item.value.lines, self.checked.verdicts, strict=True)) if self.checked else []


class Turns:
    """Engines for one of several threads, of which one at a time works with SymPy.

    SymPy's assumptions answer "unknown" while another thread works them out; so a thread keeps its turn, and gives it
    away while it waits for an engine.
    """

    def __init__(self, verifier: Verifier) -> None:
        self._verifier, self._turn = verifier, threading.Lock()
        self.checked: dict[Derivation, Checked] = verifier.checked

    def settle(self, obligation: Obligation) -> Verdict:
        """Refute the claim or prove it, while others work."""
        return self._waiting(self._verifier.settle, obligation)

    def refute(self, obligation: Obligation) -> Verdict:
        """Look for a counterexample only, while others work."""
        return self._waiting(self._verifier.refute, obligation)

    def work(self, function: Callable[..., T], *arguments: Any) -> T:
        """What a function returns that may use these engines and SymPy."""
        with self._turn:
            return function(*arguments)

    def check(self, item: Item) -> Outcome:
        """Check one derivation."""
        with self._turn:
            start = perf_counter()
            try:
                checked = item.value.verify(self)
            except Exception as error:
                return Outcome(item, None, _told_apart(error))
            return Outcome(item, checked, seconds=perf_counter() - start)

    def _waiting(self, ask: Callable[[Obligation], Verdict], obligation: Obligation) -> Verdict:
        self._turn.release()
        try:
            return ask(obligation)
        finally:
            self._turn.acquire()


def check_all(items: Iterable[Item], jobs: int, told: Callable[[Item], None] = lambda item: None) -> list[Outcome]:
    """Check derivations.

    Args:
        items: the derivations.
        jobs: how many engines work at once.
        told: what is told of each item that is done; called from several threads.

    Returns:
        The outcomes, in the order of the items.
    """
    wanted = [_prepared(item) for item in items]
    with Pool(jobs) as pool, ThreadPoolExecutor(jobs) as threads:
        turns = Turns(Verifier(pool))
        futures = [threads.submit(_told, turns, ready, told) for ready in wanted]
        try:
            return [future.result() for future in futures]
        except BaseException:
            _abandon(futures, pool)
            raise


def _prepared(item: Item) -> Item | Outcome:
    """An item whose statements are computed, in this thread and in order, so that they are the same in every run."""
    try:
        _ = item.value.lines
    except Exception as error:
        return Outcome(item, None, _told_apart(error))
    return item


def _told_apart(error: Exception) -> SymoptError:
    """What is wrong with a derivation; anything unforeseen is an error of that derivation alone."""
    if isinstance(error, SymoptError):
        return error
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return DerivationError(f"a rule stopped with {said}", "if the step is sound, report it with this file")


def _told(turns: Turns, ready: Item | Outcome, told: Callable[[Item], None]) -> Outcome:
    outcome = ready if isinstance(ready, Outcome) else turns.check(ready)
    told(outcome.item)
    return outcome


def _abandon(futures: Iterable[Future[Outcome]], pool: Pool) -> None:
    for future in futures:
        future.cancel()
    pool.close()
