"""Sixty true claims, each with a false mutant: the true one is proved, and the mutant is not, on whatever route."""

from typing import Any

import pytest
from sympy import Abs, Eq, Expr, Max, Min, Ne, Rational, Sum, exp, log, sign, sqrt

from symopt.proof import portfolio
from symopt.proof.obligation import Obligation
from symopt.proof.refutation import Trial
from symopt.statements import PositiveDefinite
from symopt.symbols import (
    E,
    I,
    beta,
    c,
    dot,
    epsilon,
    eta,
    g,
    i,
    k,
    lam,
    norm,
    outer,
    power,
    s,
    solve,
    transpose,
    v,
)
from tests.proof.claims import (
    B,
    H,
    a,
    at_most,
    b,
    both,
    claim,
    either,
    equal,
    forall,
    implies,
    less,
    no,
    p,
    plus,
    q,
    same,
    t,
    tends,
    times,
    to,
    x,
    y,
)


def weighted(last: Any, shift: int = 0) -> Expr:
    return Sum(beta ** (last - i + shift) * g[i], (i, 1, last))


MEAN = forall(i, Eq(E(g[i]), c))
SQUARE = forall(i, Eq(E(g[i] ** 2), c))
SPD = PositiveDefinite(H)
LATER = k >= 1

TRUE_AND_FALSE: dict[str, tuple[Obligation, Obligation]] = {
    # polynomials and quotients
    "square": (claim(equal((a + b) ** 2, plus(a**2, 2 * a * b, b**2))), claim(equal((a + b) ** 2, plus(a**2, b**2)))),
    "difference-of-squares": (
        claim(equal(times(a - b, a + b), a**2 - b**2)),
        claim(equal(times(a - b, a + b), a**2 + b**2)),
    ),
    "cancelled": (claim(equal(times(t, 1 / t), 1), Ne(t, 0)), claim(equal(times(t, 1 / t), 1))),
    "partial-fractions": (
        claim(equal(1 / (a * (a + 1)), plus(1 / a, -1 / (a + 1))), a > 0),
        claim(equal(1 / (a * (a + 1)), plus(1 / a, 1 / (a + 1))), a > 0),
    ),
    "two-fractions": (
        claim(equal(plus(1 / eta, 1 / lam), (eta + lam) / (eta * lam))),
        claim(equal(plus(1 / eta, 1 / lam), 2 / (eta + lam))),
    ),
    "substituted": (
        claim(equal(a**2 - 1, b * (b + 2)), Eq(a, b + 1)),
        claim(equal(a**2 - 1, b * (b - 2)), Eq(a, b + 1)),
    ),
    "damped": (
        claim(equal(beta * v[k] + (1 - beta) * v[k], v[k])),
        claim(equal(beta * v[k] + (1 + beta) * v[k], v[k])),
    ),
    "corrected": (
        claim(equal(v[k] / (1 - beta ** (k + 1)), v[k] / (1 - beta * beta**k)), LATER),
        claim(equal(v[k] / (1 - beta ** (k + 1)), v[k] / (1 - beta * beta**k)), k >= -1),
    ),
    # powers with a symbolic exponent
    "power-of-a-sum": (
        claim(equal(to(eta + lam, k + 1), times(eta + lam, to(eta + lam, k)))),
        claim(equal(to(eta + lam, k + 1), times(eta, to(eta + lam, k)))),
    ),
    "powers-multiplied": (
        claim(equal(times(to(beta, k), to(beta, i)), to(beta, k + i)), k >= 0, i >= 0),
        claim(equal(times(to(beta, k), to(beta, i)), to(beta, k * i)), k >= 0, i >= 0),
    ),
    "power-below-one": (claim(at_most(beta**k, 1), k >= 0), claim(less(beta**k, 1), k >= 0)),
    "power-shrinks": (claim(at_most(beta**k, beta), LATER), claim(at_most(beta**k, beta), k >= 0)),
    "power-grows": (
        claim(at_most(1, lam**k), lam >= 1, k >= 0),
        claim(at_most(1, lam**k), lam >= Rational(1, 2), k >= 0),
    ),
    "correction-is-positive": (claim(less(0, 1 - beta**k), LATER), claim(less(0, 1 - beta**k), k >= 0)),
    "power-never-zero": (claim(no(equal(eta**k, 0))), claim(no(equal(beta**k, 0)))),
    "small-base": (claim(at_most(Abs(b**k), 1), Abs(b) <= 1, k >= 0), claim(at_most(b**k, 0), Abs(b) <= 1, k >= 0)),
    # sums
    "sum-steps": (
        claim(equal(weighted(k + 1), beta * weighted(k) + g[k + 1]), LATER),
        claim(equal(weighted(k + 1), beta * weighted(k) + g[k]), LATER),
    ),
    "sum-steps-age": (
        claim(equal(weighted(k, 1), beta * weighted(k)), LATER),
        claim(equal(weighted(k, 1), weighted(k)), LATER),
    ),
    "sum-of-one": (claim(equal(Sum(g[i], (i, 1, 1)), g[1])), claim(equal(Sum(g[i], (i, 1, 2)), g[1]))),
    "sum-from-zero": (
        claim(equal(Sum(g[i], (i, 0, k)), g[0] + Sum(g[i], (i, 1, k))), k >= 0),
        claim(equal(Sum(g[i], (i, 0, k)), Sum(g[i], (i, 1, k))), k >= 0),
    ),
    "sum-of-a-constant": (
        claim(equal(Sum(c, (i, 1, k)), k * c), LATER),
        claim(equal(Sum(c, (i, 1, k)), (k - 1) * c), LATER),
    ),
    "sum-is-linear": (
        claim(
            equal(Sum(a * g[i] + v[i], (i, 1, k)), plus(times(a, Sum(g[i], (i, 1, k))), Sum(v[i], (i, 1, k)))), LATER
        ),
        claim(equal(Sum(a * g[i] * v[i], (i, 1, k)), times(a, Sum(g[i], (i, 1, k)), Sum(v[i], (i, 1, k)))), LATER),
    ),
    "sum-index-renamed": (
        claim(
            equal(
                Sum(g[i] * i, (i, 1, k)),
                (
                    "sum",
                    times(("app", "g", ("var", "m", "integer")), ("var", "m", "integer")),
                    ("var", "m", "integer"),
                    ("num", 1, 1),
                    ("var", "k", "integer"),
                ),
            ),
            LATER,
        ),
        claim(equal(Sum(g[i] * i, (i, 1, k)), Sum(g[i], (i, 1, k))), LATER),
    ),
    "momentum-by-induction": (
        claim(equal(v[k + 1], weighted(k + 1)), Eq(v[k + 1], beta * v[k] + g[k + 1]), Eq(v[k], weighted(k)), LATER),
        claim(equal(v[k + 1], weighted(k + 1)), Eq(v[k + 1], v[k] + g[k + 1]), Eq(v[k], weighted(k)), LATER),
    ),
    # expectations
    "mean-of-a-sum": (
        claim(equal(E(weighted(k)), Sum(beta ** (k - i) * c, (i, 1, k))), LATER, MEAN),
        claim(equal(E(weighted(k)), Sum(beta ** (k - i + 1) * c, (i, 1, k))), LATER, MEAN),
    ),
    "mean-of-squares": (
        claim(equal(E(Sum(g[i] ** 2, (i, 1, k))), k * c), LATER, SQUARE),
        claim(equal(E(Sum(g[i] ** 2, (i, 1, k))), k * c**2), LATER, SQUARE),
    ),
    "mean-is-linear": (claim(equal(E(a * g[1] + b), a * E(g[1]) + b)), claim(equal(E(a * g[1] + b), a * E(g[1])))),
    # roots
    "root-squared": (
        claim(equal(times(sqrt(s[k] + epsilon), sqrt(s[k] + epsilon)), s[k] + epsilon), s[k] >= 0),
        claim(equal(times(sqrt(s[k]), sqrt(s[k])), s[k] + epsilon), s[k] >= 0),
    ),
    "root-of-a-square": (claim(equal(to(t**2, Rational(1, 2)), t), t >= 0), claim(equal(to(t**2, Rational(1, 2)), t))),
    "root-of-a-product": (
        claim(equal(to(eta * lam, Rational(1, 2)), sqrt(eta) * sqrt(lam))),
        claim(equal(to(eta + lam, Rational(1, 2)), sqrt(eta) + sqrt(lam))),
    ),
    "root-is-monotone": (
        claim(implies(eta < lam, sqrt(eta) < sqrt(lam))),
        claim(implies(eta < lam, sqrt(lam) < sqrt(eta))),
    ),
    "one-over-a-root": (
        claim(equal(eta / sqrt(eta), sqrt(eta))),
        claim(equal(times(b, to(b, Rational(-1, 2))), sqrt(b)), b >= 0),
    ),
    # signs and cases
    "abs-squared": (claim(equal(times(Abs(t), Abs(t)), t**2)), claim(equal(times(Abs(t), t), t**2))),
    "sign-times-abs": (claim(equal(times(sign(t), Abs(t)), t)), claim(equal(times(sign(t), t), t))),
    "triangle": (claim(at_most(Abs(a + b), Abs(a) + Abs(b))), claim(at_most(Abs(a) + Abs(b), Abs(a + b)))),
    "max-and-min": (claim(equal(plus(Max(a, b), Min(a, b)), a + b)), claim(equal(Max(a, b), Abs(a - b)))),
    "clipped": (claim(at_most(Abs(Max(-c, Min(c, t))), c), c >= 0), claim(at_most(Abs(Max(-c, Min(c, t))), c))),
    "stable": (claim(same(Abs(1 - eta * lam) < 1, eta < 2 / lam)), claim(same(Abs(1 - eta * lam) < 1, eta <= 2 / lam))),
    "monotone-regime": (
        claim(implies(eta < 1 / lam, both(1 - eta * lam > 0, 1 - eta * lam < 1))),
        claim(implies(eta < 2 / lam, 1 - eta * lam > 0)),
    ),
    "heavy-ball": (
        claim(implies(both(beta < 1, Abs(1 + beta - eta * lam) < 1 + beta), eta * lam < 2 * (1 + beta))),
        claim(implies(both(beta < 1, Abs(1 + beta - eta * lam) < 1 + beta), eta * lam < 2 * (1 - beta))),
    ),
    "squares-are-positive": (claim(at_most(2 * a * b, a**2 + b**2)), claim(less(2 * a * b, a**2 + b**2))),
    "quadratic-formula": (
        claim(implies(both(equal(t**2, 2), t > 0), less(t, Rational(3, 2)))),
        claim(implies(equal(t**2, 2), less(1, t))),
    ),
    "either-way": (claim(either(t < 1, t > 0)), claim(either(t < 0, t > 1))),
    "guarded-quotient": (claim(implies(t > 0, 1 / t > 0)), claim(implies(t >= 0, 1 / t > 0))),
    "guarded-root": (claim(both(no(both(t >= 1, sqrt(t) < 1)))), claim(no(both(t >= 1, sqrt(t) < 2)))),
    "best-step": (
        claim(at_most(Abs(1 - eta * lam), Max(Abs(1 - eta * b), Abs(1 - eta * c))), b <= lam, lam <= c),
        claim(at_most(Abs(1 - eta * lam), Min(Abs(1 - eta * b), Abs(1 - eta * c))), b <= lam, lam <= c),
    ),
    # any dimension
    "symmetric": (
        claim(equal(dot(x, dot(H, y)), dot(y, dot(H, x)))),
        claim(equal(dot(x, dot(dot(H, B), y)), dot(y, dot(dot(H, B), x)))),
    ),
    "newton": (
        claim(equal(x - solve(H, dot(H, x) - y), solve(H, y)), SPD),
        claim(equal(x - solve(H, dot(H, x) + y), solve(H, y)), SPD),
    ),
    "inverse-of-a-multiple": (
        claim(equal(solve(eta * H, x), solve(H, x) / eta), SPD),
        claim(equal(solve(eta * H, x), eta * solve(H, x)), SPD),
    ),
    "regularised": (
        claim(equal(dot(H + eta * I, x), dot(H, x) + eta * x)),
        claim(equal(dot(H + eta * I, x), dot(H, x) + x)),
    ),
    "gradient-descent-power": (
        claim(equal(dot(power(I - eta * H, k + 1), x), dot(I - eta * H, dot(power(I - eta * H, k), x))), LATER),
        claim(equal(dot(power(I - eta * H, k + 1), x), dot(I + eta * H, dot(power(I - eta * H, k), x))), LATER),
    ),
    "powers-commute": (
        claim(equal(dot(H, dot(power(H, k), x)), dot(power(H, k), dot(H, x))), LATER),
        claim(equal(dot(B, dot(power(H, k), x)), dot(power(H, k), dot(B, x))), LATER),
    ),
    "sherman-morrison": (
        claim(equal(dot(outer(x, y), q), dot(y, q) * x)),
        claim(equal(dot(outer(x, y), q), dot(x, q) * y)),
    ),
    "secant": (
        claim(
            equal(dot(H + outer(y, y) / dot(y, q) - outer(dot(H, q), dot(H, q)) / dot(q, dot(H, q)), q), y),
            dot(y, q) > 0,
            dot(q, dot(H, q)) > 0,
        ),
        claim(
            equal(dot(H + outer(y, y) / dot(y, q) + outer(dot(H, q), dot(H, q)) / dot(q, dot(H, q)), q), y),
            dot(y, q) > 0,
            dot(q, dot(H, q)) > 0,
        ),
    ),
    "line-search": (
        claim(equal(dot(p, dot(H, x + dot(p, y - dot(H, x)) / dot(p, dot(H, p)) * p) - y), 0), dot(p, dot(H, p)) > 0),
        claim(equal(dot(p, dot(H, x - dot(p, y - dot(H, x)) / dot(p, dot(H, p)) * p) - y), 0), dot(p, dot(H, p)) > 0),
    ),
    "eigenvector": (
        claim(equal(dot(H, dot(H, q)), lam**2 * q), equal(dot(H, q), lam * q)),
        claim(equal(dot(H, dot(H, q)), lam * q), equal(dot(H, q), lam * q)),
    ),
    "transposed": (
        claim(equal(dot(transpose(dot(H, B)), x), dot(B, dot(H, x)))),
        claim(equal(dot(transpose(dot(H, B)), x), dot(H, dot(B, x)))),
    ),
    "norm": (claim(equal(times(norm(x), norm(x)), dot(x, x))), claim(equal(norm(x + y) ** 2, dot(x, x) + dot(y, y)))),
    "curvature": (claim(at_most(0, dot(x, dot(H, x))), SPD), claim(at_most(0, dot(x, dot(H, y))), SPD)),
    # limits
    "dies-out": (claim(tends(beta**k * c, k, 0)), claim(tends(lam**k * c, k, 0))),
    "saturates": (
        claim(tends(c * (1 - beta**k) / (1 - beta), k, c / (1 - beta))),
        claim(tends(c * (1 - beta**k) / (1 - beta), k, c)),
    ),
    "converges-exactly-if": (
        claim(same(tends((1 - eta * lam) ** k * t, k, 0), eta < 2 / lam), Ne(t, 0)),
        claim(same(tends((1 - eta * lam) ** k * t, k, 0), eta < 1 / lam), Ne(t, 0)),
    ),
    "does-not-die-out": (
        claim(no(tends(b**k * c, k, 0)), Abs(b) >= 1, Ne(c, 0)),
        claim(no(tends(b**k * c, k, 0)), Abs(b) <= 1, Ne(c, 0)),
    ),
    # numbers
    "e": (
        claim(both(less(Rational(2718, 1000), exp(1)), less(exp(1), Rational(2719, 1000)))),
        claim(less(exp(1), Rational(2718, 1000))),
    ),
    "roots-compared": (
        claim(less(plus(sqrt(2), sqrt(3)), Rational(3147, 1000))),
        claim(less(plus(sqrt(2), sqrt(3)), Rational(3146, 1000))),
    ),
    "exp-on-a-box": (
        claim(at_most(t * exp(-t), Rational(37, 100)), t >= 0, t <= 4),
        claim(at_most(t * exp(-t), Rational(36, 100)), t >= 0, t <= 4),
    ),
    "log-on-a-box": (
        claim(less(log(t), t - Rational(9, 10)), t >= Rational(1, 4), t <= 8),
        claim(less(log(t), t - Rational(11, 10)), t >= Rational(1, 4), t <= 8),
    ),
}


