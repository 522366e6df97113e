"""Derivatives, gradients and limits, each checked a second way."""

from typing import Any

import pytest
from sympy import Abs, Derivative, Eq, ImmutableDenseMatrix, exp

from symopt.errors import DerivationError
from symopt.rules import differentiate, gradient_of, limit_of
from symopt.symbols import Letter, SymmetricMatrix, Vector, beta, c, dot, grad, k, v
from symopt.verification import Verifier
from tests.rules.steps import PROVED, assuming, chain, checked, statuses

x, b = Letter("x"), Letter("b")
H, G, X, step = SymmetricMatrix("H"), Vector("G"), Vector("x"), Vector("h")


@pytest.mark.parametrize(
    ("start", "right", "wrong"),
    [
        (Derivative(x**3, x), 3 * x**2, 3 * x),
        (Derivative(x**3, x, x), 6 * x, 3 * x**2),
        (Derivative(exp(2 * x), x), 2 * exp(2 * x), exp(2 * x)),
        (Eq(Derivative(x**2, x), 0), Eq(2 * x, 0), Eq(2 * x, 1)),
        (ImmutableDenseMatrix([Derivative(x**2, x)]), ImmutableDenseMatrix([2 * x]), ImmutableDenseMatrix([x])),
    ],
)
def test_derivatives_are_carried_out(start: Any, right: Any, wrong: Any, verifier: Verifier) -> None:
    assert chain(start, differentiate()).result == right
    assert statuses(verifier, start, (right, differentiate())) == PROVED
    assert statuses(verifier, start, (wrong, differentiate())) == ["refuted"]


def test_a_derivative_of_a_derivative_is_not_read(verifier: Verifier) -> None:
    with pytest.raises(DerivationError) as caught:
        checked(verifier, Derivative(x * Derivative(x**3, x), x), (9 * x**2, differentiate()))
    assert caught.value.message == "Chain, line 1: no engine reads Derivative: Derivative(x**3, x)"
    assert caught.value.hint == "give a reason that is made for such statements"


def test_the_gradient_of_a_quadratic(verifier: Verifier) -> None:
    quadratic = dot(X, dot(H, X)) / 2 + dot(G, X)
    derivation = chain(grad(X), gradient_of(quadratic, X))
    assert derivation.result == G + dot(H, X)
    assert derivation.verify(verifier).verdict.status == "proved"
    for wrong in (dot(H, X), G - dot(H, X), G + 2 * dot(H, X)):
        assert statuses(verifier, grad(X), (wrong, gradient_of(quadratic, X))) == ["refuted"]


def test_a_displacement_is_no_letter_of_the_function(verifier: Verifier) -> None:
    """What is orthogonal to the author's own h must not vanish together with the displacement."""
    wrong = 2 * X + dot(step, step) * X - dot(step, X) * step
    assert statuses(verifier, grad(X), (wrong, gradient_of(dot(X, X), X))) == ["refuted"]


def test_a_limit_comes_with_its_witness(verifier: Verifier) -> None:
    derivation = chain(c * (1 - beta**k) / (1 - beta), limit_of(k))
    (verdict,) = derivation.verify(verifier).verdicts
    assert (derivation.result, derivation.relation) == (c / (1 - beta), "to")
    assert (verdict.status, verdict.method) == ("proved", "limit")
    assert verdict.parts[0].witness


def test_a_wrong_limit_is_not_proved(verifier: Verifier) -> None:
    assert statuses(verifier, c * (1 - beta**k), (2 * c, limit_of(k))) != PROVED


@pytest.mark.parametrize("facts", [(), (b > 0,), (Abs(b) <= 1,)], ids=["any", "positive", "one allowed"])
def test_powers_that_may_not_die_out_have_no_limit(facts: Any, verifier: Verifier) -> None:
    assert statuses(verifier, b**k, (0, limit_of(k)), assumptions=assuming(*facts)) != PROVED


def test_powers_below_one_die_out(verifier: Verifier) -> None:
    assert statuses(verifier, b**k, (0, limit_of(k)), assumptions=assuming(Abs(b) < 1)) == PROVED


@pytest.mark.parametrize(
    ("start", "wrong", "fact"), [(x * k, x, Eq(k, 1)), (v[k], c, Eq(v[k], c)), (beta**k, beta, Eq(k, 1))]
)
def test_facts_about_one_index_say_nothing_of_the_limit(start: Any, wrong: Any, fact: Any, verifier: Verifier) -> None:
    assert statuses(verifier, start, (wrong, limit_of(k)), assumptions=assuming(fact)) != PROVED
