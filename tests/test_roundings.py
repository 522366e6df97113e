"""Roundings, and the search for the one that gave a printed number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Rational, sqrt

from symopt.errors import SymoptError
from symopt.examples.roundings import ROUNDINGS, Cause, Disagreement, compare_printed, decimals_for, rounded, shortened
from symopt.symbols import w_1, w_2

RAVINE = w_1**2 / 10 + 2 * w_2**2
SECOND = {w_1: Rational("-4.232"), w_2: Rational("-0.72")}


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("half-even", ("0.2", "-0.2", "0.4", "0.3")),
        ("half-up", ("0.3", "-0.3", "0.4", "0.3")),
        ("toward-zero", ("0.2", "-0.2", "0.3", "0.2")),
        ("floor", ("0.2", "-0.3", "0.3", "0.2")),
        ("ceiling", ("0.3", "-0.2", "0.4", "0.3")),
    ],
)
def test_roundings_differ_where_they_should(rounding: str, expected: tuple[str, ...]) -> None:
    numbers = ("0.25", "-0.25", "0.35", "0.27")
    assert [rounded(Rational(number), 1, rounding) for number in numbers] == [Rational(text) for text in expected]


@given(st.fractions(), st.integers(-3, 6), st.sampled_from(sorted(ROUNDINGS)))
def test_a_rounding_is_near_and_has_as_many_decimals(number: object, decimals: int, rounding: str) -> None:
    exact = Rational(str(number))
    found = rounded(exact, decimals, rounding)
    assert (found * Rational(10) ** decimals).is_Integer
    assert abs(found - exact) < Rational(10) ** -decimals


@pytest.mark.parametrize(
    ("number", "digits", "decimals"),
    [("12345", 2, -3), ("1", 3, 2), ("0.99", 2, 2), ("-0.0000731", 3, 7), ("10", 1, -1), ("0", 4, 3)],
)
def test_decimals_for_significant_digits(number: str, digits: int, decimals: int) -> None:
    assert decimals_for(Rational(number), digits) == decimals


def test_shortened() -> None:
    assert shortened(Rational("-0.00007312316"), 3) == Rational("-0.0000731")


@pytest.mark.parametrize("printed", ["2.8", "2.83", "2.828", "3", "2.8277824", "2.827782400"])
def test_a_rounding_of_the_exact_number_agrees(printed: str) -> None:
    assert compare_printed(Rational("2.8277824"), printed) is None


def test_the_notes_second_value_is_the_value_at_the_rounded_point() -> None:
    assert compare_printed(Rational("2.8277824"), "2.7", RAVINE, SECOND) == Disagreement(
        printed=Rational("2.7"),
        decimals=1,
        exact=Rational("2.8277824"),
        expected=Rational("2.8"),
        causes=(
            Cause(
                value=Rational("2.744"),
                decimals=1,
                roundings=("half-even", "half-up", "toward-zero", "floor"),
                inputs=((w_1, Rational("-4.2")), (w_2, Rational("-0.7"))),
                input_decimals=1,
                input_roundings=("half-even", "half-up", "toward-zero", "ceiling"),
            ),
        ),
    )


def test_a_number_cut_off_says_so() -> None:
    found = compare_printed(Rational("2.87"), "2.8", RAVINE, SECOND)
    assert found is not None
    assert found.causes == (Cause(Rational("2.87"), 1, ("toward-zero", "floor")),)
    assert found.expected == Rational("2.9")


@pytest.mark.parametrize("printed", ["7.2", "-2.8", "0.0"])
def test_a_number_that_nothing_known_gives_has_no_cause(printed: str) -> None:
    found = compare_printed(Rational("2.8277824"), printed, RAVINE, SECOND)
    assert found is not None
    assert found.causes == ()


def test_inputs_rounded_to_other_decimals_are_tried_after_the_printed_ones() -> None:
    found = compare_printed(Rational("2.8277824"), "3.60", RAVINE, SECOND)
    assert found is not None
    assert [(cause.input_decimals, cause.value) for cause in found.causes] == [(0, Rational("3.6"))]


def test_inputs_at_which_the_formula_has_no_value_are_passed_over() -> None:
    assert compare_printed(Integer(5), "7.1", 1 / w_1, {w_1: Rational("0.2")}) == Disagreement(
        Rational("7.1"), 1, Integer(5), Integer(5), ()
    )


def test_irrational_numbers_are_compared_too() -> None:
    assert compare_printed(sqrt(2), "1.414214") is None
    found = compare_printed(sqrt(2), "1.415")
    assert found is not None
    assert found.causes[0].roundings == ("ceiling",)


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("27/10", "27/10 is not a decimal"),
        ("two", "'two' is not a real, finite number"),
        ("", "'' is not a real, finite number"),
    ],
)
def test_what_is_no_printed_decimal_is_one_clear_error(printed: str, message: str) -> None:
    with pytest.raises(SymoptError) as caught:
        compare_printed(Integer(1), printed)
    assert caught.value.message == message
