"""Real arithmetic: what is proved, refuted, vacuous or left open, and the facts that it rests on."""

from typing import Any

import pytest
from sympy import Abs, Max, Min, Ne, Piecewise, Rational, Sum, exp, sign, sqrt

from symopt.proof import smt
from symopt.proof.facts import power_lemmas, zero_power
from symopt.proof.obligation import Obligation
from symopt.proof.terms import FALSE, show, substitute
from symopt.statements import PositiveDefinite
from symopt.symbols import beta, c, dot, eta, g, i, k, lam, norm, s, v
from tests.proof.claims import (
    H,
    a,
    at_most,
    b,
    both,
    claim,
    either,
    equal,
    forall,
    implies,
    less,
    no,
    same,
    t,
    tends,
    term,
    to,
    x,
    y,
)


@pytest.mark.parametrize(
    "true",
    [
        claim(same(Abs(1 - eta * lam) < 1, eta < 2 / lam)),
        claim(at_most(Max(a, b), Abs(a) + Abs(b))),
        claim(equal(Max(a, b) + Min(a, b), a + b)),
        claim(equal(sign(t) * Abs(t), t)),
        claim(equal(Piecewise((t, t > 0), (-t, True)), Abs(t))),
        claim(less(sqrt(eta), sqrt(eta + 1))),
        claim(less(0, exp(t))),
        claim(at_most(beta ** (k - 1), 1), k >= 1),
        claim(less(0, 1 - beta**k), k >= 1),
        claim(equal(beta**k, 0), equal(beta, 0), k >= 1),
        claim(at_most(0, s[k]), equal(s[k], v[k] ** 2)),
        claim(same(t > 0, t > 0, -t < 0)),
        claim(at_most(0, norm(x))),
        claim(at_most(0, dot(x, dot(H, x))), PositiveDefinite(H)),
        claim(less(0, t), equal(x, y), t > 1),
    ],
)
def test_true_formulas(true: Obligation) -> None:
    verdict = smt.prove(true)
    assert (verdict.status, verdict.method) == ("proved", "smt-two")


@pytest.mark.parametrize(
    ("false", "text"),
    [
        (claim(less(t, t**2)), "at t = "),
        (claim(equal(Abs(t), t)), "at t = "),
        (claim(less(s[k], 1), s[k] > 0, k >= 1), ", s[1] = "),
        (claim(less(0, to(0, k)), k >= 1), "0 against 0 at k = "),
        (claim(same(Abs(1 - eta * lam) < 1, eta <= 2 / lam)), "false against true at eta = "),
    ],
)
def test_false_formulas_are_refuted_at_a_point(false: Obligation, text: str) -> None:
    verdict = smt.prove(false)
    assert verdict.status == "refuted"
    assert text in str(verdict.counterexample)


@pytest.mark.parametrize(
    "contradictory",
    [
        claim(less(t, 0), t > 1, t < 1),
        claim(FALSE, eta < 0),
        claim(FALSE, beta > 1),
        claim(equal(t, 2), equal(t, 1), equal(t, 3)),
        claim(FALSE, equal(beta, 0), beta**k > 0, k >= 1),
    ],
)
def test_hypotheses_that_contradict_each_other_prove_nothing(contradictory: Obligation) -> None:
    verdict = smt.prove(contradictory)
    assert (verdict.status, verdict.why) == ("vacuous", "contradictory-hypotheses")


@pytest.mark.parametrize(
    ("hard", "why"),
    [
        (claim(less(t, 1), equal(t**2, 2)), "irrational-model"),
        (claim(either(k <= 1, k >= 2)), "model-does-not-refute-the-original"),
        (claim(equal(Sum(g[i], (i, 1, k)), 0)), "model-does-not-refute-the-original"),
        (claim(tends(beta**k, k, 0)), "no-normal-form: tends is not a formula of real arithmetic"),
        (claim(equal(x, y)), "no-normal-form: = is not a formula of real arithmetic"),
        (
            claim(less(0, a**k + b**k + c**k + t**k + Abs(s[1]) ** k), k >= 0),
            "no-normal-form: 5 bases that may be zero",
        ),
    ],
)
def test_what_stays_open(hard: Obligation, why: str) -> None:
    verdict = smt.prove(hard)
    assert (verdict.status, verdict.why) == ("undecided", why)


def test_a_counterexample_counts_on_the_original_statement_only() -> None:
    condition = claim(no(equal(t, 0)))
    original = claim(either(t < 1, less(0, to(t, -1))))
    assert smt.prove(condition).status == "refuted"
    assert smt.prove(condition, original=original).why == "model-does-not-refute-the-original"


def test_one_engine_is_enough_when_no_second_opinion_is_wanted() -> None:
    assert smt.prove(claim(less(0, eta)), second_opinion=False).method == "smt"


def test_one_engine_is_named_when_the_other_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "find_spec", lambda name: None)
    assert smt.prove(claim(less(0, eta))).method == "smt-one"


def test_engines_that_disagree_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "_cvc5", lambda formulas, milliseconds: "sat")
    verdict = smt.prove(claim(less(0, eta)))
    assert (verdict.status, verdict.why) == ("undecided", "solvers-disagree")


def test_a_second_engine_that_gives_up_leaves_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "_cvc5", lambda formulas, milliseconds: "unknown")
    assert smt.prove(claim(less(0, eta))).method == "smt-one"


def test_universal_facts_are_not_for_the_solver() -> None:
    assert smt.prove(claim(at_most(0, s[k]), forall(i, s[i] >= 0))).status == "undecided"


BASES = [Rational(n, 2) for n in range(-5, 6)]


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("exponent", range(-3, 5))
def test_every_lemma_about_powers_holds(base: Any, exponent: int) -> None:
    if base == 0 and exponent < 0:
        return
    b_, e_, value = term(a), term(k), term(t)
    for lemma in (*power_lemmas(b_, e_, value), *(zero_power(b_, e_, value) if base == 0 else ())):
        for letter, number in ((b_, base), (e_, Rational(exponent)), (value, base**exponent)):
            lemma = substitute(lemma, letter, term(number))
        assert smt.prove(Obligation(lemma), second_opinion=False).holds, show(lemma)


def test_a_false_lemma_would_be_noticed() -> None:
    assert not smt.prove(claim(implies(both(at_most(0, a), at_most(a, 1)), at_most(Abs(a), Abs(a) ** 2)))).holds


def test_denominators_keep_their_sign() -> None:
    assert smt.prove(claim(implies(less(1 / t, 1), either(t > 1, t < 0)), Ne(t, 0))).holds
    assert not smt.prove(claim(implies(less(1 / t, 1), t > 1), Ne(t, 0))).holds
