"""Chains of statements: lines, what the engine computes, how ends are related, what is refused."""

from typing import Any

import pytest
from sympy import Eq, Sum

from symopt import Assumption, Derivation
from symopt.errors import DerivationError
from symopt.optimizers.momentum import momentum
from symopt.rules import algebra, bound_below, equivalence, geometric_sum, given, induction, limit_of
from symopt.symbols import Letter, beta, c, g, i, k, v
from symopt.verification import Verifier

x = Letter("x")
constant = Assumption("constant-gradient", (Eq(g[i], c),))
total = Sum(beta ** (k - i) * g[i], (i, 1, k))
unrolled = Derivation(title="Unrolled", of=momentum, start=v[k], steps=[(total, induction(on=k))])
terminal = Derivation(
    title="Terminal", of=momentum, start=unrolled, steps=[given(constant), geometric_sum(), limit_of(k)]
)


def test_steps_as_reasons_alone_are_computed(verifier: Verifier) -> None:
    assert [line.computed for line in terminal.lines] == [False, True, True, True]
    assert terminal.result == c / (1 - beta)
    assert terminal.verify(verifier).verdict.status == "proved"


def test_lines_are_numbered_and_follow_each_other() -> None:
    lines = terminal.lines
    assert [line.n for line in lines] == [1, 2, 3, 4]
    assert lines[0].before == v[k]
    assert [line.before for line in lines[1:]] == [line.statement for line in lines[:-1]]
    assert [line.relation for line in lines] == ["eq", "eq", "eq", "to"]


def test_computed_deletes_every_statement() -> None:
    computed = unrolled.computed()
    assert (computed.title, computed.start, computed.result) == ("Unrolled", v[k], total)
    assert [line.computed for line in computed.lines] == [True]


def test_a_start_from_another_derivation_uses_it() -> None:
    assert terminal.start == v[k]
    assert terminal.lines[0].reason.phrase == "reason.using"
    assert terminal.lines[0].statement == unrolled.result


def test_assumptions_are_carried_once() -> None:
    again = Derivation(title="Again", of=momentum, start=terminal, steps=[given(constant)], assumptions=(constant,))
    assert again.assumed == (constant,)


@pytest.mark.parametrize(
    ("start", "steps", "relation"),
    [
        (x + x, [algebra()], "eq"),
        (x > 0, [(2 * x > 0, equivalence())], "iff"),
        (x > 0, [(2 * x > 0, algebra())], "iff"),
        (x**2, [(0, bound_below(at={x: 0})), algebra()], "ge"),
        (beta**k, [limit_of(k), algebra()], "to"),
    ],
)
def test_the_ends_are_related_as_the_lines_are(start: Any, steps: Any, relation: str) -> None:
    assert Derivation(title="Chain", start=start, steps=steps).relation == relation


def test_ends_of_a_mixed_chain_are_not_related() -> None:
    mixed = Derivation(title="Mixed", start=x**2 - beta**k, steps=[(x**2, limit_of(k)), (0, bound_below(at={x: 0}))])
    with pytest.raises(DerivationError) as caught:
        mixed.relation  # noqa: B018
    assert caught.value.message == "Mixed: its lines are related in several ways (to, ge)"
    assert caught.value.hint == "split it where that changes"


def test_a_derivation_has_steps() -> None:
    with pytest.raises(DerivationError) as caught:
        Derivation(title="Empty", start=x, steps=[])
    assert caught.value.message == "Empty: no steps"
    assert caught.value.hint == "a derivation needs at least one step with its reason"


@pytest.mark.parametrize("step", [x, (x, "because"), "because"])
def test_a_step_has_a_reason(step: Any) -> None:
    with pytest.raises(DerivationError) as caught:
        Derivation(title="Bare", start=x, steps=[step])
    assert caught.value.message == f"Bare: {step!r} gives no reason"
    assert caught.value.hint == "write (statement, reason), or the reason alone"


def test_a_chain_is_as_strong_as_its_weakest_line(verifier: Verifier) -> None:
    checked = Derivation(title="Broken", start=x, steps=[(x, algebra()), (x + 1, algebra())]).verify(verifier)
    assert [verdict.status for verdict in checked.verdicts] == ["proved", "refuted"]
    assert checked.verdict.status == "refuted"


def test_a_derivation_is_checked_once(verifier: Verifier) -> None:
    assert unrolled.verify(verifier) is unrolled.verify(verifier)
