"""Substitution, free letters, and the domains of letters."""

from typing import Any

import pytest
from sympy import Eq, Rational, Sum, floor

from symopt.domains import DOMAINS
from symopt.proof.obligation import Definition, within
from symopt.proof.ranges import RANGES, is_whole
from symopt.proof.terms import Term, show, substitute, variables
from symopt.symbols import beta, c, eta, g, history, i, j, k, v
from tests.proof.claims import F, claim, equal, forall, t, tends, term


def test_a_bound_index_hides_its_name() -> None:
    total = term(Sum(g[i], (i, 1, k)) + i)
    assert substitute(total, term(i), term(j)) == term(Sum(g[i], (i, 1, k)) + j)


def test_the_bounds_of_a_sum_are_outside_of_it() -> None:
    total = ("sum", term(g[i]), term(i), term(1), term(i))
    assert substitute(total, term(i), term(k)) == ("sum", term(g[i]), term(i), term(1), term(k))
    assert variables(total) == (term(i),)


def test_nothing_is_captured() -> None:
    total = term(Sum(F(i, k), (i, 1, 3)))
    renamed: Term = ("var", "i'", "integer")
    assert substitute(total, term(k), term(i)) == ("sum", ("app", "F", renamed, term(i)), renamed, term(1), term(3))


def test_substitution_reaches_into_limits_and_facts() -> None:
    assert substitute(tends(beta**k * c, k, c), term(c), term(t)) == tends(beta**k * t, k, t)
    assert substitute(tends(beta**k * c, k, k), term(k), term(j)) == tends(beta**k * c, k, j)
    assert substitute(forall(i, Eq(g[i], c)), term(i), term(j)) == forall(i, Eq(g[i], c))


@pytest.mark.parametrize(
    ("whole", "free"),
    [(Sum(g[i] * c, (i, 1, k)), (c, k)), (beta**k, (beta, k)), (v[k - 1], (k,)), (Rational(1, 2), ())],
)
def test_free_letters(whole: Any, free: tuple[Any, ...]) -> None:
    assert variables(term(whole)) == tuple(map(term, free))


def test_bound_indices_of_facts_and_limits_are_not_free() -> None:
    assert variables(forall(i, Eq(g[i], c))) == (term(c),)
    assert variables(tends(beta**k, k, c)) == (term(beta), term(c))


def test_the_letters_of_a_claim_leave_out_the_indices_of_recurrences() -> None:
    index: Term = ("var", "k_", "integer")
    runs = Definition("v", index, term(beta * v[k - 1]), 1)
    assert claim(equal(eta, eta), definitions=(runs,)).letters == (term(beta), term(eta), term(k))


def test_the_letters_of_a_claim_include_those_that_recurrences_start_from() -> None:
    runs = Definition("v", ("var", "k_", "integer"), term(v[k - 1]), 1, {0: term(eta)})
    assert claim(equal(v[1], 0), definitions=(runs,)).letters == (term(eta), term(k))


@pytest.mark.parametrize("name", DOMAINS)
def test_the_domains_are_those_of_the_alphabet(name: str) -> None:
    domain, (lower, upper) = DOMAINS[name], RANGES[name]
    assert lower == (None if domain.lower is None else ("<" if domain.lower_open else "<=", term(domain.lower)))
    assert upper == (None if domain.upper is None else ("<" if domain.upper_open else "<=", term(domain.upper)))


def test_every_domain_of_the_alphabet_is_known() -> None:
    assert set(RANGES) == set(DOMAINS)


def test_where_a_letter_lies() -> None:
    assert within(term(beta)) == (("<=", term(0), term(beta)), ("<", term(beta), term(1)))
    assert within(term(c)) == within(term(k)) == ()


@pytest.mark.parametrize(("t", "whole"), [(k + 1, True), (2 * k * history, True), (floor(c), True), (k / 2, False)])
def test_whole_by_its_looks(t: Any, whole: bool) -> None:
    assert is_whole(term(t)) is whole


def test_showing_a_term() -> None:
    assert show(term(Sum(beta ** (k - i) * g[i], (i, 1, k)))) == "Sum(((beta ^ (k + (-1 * i))) * g[i]), i, 1, k)"
