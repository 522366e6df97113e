"""Differentiation of terms, against SymPy's own at exact points, and where it must refuse."""

from typing import Any

import pytest
from sympy import Abs, Expr, Max, Piecewise, Rational, Sum, diff, exp, log, sign, sqrt

from symopt.proof.derivative import NotDifferentiable, derivative, joints
from symopt.proof.portfolio import settle
from symopt.symbols import E, beta, c, eta, g, i, k, v, w_1, w_2
from tests.proof.claims import a, b, claim, equal, t, term

SMOOTH = [
    w_1**3 * w_2 - w_1 / (1 + w_2**2),
    (w_1**2 + w_2 - 11) ** 2 + (w_1 + w_2**2 - 7) ** 2,
    sqrt(w_1**2 + 1) * w_2,
    (w_1**2 + 1) ** Rational(-3, 2),
    exp(-w_1 * w_2) * w_1,
    log(1 + exp(-w_1)),
    c * w_1 + eta,
    Sum(g[i] * w_1**2, (i, 1, 3)),
    Piecewise((w_1**2, w_2 > 0), (w_1 * w_2, True)),
]


@pytest.mark.parametrize("smooth", SMOOTH, ids=str)
@pytest.mark.parametrize("letter", [w_1, w_2], ids=str)
def test_it_agrees_with_another_way_to_differentiate(smooth: Expr, letter: Any) -> None:
    if isinstance(smooth, Piecewise) and letter == w_2:
        return
    verdict = settle(claim(equal(derivative(term(smooth), term(letter)), diff(smooth, letter))))
    assert verdict.holds, verdict


@pytest.mark.parametrize("smooth", SMOOTH[:7], ids=str)
def test_a_wrong_derivative_is_refuted(smooth: Expr) -> None:
    wrong = ("*", ("num", 2, 1), derivative(term(smooth), term(w_1)))
    assert settle(claim(equal(wrong, diff(smooth, w_1)))).status == "refuted"


@pytest.mark.parametrize(
    "rough",
    [Abs(t), sign(t), Max(t, 1), t**t, beta**t, v[k] * E(t * g[1]), Sum(g[i], (i, 1, t)), E(t), v[t]],
    ids=str,
)
def test_what_has_no_derivative(rough: Expr) -> None:
    with pytest.raises(NotDifferentiable):
        derivative(term(rough), term(t))


@pytest.mark.parametrize("constant", [Abs(a), beta**k, v[k], E(g[1]), Sum(g[i], (i, 1, k))], ids=str)
def test_what_does_not_read_the_letter_is_constant(constant: Expr) -> None:
    assert derivative(term(constant), term(t)) == ("num", 0, 1)


def test_a_bound_index_is_another_letter() -> None:
    assert derivative(term(Sum(i**2, (i, 1, 3))), term(i)) == ("num", 0, 1)


def test_the_joints_of_a_case_distinction_are_named() -> None:
    clipped = term(Piecewise((0, t < a), (t, b > 0), (1, True)))
    assert joints(clipped, term(t)) == (equal(t, a),)
    assert joints(clipped, term(b)) == (equal(0, b),)
    assert joints(clipped, term(c)) == ()
