"""Linear algebra in any dimension: what its words prove, and what they must not."""

from typing import Any

import pytest

from symopt.proof import definiteness, words
from symopt.proof.alphabet import are_inverse, canonical, scalar_part, shortened, turned_word
from symopt.proof.fractions import NotNormal
from symopt.proof.shapes import COLUMN, MATRIX, SCALAR, shape
from symopt.proof.verdict import Verdict
from symopt.statements import PositiveDefinite
from symopt.symbols import E, I, beta, c, dot, eta, g, grad, hess, k, lam, norm, outer, power, solve, transpose, w
from tests.proof.claims import B, H, a, claim, equal, p, q, term, times, x, y

SPD = PositiveDefinite(H)


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        (equal(dot(H, x + y), dot(H, x) + dot(H, y)), ()),
        (equal(dot(I, x), x), ()),
        (equal(dot(x, dot(H, y)), dot(dot(H, x), y)), ()),
        (equal(dot(x, H), dot(H, x)), ()),
        (equal(transpose(dot(H, B)), dot(B, H)), ()),
        (equal(transpose(outer(x, y)), outer(y, x)), ()),
        (equal(dot(outer(x, y), dot(H, q)), dot(y, dot(H, q)) * x), ()),
        (equal(solve(H, dot(H, x)), x), ()),
        (equal(dot(H, solve(H, x)), x), ()),
        (equal(solve(eta * H, x), solve(H, x) / eta), ()),
        (equal(solve(I, x), x), ()),
        (equal(norm(c * x) ** 2, c**2 * dot(x, x)), ()),
        (equal(dot(power(H, k + 2), x), dot(H, dot(power(H, k), dot(H, x)))), ()),
        (equal(dot(power(I - eta * H, k), dot(H, x)), dot(H, dot(power(I - eta * H, k), x))), ()),
        (equal(dot(x, dot(power(H, k), y)), dot(y, dot(power(H, k), x))), ()),
        (equal(dot(power(H, k), solve(H, x)), solve(H, dot(power(H, k), x))), ()),
        (equal(dot(H, dot(H, q)), lam**2 * q), (equal(dot(H, q), lam * q),)),
        (equal(dot(x, dot(H, q)), lam * dot(x, q)), (equal(2 * dot(H, q), 2 * lam * q),)),
        (equal(dot(H, q), y - dot(B, x)), (equal(dot(H, q) + dot(B, x), y),)),
        (equal(dot(p, x + y), dot(p, y)), (equal(dot(x, p), 0),)),
        (equal(dot(p, dot(H, x)) ** 2, c**2 / 9), (equal(3 * dot(x, dot(H, p)), c),)),
        (
            equal(w[k + 1], dot(I - eta * H, w[k])),
            (equal(w[k + 1], w[k] - eta * grad(w[k])), equal(grad(w[k]), dot(H, w[k]))),
        ),
        (equal(dot(x, dot(hess(w[k]), y)), dot(y, dot(hess(w[k]), x))), ()),
    ],
)
def test_what_holds_in_any_dimension(goal: Any, facts: tuple[Any, ...]) -> None:
    assert words.prove(claim(goal, *facts)) == Verdict("proved", "any-dimension")


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        (equal(dot(H, dot(B, x)), dot(B, dot(H, x))), ()),
        (equal(outer(x, y), outer(y, x)), ()),
        (equal(dot(outer(x, y), q), dot(x, q) * y), ()),
        (equal(dot(x, y) * q, dot(x, q) * y), ()),
        (equal(solve(H, dot(B, x)), x), ()),
        (equal(solve(H + B, x), solve(H, x) + solve(B, x)), ()),
        (equal(solve(eta * H, x), eta * solve(H, x)), ()),
        (equal(norm(x + y), norm(x) + norm(y)), ()),
        (equal(dot(power(H, k), x), dot(power(H, k + 1), x)), ()),
        (equal(dot(power(H, k), dot(B, x)), dot(B, dot(power(H, k), x))), ()),
        (equal(dot(power(dot(H, B), k), dot(H, x)), dot(H, dot(power(dot(H, B), k), x))), ()),
        (equal(dot(x, dot(power(dot(H, B), k), y)), dot(y, dot(power(dot(H, B), k), x))), ()),
        (equal(dot(H, q), lam * q), (equal(dot(2 * H, q), lam * q),)),
        (equal(dot(B, q), lam * q), (equal(dot(H, q), lam * q),)),
        (equal(dot(H, q), y), (equal(a * dot(H, q), a * y),)),
        (equal(dot(p, dot(H, x)), 0), (equal(dot(p, x), 0),)),
        (equal(dot(x, dot(hess(w[k]), y)), dot(y, dot(hess(w[k - 1]), x))), ()),
        (equal(grad(w[k]), grad(w[k + 1])), ()),
    ],
)
def test_what_does_not(goal: Any, facts: tuple[Any, ...]) -> None:
    assert words.prove(claim(goal, *facts)) == Verdict("undecided", "any-dimension", why="not-identical")


