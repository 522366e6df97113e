"""Base and step, each of which may fail; sums of powers, whose ratio may be one."""

from typing import Any

import pytest
from sympy import Eq, Piecewise, Sum, oo

from symopt import Optimizer
from symopt.errors import DerivationError
from symopt.optimizers.momentum import momentum
from symopt.proof.verdict import Verdict
from symopt.rules import algebra, at, geometric_sum, given, induction, power_sum, unfold
from symopt.rules.induction import sound
from symopt.symbols import Letter, beta, c, eta, g, i, k, s, u, v, w
from symopt.verification import Verifier
from tests.rules.steps import PROVED, assuming, chain, checked, statuses

x = Letter("x")
closed = Sum(beta ** (k - i) * g[i], (i, 1, k))
stepping = Optimizer(
    name="Stepping",
    updates={s[k]: s[k - 1] * Piecewise((2, k >= 3), (3, True)), w[k + 1]: w[k] - eta * g[k] * s[k]},
    start={s[0]: 1},
    defaults={eta: 1},
)
doubling = chain(s[k + 1], (2 * s[k], unfold()), of=stepping, origin=0, assumptions=assuming(k >= 2))


@pytest.mark.parametrize(
    ("statement", "free"), [(closed, ()), (beta**k * v[0] + closed, (v[0],))], ids=["from zero", "from anywhere"]
)
def test_a_closed_form_has_base_and_step(statement: Any, free: Any, verifier: Verifier) -> None:
    verdict = checked(verifier, v[k], (statement, induction(on=k)), of=momentum, free=free).verdicts[0]
    assert (verdict.status, verdict.method) == ("proved", "induction")
    assert [part.status for part in verdict.parts[0].parts] == ["proved", "proved"]


def test_the_engine_computes_a_closed_form(verifier: Verifier) -> None:
    derivation = chain(v[k], induction(on=k), of=momentum)
    assert derivation.result == closed
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize(
    "wrong",
    [closed + beta**k, Sum(beta ** (k - i) * g[i], (i, 2, k)), closed + k, Sum(beta ** (k + 1 - i) * g[i], (i, 1, k))],
    ids=["base", "first term", "step", "exponent"],
)
def test_a_wrong_closed_form_is_refuted_on_a_run(wrong: Any, verifier: Verifier) -> None:
    verdict = checked(verifier, v[k], (wrong, induction(on=k)), of=momentum).verdict
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None


def test_a_closed_form_from_zero_does_not_hold_from_anywhere(verifier: Verifier) -> None:
    assert statuses(verifier, v[k], (closed, induction(on=k)), of=momentum, free=(v[0],)) == ["refuted"]


def test_a_step_that_fails_does_not_refute_the_claim() -> None:
    failed, held = Verdict("refuted", "smt"), Verdict("proved", "smt")
    verdict = sound((held, failed))
    assert (verdict.status, verdict.why) == ("undecided", "step-fails")


def test_a_step_is_not_taken_under_what_is_assumed_of_the_last_index(verifier: Verifier) -> None:
    late = chain(s[k], (9 * 2 ** (k - 2), induction(on=k)), of=stepping, assumptions=assuming(k >= 2))
    assert late.verify(verifier).verdict.status == "undecided"
    assert statuses(verifier, s[k], (2**k, induction(on=k)), of=stepping) == ["refuted"]


def test_a_recurrence_must_hold_from_the_base_on(verifier: Verifier) -> None:
    assert doubling.verify(verifier).verdict.status == "proved"
    verdict = checked(verifier, s[k], (2**k * s[0], induction(on=k, by=doubling)), of=stepping, origin=0).verdict
    assert (verdict.status, verdict.why) == ("undecided", "step-fails")


def test_a_recurrence_that_is_obtained_brings_its_assumptions(verifier: Verifier) -> None:
    halving = chain(u[k + 1], (u[k] / 2, given(assuming(Eq(u[i], 2 * u[i + 1]))[0])))
    assert chain(u[k], induction(on=k, by=halving)).assumed == halving.assumed


def test_a_recurrence_that_is_refuted_proves_nothing(verifier: Verifier) -> None:
    wrong = chain(u[k + 1], (2 * u[k], algebra()))
    assert statuses(verifier, u[k], (2**k * u[0], induction(on=k, by=wrong))) == ["undecided"]


