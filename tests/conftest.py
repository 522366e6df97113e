"""What all tests share: one set of child processes, and the count of mutants."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from symopt.checking import Turns
from symopt.proof.pool import Pool
from symopt.verification import Verifier
from tests.compiled import BACKENDS


class Tally:
    """How the mutants fared, by where they came from."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Counter[str]] = {}
        self.equivalent: list[str] = []

    def add(self, origin: str, outcome: str, mutant: str, verdict: Any) -> None:
        self.outcomes.setdefault(origin, Counter())[outcome] += 1
        if outcome == "equivalent":
            self.equivalent.append(f"{mutant} ({verdict.method})")


TALLY = Tally()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder of their own for what a module's tests compile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMOPT_CACHE", str(tmp_path_factory.mktemp("cache") / "symopt"))
        yield


@pytest.fixture(scope="session")
def verifier() -> Iterator[Verifier]:
    with Pool(jobs=2) as pool:
        yield Verifier(pool)


@pytest.fixture(scope="session")
def turns(verifier: Verifier) -> Turns:
    return Turns(verifier)


@pytest.fixture
def tally() -> Tally:
    return TALLY


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for origin, outcomes in sorted(TALLY.outcomes.items()):
        counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
        terminalreporter.write_line(f"mutants of {origin}: {sum(outcomes.values())} ({counts})")
    for mutant in TALLY.equivalent:
        terminalreporter.write_line(f"  equivalent, with proof: {mutant}")
