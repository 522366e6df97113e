from decimal import Decimal
from fractions import Fraction

import pytest
from sympy import Integer, Rational, Symbol, pi, sqrt

from symopt.domains import DOMAINS, domain_of
from symopt.errors import SpecificationError
from symopt.spec.validation import check_value
from symopt.symbols import Count, Decay, Hyper, beta, c, eta, history, k


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("real", ["-5", "0", "7/3"], []),
        ("positive", ["1/1000000", "1", "50"], ["0", "-1"]),
        ("unit", ["0", "1/2", "999/1000"], ["1", "-1/10", "2"]),
        ("count", ["1", "20"], ["0", "-3", "5/2"]),
    ],
)
def test_a_domain_holds_its_numbers_and_no_others(name, inside, outside):
    assert all(Rational(number) in DOMAINS[name] for number in inside)
    assert not any(Rational(number) in DOMAINS[name] for number in outside)


@pytest.mark.parametrize(
    ("letter", "domain"),
    [
        (beta, "[0, 1)"),
        (eta, "(0, oo)"),
        (history, "{1, 2, ...}"),
        (c, "(-oo, oo)"),
        (k, "the integers"),
        (Symbol("x"), "(-oo, oo)"),
        (Hyper("zeta"), "(0, oo)"),
        (Decay("theta"), "[0, 1)"),
        (Count("M"), "{1, 2, ...}"),
    ],
    ids=str,
)
def test_a_letter_lies_where_its_class_says(letter, domain):
    assert str(domain_of(letter)) == domain


@pytest.mark.parametrize("number", [Integer(0), 0.5, "1/2", Fraction(1, 3), Decimal("0.999")], ids=str)
def test_values_inside_pass(number):
    check_value("Test", beta, Rational(number) if isinstance(number, str) else number)


@pytest.mark.parametrize(
    ("letter", "number", "message", "hint"),
    [
        (beta, 1, "Test: beta = 1 lies outside its domain [0, 1)", "choose beta in [0, 1)"),
        (eta, -0.5, "Test: eta = -1/2 lies outside its domain (0, oo)", "choose eta in (0, oo)"),
        (history, 2.5, "Test: m = 5/2 lies outside its domain {1, 2, ...}", "choose m in {1, 2, ...}"),
        (eta, sqrt(2), "Test: eta = sqrt(2) is not a rational number", "write an integer, a decimal or a fraction"),
        (eta, pi, "Test: eta = pi is not a rational number", "write an integer, a decimal or a fraction"),
        (eta, float("nan"), "Test: eta = nan is not a rational number", "write an integer, a decimal or a fraction"),
        (eta, "1", "the text '1' is not an expression", "write it without quotes, with the letters of symopt.symbols"),
    ],
)
def test_values_outside_are_refused(letter, number, message, hint):
    with pytest.raises(SpecificationError) as refusal:
        check_value("Test", letter, number)
    assert (refusal.value.message, refusal.value.hint) == (message, hint)


def test_a_domain_belongs_to_the_class_and_not_to_the_symbol():
    assert Hyper("theta") != Decay("theta")
    assert (Hyper("theta").domain, Decay("theta").domain) == ("positive", "unit")
    assert Hyper("theta").is_positive is None, "SymPy would drop bounds of a positive symbol"
