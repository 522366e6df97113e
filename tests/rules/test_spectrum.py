"""Recurrences that die out, and where the roots of their polynomials lie."""

from typing import Any

import pytest
from sympy import Abs, And, Eq, sqrt

from symopt import Optimizer
from symopt.errors import DerivationError
from symopt.rules import algebra, characteristic_polynomial, given, jury, unfold
from symopt.rules.claims import obligation
from symopt.rules.spectrum import _vieta, criterion
from symopt.statements import RootsInside, Tends
from symopt.symbols import Letter, beta, c, g, i, k, lam, u, w, z
from symopt.verification import Verifier
from tests.rules.steps import PROVED, assuming, chain, checked, statuses

a, b = Letter("a"), Letter("b")
dies = Tends(w[k], k, 0)


def rule(update: Any) -> Optimizer:
    return Optimizer(name="Rule", updates={w[k + 1]: update}, start={w[0]: w[1]}, defaults={beta: 0.5, lam: 1})


def along(optimizer: Optimizer, *steps: Any) -> Any:
    return characteristic_polynomial(by=chain(w[k + 1], unfold(w[k + 1]), *steps, of=optimizer, free=(w[0],)))


second = rule(beta * w[k] - lam * w[k - 1])


def test_a_recurrence_has_its_polynomial(verifier: Verifier) -> None:
    derivation = chain(dies, along(second), of=second, free=(w[0],))
    assert derivation.result == RootsInside(z**2 - beta * z + lam, z)
    assert derivation.relation == "iff"
    assert derivation.verify(verifier).verdict.status == "proved"


@pytest.mark.parametrize("wrong", [z**2 - beta * z - lam, z**2 + beta * z + lam, z - beta + lam])
def test_another_polynomial_is_refuted(wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, dies, (RootsInside(wrong, z), along(second)), of=second, free=(w[0],)) == ["refuted"]


@pytest.mark.parametrize(
    "update",
    [
        beta * w[k] + lam * Abs(w[k - 1]),
        beta * w[k] - lam * w[k - 1] + 1,
        beta * w[k] ** 2 - lam * w[k - 1],
        beta * lam * sqrt(w[k] ** 2 + w[k - 1] ** 2),
    ],
)
def test_a_recurrence_that_is_not_linear_is_refuted(update: Any, verifier: Verifier) -> None:
    own = rule(update)
    assert statuses(verifier, dies, (RootsInside(z**2 - beta * z - lam, z), along(own)), of=own, free=(w[0],)) == [
        "refuted"
    ]


def test_a_start_that_is_not_free_is_not_every_start(verifier: Verifier) -> None:
    by = characteristic_polynomial(by=chain(w[k + 1], unfold(w[k + 1]), of=second))
    verdicts = checked(verifier, dies, by, of=second).verdicts
    assert [(verdict.status, verdict.why) for verdict in verdicts] == [("undecided", "start-not-free")]


def test_factors_that_change_have_no_polynomial(verifier: Verifier) -> None:
    changing = Optimizer(name="Changing", updates={w[k + 1]: (1 - 1 / (k + 1) ** 2) * w[k]})
    with pytest.raises(DerivationError) as caught:
        checked(verifier, dies, (RootsInside(z - 1, z), along(changing)), of=changing)
    assert caught.value.message == "Chain has factors that change with k"
    assert caught.value.hint == "name a constant recurrence"


def test_a_recurrence_that_is_refuted_has_no_polynomial(verifier: Verifier) -> None:
    wrong = characteristic_polynomial(by=chain(w[k + 1], (w[k] / 2, unfold(w[k + 1])), of=second, free=(w[0],)))
    assert statuses(verifier, dies, wrong, of=second, free=(w[0],)) == ["refuted"]


def test_what_a_recurrence_assumed_is_carried() -> None:
    by = chain(w[k + 1], (w[k] / 2, given(assuming(Eq(w[i], w[i - 1] / 2))[0])))
    assert chain(dies, characteristic_polynomial(by=by)).assumed == by.assumed


@pytest.mark.parametrize(
    ("start", "by", "message", "hint"),
    [
        (
            w[k],
            chain(w[k + 1], algebra()),
            "w(k) does not say that something dies out",
            "start from Tends(letter, index, 0)",
        ),
        (
            Tends(w[k], k, 1),
            chain(w[k + 1], algebra()),
            "Tends(w(k), k, 1) does not say that something dies out",
            "start from Tends(letter, index, 0)",
        ),
        (dies, chain(u[k + 1], algebra()), "Chain does not give w(k + 1)", "name the recurrence"),
        (dies, chain(w[k + 1], algebra()), "Chain does not give w(k + 1) by its past", "name the recurrence"),
        (
            dies,
            chain(w[k + 1], given(assuming(Eq(w[i], c))[0])),
            "Chain does not give w(k + 1) by its past",
            "name the recurrence",
        ),
    ],
)
def test_what_has_no_characteristic_polynomial(start: Any, by: Any, message: str, hint: str) -> None:
    with pytest.raises(DerivationError) as caught:
        chain(start, characteristic_polynomial(by=by)).lines  # noqa: B018
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_jurys_criterion_is_proved_for_real_roots_and_for_a_pair(verifier: Verifier) -> None:
    assert [verifier.settle(obligation(lemma)).status for lemma in criterion()] == ["proved", "proved"]


def test_a_wrong_criterion_is_refuted(verifier: Verifier) -> None:
    r, s, one = ("var", "r_1", "real"), ("var", "r_2", "real"), ("num", 1, 1)
    only_one = ("<", ("fn", "Abs", r), one)
    assert verifier.settle(obligation(_vieta(("+", r, s), ("*", r, s), only_one))).status == "refuted"


def test_jurys_inequalities(verifier: Verifier) -> None:
    derivation = chain(RootsInside(z**2 + a * z + b, z), jury())
    assert derivation.result == And(Abs(b) < 1, Abs(a) < 1 + b)
    assert derivation.verify(verifier).verdict.status == "proved"
    assert chain(RootsInside(z - a, z), jury()).result == (Abs(a) < 1)


@pytest.mark.parametrize("wrong", [Abs(b) < 1, And(Abs(b) < 1, Abs(a) < 1 - b), And(Abs(b) <= 1, Abs(a) <= 1 + b)])
def test_another_region_is_refuted(wrong: Any, verifier: Verifier) -> None:
    assert statuses(verifier, RootsInside(z**2 + a * z + b, z), (wrong, jury())) == ["refuted"]


def test_a_region_solved_for_a_letter(verifier: Verifier) -> None:
    assert statuses(verifier, RootsInside(z - a, z), (And(a > -1, a < 1), jury())) == PROVED


@pytest.mark.parametrize("polynomial", [2 * z**2 + a, z**3 + a, sqrt(z) + z**2])
def test_other_polynomials_are_refused(polynomial: Any) -> None:
    with pytest.raises(DerivationError) as caught:
        chain(RootsInside(polynomial, z), jury()).lines  # noqa: B018
    assert caught.value.message == f"{polynomial} is not a monic polynomial of degree 1 or 2"
    assert caught.value.hint == "bring it to that form"


def test_jury_needs_roots() -> None:
    with pytest.raises(DerivationError) as caught:
        chain(g[k], jury()).lines  # noqa: B018
    assert caught.value.message == "g(k) does not speak of roots"
    assert caught.value.hint == "start from RootsInside(polynomial, letter)"
