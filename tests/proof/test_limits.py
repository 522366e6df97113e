"""Limits in powers: proved with a witness that holds numerically, refuted at a point, or left open."""

from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from sympy import Abs, Ne, Rational, Sum

from symopt.proof import lemmas, limits
from symopt.proof.asymptotics import expand
from symopt.proof.fractions import NotNormal
from symopt.proof.obligation import Obligation
from symopt.proof.portfolio import settle
from symopt.symbols import beta, beta_1, beta_2, c, dot, eta, g, i, k, lam, v
from tests.proof.claims import a, b, claim, implies, less, no, plus, same, t, tends, term, to, x


@pytest.mark.parametrize(
    "true",
    [
        claim(tends(beta**k, k, 0)),
        claim(tends(beta ** (k - 2) * c, k, 0)),
        claim(tends(c * (1 - beta**k) / (1 - beta), k, c / (1 - beta))),
        claim(tends(c / (1 - beta**k), k, c)),
        claim(tends(b**k * c, k, 0), Abs(b) < 1),
        claim(tends((1 - eta * lam) ** k * v[0], k, 0), eta < 2 / lam),
        claim(tends(beta_1**k * beta_2**k + beta_1 ** (2 * k) / (2 - beta_2**k), k, 0)),
        claim(tends((1 - beta_1**k) / (1 - beta_2**k), k, 1)),
        claim(tends(plus(to(Rational(-1, 2), k), c), k, c)),
        claim(tends(c, k, t), Ne(t, 0), less(t, c + 1), ("=", term(t), term(c))),
        claim(implies(eta < 2 / lam, tends((1 - eta * lam) ** k * t, k, 0))),
        claim(implies(tends((1 - eta * lam) ** k * t, k, 0), eta < 2 / lam), Ne(t, 0)),
        claim(same(tends((1 - eta * lam) ** k * t, k, 0), eta < 2 / lam), Ne(t, 0)),
        claim(no(tends(b**k * c, k, 0)), Abs(b) >= 1, Ne(c, 0)),
        claim(no(tends(1 + b**k * c, k, 1)), b >= 1, c > 0),
    ],
)
def test_true_limits(true: Obligation) -> None:
    verdict = settle(true)
    assert verdict.status == "proved", verdict
    assert verdict.parts


@pytest.mark.parametrize(
    ("false", "counterexample"),
    [
        (claim(tends(beta**k, k, 1)), "0 against 1"),
        (claim(tends(c * (1 - beta**k) / (1 - beta), k, c)), "2 against 1 at beta = 1/2, c = 1"),
        (claim(tends(b**k * c, k, 0)), "no-limit against 0 at b = 1, c = 1"),
        (claim(tends(eta**k, k, 0)), "no-limit against 0 at eta = 1"),
        (claim(tends((1 - eta * lam) ** k * t, k, 0), eta < 3 / lam), "no-limit against 0 at"),
        (
            claim(implies(tends((1 - eta * lam) ** k * t, k, 0), eta < 1 / lam), Ne(t, 0)),
            "1 against 1 at eta = 1, lambda = 1",
        ),
    ],
)
def test_false_limits_are_refuted_at_a_point(false: Obligation, counterexample: str) -> None:
    verdict = settle(false)
    assert verdict.status == "refuted"
    assert str(verdict.counterexample).startswith(counterexample)