@pytest.mark.parametrize(
    "goal",
    [
        equal(times(x, y), x),
        equal(x**2, x),
        equal(x + c, x),
        equal(x + c * a, x),
        equal(dot(H, x), c),
        equal(solve(x, y), y),
        equal(power(H, k - 1), H),
        equal(dot(c, x), x),
        equal(("if", term(c > 0), term(x), term(y)), x),
    ],
)
def test_what_is_no_linear_algebra(goal: Any) -> None:
    verdict = words.prove(claim(goal))
    assert verdict.status == "undecided"
    assert verdict.why.startswith("no-normal-form: ")


def test_an_equation_is_asked_for() -> None:
    assert words.prove(claim(SPD)).why == "not-an-equation"


def test_an_equation_that_would_go_in_circles_is_read_from_long_to_short() -> None:
    circle = equal(dot(H, q), dot(H, dot(H, q)))
    assert words.prove(claim(equal(dot(H, dot(H, dot(H, q))), dot(H, q)), circle)).holds


@pytest.mark.parametrize(
    ("term_", "kind"),
    [
        (dot(x, y), SCALAR),
        (dot(H, x), COLUMN),
        (dot(H, B), MATRIX),
        (c * x + y, COLUMN),
        (E(g[k]), COLUMN),
        (beta, SCALAR),
    ],
)
def test_shapes(term_: Any, kind: int) -> None:
    assert shape(term(term_)) == kind


@pytest.mark.parametrize("wrong", [x + c, times(x, y), x**2, dot(c, x), solve(x, y), norm(H), power(x, k), outer(x, H)])
def test_what_does_not_fit(wrong: Any) -> None:
    with pytest.raises(NotNormal):
        shape(term(wrong))


X, Y = ("x", "vector", False), ("y", "vector", False)
ROW = ("x", "vector", True)
M, N = ("H", "symmetric", False), ("H", "inverse symmetric", False)
A, AT = ("A", "matrix", False), ("A", "matrix", True)


def test_words_are_turned_letter_by_letter() -> None:
    assert turned_word((ROW, M, A, Y)) == (("y", "vector", True), AT, M, X)
    assert canonical((ROW, Y)) == canonical((("y", "vector", True), X))


def test_only_an_inverse_cancels() -> None:
    assert are_inverse(M, N)
    assert not are_inverse(A, ("A", "inverse matrix", True))
    assert shortened((A, M, N, AT)) == (A, AT)


@pytest.mark.parametrize(
    ("word", "piece"), [((ROW, M, Y), (0, 3)), ((M, X, ROW, Y), (2, 4)), ((X, ROW), None), ((M, X), None)]
)
def test_pieces_run_from_a_row_to_a_column(word: Any, piece: Any) -> None:
    assert scalar_part(word) == piece


@pytest.mark.parametrize(
    ("matrix", "facts", "status"),
    [
        (H, (SPD,), "proved"),
        (eta * H, (SPD,), "proved"),
        (-H, (SPD,), "proved"),
        (H + eta * I, (SPD,), "proved"),
        (I, (), "proved"),
        (H, (), "undecided"),
        (B, (SPD,), "undecided"),
        (H - eta * I, (SPD,), "undecided"),
        (c * H, (SPD,), "undecided"),
        (H + c * I, (SPD,), "undecided"),
        (dot(H, B), (SPD, PositiveDefinite(B)), "undecided"),
    ],
)
def test_what_can_be_inverted(matrix: Any, facts: tuple[Any, ...], status: str) -> None:
    verdict = definiteness.prove(claim(("fn", "Invertible", term(matrix)), *facts))
    assert (verdict.status if verdict.status != "refuted" else "undecided") == status


def test_a_negative_multiple_is_invertible_but_not_positive_definite() -> None:
    assert definiteness.prove(claim(("fn", "PositiveDefinite", term(eta * H)), SPD)).holds
    assert not definiteness.prove(claim(("fn", "PositiveDefinite", term(-H)), SPD)).holds
