"""The verifier settles each claim once, and refutes by trying."""

from typing import Any

from sympy import Eq

from symopt.proof.verdict import Verdict
from symopt.rules.claims import obligation
from symopt.symbols import Letter
from symopt.verification import Verifier

x = Letter("x")
true = obligation(Eq(x + x, 2 * x, evaluate=False))
false = obligation(Eq(x, x + 1, evaluate=False))


class Counting:
    """A pool that counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def settle(self, claim: Any) -> Verdict:
        self.asked += 1
        return Verdict("proved", "counted")


def test_the_same_claim_is_settled_once() -> None:
    pool: Any = Counting()
    verifier = Verifier(pool)
    first = verifier.settle(obligation(x > 0))
    assert verifier.settle(obligation(x > 0)) is first
    assert pool.asked == 1
    verifier.settle(obligation(x > 0, (x > 1,)))
    assert pool.asked == 2


def test_settling(verifier: Verifier) -> None:
    assert verifier.settle(true).status == "proved"
    assert verifier.settle(false).status == "refuted"


def test_a_claim_without_counterexample_is_sampled(verifier: Verifier) -> None:
    verdict = verifier.refute(true)
    assert (verdict.status, verdict.method, verdict.holds) == ("sampled", "sampling", False)
    assert verdict.why.endswith(" points")


def test_a_counterexample_refutes(verifier: Verifier) -> None:
    verdict = verifier.refute(false)
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None