@pytest.mark.parametrize(
    ("hard", "why"),
    [
        (claim(tends(k * beta**k, k, 0)), "no-expansion: index-outside-powers"),
        (claim(tends(v[k], k, 0)), "no-expansion: index-outside-powers"),
        (claim(tends(Sum(beta**i, (i, 1, k)), k, c)), "no-expansion: index-outside-powers"),
        (claim(tends(dot(x, x) * beta**k, k, 0)), "not-a-limit-of-numbers"),
        (claim(tends(beta ** (-k), k, 0), beta > 0), "limit-not-settled"),
        (claim(tends(b**k + a**k, k, 0)), "model-does-not-refute-the-original"),
        (claim(no(tends(b**k * c, k, 0)), Abs(b) >= 1), "premise-fails"),
        (claim(no(tends(b**k * c, k, 0)), Abs(b) <= 1, Ne(c, 0)), "premise-fails"),
        (claim(no(tends(b**k - 1, k, 0)), Abs(b) >= 1), "not-a-multiple-of-a-power"),
        (claim(no(tends(b**k + (-b) ** k, k, 0)), Abs(b) >= 1), "not-a-multiple-of-a-power"),
    ],
)
def test_what_stays_open(hard: Obligation, why: str) -> None:
    verdict = limits.prove(hard)
    assert verdict.status in ("undecided", "refuted")
    assert not verdict.holds
    if verdict.status == "undecided":
        assert verdict.why == why


def test_hypotheses_that_contradict_each_other_prove_no_limit() -> None:
    assert settle(claim(tends(b**k, k, 0), Abs(b) < 1, b > 2)).status == "vacuous"


def test_an_expression_without_a_value_at_some_index_has_no_limit_yet() -> None:
    assert not settle(claim(tends(c / (1 - 2 * beta**k), k, c))).holds


def test_a_fact_about_the_index_outside_says_nothing_of_the_index_inside() -> None:
    assert not settle(claim(tends((1 - beta**k) * c, k, 0), ("=", term(k), term(0)))).holds


def test_the_witness_is_an_index_from_which_on_the_rest_is_small() -> None:
    verdict = settle(claim(tends(c / (1 - beta**k), k, c)))
    names = dict(verdict.witness)
    assert set(names) == {"B", "N"}
    assert "epsilon_" in names["N"]
    beta_, c_, epsilon = Fraction(9, 10), Fraction(5), Fraction(1, 100)
    weight = beta_ / (1 - beta_)
    index = ceil(max(1, 2 * c_ * weight / epsilon, 2 * weight))
    assert abs(c_ / (1 - beta_**index) - c_) <= epsilon


def test_a_limit_that_is_not_reached_names_the_distance() -> None:
    assert settle(claim(no(tends(b**k * c, k, 0)), b >= 1, c > 0)).witness == (("epsilon", "Abs((c * (1 ^ -1)))"),)


def test_the_lemmas_are_proved_by_induction() -> None:
    for lemma in (lemmas.bernoulli(), lemmas.stays_large()):
        assert (lemma.status, lemma.method) == ("proved", "induction")
        assert len(lemma.parts) > 1
    assert lemmas.triangle({(1, 0): term(c), (2, 3): term(t)}).holds


def test_a_power_that_shrinks_faster_than_it_does_is_no_lemma(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lemmas, "_bernoulli", lambda a, power, k, rest: ("<=", ("*", power, k), a))
    lemmas.bernoulli.cache_clear()
    assert not lemmas.bernoulli().holds
    lemmas.bernoulli.cache_clear()


@pytest.mark.parametrize(("exponent", "late"), [(k, 0), (k - 2, 2), (2 * k - 3, 3), (k + 1, 0)])
def test_an_index_is_late_enough_for_every_exponent(exponent: Any, late: int) -> None:
    assert limits.delay(to(beta, exponent), term(k)) == late


def test_an_expansion_takes_powers_apart() -> None:
    found = expand(claim(less(0, 1)), term(c * beta ** (k + 1) + t), term(k))
    assert found.bases == (term(beta),)
    assert found.dying == {(1,): ("*", term(beta), term(c))}
    assert found.rest == (term(t), term(1))
    assert not found.vanishes


def test_an_index_anywhere_else_is_refused() -> None:
    with pytest.raises(NotNormal, match="index-outside-powers"):
        expand(claim(less(0, 1)), term(to(k, k)), term(k))
    with pytest.raises(NotNormal, match="index-outside-powers"):
        expand(claim(less(0, 1)), term(g[k] * beta**k), term(k))
