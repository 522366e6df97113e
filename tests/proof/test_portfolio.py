"""The order of battle, and what a verdict says of the way it was reached."""

from typing import Any

import pytest
from sympy import And, Eq, Ne, Piecewise, Sum, exp

from symopt.proof.obligation import Definition
from symopt.proof.portfolio import settle
from symopt.proof.verdict import Counterexample, Verdict, weakest
from symopt.statements import PositiveDefinite
from symopt.symbols import E, beta, c, dot, eta, g, grad, i, k, lam, s, solve, v, w
from tests.proof.claims import H, a, at_most, b, both, claim, equal, forall, less, t, term, times, x, y


@pytest.mark.parametrize(
    ("true", "method"),
    [
        (claim(equal((t + 1) ** 2, t**2 + 2 * t + 1)), "identity"),
        (claim(at_most(2 * t, t**2 + 1)), "smt-two"),
        (claim(equal(dot(H, x + y), dot(H, x) + dot(H, y))), "any-dimension"),
        (claim(less(exp(1), 3)), "interval"),
        (claim(both(equal(t, t), at_most(0, t**2))), "conjunction"),
        (claim(PositiveDefinite(eta * H), PositiveDefinite(H)), "definiteness"),
        (claim(forall(i, at_most(0, s[i] ** 2))), "smt-two"),
    ],
)
def test_each_claim_goes_where_it_belongs(true: Any, method: str) -> None:
    verdict = settle(true)
    assert verdict.holds
    assert verdict.method == method


def test_a_proof_carries_the_proof_of_definedness() -> None:
    verdict = settle(claim(equal(times(t, 1 / t), 1), t > 0))
    assert [(part.method, part.status) for part in verdict.parts] == [("identity", "proved"), ("definedness", "proved")]


def test_a_proof_is_as_strong_as_that_of_definedness() -> None:
    logs = claim(
        equal(
            ("*", ("fn", "log", term(exp(1) - 1)), ("num", 2, 1)), ("*", ("num", 2, 1), ("fn", "log", term(exp(1) - 1)))
        )
    )
    assert settle(logs).status == "enclosed"


def test_a_condition_in_a_branch_that_is_never_taken_asks_for_nothing() -> None:
    never = Piecewise((1 / b, t > 5), (t, True))
    verdict = settle(claim(equal(never, t), t < 3))
    assert verdict.status == "proved"
    assert verdict.parts[1].parts[0].method == "unreachable"


def test_a_condition_under_hypotheses_that_contradict_each_other_is_vacuous() -> None:
    assert settle(claim(equal(1 / b, 1 / b), b > 1, b < 0)).status == "vacuous"


def test_identities_under_hypotheses_that_contradict_each_other_are_vacuous() -> None:
    verdict = settle(claim(equal(t, t), And(t > 1, t < 0)))
    assert (verdict.status, verdict.method, verdict.why) == ("vacuous", "identity", "contradictory-hypotheses")


@pytest.mark.parametrize(
    ("facts", "definitions"),
    [
        ((forall(i, Eq(E(g[i]), 1)), forall(i, Eq(E(g[i]), 2))), ()),
        ((equal(v[k], 1), equal(v[k], 2)), ()),
        ((forall(i, Eq(v[i], 1)), equal(v[k], 2)), ()),
        ((equal(v[k], 2 * k + 1),), (Definition("v", term(i), term(2 * i)),)),
    ],
)
def test_facts_about_letters_that_contradict_each_other_are_vacuous(facts: Any, definitions: Any) -> None:
    assert settle(claim(equal(t, t), *facts, definitions=definitions)).status == "vacuous"


def test_one_name_for_two_letters_is_not_guessed_at() -> None:
    whole = ("var", "t", "integer")
    verdict = settle(claim(equal(t, whole)))
    assert (verdict.status, verdict.why) == ("undecided", "one-name-for-two-letters: t")


def test_a_counterexample_is_of_the_claim() -> None:
    verdict = settle(claim(equal(times(t, t), t)))
    assert verdict.counterexample == Counterexample((("t", "-1"),), "1", "-1")


GRADIENT = Definition("grad", term(x), term(dot(H, x)))
CONSTANT = Definition("g", term(i), term(c))


@pytest.mark.parametrize(
    ("true", "definitions"),
    [
        (equal(grad(w[k]), dot(H, w[k])), (GRADIENT,)),
        (equal(w[k] - eta * grad(w[k]), w[k] - eta * dot(H, w[k])), (GRADIENT,)),
        (equal(Sum(beta ** (k - i) * g[i], (i, 1, k)), Sum(beta ** (k - i) * c, (i, 1, k))), (CONSTANT,)),
        (equal(g[k + 1], c), (CONSTANT,)),
    ],
)
def test_closed_definitions_are_used(true: Any, definitions: Any) -> None:
    assert settle(claim(true, k >= 1, definitions=definitions)).status == "proved"


def test_recurrences_are_not_unfolded_unasked() -> None:
    velocity = Definition("v", term(k), term(beta * v[k - 1] + g[k]), 1, {0: term(0)})
    assert settle(claim(equal(v[k + 1], beta * v[k] + g[k + 1]), k >= 1, definitions=(velocity,))).status == "undecided"


@pytest.mark.parametrize(
    ("true", "facts"),
    [
        (equal(E(g[3] ** 2), c), (forall(i, Eq(E(g[i] ** 2), c)),)),
        (equal(E(a * g[k]), a * c), (equal(E(g[k]), c),)),
        (equal(v[k] + v[k + 1], 2 * c), (forall(i, Eq(v[i], c)),)),
        (equal(t, lam), (And(Eq(t, b), Eq(b, lam)),)),
        (equal(grad(t) ** 2, 4), (equal(grad(t), 2),)),
    ],
)
def test_hypotheses_are_read_from_left_to_right(true: Any, facts: Any) -> None:
    assert settle(claim(true, *facts)).status == "proved"


def test_inverses_need_a_hypothesis() -> None:
    newton = equal(x - solve(H, dot(H, x) - y), solve(H, y))
    assert settle(claim(newton)).why == "matrix-not-known-invertible"
    assert settle(claim(newton, PositiveDefinite(H))).status == "proved"


def test_the_weakest_premise_decides() -> None:
    premises = (
        Verdict("proved", "identity"),
        Verdict("enclosed", "interval"),
        Verdict("sampled", "sampling", why="8 points"),
    )
    assert weakest("induction", premises[:2]).status == "enclosed"
    assert weakest("induction", premises) == Verdict("sampled", "induction", why="8 points", parts=premises)
    with pytest.raises(ValueError, match="a rule of inference needs premises"):
        weakest("induction", ())


def test_only_proofs_and_enclosures_hold() -> None:
    held = [
        status
        for status in ("proved", "enclosed", "sampled", "refuted", "undecided", "vacuous")
        if Verdict(status, "").holds
    ]
    assert held == ["proved", "enclosed"]


def test_a_nonzero_hypothesis_lets_a_quotient_cancel() -> None:
    assert settle(claim(equal(times(t, 1 / t), 1), Ne(t, 0))).status == "proved"
