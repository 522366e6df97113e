"""Normal forms: what they identify is equal, and what exact arithmetic tells apart they do not identify."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Expr, Rational, Sum, exp, sqrt

from symopt.proof.arithmetic import Irrational, Rationals, Undefined
from symopt.proof.evaluation import World
from symopt.proof.fractions import NotNormal, Ring, with_room
from symopt.proof.normal import Normalizer
from symopt.proof.summation import marker
from symopt.proof.terms import Term
from symopt.symbols import E, beta, beta_1, c, eta, g, grad, i, j, k, lam, n, s, v
from tests.proof.claims import F, a, b, equal, plus, t, term, times, to


def identical(left: Any, right: Any) -> bool:
    def vanishes(ring: Ring) -> bool:
        normalizer = Normalizer(ring)
        return normalizer.vanishes(normalizer(term(left)) - normalizer(term(right)))

    return bool(with_room(vanishes))


def weighted(last: Any, age: int = 0) -> Expr:
    return Sum(beta ** (last - i + age) * g[i], (i, 1, last))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (to(eta + lam, k + 1), times(eta + lam, to(eta + lam, k))),
        (to(beta, 2 * k - j + 3), times(to(beta, k), to(beta, k), beta**3, to(beta, -j))),
        (times(sqrt(s[k] + c), sqrt(s[k] + c)), s[k] + c),
        (to(4, Rational(1, 2)), 2),
        (to(Rational(9, 4), Rational(-1, 2)), Rational(2, 3)),
        (to(t, Rational(3, 2)), times(t, sqrt(t))),
        (plus(1 / (2 * t), 1 / (2 * t)), 1 / t),
        (to(times(t, to(2 * a, -1)), Rational(1, 2)), to(times(Rational(1, 2), t, 1 / a), Rational(1, 2))),
        (weighted(k + 1), beta * weighted(k) + g[k + 1]),
        (Sum(g[i], (i, 0, k)), plus(g[0], Sum(g[i], (i, 1, k)))),
        (Sum(g[i], (i, 3, k - 2)), plus(Sum(g[i], (i, 1, k)), -g[1], -g[2], -g[k], -g[k - 1])),
        (Sum(c, (i, 1, k)), k * c),
        (Sum(g[i] / (1 - beta), (i, 1, k)), Sum(g[i], (i, 1, k)) / (1 - beta)),
        (Sum(F(i, j), (i, 1, k), (j, 1, n)), Sum(F(j, i), (j, 1, k), (i, 1, n))),
        (E(a * g[1] + b), a * E(g[1]) + b),
        (E(weighted(k)), Sum(beta ** (k - i) * E(g[i]), (i, 1, k))),
        (exp((a + b) ** 2), exp(a**2 + 2 * a * b + b**2)),
        (v[k * (k + 1)], v[k**2 + k]),
        (grad((a + 1) ** 2), grad(a**2 + 2 * a + 1)),
    ],
)
def test_the_same_normal_form(left: Any, right: Any) -> None:
    assert identical(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (to(beta, k + 1), times(beta_1, to(beta, k))),
        (to(beta, k), to(beta, j)),
        (sqrt(eta + lam), sqrt(eta) + sqrt(lam)),
        (to(t**2, Rational(1, 2)), t),
        (weighted(k + 1), weighted(k, 1)),
        (Sum(F(i, j), (i, 1, k), (j, 1, n)), Sum(F(j, i), (i, 1, k), (j, 1, n))),
        (Sum(F(i, j), (i, 1, k), (j, 1, n)), Sum(F(j, j), (i, 1, k), (j, 1, n))),
        (Sum(g[i] ** 2, (i, 1, k)), times(Sum(g[i], (i, 1, k)), Sum(g[i], (i, 1, k)))),
        (E(g[1] * g[2]), E(g[1]) * E(g[2])),
        (E(v[k] * g[k]), v[k] * E(g[k])),
        (E(Abs(g[1])), Abs(E(g[1]))),
        (E(Sum(g[i], (i, 1, v[1]))), Sum(E(g[i]), (i, 1, v[1]))),
        (v[k], v[k + 1]),
        (to(0, k + 1), 0),
        (to(plus(times(sqrt(t), sqrt(t)), -t), k + 1), 0),
        (grad(a), grad(b)),
    ],
)
def test_different_normal_forms(left: Any, right: Any) -> None:
    assert not identical(left, right)


def test_what_has_no_normal_form() -> None:
    with pytest.raises(NotNormal) as caught:
        identical(to(0, -1), 0)
    assert str(caught.value) == "zero denominator in ('^', ('num', 0, 1), ('num', -1, 1))"


def test_a_power_with_a_quotient_in_its_exponent_is_an_atom() -> None:
    assert identical(to(beta, 1 / t), to(beta, t / t**2))
    assert not identical(to(beta, 1 / t), to(beta, 2 / t))
    assert not identical(to(beta, 1 / t), to(t, 1 / t))


def test_the_index_of_a_sum_gets_a_name_that_is_not_free_in_it() -> None:
    body: Term = ("var", "#0", "integer")
    assert marker(term(Sum(g[i], (i, 1, k))))[1] == "#0"
    assert marker(("sum", body, term(i), term(1), term(k)))[1] == "#1"


def test_a_rewriting_that_leads_back_to_itself_ends() -> None:
    normalizer = Normalizer(Ring(16), lambda application: ("+", application, term(1)))
    assert str(normalizer(term(v[k]))) == "(x1 + 1)/(1)"


LETTERS = st.sampled_from([term(a), term(b), term(t)])
NUMBERS = st.integers(-3, 3).map(term)


def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.tuples(st.just("+"), inner, inner),
        st.tuples(st.just("*"), inner, inner),
        st.tuples(st.just("^"), inner, st.integers(-2, 3).map(term)),
        st.tuples(st.just("^"), inner, st.just(term(k + 1))),
        st.tuples(st.just("^"), inner, st.just(term(k))),
        inner.map(lambda x: ("^", ("^", x, term(2)), ("num", 1, 2))),
        inner.map(lambda x: ("sum", ("*", x, term(i)), term(i), term(1), term(k))),
        inner.map(lambda x: ("fn", "Abs", x)),
    )


TERMS = st.recursive(LETTERS | NUMBERS, grown, max_leaves=6)
POINTS = st.tuples(*[st.sampled_from([Fraction(n, 2) for n in range(-5, 6)])] * 3, st.integers(0, 3))


@settings(max_examples=300, deadline=None)
@given(TERMS, POINTS)
def test_the_normal_form_has_the_same_value(x: Term, point: Any) -> None:
    def back(ring: Ring) -> Term:
        normalizer = Normalizer(ring)
        normal = normalizer(x)
        return times(normalizer.term(normal.top), to(normalizer.term(normal.bottom), -1))

    try:
        assert _equal_at(x, with_room(back), point)
    except NotNormal:
        return


@settings(max_examples=200, deadline=None)
@given(TERMS, TERMS, TERMS, POINTS)
def test_rearranging_is_identical_and_changes_no_value(x: Term, y: Term, z: Term, point: Any) -> None:
    left, right = times(x, plus(y, z)), plus(times(z, x), times(y, x))
    try:
        assert identical(left, right)
    except NotNormal:
        return
    assert _equal_at(left, right, point)


@settings(max_examples=200, deadline=None)
@given(TERMS, POINTS)
def test_a_difference_that_does_not_vanish_somewhere_is_not_identical_to_zero(x: Term, point: Any) -> None:
    try:
        found = identical(x, 0)
    except NotNormal:
        return
    assert not found or _equal_at(x, term(0), point)


def _equal_at(left: Term, right: Term, point: Any) -> bool:
    *reals, count = point
    values = {**dict(zip("abt", reals, strict=True)), "k": Fraction(count)}
    try:
        return bool(World("zero", values, (), Rationals()).value(equal(left, right)))
    except (Undefined, Irrational):
        return True
