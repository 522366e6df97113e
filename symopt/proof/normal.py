"""Normal forms: any scalar term as a quotient of polynomials in atoms that are independent of each other.

The atoms are variables, letters at indices, powers ``b**k`` of a base with a symbolic exponent, roots, values of
functions, sums and expectations. ``b**(k + 1 - j)`` becomes ``b * [b**k] / [b**j]``.

Two terms with the same normal form agree wherever both are defined. At ``b = 0`` the division by ``[b**j]`` has no
meaning, but there both terms are limits of their values at bases nearby; powers of a base that is zero everywhere are
atoms of their own.
"""

from collections.abc import Callable
from typing import Any

from symopt.proof import summation
from symopt.proof.fractions import NotNormal as NotNormal
from symopt.proof.fractions import OutOfRoom as OutOfRoom
from symopt.proof.fractions import Quotient, Ring
from symopt.proof.fractions import with_room as with_room
from symopt.proof.roots import rational_root, reduce_roots
from symopt.proof.terms import ONE, ZERO, Term, parts

INTERPRETED = ("Abs", "Max", "Min", "sign", "exp", "log", "floor", "cos", "pi", "E")
"""The functions whose meaning is known; all others are letters for unknown functions."""

_FORMULAS = ("=", "<", "<=", "and", "or", "not", "=>", "<=>", "true", "false")


def _nothing(t: Term) -> Term | None:
    return None


