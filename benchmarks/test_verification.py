"""Verification of everything that the library holds, in fresh child processes."""

from typing import Any

from symopt import library
from symopt.proof.pool import Pool
from symopt.verification import Verifier


def everything() -> int:
    with Pool(jobs=2) as pool:
        verifier = Verifier(pool)
        verdicts = [item.value.verify(verifier).verdict for item in library.items("derivation")]
    assert all(verdict.status == "proved" for verdict in verdicts)
    return len(verdicts)


def test_every_derivation(benchmark: Any) -> None:
    assert benchmark.pedantic(everything, rounds=3) > 0
