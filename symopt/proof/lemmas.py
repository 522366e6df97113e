"""Lemmas behind limits, each proved anew by the solver: Bernoulli's inequality, growth, the triangle inequality."""

from functools import lru_cache

from symopt.proof import smt
from symopt.proof.asymptotics import Powers, first
from symopt.proof.obligation import Obligation
from symopt.proof.terms import ONE, ZERO, Term
from symopt.proof.verdict import PROVED, Verdict, weakest


@lru_cache(maxsize=1)
def bernoulli() -> Verdict:
    """``a**k (a + k (1 - a)) <= a`` for ``0 <= a < 1`` and k from 1 on, by induction on k; P stands for ``a**k``."""
    a, power, k = (("var", name, "real") for name in ("a", "P", "k"))
    rest: Term = ("+", ONE, ("*", ("num", -1, 1), a))
    unit = (("<=", ZERO, a), ("<", a, ONE))
    before = (*unit, ("<=", ONE, k), ("<=", ZERO, power), ("<=", power, ONE), _bernoulli(a, power, k, rest))
    start = Obligation(_bernoulli(a, a, ONE, rest), unit)
    step = Obligation(_bernoulli(a, ("*", a, power), ("+", k, ONE), rest), before)
    bounds = Obligation(("and", ("<=", ZERO, ("*", a, power)), ("<=", ("*", a, power), ONE)), before)
    return weakest("induction", (smt.prove(start), smt.prove(step), smt.prove(bounds)))


def _bernoulli(a: Term, power: Term, k: Term, rest: Term) -> Term:
    return ("<=", ("*", power, ("+", a, ("*", k, rest))), a)


@lru_cache(maxsize=1)
def stays_large() -> Verdict:
    """``|b**k| >= 1`` for ``|b| >= 1``, by induction on k; P stands for ``b**k``."""
    b, power = (("var", name, "real") for name in ("b", "P"))
    large, before = (("<=", ONE, ("fn", "Abs", x)) for x in (b, power))
    step = Obligation(("<=", ONE, ("fn", "Abs", ("*", b, power))), (large, before))
    return weakest("induction", (smt.prove(Obligation(("<=", ONE, ("fn", "Abs", ONE)))), smt.prove(step)))


def triangle(terms: dict[Powers, Term]) -> Verdict:
    """``|sum of c P**m| <= sum of |c| |P_j|`` for P in [-1, 1], j the first power in each monomial: for any c."""
    if not terms:
        return Verdict(PROVED, "triangle")
    count = len(next(iter(terms)))
    powers: list[Term] = [("var", f"P{n}", "real") for n in range(count)]
    coefficients: list[Term] = [("var", f"c{n}", "real") for n in range(len(terms))]
    unit = tuple(("<=", ("fn", "Abs", power), ONE) for power in powers)
    verdicts = []
    for coefficient, exponents in zip(coefficients, terms, strict=True):
        monomial = ("*", coefficient, *(("^", p, ("num", e, 1)) for p, e in zip(powers, exponents, strict=True) if e))
        bound = ("*", ("fn", "Abs", coefficient), ("fn", "Abs", powers[first(exponents)]))
        verdicts.append(smt.prove(Obligation(("<=", ("fn", "Abs", monomial), bound), unit)))
    return weakest("triangle", tuple(verdicts))
