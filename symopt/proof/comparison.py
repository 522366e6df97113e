"""Series compared with powers of the index: explicit constants, found from how fast the terms grow, then proved."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from symopt.proof.branches import plain
from symopt.proof.growth import COUNT, Finding, Tail, power_bounds
from symopt.proof.reading import shown
from symopt.proof.terms import FALSE, ONE, TRUE, ZERO, Term, number, parts, show, variables

Growth = tuple[Fraction, Term]
"""The power of the index that a term grows like, and what stands before it."""


def compared(tail: Tail) -> Finding | None:
    """What a comparison with ``C/n**p`` settles, p the power that the terms fall like."""
    found = _growth(tail.term, tail.n)
    if found is None:
        return _bounded_away(tail)
    degree, lead = found
    p = -degree
    scaled: Term = ("*", tail.term, ("^", tail.n, number(p)))
    at_start: Term = ("*", tail.first, ("^", tail.start, number(p)))
    if p > 1:
        return _below(tail, p, scaled, (lead, at_start, ("+", lead, at_start), ("*", ("num", 2, 1), lead)))
    return _above(tail, p, scaled, (lead, at_start, _harmonic(lead, at_start), ("*", ("num", 1, 2), lead)))


def _below(tail: Tail, p: Fraction, scaled: Term, candidates: Iterable[Term]) -> Finding | None:
    for constant in candidates:
        proof = shown(tail.here, ("<=", scaled, constant))
        if proof.holds:
            above, _ = power_bounds(constant, number(p), tail.start)
            return Finding("comparison", TRUE, above, ZERO, (proof,), _witness(constant, p))
    return None


def _above(tail: Tail, p: Fraction, scaled: Term, candidates: Iterable[Term]) -> Finding | None:
    """Terms above ``c/n**p``, p up to 1, add up to at least c times a logarithm; above a constant, to its multiples."""
    for constant in candidates:
        positive, proof = shown(tail.obligation, ("<", ZERO, constant)), shown(tail.here, ("<=", constant, scaled))
        if positive.holds and proof.holds:
            _, below = power_bounds(constant, number(p), tail.start)
            below = below if p > 0 else ("*", constant, COUNT)
            return Finding("comparison", FALSE, ZERO, below, (positive, proof), _witness(constant, p))
    return None


def _bounded_away(tail: Tail) -> Finding | None:
    """Terms that never fall below a positive constant; the constants tried are the fixed parts of their sum."""
    fixed = [part for part in (parts(tail.term) if tail.term[0] == "+" else ()) if tail.n not in variables(part)]
    return _above(tail, Fraction(0), tail.term, fixed)


def _witness(constant: Term, p: Fraction) -> tuple[tuple[str, str], ...]:
    return (("C", show(plain(constant))), ("p", str(p)))


def _harmonic(a: Term, b: Term) -> Term:
    """A constant below both."""
    return ("*", a, b, ("^", ("+", a, b), ("num", -1, 1)))


def _growth(t: Term, n: Term) -> Growth | None:
    """How a term made of powers and sums grows, as far as its looks tell."""
    if n not in variables(t):
        return Fraction(0), t
    if t == n:
        return Fraction(1), ONE
    rule = _GROWTHS.get(t[0])
    return rule(t, n) if rule is not None else None


def _of_sum(t: Term, n: Term) -> Growth | None:
    found = [_growth(part, n) for part in parts(t)]
    known = [growth for growth in found if growth is not None]
    if len(known) < len(found):
        return None
    degree = max(growth[0] for growth in known)
    leads = tuple(growth[1] for growth in known if growth[0] == degree)
    return degree, leads[0] if len(leads) == 1 else ("+", *leads)


def _of_product(t: Term, n: Term) -> Growth | None:
    found = [_growth(part, n) for part in parts(t)]
    known = [growth for growth in found if growth is not None]
    if len(known) < len(found):
        return None
    return sum((growth[0] for growth in known), Fraction(0)), ("*", *(growth[1] for growth in known))


def _of_power(t: Term, n: Term) -> Growth | None:
    base, exponent = _growth(t[1], n), t[2]
    if base is None or exponent[0] != "num":
        return None
    return base[0] * Fraction(exponent[1], exponent[2]), ("^", base[1], exponent)


_GROWTHS: dict[str, Callable[[Term, Term], Growth | None]] = {"+": _of_sum, "*": _of_product, "^": _of_power}
