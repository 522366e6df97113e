"""Normal forms: any scalar term as a quotient of polynomials in atoms that are independent of each other.

The atoms are variables, letters at indices, powers ``b**k`` of a base with a symbolic exponent, roots, values of
functions, sums and expectations. ``b**(k + 1 - j)`` becomes ``b * [b**k] / [b**j]``; a sum gives up the factors that its
index does not touch, and the terms that its bounds have in excess; sums and expectations are linear.
"""

from collections.abc import Callable
from typing import Any

from symopt.proof.fractions import OutOfRoom, Quotient, Ring
from symopt.proof.terms import ONE, Term, parts, substitute, variables

LINEAR_HEADS = ("sum", "E")
BOUND: Term = ("var", "#", "integer")
"""What a bound index is called in the name of an atom."""


class NotNormal(Exception):
    """A term that has no normal form, such as one with a zero denominator."""


class Normalizer:
    """Brings terms to normal form over one ring.

    Args:
        ring: where the atoms live.
        rewrite: replaces an application by the term that it equals, or returns None.
        random: names of the letters that expectations do not pass through.
    """

    def __init__(
        self, ring: Ring, rewrite: Callable[[Term], Term | None] = lambda t: None, random: tuple[str, ...] = ("g",)
    ) -> None:
        self.ring, self.rewrite, self.random = ring, rewrite, random
        self.radicands: dict[Any, Quotient] = {}
        self.origin: dict[Any, Term] = {}
        self._memory: dict[Term, Quotient] = {}

    def __call__(self, t: Term) -> Quotient:
        """The normal form of a scalar term.

        Raises:
            NotNormal: when it has none.
            OutOfRoom: when the ring is too small.
        """
        if t not in self._memory:
            self._memory[t] = _TABLE.get(t[0], Normalizer._opaque)(self, t)
        return self._memory[t]

    def atom(self, key: Any, origin: Term) -> Quotient:
        """An atom by its name; ``origin`` is a term that it stands for."""
        self.origin.setdefault(key, origin)
        return self.ring.generator(key)

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
        if exponent is None:
            return self._symbolic_power(base, t[2])
        try:
            if exponent.q == 1:
                return self(base) ** int(exponent.p)
            return self._root(base, int(exponent.q)) ** int(exponent.p)
        except ZeroDivisionError:
            raise NotNormal(f"zero denominator in {t}") from None

    def _root(self, base: Term, degree: int) -> Quotient:
        radicand = self(base)
        number = radicand.as_rational()
        if number is not None and degree == 2 and number >= 0:
            top, bottom = number.p.sqrtrem(), number.q.sqrtrem()
            if top[1] == 0 and bottom[1] == 0:
                return self.ring.constant(int(top[0]), int(bottom[0]))
        key = ("root", degree, str(radicand))
        self.radicands[key] = radicand
        return self.atom(key, ("^", base, ("num", 1, degree)))

    def _symbolic_power(self, base: Term, exponent: Term) -> Quotient:
        """``b**(2*k - j + 3)`` as ``[b**k]**2 / [b**j] * b**3``."""
        result = self.ring.constant(1)
        for monomial, coefficient in self._linear(exponent):
            if coefficient.q != 1:
                return self._opaque(("^", base, exponent))
            if monomial == ONE:
                result = result * self(base) ** int(coefficient)
            else:
                key = ("power", str(self(base)), str(self(monomial)))
                result = result * self.atom(key, ("^", base, monomial)) ** int(coefficient)
        return result

    def _linear(self, exponent: Term) -> list[tuple[Term, Any]]:
        """An exponent as monomials with rational coefficients."""
        normal = self(exponent)
        if not normal.bottom.is_constant():
            raise NotNormal(f"exponent {exponent}")
        found: list[tuple[Term, Any]] = []
        for exponents, coefficient in normal.top.to_dict().items():
            factors = [("^", self._named(n), ("num", int(e), 1)) for n, e in enumerate(exponents) if e]
            plain = [f[1] if f[2] == ONE else f for f in factors]
            found.append((ONE if not plain else plain[0] if len(plain) == 1 else ("*", *plain), coefficient))
        return sorted(found, key=lambda pair: str(pair[0]))

    def _named(self, n: int) -> Term:
        return self.origin[self.ring.keys[n]]

    def _application(self, t: Term) -> Quotient:
        replaced = self.rewrite(t)
        if replaced is not None:
            return self(replaced)
        return self.atom(("app", t[1], *(str(self(part)) for part in t[2:])), t)

    def _function(self, t: Term) -> Quotient:
        if t[1] == "E":
            return self._distribute(t[2], self._is_random, lambda rest: self._mean(rest))
        return self._opaque(t)

    def _opaque(self, t: Term) -> Quotient:
        """An atom for a term that the normal form does not look into, but whose parts are normal."""
        names = tuple(str(self(a)) if isinstance(a, tuple) and _scalar(a) else str(a) for a in t[1:])
        return self.atom((t[0], *names), t)

    def _total(self, t: Term) -> Quotient:
        """A sum with its bounds brought to ``1`` and a bare last index, and its body split into monomials."""
        _, body, index, first, last = t
        low, high = self(first), dict(self._linear(last))
        start, excess = low.as_rational(), high.pop(ONE, 0)
        if start is None or start.q != 1 or (excess != 0 and excess.q != 1):
            return self._split(body, index, first, last)
        at = lambda n: self(substitute(body, index, n))  # noqa: E731
        if not high:
            total = self.ring.constant(0)
            for step in range(int(start), int(excess) + 1):
                total = total + at(("num", step, 1))
            return total
        bare = ("+", *(("*", ("num", int(c.p), int(c.q)), m) for m, c in sorted(high.items(), key=str)))
        total = self._split(body, index, ONE, bare)
        for step in range(1, int(excess) + 1):
            total = total + at(("+", bare, ("num", step, 1)))
        for step in range(int(excess) + 1, 1):
            total = total - at(("+", bare, ("num", step, 1)))
        for step in range(int(start), 1):
            total = total + at(("num", step, 1))
        for step in range(1, int(start)):
            total = total - at(("num", step, 1))
        return total

    def _split(self, body: Term, index: Term, first: Term, last: Term) -> Quotient:
        bounds = (str(self(first)), str(self(last)))
        touched = lambda key: index in variables(self.origin[key]) or index in _letters(self.origin[key])  # noqa: E731

        def total(rest: Term) -> Quotient:
            if rest == ONE:
                return self(last) - self(first) + self.ring.constant(1)
            name = str(self(substitute(rest, index, BOUND)))
            return self.atom(("sum", name, *bounds), ("sum", rest, index, first, last))

        return self._distribute(body, touched, total)

    def _distribute(self, body: Term, inside: Callable[[Any], bool], wrap: Callable[[Term], Quotient]) -> Quotient:
        """A linear operator applied monomial by monomial; what is not ``inside`` passes through it."""
        normal = self(body)
        lower = self._factors(normal.bottom, inside)
        total = self.ring.constant(0)
        for exponents, coefficient in normal.top.to_dict().items():
            outer = Quotient(self.ring.context.from_dict({tuple(0 for _ in exponents): coefficient}), self.ring.context.constant(1))
            rest: list[Term] = []
            for n, exponent in enumerate(exponents):
                if exponent and inside(self.ring.keys[n]):
                    rest.append(("^", self._named(n), ("num", int(exponent), 1)))
                elif exponent:
                    outer = outer * self.ring.generator(self.ring.keys[n]) ** int(exponent)
            monomial, outer = self._join(rest, lower, outer)
            total = total + outer * wrap(monomial)
        return total

    def _factors(self, bottom: Any, inside: Callable[[Any], bool]) -> tuple[Quotient, list[Term]]:
        """A denominator as what passes through an operator, and what stays inside."""
        passes, stays = self.ring.constant(1), []
        constant, factors = bottom.factor()
        passes = passes * Quotient(self.ring.context.constant(constant), self.ring.context.constant(1))
        for factor, power in factors:
            touched = [n for n, degree in enumerate(factor.degrees()) if degree and inside(self.ring.keys[n])]
            if not touched:
                passes = passes * Quotient(factor, self.ring.context.constant(1)) ** int(power)
            else:
                stays.append(("^", self._back(factor), ("num", -int(power), 1)))
        return passes, stays

    def _back(self, polynomial: Any) -> Term:
        """A polynomial as a term again."""
        summands: list[Term] = []
        for exponents, coefficient in polynomial.to_dict().items():
            factors = [("^", self._named(n), ("num", int(e), 1)) for n, e in enumerate(exponents) if e]
            summands.append(("*", ("num", int(coefficient.p), int(coefficient.q)), *factors))
        return ("+", *summands)

    def _join(self, rest: list[Term], lower: tuple[Quotient, list[Term]], outer: Quotient) -> tuple[Term, Quotient]:
        factors = [*rest, *lower[1]]
        return (("*", *factors) if factors else ONE), outer * lower[0] ** -1

    def _is_random(self, key: Any) -> bool:
        return any(p[0] == "app" and p[1] in self.random for p in _parts(self.origin[key]))

    def _mean(self, rest: Term) -> Quotient:
        """The expectation of one monomial: of a sum term by term, else an atom."""
        if rest == ONE:
            return self.ring.constant(1)
        factors = [part for part in parts(rest) if part[2] == ONE] if rest[0] == "*" else []
        if len(factors) == 1 and len(parts(rest)) == 1 and factors[0][1][0] == "sum":
            _, body, index, first, last = factors[0][1]
            return self(("sum", ("fn", "E", body), index, first, last))
        plain = ("*", *(p[1] if p[2] == ONE else p for p in parts(rest)))
        plain = plain[1] if len(plain) == 2 else plain
        replaced = self.rewrite(("fn", "E", plain))
        if replaced is not None:
            return self(replaced)
        return self.atom(("E", str(self(plain))), ("fn", "E", plain))


