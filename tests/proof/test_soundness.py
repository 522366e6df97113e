"""False claims that look true to an engine: with refutation switched off, only the engines' care stands in the way."""

import pytest
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Expr,
    Function,
    Implies,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    floor,
    log,
    sign,
    sqrt,
)
from sympy.logic.boolalg import Boolean

from symopt.proof import portfolio
from symopt.proof.obligation import Definition, Obligation
from symopt.proof.refutation import Trial
from symopt.proof.terms import Term
from symopt.proof.translation import term
from symopt.proof.verdict import Verdict
from symopt.statements import PositiveDefinite
from symopt.symbols import (
    E,
    Letter,
    SymmetricMatrix,
    Vector,
    beta,
    c,
    dot,
    eta,
    g,
    grad,
    i,
    j,
    k,
    n,
    norm,
    outer,
    power,
    solve,
    v,
)

H, B = SymmetricMatrix("H"), SymmetricMatrix("B")
x, y, q = Vector("x"), Vector("y"), Vector("q")
a, b, t, r = (Letter(name) for name in ("a", "b", "t", "r"))
F = Function("F", real=True)


def raw(base: Expr, exponent: Expr) -> Expr:
    return Pow(base, exponent, evaluate=False)


def times(*factors: Expr | Term) -> Term:
    return ("*", *map(term, factors))


def equal(left: Expr | Term, right: Expr | Term) -> Term:
    """An equation that SymPy has no chance to simplify."""
    return ("=", term(left), term(right))