class Normalizer:
    """Brings terms to normal form over one ring.

    Args:
        ring: where the atoms live.
        rewrite: replaces an application by the term that it equals, or returns None.
        cautious: whether denominators stay inside sums, where an empty sum has a value in spite of them.
    """

    def __init__(self, ring: Ring, rewrite: Callable[[Term], Term | None] = _nothing, cautious: bool = False) -> None:
        self.ring, self.rewrite, self.cautious = ring, rewrite, cautious
        self.radicands: dict[Any, Quotient] = {}
        self.origin: dict[Any, Term] = {}
        self.zero: frozenset[str] = frozenset()
        self._memory: dict[Term, Quotient] = {}
        self._rewritten: set[Term] = set()

    def __call__(self, t: Term) -> Quotient:
        """The normal form of a scalar term.

        Raises:
            NotNormal: when it has none.
            OutOfRoom: when the ring is too small.
        """
        if t not in self._memory:
            self._memory[t] = _TABLE.get(t[0], Normalizer.opaque)(self, t)
        return self._memory[t]

    def suppose_zero(self, bases: tuple[Term, ...]) -> None:
        """Treat powers of these bases as powers of zero."""
        self.zero = frozenset(str(self(base)) for base in bases)
        self.forget()

    def forget(self) -> None:
        """Forget the normal forms found so far, after new facts came in."""
        self._memory.clear()

    def atom(self, key: Any, origin: Term) -> Quotient:
        """An atom by its name; ``origin`` is a term that it stands for."""
        self.origin.setdefault(key, origin)
        return self.ring.generator(key)

    def let(self, name: Term, value: Quotient) -> None:
        """Give a name to a normal form."""
        self._memory[name] = value

    def named(self, n: int) -> Term:
        """The term that a generator stands for."""
        return self.origin[self.ring.keys[n]]

    def vanishes(self, normal: Quotient) -> bool:
        """Whether a normal form is zero, the squares of roots taken into account."""
        return reduce_roots(self.ring, self.radicands, normal).is_zero()

    def replaced(self, t: Term) -> Term | None:
        """What an application is rewritten to; None while its own replacement is being worked out."""
        return None if t in self._rewritten else self.rewrite(t)

    def expand(self, t: Term, replacement: Term) -> Quotient:
        """The normal form of what an application was rewritten to."""
        self._rewritten.add(t)
        try:
            return self(replacement)
        finally:
            self._rewritten.discard(t)

    def linear(self, exponent: Term) -> list[tuple[Term, Any]]:
        """An exponent as monomials with rational coefficients."""
        normal = self(exponent)
        if not normal.bottom.is_constant():
            raise NotNormal(f"exponent {exponent}")
        found = [(self.monomial(exponents), c) for exponents, c in normal.top.to_dict().items()]
        return sorted(found, key=lambda pair: str(pair[0]))

    def monomial(self, exponents: tuple[Any, ...]) -> Term:
        """A product of generators as a term."""
        factors = [
            self.named(n) if e == 1 else ("^", self.named(n), ("num", int(e), 1)) for n, e in enumerate(exponents) if e
        ]
        return ONE if not factors else factors[0] if len(factors) == 1 else ("*", *factors)

    def term(self, polynomial: Any) -> Term:
        """A polynomial as a term again."""
        summands = [self._summand(exponents, c) for exponents, c in polynomial.to_dict().items()]
        return ("+", *summands) if len(summands) > 1 else summands[0] if summands else ("num", 0, 1)

    def _summand(self, exponents: tuple[Any, ...], coefficient: Any) -> Term:
        number, rest = ("num", int(coefficient.p), int(coefficient.q)), self.monomial(exponents)
        return rest if number == ONE else number if rest == ONE else ("*", number, rest)

    def opaque(self, t: Term) -> Quotient:
        """An atom for a term that the normal form does not look into, but whose parts are normal."""
        names = tuple(str(self(a)) if isinstance(a, tuple) and a[0] not in _FORMULAS else str(a) for a in t[1:])
        return self.atom((t[0], *names), t)

    def function(self, t: Term) -> Quotient:
        """The value of a function."""
        if t[1] == "E":
            return summation.expectation(self, t)
        if t[1] not in INTERPRETED:
            replacement = self.replaced(t)
            if replacement is not None:
                return self.expand(t, replacement)
        return self.opaque(t)

    def root(self, base: Term, degree: int) -> Quotient:
        """The non-negative root of a term."""
        radicand = self(base)
        exact = rational_root(radicand.as_rational(), degree)
        if exact is not None:
            return self.ring.constant(*exact)
        key = ("root", degree, str(radicand))
        self.radicands[key] = radicand
        return self.atom(key, ("^", base, ("num", 1, degree)))

    def _number(self, t: Term) -> Quotient:
        return self.ring.constant(t[1], t[2])

    def _variable(self, t: Term) -> Quotient:
        return self.atom(t, t)

    def _sum_of(self, t: Term) -> Quotient:
        total = self.ring.constant(0)
        for part in parts(t):
            total = total + self(part)
        return total

    def _product(self, t: Term) -> Quotient:
        total = self.ring.constant(1)
        for part in parts(t):
            total = total * self(part)
        return total

    def _power(self, t: Term) -> Quotient:
        base, exponent = t[1], self(t[2]).as_rational()
        try:
            if exponent is None:
                return self._symbolic_power(base, t[2])
            if exponent.q == 1:
                return self(base) ** int(exponent.p)
            return self.root(base, int(exponent.q)) ** int(exponent.p)
        except ZeroDivisionError:
            raise NotNormal(f"zero denominator in {t}") from None

    def _symbolic_power(self, base: Term, exponent: Term) -> Quotient:
        """``b**(2*k - j + 3)`` as ``[b**k]**2 / [b**j] * b**3``."""
        value, result = self(base), self.ring.constant(1)
        name = str(value)
        if name in self.zero or self.vanishes(value):
            return self.atom(("zero-power", str(self(exponent))), ("^", ZERO, exponent))
        if not self(exponent).bottom.is_constant():
            return self.opaque(("^", base, exponent))
        for monomial, coefficient in self.linear(exponent):
            if coefficient.q != 1:
                return self.opaque(("^", base, exponent))
            factor = value
            if monomial != ONE:
                factor = self.atom(("power", name, str(self(monomial))), ("^", base, monomial))
            result = result * factor ** int(coefficient)
        return result

    def _application(self, t: Term) -> Quotient:
        replacement = self.replaced(t)
        if replacement is not None:
            return self.expand(t, replacement)
        return self.atom(("app", t[1], *(str(self(part)) for part in t[2:])), t)


_TABLE: dict[str, Callable[[Normalizer, Term], Quotient]] = {
    "num": Normalizer._number,
    "var": Normalizer._variable,
    "+": Normalizer._sum_of,
    "*": Normalizer._product,
    "^": Normalizer._power,
    "app": Normalizer._application,
    "fn": lambda normalizer, t: normalizer.function(t),
    "sum": lambda normalizer, t: summation.total(normalizer, t),
}
