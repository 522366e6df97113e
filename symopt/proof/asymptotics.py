"""An expression in an index as a quotient of polynomials in the powers ``b**k``, taken apart for limits."""

from dataclasses import dataclass
from typing import Any

from symopt.proof.fractions import NotNormal, Ring, with_room
from symopt.proof.normal import Normalizer
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import Rewriting
from symopt.proof.terms import ZERO, Term, variables

Powers = tuple[int, ...]
"""The exponents of the powers ``b_1**k``, ``b_2**k``, ... in one monomial."""


@dataclass(frozen=True)
class Expansion:
    """``top / bottom``, each as coefficients by the powers that they stand before.

    Args:
        bases: what is raised to the index.
        top: coefficients of the numerator.
        bottom: coefficients of the denominator.
        vanishes: whether the numerator's part without powers is zero identically.
    """

    bases: tuple[Term, ...]
    top: dict[Powers, Term]
    bottom: dict[Powers, Term]
    vanishes: bool

    @property
    def rest(self) -> tuple[Term, Term]:
        """What is left of the numerator and of the denominator without the powers."""
        alone = (0,) * len(self.bases)
        return self.top.get(alone, ZERO), self.bottom.get(alone, ZERO)

    @property
    def dying(self) -> dict[Powers, Term]:
        """The terms of the numerator that have powers."""
        return {powers: coefficient for powers, coefficient in self.top.items() if any(powers)}

    @property
    def disturbing(self) -> dict[Powers, Term]:
        """The terms of the denominator that have powers."""
        return {powers: coefficient for powers, coefficient in self.bottom.items() if any(powers)}


def expand(obligation: Obligation, t: Term, index: Term) -> Expansion:
    """Take an expression apart.

    Raises:
        NotNormal: when the index stands anywhere but as the exponent of a fixed base.
    """
    expansion: Expansion = with_room(lambda ring: _expand(obligation, ring, t, index))
    return expansion


def _expand(obligation: Obligation, ring: Ring, t: Term, index: Term) -> Expansion:
    rewriting = Rewriting(obligation)
    normalizer = Normalizer(ring, rewriting)
    rewriting.normalizer = normalizer
    normal = normalizer(rewriting.prepare(t))
    used = [n for n in range(len(ring.keys)) if max(normal.top.degrees()[n], normal.bottom.degrees()[n]) > 0]
    places = [n for n in used if index in variables(normalizer.named(n))]
    for n in places:
        _, base, exponent = (*normalizer.named(n), None, None)[:3]
        if ring.keys[n][0] != "power" or exponent != index or index in variables(base):
            raise NotNormal("index-outside-powers")
    top, bottom = (_by_powers(normalizer, polynomial, places) for polynomial in (normal.top, normal.bottom))
    alone = {e: c for e, c in normal.top.to_dict().items() if not any(e[n] for n in places)}
    bases = tuple(normalizer.named(n)[1] for n in places)
    return Expansion(bases, top, bottom, normalizer.vanishes(ring.polynomial(alone)))


def _by_powers(normalizer: Normalizer, polynomial: Any, places: list[int]) -> dict[Powers, Term]:
    groups: dict[Powers, dict[Any, Any]] = {}
    for exponents, coefficient in polynomial.to_dict().items():
        powers = tuple(int(exponents[n]) for n in places)
        bare = tuple(0 if n in places else e for n, e in enumerate(exponents))
        groups.setdefault(powers, {})[bare] = coefficient
    context = normalizer.ring.context
    return {powers: normalizer.term(context.from_dict(group)) for powers, group in groups.items()}


def first(powers: Powers) -> int:
    """The place of the first power in a monomial that has one."""
    return next(n for n, exponent in enumerate(powers) if exponent)
