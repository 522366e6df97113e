"""Formulas made ready for a solver of real arithmetic: polynomials in letters, and facts about those letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import z3

from symopt.proof.fractions import Quotient, Ring
from symopt.proof.normal import NotNormal, Normalizer, with_room
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import Rewriting
from symopt.proof.terms import ONE, ZERO, Term, parts


@dataclass(frozen=True)
class Cleaned:
    """What the solver is asked.

    Args:
        goal: the formula to prove.
        hypotheses: domains, hypotheses and facts about the letters.
        letters: each letter of the solver with the term that it stands for.
    """

    goal: Any
    hypotheses: tuple[Any, ...]
    letters: tuple[tuple[Term, Any], ...]


def clean(obligation: Obligation) -> Cleaned:
    """Clean an obligation.

    Raises:
        NotNormal: when a side has no normal form.
    """
    cleaned: Cleaned = with_room(lambda ring: _Cleaner(obligation, ring).result())
    return cleaned


class _Cleaner:
    def __init__(self, obligation: Obligation, ring: Ring) -> None:
        self.obligation = obligation
        self.rewriting = Rewriting(obligation)
        self.normalizer = Normalizer(ring, self.rewriting)
        self.rewriting.normalizer = self.normalizer
        self.ring = ring
        self.facts: list[Any] = []
        self.named: dict[Term, Term] = {}

    def result(self) -> Cleaned:
        goal = self.formula(self.rewriting.prepare(self.obligation.goal))
        givens = [h for h in self.obligation.hypotheses if h[0] != "forall" and h[:2] != ("fn", "PositiveDefinite")]
        hypotheses = [self.formula(self.rewriting.prepare(h)) for h in (*self.obligation.domains, *givens)]
        described = 0
        while described < len(self.ring.keys):  # a fact may name further atoms
            self.facts += self._facts_of(self.ring.keys[described])
            described += 1
        letters = tuple((self.normalizer.origin[key], self._letter(n)) for n, key in enumerate(self.ring.keys))
        return Cleaned(goal, (*hypotheses, *self.facts), letters)

    def formula(self, t: Term) -> Any:
        """A formula of the solver."""
        head = t[0]
        if head in _CONNECTIVES:
            return _CONNECTIVES[head](*(self.formula(part) for part in parts(t)))
        if head in _COMPARISONS:
            return _COMPARISONS[head](self._difference(t[1], t[2]))
        raise NotNormal(f"{head} is not a formula of real arithmetic")

    def _difference(self, left: Term, right: Term) -> Any:
        """A polynomial with the sign of ``left - right``, given that its denominator is not zero."""
        difference = self.normal(left) - self.normal(right)
        return self._polynomial(difference.top if difference.bottom.is_constant() else difference.top * difference.bottom)

    def normal(self, t: Term) -> Quotient:
        """The normal form of a term whose functions have been named."""
        return self.normalizer(self._name_functions(t))

    def _name_functions(self, t: Term) -> Term:
        if t[0] == "sum":
            return t
        t = tuple(self._name_functions(a) if isinstance(a, tuple) and t[0] != "app" else a for a in t)
        if t[0] == "if" or (t[0] == "fn" and t[1] in _FUNCTIONS):
            if t not in self.named:
                self.named[t] = ("var", f"#{len(self.named)}", "real")
                fact = _branches(self.named[t], t) if t[0] == "if" else _FUNCTIONS[t[1]](self.named[t], t[2:])
                self.facts.append(self.formula(fact))
            return self.named[t]
        return t

    def _polynomial(self, polynomial: Any) -> Any:
        summands = []
        for exponents, coefficient in polynomial.to_dict().items():
            factors: list[Any] = [z3.Q(int(coefficient.p), int(coefficient.q))]
            for n, exponent in enumerate(exponents):
                factors += [self._letter(n)] * int(exponent)
            summands.append(z3.Product(factors) if len(factors) > 1 else factors[0])
        return summands[0] if len(summands) == 1 else z3.Sum(summands) if summands else z3.RealVal(0)

    def _letter(self, n: int) -> Any:
        return z3.Real(f"x{n}")

    def _facts_of(self, key: Any) -> list[Any]:
        kind = key[0]
        if kind == "root":
            return self._facts_of_root(key)
        return self._facts_of_power(key) if kind == "power" else []

    def _facts_of_root(self, key: Any) -> list[Any]:
        letter, radicand = self._letter(self.ring.names[key]), self.normalizer.radicands[key]
        top, bottom = self._polynomial(radicand.top), self._polynomial(radicand.bottom)
        return [letter >= 0, z3.Product([letter] * key[1]) * bottom == top]

    def _facts_of_power(self, key: Any) -> list[Any]:
        """What is known of ``b**k`` for a whole k (each by induction on k)."""
        _, base, exponent = self.normalizer.origin[key]
        value: Term = ("var", f"^{self.ring.names[key]}", "real")
        self.normalizer._memory[value] = self.ring.generator(key)
        return [self.formula(lemma) for lemma in power_lemmas(base, exponent, value)]


def power_lemmas(base: Term, exponent: Term, value: Term) -> tuple[Term, ...]:
    """Bounds on ``value = base**exponent`` for a whole exponent."""
    natural, positive = ("<=", ZERO, exponent), ("<=", ONE, exponent)
    magnitude = ("fn", "Abs", base)
    return (
        ("=>", ("<", ZERO, base), ("<", ZERO, value)),
        ("=>", ("and", ("<=", ZERO, base), natural), ("<=", ZERO, value)),
        ("=>", ("and", ("<=", ZERO, base), ("<=", base, ONE), natural), ("<=", value, ONE)),
        ("=>", ("and", ("<=", ZERO, base), ("<", base, ONE), positive), ("<=", value, base)),
        ("=>", ("and", ("<=", ONE, base), natural), ("<=", ONE, value)),
        ("=>", ("and", ("<=", magnitude, ONE), natural), ("<=", ("fn", "Abs", value), ONE)),
        ("=>", ("and", ("<=", ONE, magnitude), natural), ("<=", ONE, ("fn", "Abs", value))),
    )


def _branches(name: Term, t: Term) -> Term:
    _, condition, then, otherwise = t
    return ("and", ("=>", condition, ("=", name, then)), ("=>", ("not", condition), ("=", name, otherwise)))


def _of_abs(name: Term, arguments: tuple[Term, ...]) -> Term:
    x = arguments[0]
    return ("and", ("=>", ("<=", ZERO, x), ("=", name, x)), ("=>", ("<", x, ZERO), ("=", ("+", name, x), ZERO)))


def _of_sign(name: Term, arguments: tuple[Term, ...]) -> Term:
    x = arguments[0]
    return (
        "and",
        ("=>", ("<", ZERO, x), ("=", name, ONE)),
        ("=>", ("=", x, ZERO), ("=", name, ZERO)),
        ("=>", ("<", x, ZERO), ("=", ("+", name, ONE), ZERO)),
    )


def _of_max(name: Term, arguments: tuple[Term, ...]) -> Term:
    reached = ("or", *(("=", name, x) for x in arguments))
    return ("and", reached, *(("<=", x, name) for x in arguments))


def _of_min(name: Term, arguments: tuple[Term, ...]) -> Term:
    reached = ("or", *(("=", name, x) for x in arguments))
    return ("and", reached, *(("<=", name, x) for x in arguments))


_FUNCTIONS: dict[str, Callable[[Term, tuple[Term, ...]], Term]] = {
    "Abs": _of_abs,
    "sign": _of_sign,
    "Max": _of_max,
    "Min": _of_min,
}
_CONNECTIVES: dict[str, Callable[..., Any]] = {
    "and": z3.And,
    "or": z3.Or,
    "not": z3.Not,
    "=>": z3.Implies,
    "<=>": lambda a, b: a == b,
    "true": lambda: z3.BoolVal(True),
    "false": lambda: z3.BoolVal(False),
}
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "=": lambda difference: difference == 0,
    "<": lambda difference: difference < 0,
    "<=": lambda difference: difference <= 0,
}
