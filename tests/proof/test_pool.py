"""Children are started late, limited, killed and replaced; their answers survive threads, signals and closing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Thread

import pytest
from sympy import Eq

from symopt.proof.obligation import Obligation
from symopt.proof.pool import Pool, shared_pool
from symopt.proof.translation import term
from symopt.proof.verdict import Verdict
from symopt.symbols import beta, c, eta

TRUE = Obligation(term(Eq((1 - beta) * (1 + beta), 1 - beta**2)))
FALSE = Obligation(term(Eq(eta * c, c)))


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(jobs=1, seconds=20, megabytes=2000) as opened:
        yield opened


def test_a_claim_is_settled_in_a_child(pool: Pool) -> None:
    assert (pool.settle(TRUE).status, pool.settle(FALSE).status) == ("proved", "refuted")


def test_the_same_child_settles_the_next_claim(pool: Pool) -> None:
    assert pool.ask(os.getpgid, 0) == pool.ask(os.getpgid, 0) != os.getpid()


def test_overrunning_is_a_verdict_and_the_child_is_replaced() -> None:
    with Pool(jobs=1, seconds=0.5) as pool:
        pool.settle(TRUE)
        start = time.monotonic()
        verdict = pool.ask(time.sleep, 60)
        assert time.monotonic() - start < 5
        assert verdict == Verdict("undecided", "engine", seconds=0.5, why="time-limit")
        assert pool.settle(TRUE).status == "proved"


def test_start_up_is_not_part_of_the_time_limit() -> None:
    with Pool(jobs=1, seconds=0.2) as pool:
        assert pool.settle(TRUE).status == "proved"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit on the address space")
def test_too_much_memory_is_a_verdict_and_the_child_is_replaced(pool: Pool) -> None:
    child = pool.ask(os.getpgid, 0)
    assert pool.ask(bytearray, 1 << 33) == Verdict("undecided", "engine", why="memory-limit")
    assert pool.ask(os.getpgid, 0) != child


@pytest.mark.parametrize(
    ("question", "argument", "why"),
    [
        (os._exit, 3, "engine-died: exit 3"),
        (signal.raise_signal, signal.SIGSEGV, "engine-died: signal 11"),
        (int, "x", "engine-error: ValueError: invalid literal for int() with base 10: 'x'"),
        (len, [1] * 10**6 + [print], None),
    ],
)
def test_failures_of_engines_are_verdicts(pool: Pool, question: object, argument: object, why: str | None) -> None:
    verdict = pool.ask(question, argument)  # type: ignore[arg-type]
    assert verdict == (Verdict("undecided", "engine", why=why) if why else 10**6 + 1)
    assert pool.settle(TRUE).status == "proved"


def test_what_cannot_be_sent_is_a_verdict(pool: Pool) -> None:
    verdict = pool.ask(len, (n for n in ()))
    assert verdict.why == "engine-error: TypeError: cannot pickle 'generator' object"
    assert pool.settle(TRUE).status == "proved"


def test_what_engines_print_does_not_disturb_the_answers(pool: Pool) -> None:
    assert pool.ask(print, "x" * 10**5) is None
    assert pool.settle(TRUE).status == "proved"


def test_threads_share_at_most_so_many_children() -> None:
    with Pool(jobs=2) as pool:
        verdicts: list[str] = []
        threads = [Thread(target=lambda: verdicts.append(pool.settle(TRUE).status)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert verdicts == ["proved"] * 8
        assert 1 <= len(pool._all) <= 2


def test_closing_ends_the_children_and_what_they_are_at() -> None:
    pool = Pool(jobs=1)
    pool.settle(TRUE)
    found: list[Verdict] = []
    thread = Thread(target=lambda: found.append(pool.ask(time.sleep, 60)))
    thread.start()
    time.sleep(0.2)
    pool.close()
    thread.join(5)
    assert [verdict.why for verdict in found] == ["engine-died: signal 9"]
    with pytest.raises(ValueError, match="the pool is closed"):
        pool.settle(TRUE)


def test_a_child_ignores_interrupts(pool: Pool) -> None:
    pid = pool.ask(os.getpgid, 0)
    os.kill(pid, signal.SIGINT)
    assert pool.ask(os.getpgid, 0) == pid


def test_a_child_ends_when_its_parent_does() -> None:
    script = (
        "import os\nfrom symopt.proof.pool import shared_pool\n"
        "print(shared_pool().ask(os.getpgid, 0), flush=True)\nos.kill(os.getpid(), 9)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=_environment(), check=False
    )
    assert _ends(int(said.stdout))


def test_an_unguarded_script_may_use_the_shared_pool() -> None:
    script = (
        "from symopt.proof.pool import shared_pool\nfrom symopt.proof.obligation import Obligation\n"
        'print(shared_pool().settle(Obligation(("=", ("num", 1, 2), ("num", 2, 4)))).status)'
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=_environment(), check=True
    )
    assert (said.stdout, said.stderr) == ("proved\n", "")


def test_the_engines_do_without_sympy() -> None:
    script = "import sys, symopt.proof.portfolio\nprint('sympy' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=_environment(), check=True
    )
    assert said.stdout == "False\n"


def test_the_shared_pool_is_the_same_until_it_is_closed() -> None:
    pool = shared_pool()
    assert shared_pool() is pool
    pool.close()
    assert shared_pool() is not pool


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _ends(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