@pytest.fixture
def unrefuted(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The portfolio without the trial at points that would find most false claims first."""
    monkeypatch.setattr(portfolio, "refute", lambda obligation: Trial(None, 0))

    def settle(goal: Boolean | Term, *hypotheses: Boolean | Term, definitions: tuple[Definition, ...] = ()) -> Verdict:
        return portfolio.settle(Obligation(term(goal), tuple(map(term, hypotheses)), definitions))

    return settle


MEANS = ("forall", term(i), term(Eq(E(dot(3 * x, g[i])), c)))

FALSE = {
    # nothing over nothing
    "cancelled-zero": (equal(times(t**2, 1 / t), t),),
    "cancelled-inside-a-function": (equal(("fn", "Abs", times(t**2, 1 / t)), Abs(t)),),
    "zero-to-the-zero": (Eq(raw(b, k + 1), 0), Eq(b, 0), k >= -1),
    "zero-to-the-zero-by-hypothesis-not-a-rewriting": (Eq(raw(a - b, k + 1), 0), Eq(a - b, 0), k >= -1),
    "hidden-zero-to-the-zero": (Eq(raw(sqrt(eta) ** 2 - t, k + 1), 0), Eq(t, eta), k >= -1),
    "power-of-zero-in-an-antecedent": (Implies(beta ** (k - 1) < Rational(1, 2), beta > 0), k >= 2),
    "power-of-zero-among-hypotheses": (beta > 0, beta ** (k - 1) < Rational(1, 2), k >= 2),
    "power-of-zero-in-a-sum": (beta > 0, Sum(beta ** (k - i) * g[i], (i, 1, k)) > 0, k >= 1),
    "negative-exponent-of-a-base-that-may-vanish": (Eq(beta ** (k - 3) * beta**3, beta**k), k >= 0),
    "half-an-index-as-exponent": (equal(b ** (k / 2), b ** (k / 2)), Ne(b, 0)),
    "real-exponent-of-a-negative-base": (Eq(b**t * b, b ** (t + 1)),),
    # roots
    "root-of-a-square": (Eq(sqrt(raw(t, 2)), t),),
    "root-of-a-negative-number": (equal(times(sqrt(t), sqrt(t)), t),),
    "root-in-a-branch-not-taken": (Equivalent(Implies(t >= 0, sqrt(t) >= 0), t >= 0),),
    "root-in-a-disjunction-among-hypotheses": (t >= 0, Or(t < 0, sqrt(t) < 3)),
    "root-in-an-antecedent": (Implies(sqrt(t) < 2, t >= 0),),
    "log-of-nothing": (equal(log(t), log(t)),),
    # signs and denominators
    "multiplied-by-a-negative-denominator": (Implies(1 / t < 1, t > 1), Ne(t, 0)),
    "denominator-cleared-at-zero": (Implies(Ne(t * c, 0), 1 / t > 0),),
    "sign-of-zero": (Eq(sign(t) ** 2, 1),),
    "abs-without-cases": (Eq(Abs(t) * t, t**2),),
    "strictness": (Equivalent(Abs(1 - eta * t) < 1, eta <= 2 / t), t > 0),
    "joint-of-a-piecewise": (Eq(Piecewise((t, t > 0), (1, True)), Abs(t)), t >= 0),
    "whole-numbers-only-in-name": (Or(t <= 1, t >= 2),),
    # sums
    "empty-sum-with-a-denominator": (Ne(t, 0), Sum(g[i] / t, (i, 1, k)) < 1, k >= 0),
    "sum-that-ends-before-it-begins": (Eq(Sum(g[i], (i, 1, k + 1)), Sum(g[i], (i, 1, k)) + g[k + 1]),),
    "nested-indices-exchanged": (
        Eq(Sum(F(i, j), (j, 1, n), (i, 1, n)), Sum(F(j, j), (j, 1, n), (i, 1, n)), evaluate=False),
        n >= 1,
    ),
    "nested-indices-transposed": (
        Eq(Sum(F(i, j), (j, 1, k), (i, 1, n)), Sum(F(j, i), (j, 1, k), (i, 1, n)), evaluate=False),
        n >= 1,
        k >= 1,
    ),
    "bound-index-with-a-fact-about-a-free-one": (
        equal(times(Sum(1 / (i - 3), (i, 1, 5)), i), Sum(1 / (i - 3), (i, 1, 5))),
        Eq(i, 1),
    ),
    "free-index-caught-by-a-sum": (Eq(Sum(v[k], (i, 1, n)), Sum(i, (i, 1, n)), evaluate=False), Eq(v[k], i), n >= 1),
    "broken-bound": (Eq(Sum(g[i], (i, 1, k / 2 + 1)), Sum(g[i], (i, 1, k / 2)) + g[k / 2 + 1]), k >= 1),
    "last-term-lost": (
        Eq(Sum(beta ** (k - i) * g[i], (i, 1, k)), beta * Sum(beta ** (k - 1 - i) * g[i], (i, 1, k - 1))),
        k >= 1,
    ),
    # expectations
    "expectation-of-a-product": (Eq(E(g[1] * g[2]), E(g[1]) * E(g[2]), evaluate=False),),
    "expectation-of-a-square": (Eq(E(g[1] ** 2), E(g[1]) ** 2, evaluate=False),),
    "expectation-of-an-absolute-value": (Eq(E(Abs(g[1])), Abs(g[1]), evaluate=False),),
    "expectation-of-a-letter-made-of-gradients": (Eq(E(v[k] * g[k]), v[k] * E(g[k]), evaluate=False),),
    "expectation-of-an-oracle": (Eq(E(grad(t) * g[1]), grad(t) * E(g[1]), evaluate=False),),
    "fact-about-a-multiple": (Eq(E(dot(x, g[1])), c, evaluate=False), MEANS),
    "fact-about-means-used-for-another-function": (
        Eq(grad(g[1]), c),
        ("forall", term(i), term(Eq(E(g[i]), c))),
    ),
    "index-taken-for-an-expectation": (
        Eq(E(g[i] * 0 + g[k]), c),
        ("forall", term(i), term(Eq(g[i] * g[i], c))),
    ),
    # any dimension
    "inverse-of-a-singular-matrix": (Eq(solve(H, dot(H, x)), x),),
    "inverse-of-a-difference": (Eq(solve(H - B, dot(H - B, x)), x), PositiveDefinite(H), PositiveDefinite(B)),
    "inverse-of-nothing": (Eq(solve(t * H, dot(t * H, x)), x), PositiveDefinite(H)),
    "power-below-zero": (Eq(power(H, k + 1), dot(H, power(H, k))),),
    "matrices-exchanged": (Eq(dot(H, dot(B, x)), dot(B, dot(H, x)), evaluate=False),),
    "powers-of-different-matrices-exchanged": (
        Eq(dot(power(H, k), dot(B, x)), dot(B, dot(power(H, k), x)), evaluate=False),
        k >= 1,
    ),
    "elementwise-square-as-a-number": (Eq(dot(H, x**2 * y), x**2 * dot(H, y), evaluate=False),),
    "elementwise-product-as-a-number": (Eq(dot(H, x * y), x * dot(H, y), evaluate=False),),
    "number-beside-a-vector-forgotten": (Eq(x + c * a, x, evaluate=False),),
    "factor-of-a-shortcut-forgotten": (Eq(dot(H, q), a * q, evaluate=False), Eq(dot(2 * H, q), a * q, evaluate=False)),
    "outer-product-transposed": (Eq(outer(x, y), outer(y, x), evaluate=False),),
    "norm-of-a-sum": (Eq(norm(x + y), norm(x) + norm(y), evaluate=False),),
    "norm-without-its-root": (Eq(norm(x), dot(x, x), evaluate=False),),
    "pieces-taken-for-one-another": (
        Eq(Sum(dot(x + y, g[i]), (i, 1, k)), 2 * Sum(dot(x, g[i]), (i, 1, k)), evaluate=False),
        k >= 1,
    ),
    "curvature-without-definiteness": (dot(x, dot(H, x)) >= 0,),
    # meaning
    "hypotheses-that-contradict-each-other": (equal(times(t, c), times(c, t)), And(t > 1, c < t), t + c < 2, c > 1),
    "a-condition-used-outside-its-branch": (And(Or(t > 0, 1 / t > 1), t > -2), t > -1),
    "an-implication-whose-antecedent-has-no-value": (Implies(1 / t > 0, t > 0),),
    "negated-antecedent": (Not(And(t > 0, 1 / t > 0, evaluate=False)),),
    "floor-as-a-number": (Eq(floor(t), t),),
}


@pytest.mark.parametrize("claim", FALSE.values(), ids=FALSE)
def test_false_claims_are_not_proved(unrefuted, claim: tuple[Boolean, ...]) -> None:  # type: ignore[no-untyped-def]
    verdict = unrefuted(*claim)
    assert not verdict.holds, verdict
