"""What may stand in place of a hyperparameter: a table of factors, products of them, the letter's root and its square.

Nothing of this is believed: a substitution is tried in numbers, and one that survives still has to be proved.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations, product
from typing import Any

from sympy import Expr, Integer, Mul, Rational, S, sqrt

from symopt.spec import Optimizer
from symopt.symbols import Decay, Hyper, k

POWERS = (S.One, Integer(2), S.Half)
DECAYS: tuple[Callable[[Expr], Expr], ...] = (
    lambda b: 1 - b,
    lambda b: 1 - b**k,
    lambda b: sqrt(1 - b),
    lambda b: sqrt(1 - b**k),
)
NUMBERS = (Integer(2),)


@dataclass(frozen=True)
class Replacement:
    """A product that may stand in place of a letter.

    Args:
        letter: what it replaces.
        base: the letter that the product begins with.
        power: the power of that letter.
        factors: the other factors, each positive wherever its letters lie in their domains.
    """

    letter: Hyper
    base: Hyper
    power: Rational = S.One
    factors: tuple[Expr, ...] = ()

    @property
    def value(self) -> Expr:
        """The product."""
        return Mul(self.base**self.power, *self.factors)


Substitution = tuple[Replacement, ...]


def of_decays(one: Optimizer) -> tuple[Expr, ...]:
    """What a letter may be multiplied with, made of the decays of the first rule."""
    decays = [letter for letter in one.hyperparameters if isinstance(letter, Decay)]
    return _either_way([make(decay) for make in DECAYS for decay in decays])


def factors(one: Optimizer, without: Hyper) -> tuple[Expr, ...]:
    """What a letter may be multiplied with, made of all other hyperparameters of the first rule, and of numbers."""
    others = [letter for letter in one.hyperparameters if letter.domain == "positive" and letter != without]
    return (*of_decays(one), *_either_way([*others, *NUMBERS]))


def _either_way(direct: Sequence[Expr]) -> tuple[Expr, ...]:
    return tuple(factor for base in direct for factor in (1 / base, base))


def of_one(one: Optimizer, other: Optimizer) -> Iterator[Substitution]:
    """What the letters of a second rule may stand for in those of the first, at most one changed, simplest first."""
    for named in namings(one, other):
        yield named
        for part in _scaled(named):
            for found in _scalings(part, factors(one, part.base), POWERS, 2):
                yield _with(named, found)


def of_two(one: Optimizer, other: Optimizer) -> Iterator[Substitution]:
    """The same with two letters changed, by decays alone."""
    table = of_decays(one)
    for named in namings(one, other):
        for part, second in permutations(_scaled(named), 2):
            for found in product(_scalings(part, table, POWERS[:1], 2), _scalings(second, table, POWERS[:1], 1)):
                yield _with(named, *found)


def _scaled(named: Substitution) -> list[Replacement]:
    return [replacement for replacement in named if replacement.letter.domain == "positive"]


def namings(one: Optimizer, other: Optimizer) -> Iterator[Substitution]:
    """Each letter under its own name; one that the first rule lacks, under that of one that the second lacks."""
    shared = [letter for letter in other.hyperparameters if letter in one.hyperparameters]
    strange = [letter for letter in other.hyperparameters if letter not in shared]
    spare: list[Any] = [letter for letter in one.hyperparameters if letter not in shared]
    for names in permutations([*spare, *strange], len(strange)):
        pairs = list(zip(strange, names, strict=True))
        if all(a == b or (b in spare and a.domain == b.domain) for a, b in pairs):
            yield tuple(Replacement(a, b) for a, b in [*((s, s) for s in shared), *pairs])


def _scalings(part: Replacement, table: tuple[Expr, ...], powers: tuple[Any, ...], most: int) -> list[Replacement]:
    """The letter with up to so many factors, except as it is."""
    found = [
        Replacement(part.letter, part.base, power, chosen)
        for count in range(most + 1)
        for power in powers
        for chosen in combinations_with_replacement(table, count)
        if not chosen or Mul(*chosen) != 1
    ]
    return [r for r in found if r.power != 1 or r.factors]


def _with(named: Substitution, *changed: Replacement) -> Substitution:
    by_letter = {replacement.letter: replacement for replacement in changed}
    return tuple(by_letter.get(replacement.letter, replacement) for replacement in named)