@pytest.mark.parametrize(
    ("derivation", "message", "hint"),
    [
        (
            chain(u[k], induction(on=k), of=momentum),
            "no equation computes u(k + 1)",
            "name the derivation that gives it",
        ),
        (
            chain(v[k], induction(on=k, by=doubling)),
            "Chain does not give v(k + 1)",
            "name a result about the next index",
        ),
        (
            chain(s[k], induction(on=k), of=stepping.where({s[k]: s[k - 1] ** 2}, name="Squaring")),
            "the recurrence of s(k) is not linear with a constant factor",
            "type the closed form",
        ),
    ],
)
def test_what_has_no_closed_form(derivation: Any, message: str, hint: str) -> None:
    with pytest.raises(DerivationError) as caught:
        derivation.lines  # noqa: B018
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_geometric_sum_is_closed(verifier: Verifier) -> None:
    derivation = chain(Sum(beta ** (k - i) * c, (i, 1, k)), geometric_sum())
    assert derivation.result == c * (1 - beta**k) / (1 - beta)
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize(
    "wrong",
    [c * (1 - beta ** (k + 1)) / (1 - beta), c * (1 - beta**k), c / (1 - beta)],
    ids=["length", "factor", "end"],
)
def test_a_wrong_sum_is_refuted(wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, Sum(beta ** (k - i) * c, (i, 1, k)), (wrong, geometric_sum())) == ["refuted"]


def test_a_ratio_that_may_be_one_has_no_closed_form(verifier: Verifier) -> None:
    total, closed_form = Sum(x ** (k - i), (i, 1, k)), (1 - x**k) / (1 - x)
    assert statuses(verifier, total, (closed_form, geometric_sum())) != PROVED
    assert statuses(verifier, total, (closed_form, geometric_sum()), assumptions=assuming(x > 1)) == PROVED


def test_quantities_outside_the_sum_may_be_fixed(verifier: Verifier) -> None:
    reason = geometric_sum(fixed=(v[0],))
    assert (
        statuses(verifier, Sum(beta ** (k - i) * v[0], (i, 1, k)), (v[0] * (1 - beta**k) / (1 - beta), reason))
        == PROVED
    )


@pytest.mark.parametrize(
    ("start", "reason", "message", "hint"),
    [
        (x, geometric_sum(), "x holds no sum", "give this reason to a step that closes a sum"),
        (
            Sum(beta**i, (i, 0, oo)),
            geometric_sum(),
            "Sum(beta**i, (i, 0, oo)) does not run up to an index",
            "sum up to k, then put in its value",
        ),
        (
            Sum(beta ** (3 - i), (i, 1, 3)),
            geometric_sum(),
            "Sum(beta**(3 - i), (i, 1, 3)) does not run up to an index",
            "sum up to k, then put in its value",
        ),
        (
            Sum(g[i], (i, 1, k)),
            geometric_sum(fixed=(g[i],)),
            "a fixed quantity moves with the index of the sum",
            "leave it out of fixed=",
        ),
    ],
)
def test_what_is_not_a_geometric_sum(start: Any, reason: Any, message: str, hint: str, verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, start, (x, reason))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_sum_up_to_a_number_is_put_in_afterwards(verifier: Verifier) -> None:
    steps = ((c * (1 - beta**k) / (1 - beta), geometric_sum()), (c * (1 + beta), at({k: 2})))
    assert statuses(verifier, Sum(beta ** (k - i) * c, (i, 1, k)), *steps) == ["proved", "proved"]


late = Optimizer(
    name="Late",
    updates={v[k]: 2 * v[k - 1] + 1, w[k + 1]: w[k] - eta * g[k] * v[k]},
    start={v[1]: 5},
    defaults={eta: 1},
)


def test_induction_begins_where_the_start_takes_the_place_of_an_equation(verifier: Verifier) -> None:
    derivation = chain(v[k], induction(on=k), of=late)
    assert derivation.result == 5 * 2 ** (k - 1) + Sum(2 ** (k - i), (i, 2, k))
    assert derivation.verify(verifier).verdict.status == "proved"
    assert statuses(verifier, v[k], (6 * 2 ** (k - 1) - 1, induction(on=k)), of=late) == PROVED


@pytest.mark.parametrize("wrong", [2**k - 1, 6 * 2**k - 1, 5 * 2 ** (k - 1), 6 * 2 ** (k - 1) - 2])
def test_a_closed_form_from_another_start_is_refuted(wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, v[k], (wrong, induction(on=k)), of=late) == ["refuted"]


@pytest.mark.parametrize(
    ("terms", "closed_form"), [(2 * i - 1, k**2), (c * i, c * k * (k + 1) / 2), (i**2, k * (k + 1) * (2 * k + 1) / 6)]
)
def test_sums_of_powers_of_the_index(terms: Any, closed_form: Any, verifier: Verifier) -> None:
    derivation = chain(Sum(terms, (i, 1, k)), power_sum())
    assert (derivation.result - closed_form).expand() == 0
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize("wrong", [k**2 + 1, k**2 - k, 2 * k**2, k**3])
def test_a_wrong_sum_of_powers_is_refuted(wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, Sum(2 * i - 1, (i, 1, k)), (wrong, power_sum())) == ["refuted"]
