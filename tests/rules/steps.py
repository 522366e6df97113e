"""How the tests of reasons write a derivation of a few lines and read its verdicts."""

from typing import Any

from symopt import Assumption, Derivation
from symopt.derivation import Checked
from symopt.verification import Verifier

PROVED = ["proved"]


def chain(start: Any, *steps: Any, **options: Any) -> Derivation:
    return Derivation(title="Chain", start=start, steps=list(steps), **options)


def assuming(*facts: Any) -> tuple[Assumption, ...]:
    return (Assumption("error", facts),)


def checked(verifier: Verifier, start: Any, *steps: Any, **options: Any) -> Checked:
    return chain(start, *steps, **options).verify(verifier)


def statuses(verifier: Verifier, start: Any, *steps: Any, **options: Any) -> list[str]:
    return [verdict.status for verdict in checked(verifier, start, *steps, **options).verdicts]
