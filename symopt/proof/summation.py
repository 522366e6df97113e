"""Sums and expectations in normal form: linear, split into monomials, and bare of what they do not touch.

A sum keeps the bounds 1 and a bare last index; the terms that its own bounds have in excess stand beside it. Its index
gets a name that no letter has, so that nothing that is put into its body can be captured.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from symopt.proof.fractions import Quotient
from symopt.proof.terms import ONE, Term, parts, substitute, variables

if TYPE_CHECKING:
    from symopt.proof.normal import Normalizer

TOTAL_FUNCTIONS = (
    "Abs",
    "Max",
    "Min",
    "sign",
    "exp",
    "log",
    "floor",
    "cos",
    "pi",
    "dot",
    "outer",
    "transpose",
    "solve",
    "norm",
    "power",
)
"""Functions of which a value is as random as its arguments; all others may differ between futures by themselves."""


def marker(t: Term) -> Term:
    """The name of the index that a sum binds: the first that is not free in it."""
    taken, n = {letter[1] for letter in variables(t)}, 0
    while f"#{n}" in taken:
        n += 1
    return ("var", f"#{n}", "integer")


def is_marker(letter: Term) -> bool:
    """Whether a variable is the index of a sum."""
    return bool(letter[1].startswith("#"))


def total(normalizer: "Normalizer", t: Term) -> Quotient:
    """The normal form of a sum."""
    _, body, index, first, last = t
    bound = marker(t)
    body = substitute(body, index, bound)
    low, high = normalizer(first).as_rational(), dict(normalizer.linear(last))
    excess = high.pop(ONE, normalizer.ring.constant(0).as_rational())
    if low is None or low.q != 1 or excess.q != 1:
        return _split(normalizer, body, bound, first, last)
    start, stop = int(low), int(excess)
    if not high:
        return _terms(normalizer, body, bound, None, start, stop + 1)
    bare = ("+", *(("*", ("num", int(c.p), int(c.q)), m) for m, c in sorted(high.items(), key=str)))
    whole = _split(normalizer, body, bound, ONE, bare)
    whole = (
        whole + _terms(normalizer, body, bound, bare, 1, stop + 1) - _terms(normalizer, body, bound, bare, stop + 1, 1)
    )
    return whole + _terms(normalizer, body, bound, None, start, 1) - _terms(normalizer, body, bound, None, 1, start)


def _terms(normalizer: "Normalizer", body: Term, bound: Term, base: Term | None, start: int, stop: int) -> Quotient:
    """The terms of a sum at the indices from ``base + start`` to just before ``base + stop``."""
    found = normalizer.ring.constant(0)
    for step in range(start, stop):
        at: Term = ("num", step, 1)
        found = found + normalizer(substitute(body, bound, at if base is None else ("+", base, at)))
    return found


def _split(normalizer: "Normalizer", body: Term, bound: Term, first: Term, last: Term) -> Quotient:
    bounds = (str(normalizer(first)), str(normalizer(last)))

    def touched(key: Any) -> bool:
        return bound in variables(normalizer.origin[key])

    def summed(rest: Term) -> Quotient:
        if rest == ONE:
            return normalizer(last) - normalizer(first) + normalizer.ring.constant(1)
        return normalizer.atom(("sum", str(normalizer(rest)), *bounds), ("sum", rest, bound, first, last))

    return _distribute(normalizer, body, touched, summed, normalizer.cautious)


def expectation(normalizer: "Normalizer", t: Term) -> Quotient:
    """The normal form of an expectation: what is not random passes through it."""

    def is_random(key: Any) -> bool:
        return random(normalizer.origin[key])

    def mean(rest: Term) -> Quotient:
        if rest == ONE:
            return normalizer.ring.constant(1)
        if rest[0] == "sum" and not any(map(random, rest[3:])):
            return normalizer(("sum", ("fn", "E", rest[1]), *rest[2:]))
        expected: Term = ("fn", "E", rest)
        replacement = normalizer.replaced(expected)
        if replacement is not None:
            return normalizer.expand(expected, replacement)
        return normalizer.atom(("E", str(normalizer(rest))), expected)

    return _distribute(normalizer, t[2], is_random, mean)


def random(t: Term) -> bool:
    """Whether a term may differ between futures: it reads a letter at an index, or asks an oracle."""
    if t[0] == "app":
        return True
    if t[0] == "fn" and t[1] not in TOTAL_FUNCTIONS:
        return bool(t[1] != "E")
    return any(map(random, parts(t)))


def _distribute(
    normalizer: "Normalizer",
    body: Term,
    inside: Callable[[Any], bool],
    wrap: Callable[[Term], Quotient],
    cautious: bool = False,
) -> Quotient:
    """A linear operator applied monomial by monomial; what is not ``inside`` passes through it."""
    normal, ring = normalizer(body), normalizer.ring
    passes, stays = _denominators(normalizer, normal.bottom, inside, cautious)
    whole = ring.constant(0)
    for exponents, coefficient in normal.top.to_dict().items():
        within = [bool(e) and inside(ring.keys[n]) for n, e in enumerate(exponents)]
        outer = ring.polynomial({tuple(0 if w else e for e, w in zip(exponents, within, strict=True)): coefficient})
        rest = normalizer.monomial(tuple(e if w else 0 for e, w in zip(exponents, within, strict=True)))
        factors = [factor for factor in (rest, *stays) if factor != ONE]
        inner = ONE if not factors else factors[0] if len(factors) == 1 else ("*", *factors)
        whole = whole + outer * passes**-1 * wrap(inner)
    return whole


def _denominators(
    normalizer: "Normalizer", bottom: Any, inside: Callable[[Any], bool], cautious: bool
) -> tuple[Quotient, list[Term]]:
    """A denominator as what passes through an operator, and what stays inside."""
    ring = normalizer.ring
    constant, factors = bottom.factor()
    passes, stays = ring.constant(int(constant.p), int(constant.q)), []
    for factor, power in factors:
        keys = [ring.keys[n] for n, degree in enumerate(factor.degrees()) if degree]
        power_alone = len(factor.to_dict()) == 1 and all(key[0] == "power" for key in keys)
        if any(map(inside, keys)) or (cautious and not power_alone):
            stays.append(("^", normalizer.term(factor), ("num", -int(power), 1)))
        else:
            passes = passes * Quotient(factor, ring.context.constant(1)) ** int(power)
    return passes, stays
