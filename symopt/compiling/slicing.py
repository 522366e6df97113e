"""How much of the work goes to which thread, and the threads that do it."""

import os
from collections.abc import Callable, Sequence
from functools import cache
from heapq import heappop, heappush
from typing import Any

SMALLEST = 1 << 18
"""Components below which a slice of its own costs more than it saves."""
ALIGNED = 1 << 12
Work = Callable[[], None]


def usable() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def slices(size: int, threads: int) -> list[tuple[int, int]]:
    """Where the slices of a leaf begin and end; a small leaf, and an empty one, is one slice.

    >>> slices(10, 2), slices(1 << 20, 2)
    ([(0, 10)], [(0, 524288), (524288, 1048576)])
    """
    parts = max(1, min(threads, size // SMALLEST))
    step = -(-size // (parts * ALIGNED)) * ALIGNED
    bounds = [min(size, step * part) for part in range(parts)]
    return list(zip(bounds, [*bounds[1:], size], strict=True))


def shared(work: Sequence[tuple[int, Work]], threads: int) -> list[list[Work]]:
    """Work, as its size and a call, dealt out so that the threads are about equally loaded."""
    if threads == 1 or sum(size for size, _ in work) < 2 * SMALLEST:
        return [[call for _, call in work]]
    loads: list[tuple[int, int]] = [(0, thread) for thread in range(threads)]
    dealt: list[list[Work]] = [[] for _ in range(threads)]
    for size, call in sorted(work, key=lambda each: -each[0]):
        load, thread = heappop(loads)
        dealt[thread].append(call)
        heappush(loads, (load + size, thread))
    return [calls for calls in dealt if calls]


def run(dealt: Sequence[Sequence[Work]]) -> None:
    """Do all the work: the first part here, each other in a thread of its own."""
    own, *others = dealt
    waiting = [_pool().submit(_each, calls) for calls in others]
    try:
        _each(own)
    finally:
        for one in waiting:
            one.result()


def _each(calls: Sequence[Work]) -> None:
    for call in calls:
        call()


@cache
def _pool() -> Any:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(max(1, usable()), thread_name_prefix="symopt")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # a child has none of its parent's threads
