"""Formulas made ready for a solver of real arithmetic: polynomials in letters, and facts about those letters."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import z3

from symopt.proof.algebra import Algebra
from symopt.proof.facts import FUNCTIONS, VALUES, branches, power_lemmas, real_power, zero_power
from symopt.proof.fractions import NotNormal, Quotient, Ring, with_room
from symopt.proof.knowledge import algebra_for
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import conjuncts
from symopt.proof.summation import is_marker
from symopt.proof.terms import ONE, ZERO, Term, parts, substitute, variables, walk


@dataclass(frozen=True)
class Cleaned:
    """What the solver is asked.

    Args:
        goal: the formula to prove.
        hypotheses: domains, hypotheses and facts about the letters.
        letters: each letter of the solver with the term that it stands for.
        bases: what is raised to symbolic powers.
    """

    goal: Any
    hypotheses: tuple[Any, ...]
    letters: tuple[tuple[Term, Any], ...]
    bases: tuple[Term, ...]


def clean(obligation: Obligation, zero: tuple[Term, ...] = ()) -> Cleaned:
    """Clean an obligation.

    Args:
        obligation: the claim.
        zero: bases of symbolic powers that the hypotheses say are zero.

    Raises:
        NotNormal: when a side has no normal form.
    """
    cleaned: Cleaned = with_room(lambda ring: _Cleaner(obligation, ring, zero).result())
    return cleaned


class _Cleaner:
    def __init__(self, obligation: Obligation, ring: Ring, zero: tuple[Term, ...]) -> None:
        self.obligation, self.ring = obligation, ring
        self.normalizer: Algebra = algebra_for(obligation, ring, cautious=True)
        self.prepare = self.normalizer.rewriting.prepare
        self.facts: list[Any] = []
        self.names: dict[Term, Term] = {}
        self.letters: dict[int, Any] = {}
        self.normalizer.suppose_zero(tuple(self.prepare(base) for base in zero))

    def result(self) -> Cleaned:
        goal = self.formula(self.prepare(self.obligation.goal))
        givens = [_instance(part) for h in self.obligation.hypotheses for part in conjuncts(h)]
        hypotheses = [formula for h in (*self.obligation.domains, *givens) for formula in self._given(self.prepare(h))]
        described: set[int] = set()
        while described != set(self.letters):  # a fact may name further atoms
            for n in sorted(set(self.letters) - described):
                self.facts += self._facts_of(self.ring.keys[n])
                described.add(n)
        letters = tuple((self.normalizer.named(n), letter) for n, letter in sorted(self.letters.items()))
        return Cleaned(goal, (*hypotheses, *self.facts), letters, self._bases())

    def _given(self, hypothesis: Term) -> list[Any]:
        """A hypothesis for the solver; without one that it cannot read, it proves less."""
        try:
            return [self.formula(hypothesis)]
        except NotNormal:
            return []

    def _bases(self) -> tuple[Term, ...]:
        found: dict[str, Term] = {}
        for key in self.ring.keys:
            if key[0] == "power" and not any(map(is_marker, variables(self.normalizer.origin[key][1]))):
                found.setdefault(key[1], self.normalizer.origin[key][1])
        return tuple(found.values())

    def formula(self, t: Term) -> Any:
        """A formula of the solver."""
        head = t[0]
        if head in _CONNECTIVES:
            return _CONNECTIVES[head](*(self.formula(part) for part in parts(t)))
        if head in _COMPARISONS and not any(self.normalizer.kind(side) for side in t[1:]):
            return _COMPARISONS[head](self._difference(t[1], t[2]))
        raise NotNormal(f"{head} is not a formula of real arithmetic")

    def _difference(self, left: Term, right: Term) -> Any:
        """A polynomial with the sign of ``left - right``, given that its denominator is not zero."""
        difference = self.normal(left) - self.normal(right)
        top, bottom = difference.top, difference.bottom
        return self._polynomial(top if bottom.is_constant() else top * bottom)

    def normal(self, t: Term) -> Quotient:
        """The normal form of a term whose functions have been named."""
        return self.normalizer(self._name_functions(t))

    def _name_functions(self, t: Term) -> Term:
        """A term in which letters stand for case distinctions; inside sums and expectations they would vary."""
        if t[0] in ("sum", "app") or t[:2] == ("fn", "E"):
            given = self.normalizer.rewriting(t) if t[0] == "app" else None
            return t if given is None or not any(map(_is_named, walk(given))) else self._name_functions(given)
        t = tuple(self._name_functions(a) if isinstance(a, tuple) else a for a in t)
        if _is_named(t):
            if t not in self.names:
                self.names[t] = ("var", f"|{len(self.names)}", "real")
                name = self.names[t]
                self.facts.append(self.formula(branches(name, t) if t[0] == "if" else FUNCTIONS[t[1]](name, t[2:])))
            return self.names[t]
        return t

    def _polynomial(self, polynomial: Any) -> Any:
        summands = []
        for exponents, coefficient in polynomial.to_dict().items():
            factors: list[Any] = [] if coefficient == 1 else [z3.Q(int(coefficient.p), int(coefficient.q))]
            for n in (n for n, exponent in enumerate(exponents) if exponent):
                factors += [self._letter(n)] * int(exponents[n])
            summands.append(z3.Product(factors) if len(factors) > 1 else factors[0] if factors else z3.RealVal(1))
        return summands[0] if len(summands) == 1 else z3.Sum(summands) if summands else z3.RealVal(0)

    def _letter(self, n: int) -> Any:
        if n not in self.letters:
            self.letters[n] = z3.Real(f"x{n}")
        return self.letters[n]

    def _facts_of(self, key: Any) -> list[Any]:
        """What is known of an atom by its kind alone."""
        letter, origin = self._letter(self.ring.names[key]), self.normalizer.origin[key]
        if key[0] == "root":
            return [self._fact_of_root(key, letter)]
        if key[0] in ("power", "zero-power"):
            lemmas = power_lemmas if key[0] == "power" else zero_power
            return [self.formula(lemma) for lemma in lemmas(origin[1], origin[2], self._own_name(key))]
        if key[0] == "^":
            return self._known(real_power(origin[1], origin[2], self._own_name(key)))
        if key[0] == "fn" and key[1] in VALUES:
            return self._known(VALUES[key[1]](self._own_name(key), *origin[2:]))
        if key[0] == "piece" and self.normalizer.is_square(key[1]):
            return [letter >= 0]
        return []

    def _known(self, lemmas: tuple[Term, ...]) -> list[Any]:
        return [formula for lemma in lemmas for formula in self._given(lemma)]

    def _fact_of_root(self, key: Any, letter: Any) -> Any:
        """A root of something that has one; elsewhere, as in a branch not taken, nothing is said."""
        radicand = self.normalizer.radicands[key]
        top, bottom = self._polynomial(radicand.top), self._polynomial(radicand.bottom)
        has_root = z3.And(bottom != 0, top * bottom >= 0)
        return z3.Implies(has_root, z3.And(letter >= 0, z3.Product([letter] * key[1]) * bottom == top))

    def _own_name(self, key: Any) -> Term:
        name: Term = ("var", f"^{self.ring.names[key]}", "real")
        self.normalizer.let(name, self.ring.generator(key))
        return name


def _is_named(t: Term) -> bool:
    """Whether a letter has to stand for a term because it is given by cases."""
    return t[0] == "if" or (t[0] == "fn" and t[1] in FUNCTIONS)


def _instance(hypothesis: Term) -> Term:
    """A universal fact at one index, so that facts that contradict each other are noticed."""
    return substitute(hypothesis[2], hypothesis[1], ONE) if hypothesis[0] == "forall" else hypothesis


def all_equal(*formulas: Any) -> Any:
    """An equivalence of any number of formulas."""
    return z3.And([a == b for a, b in pairwise(formulas)])


_CONNECTIVES: dict[str, Callable[..., Any]] = {
    "and": z3.And,
    "or": z3.Or,
    "not": z3.Not,
    "=>": z3.Implies,
    "<=>": all_equal,
    "true": lambda: z3.BoolVal(True),
    "false": lambda: z3.BoolVal(False),
}
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "=": lambda difference: difference == 0,
    "<": lambda difference: difference < 0,
    "<=": lambda difference: difference <= 0,
}


def is_zero(base: Term) -> Term:
    """The formula that a base is zero."""
    return ("=", base, ZERO)
