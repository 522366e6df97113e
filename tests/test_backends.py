"""Backends: discovery, what each number is, every operation of their tables against the same numbers by hand."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import (
    Abs,
    And,
    Eq,
    Expr,
    Max,
    Min,
    Mod,
    Not,
    Or,
    Piecewise,
    Rational,
    cbrt,
    cos,
    cosh,
    exp,
    floor,
    log,
    pi,
    sign,
    sin,
    sqrt,
    tan,
    tanh,
)

from symopt.backends import find, names
from symopt.errors import RunError, SymoptError, UnknownNameError
from symopt.program.evaluation import Evaluator, Fault, dissect
from symopt.symbols import A_, I, b_, c, dot, epsilon, eta, norm, outer, pivot, solve, transpose

VALUES = {eta: Rational(9, 4), epsilon: Rational(-2, 3), c: Rational(27, 8)}
VECTOR, OTHER, MATRIX = [3, -4], [1, 2], [[2, 1], [1, 3]]


def value(name: str, expression: Any, **arrays: Any) -> Any:
    backend = find(name)
    letters = {letter.name: backend.number(number) for letter, number in VALUES.items()}
    held = {key: backend.array(_numbers(backend, entries)) for key, entries in arrays.items()}
    return backend.numbers(Evaluator(backend).compile(expression)({**letters, **held}))


def _numbers(backend: Any, entries: Any) -> Any:
    return [_numbers(backend, e) for e in entries] if isinstance(entries, list) else backend.number(Rational(entries))


def test_backends_are_found_by_being_there() -> None:
    assert names() == ["exact", "mpmath", "numpy"]
    assert [find(name).name for name in names()] == names()


@pytest.mark.parametrize(
    ("name", "digits", "message", "hint"),
    [
        ("numpi", None, "there is no backend 'numpi'", "did you mean numpy?"),
        ("torch", None, "there is no backend 'torch'", "known: exact, mpmath, numpy"),
        ("_arrays", None, "there is no backend '_arrays'", "known: exact, mpmath, numpy"),
        ("numpy", 20, "the numpy backend always computes with 16 digits", "take the mpmath backend for more"),
        ("exact", 20, "the exact backend does not round, so it takes no digits", "take the mpmath backend to round"),
        ("mpmath", 0, "0 digits cannot be computed with", "ask for 1 to 10000"),
        ("mpmath", 10**9, "1000000000 digits cannot be computed with", "ask for 1 to 10000"),
    ],
)
def test_a_backend_that_is_not_there_is_one_clear_error(name: str, digits: int | None, message: str, hint: str) -> None:
    with pytest.raises(SymoptError) as caught:
        find(name, digits)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert isinstance(caught.value, UnknownNameError if "no backend" in message else RunError)


RATIONAL_OPERATIONS = [
    (eta + epsilon, Fraction(19, 12)),
    (eta - 2 * epsilon + 1, Fraction(55, 12)),
    (eta * epsilon, Fraction(-3, 2)),
    (eta / epsilon, Fraction(-27, 8)),
    (1 / eta, Fraction(4, 9)),
    (epsilon**3, Fraction(-8, 27)),
    (eta**-2, Fraction(16, 81)),
    (sqrt(eta), Fraction(3, 2)),
    (1 / sqrt(eta), Fraction(2, 3)),
    (epsilon / sqrt(eta), Fraction(-4, 9)),
    (eta ** Rational(3, 2), Fraction(27, 8)),
    (cbrt(c), Fraction(3, 2)),
    (eta ** Rational(-3, 2), Fraction(8, 27)),
    (Abs(epsilon), Fraction(2, 3)),
    (sign(epsilon), -1),
    (Max(eta, epsilon, 2), Fraction(9, 4)),
    (Min(eta, epsilon, 2), Fraction(-2, 3)),
    (floor(epsilon), -1),
    (Mod(c, 2), Fraction(11, 8)),
    (exp(eta - Rational(9, 4)), 1),
    (log(eta - Rational(5, 4)), 0),
    (Piecewise((1, eta < epsilon), (2, eta >= Rational(9, 4)), (3, True)), 2),
    (Piecewise((1 / (epsilon + Rational(2, 3)), eta < epsilon), (eta, True)), Fraction(9, 4)),
    (Piecewise((1, And(eta > 2, epsilon <= 0)), (2, True)), 1),
    (Piecewise((1, Or(eta < 2, epsilon > 0)), (2, True)), 2),
    (Piecewise((1, Not(Eq(eta, epsilon))), (2, True)), 1),
]


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(("expression", "expected"), RATIONAL_OPERATIONS, ids=str)
def test_operations_on_numbers(name: str, expression: Expr, expected: Any) -> None:
    found = value(name, expression)
    if name == "exact":
        assert found == expected
    assert float(found) == pytest.approx(float(expected), rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (dot(A_, b_), (2, -12)),
        (dot(b_, b_), 25),
        (norm(b_), 5),
        (outer(b_, b_), ((9, -12), (-12, 16))),
        (transpose(A_), ((2, 0), (1, 3))),
        (solve(A_, b_), (Fraction(13, 6), Fraction(-4, 3))),
        (Abs(b_), (3, 4)),
        (sign(b_), (1, -1)),
        (Max(b_, 0), (3, 0)),
        (sqrt(b_**2), (3, 4)),
        (Piecewise((b_ / 2, b_ > 0), (b_ * 2, True)), (Fraction(3, 2), -8)),
        (Piecewise((b_ / 2, b_ > -9), (b_ * 2, True)), (Fraction(3, 2), -2)),
        (Piecewise((b_ / 2, b_ > 9), (b_ * 2, True)), (6, -8)),
    ],
    ids=str,
)
def test_operations_on_vectors_and_matrices(name: str, expression: Expr, expected: Any) -> None:
    found = value(name, expression, b=VECTOR, A=[[2, 1], [0, 3]])
    if name == "exact":
        assert found == expected
    np.testing.assert_allclose(np.array(found, dtype=float), np.array(expected, dtype=float), rtol=1e-14)


@pytest.mark.parametrize("name", ["numpy", "mpmath"])
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sqrt(2) * eta, 3.1819805153394642),
        (pi * eta, 7.0685834705770345),
        (exp(eta), 9.487735836358526),
        (log(eta), 0.8109302162163288),
        (sin(eta), 0.7780731968879212),
        (cos(eta), -0.6281736227227391),
        (tan(eta), -1.2386276162240966),
        (tanh(eta), 0.9780261147388136),
        (exp(1) * epsilon, -1.8121878856393634),
    ],
    ids=str,
)
def test_irrational_operations(name: str, expression: Expr, expected: float) -> None:
    assert float(value(name, expression)) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (sqrt(eta - 1), "the square root of 5/4 is not rational"),
        (cbrt(eta), "the cube root of 9/4 is not rational"),
        (eta ** Rational(1, 5), "the 5th root of 9/4 is not rational"),
        (sqrt(eta**200 + 1), "the square root of a fraction of 1035 bits is not rational"),
        (exp(eta), "exp(9/4) is not rational"),
        (log(eta), "log(9/4) is not rational"),
        (eta * pi, "pi is not rational"),
        (norm(b_) + 1, "the square root of 5 is not rational"),
        (1 - norm(b_), "the square root of 5 is not rational"),
        (sqrt(norm(b_)), "the square root of sqrt(5) is not rational"),
        (exp(norm(b_)), "exp(sqrt(5)) is not rational"),
    ],
    ids=str,
)
def test_exact_says_which_number_is_not_rational(expression: Expr, message: str) -> None:
    with pytest.raises(RunError) as caught:
        value("exact", expression, b=OTHER)
    assert caught.value.message == message
    assert caught.value.hint == "run it in decimals, with --digits 30"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (norm(b_) <= Rational(9, 4), True),
        (norm(b_) <= Rational(2), False),
        (norm(b_) > -1, True),
        (-norm(b_) < eta, True),
        (norm(b_) < 2 * norm(b_), True),
        (norm(b_) >= norm(2 * b_), False),
        (norm(b_) ** 2, 5),
        (norm(b_) * norm(5 * b_), 25),
        (1 / norm(b_) ** 2, Fraction(1, 5)),
        (Abs(-norm(b_)) / norm(2 * b_), Fraction(1, 2)),
        (Max(norm(b_), eta) / norm(b_), Fraction(9, 4) / 5**0.5),
        (Piecewise((1, norm(b_) <= epsilon), (2, True)), 2),
        (norm(3 * b_) / Rational(3) <= norm(b_), True),
    ],
    ids=str,
)
def test_norms_are_compared_multiplied_and_squared_exactly(expression: Expr, expected: Any) -> None:
    found = value("exact", expression, b=OTHER)
    assert float(found) == float(expected) if isinstance(expected, float) else found == expected


def test_a_norm_that_is_no_fraction_is_written_as_a_root() -> None:
    assert find("exact").written(value("exact", -norm(b_) / 2, b=OTHER)) == "-sqrt(5/4)"


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(
    ("matrix", "least"),
    [
        ([[2, 1], [1, 3]], 2),
        ([[4, 2], [2, 2]], 1),
        ([[1, 2], [2, 1]], -3),
        ([[1, 1], [1, 1]], 0),
        ([[0, 1], [1, 9]], 0),
        ([[-1, 0], [0, 9]], -1),
        ([[5, 1, 0], [1, 5, 2], [0, 2, 5]], 5 - Fraction(4) / Fraction(24, 5)),
        ([[7]], 7),
    ],
    ids=str,
)
def test_the_least_pivot_is_positive_where_a_matrix_is_definite(name: str, matrix: Any, least: Any) -> None:
    found = value(name, pivot(A_), A=matrix)
    assert float(found) == pytest.approx(float(least), abs=1e-15)
    assert (found > 0) == bool(np.all(np.linalg.eigvalsh(np.array(matrix, dtype=float)) > 1e-12))


@pytest.mark.parametrize("name", names())
def test_an_operation_that_a_table_lacks_is_named(name: str) -> None:
    with pytest.raises(RunError) as caught:
        value(name, cosh(eta))
    assert caught.value.message == f"the {name} backend has no operation cosh"


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(
    ("expression", "reason"),
    [(sqrt(epsilon), "complex"), (solve(A_, b_), "singular"), (Piecewise((1, eta < 0)), "no-case")],
    ids=str,
)
def test_faults_have_a_reason(name: str, expression: Expr, reason: str) -> None:
    with find(name).quiet(), pytest.raises(Fault) as caught:
        value(name, expression, b=VECTOR, A=[[1, 2], [2, 4]])
    assert caught.value.reason == reason


@pytest.mark.parametrize(("name", "reason"), [("numpy", "not-finite"), ("exact", "too-long"), ("mpmath", "too-large")])
def test_numbers_that_grow_are_noticed(name: str, reason: str) -> None:
    backend = find(name)
    number = backend.number(Rational(9, 4))
    with backend.quiet():
        square, grown = Evaluator(backend).compile(eta**2), number
        for _ in range(20):
            grown = square({"eta": grown}) if backend.fault(backend.array([grown])) is None else grown
    assert backend.fault(backend.array([grown])) == reason
    assert backend.fault(backend.array([number])) is None


def test_a_power_too_long_to_compute_is_not_computed() -> None:
    with pytest.raises(Fault) as caught:
        value("exact", eta**10**12)
    assert caught.value.reason == "too-long"


def test_the_identity_is_as_large_as_it_is_given() -> None:
    assert value("exact", A_ + 2 * I, A=MATRIX, I=[[1, 0], [0, 1]]) == ((4, 1), (1, 5))


@pytest.mark.parametrize(
    ("name", "digits", "written"),
    [
        ("numpy", None, 0.3333333333333333),
        ("exact", None, "1/3"),
        ("mpmath", 5, "0.33333"),
        ("mpmath", 20, "0." + "3" * 20),
    ],
)
def test_numbers_are_written_as_json_and_csv_hold_them(name: str, digits: int | None, written: float | str) -> None:
    backend = find(name, digits)
    assert backend.written(backend.number(Rational(1, 3))) == written


def test_a_constant_beyond_doubles_is_infinite() -> None:
    assert find("numpy").number(Rational(10) ** 400) == np.inf
    assert find("numpy").number(-(Rational(10) ** 400)) == -np.inf


def test_each_subexpression_is_compiled_once() -> None:
    evaluator = Evaluator(find("numpy"))
    evaluator.compile(sqrt(eta) + 1)
    assert evaluator.compile(sqrt(eta)) is evaluator.compile(sqrt(eta))


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        (eta / epsilon, ("divide", (eta, epsilon))),
        (1 / eta, ("divide", (1, eta))),
        (eta**-2, ("divide", (1, eta**2))),
        (sqrt(eta), ("sqrt", (eta,))),
        (1 / sqrt(eta), ("divide", (1, sqrt(eta)))),
        (eta**2, ("Pow", (eta, 2))),
        (2**eta, ("Pow", (2, eta))),
        (eta * epsilon, ("Mul", (epsilon, eta))),
        (Abs(eta * epsilon), ("Abs", (epsilon * eta,))),
    ],
    ids=str,
)
def test_the_operation_at_the_root(expression: Expr, found: Any) -> None:
    assert dissect(expression) == found
