"""Numbers as users give them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Float, Rational, oo

from symopt.errors import SymoptError
from symopt.program.settings import exact_number


@pytest.mark.parametrize(
    "value", [0.4, "0.4", "2/5", "4e-1", Rational(2, 5), Fraction(2, 5), np.float64(0.4)], ids=repr
)
def test_a_number_is_the_decimal_that_it_is_written_as(value: Any) -> None:
    assert exact_number(value) == Rational(2, 5)


@pytest.mark.parametrize(("value", "expected"), [(3, 3), (True, 1), (np.int64(-2), -2), (1e-8, Rational(1, 10**8))])
def test_integers_and_small_numbers(value: Any, expected: Any) -> None:
    assert exact_number(value) == expected


@pytest.mark.parametrize(
    "value", [None, "1;2", "1e999999999", float("nan"), float("-inf"), 1j, oo, [1], Decimal("NaN")], ids=repr
)
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(SymoptError):
        exact_number(value)


def test_a_sympy_decimal_is_taken_as_it_prints() -> None:
    assert exact_number(Float("0.4", 3)) == Rational(2, 5)