def _parts(t: Term) -> list[Term]:
    return [t, *(q for p in parts(t) for q in _parts(p))]


def _letters(t: Term) -> set[Term]:
    return {p for p in _parts(t) if p[0] == "var"}


def _scalar(t: Term) -> bool:
    return t[0] not in ("=", "<", "<=", "and", "or", "not", "=>", "<=>", "true", "false")


def reduce_roots(normalizer: Normalizer, normal: Quotient) -> Quotient:
    """A normal form in which no root stands to a power of its degree or above."""
    for key in reversed(list(normalizer.radicands)):
        place, radicand = normalizer.ring.names[key], normalizer.radicands[key]
        for _ in range(64):
            if normal.top.degrees()[place] < key[1]:
                break
            normal = _lower_power(normalizer, normal.top, place, key[1], radicand)
    return normal


def _lower_power(normalizer: Normalizer, polynomial: Any, place: int, degree: int, radicand: Quotient) -> Quotient:
    context, one = normalizer.ring.context, normalizer.ring.context.constant(1)
    high: dict[Any, Any] = {}
    low: dict[Any, Any] = {}
    for exponents, coefficient in polynomial.to_dict().items():
        if exponents[place] >= degree:
            lowered = tuple(e - degree if n == place else e for n, e in enumerate(exponents))
            high[lowered] = coefficient
        else:
            low[exponents] = coefficient
    return Quotient(context.from_dict(high), one) * radicand + Quotient(context.from_dict(low), one)


_TABLE: dict[str, Callable[[Normalizer, Term], Quotient]] = {
    "num": Normalizer._number,
    "var": Normalizer._variable,
    "+": Normalizer._sum_of,
    "*": Normalizer._product,
    "^": Normalizer._power,
    "app": Normalizer._application,
    "fn": lambda normalizer, t: normalizer._function(t),
    "sum": Normalizer._total,
}


def with_room(attempt: Callable[[Ring], Any]) -> Any:
    """The result of a computation in the smallest ring that has room for its atoms."""
    size = 16
    while True:
        try:
            return attempt(Ring(size))
        except OutOfRoom:
            size *= 2
