"""How benchmarks are timed: ours and the peer by turns in one run, compared by the ratio of their medians."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import pytest

ROWS: list[tuple[str, float, float]] = []


def seconds(function: Callable[[], Any]) -> float:
    start = perf_counter()
    function()
    return perf_counter() - start


@pytest.fixture
def compared(request: pytest.FixtureRequest, benchmark: Any) -> Callable[..., float]:
    def compare(ours: Callable[[], Any], peer: Callable[[], Any], rounds: int = 15) -> float:
        ours(), peer()
        pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
        own, other = median(a for a, _ in pairs), median(b for _, b in pairs)
        ROWS.append((request.node.name, own, other))
        benchmark.extra_info["ratio of medians"] = other / own
        benchmark.pedantic(ours, rounds=3)
        return other / own

    return compare


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for name, own, other in ROWS:
        line = f"{name}: {own * 1e3:.2f} ms, the peer {other * 1e3:.2f} ms, ratio {other / own:.2f}"
        terminalreporter.write_line(line)