@pytest.mark.parametrize("name", TRUE_AND_FALSE)
def test_the_true_claim_is_proved(name: str) -> None:
    verdict = portfolio.settle(TRUE_AND_FALSE[name][0])
    assert verdict.status == ("enclosed" if name in ENCLOSED else "proved"), verdict


ENCLOSED = {"e", "roots-compared", "exp-on-a-box", "log-on-a-box"}


@pytest.mark.parametrize("name", TRUE_AND_FALSE)
def test_the_false_claim_is_refuted(name: str) -> None:
    verdict = portfolio.settle(TRUE_AND_FALSE[name][1])
    assert verdict.status == ("undecided" if name in HARD_TO_REFUTE else "refuted"), verdict
    assert (verdict.counterexample is None) == (name in HARD_TO_REFUTE)


HARD_TO_REFUTE = {"quadratic-formula", "does-not-die-out"}
"""Mutants that fail at irrational points only, or that speak of limits in the negative."""


@pytest.mark.parametrize("name", TRUE_AND_FALSE)
def test_no_engine_proves_the_false_claim_by_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "refute", lambda obligation: Trial(None, 0))
    verdict = portfolio.settle(TRUE_AND_FALSE[name][1])
    assert verdict.status in ("refuted", "undecided"), verdict


def test_the_zoo_is_large_enough() -> None:
    assert len(TRUE_AND_FALSE) >= 60
