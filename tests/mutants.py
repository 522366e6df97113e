"""Mutations: small changes of a formula that a checker must notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Add, Basic, Integer, Le, Lt, Mul, Pow, Sum, nan, sqrt, zoo
from sympy.core.function import AppliedUndef

from symopt.symbols import Oracle, dot, epsilon, k, power, solve


@dataclass(frozen=True)
class Mutant:
    """A formula with one thing changed."""

    kind: str
    formula: Any


def mutants(formula: Any) -> list[Mutant]:
    """Every mutant of a formula, each once, in a fixed order."""
    found: dict[Any, Mutant] = {}
    for kind, mutated in _everywhere(formula):
        if mutated != formula and mutated not in found and not mutated.has(zoo, nan):
            found[mutated] = Mutant(kind, mutated)
    return sorted(found.values(), key=lambda m: (m.kind, str(m.formula)))


def _everywhere(formula: Any) -> Iterator[tuple[str, Any]]:
    """The mutations of a formula and of each of its parts, put back in place."""
    for kind, change in KINDS.items():
        for changed in change(formula):
            yield kind, changed
    if isinstance(formula, AppliedUndef) or not isinstance(formula, Basic):
        return
    for n, part in enumerate(formula.args):
        if _open(formula, n):
            for kind, changed in _everywhere(part):
                yield kind, _with(formula, n, changed)


def _open(formula: Basic, n: int) -> bool:
    """Letters that a sum or a limit runs over are left alone, and so are the sizes of matrices."""
    if isinstance(formula, Sum):
        return n == 0
    return formula.args[n].is_Atom is not True or not isinstance(formula.args[n], Integer)


def _with(formula: Basic, n: int, part: Any) -> Any:
    arguments = list(formula.args)
    arguments[n] = part
    return formula.func(*arguments)


def sign(formula: Any) -> Iterator[Any]:
    if isinstance(formula, Add):
        for term in formula.args:
            yield formula - 2 * term
    elif isinstance(formula, Sum | solve | dot):
        yield -formula


def exponent_lost(formula: Any) -> Iterator[Any]:
    if isinstance(formula, Pow) and formula.exp != -1:
        yield formula.base ** sign_of(formula.exp)
    if isinstance(formula, power):
        yield formula.args[0]


def sign_of(exponent: Any) -> Integer:
    return Integer(-1) if exponent.could_extract_minus_sign() and exponent.is_number else Integer(1)


def index_shifted(formula: Any) -> Iterator[Any]:
    if isinstance(formula, AppliedUndef):
        yield formula.func(formula.args[0] - 1)
    if isinstance(formula, Pow) and formula.exp.has(k):
        yield formula.base ** (formula.exp + 1)
    if isinstance(formula, Sum):
        index, first, last = formula.limits[0]
        yield Sum(formula.function, (index, first, last - 1))


def epsilon_moved(formula: Any) -> Iterator[Any]:
    if isinstance(formula, Add) and epsilon in formula.args:
        rest = formula - epsilon
        yield sqrt(rest**2 + epsilon) if not isinstance(rest, Pow) else sqrt(rest.base + epsilon)
        yield rest
    if (
        isinstance(formula, Pow)
        and isinstance(formula.base, Add)
        and epsilon in formula.base.args
        and not formula.exp.is_Integer
    ):
        yield (sqrt(formula.base - epsilon) + epsilon) ** (formula.exp * 2)


def factor_dropped(formula: Any) -> Iterator[Any]:
    if isinstance(formula, Mul):
        for factor in formula.args:
            if factor != -1:
                yield Mul(*(other for other in formula.args if other != factor))
    if isinstance(formula, dot):
        yield formula.args[1]


def term_dropped(formula: Any) -> Iterator[Any]:
    if isinstance(formula, Add):
        for term in formula.args:
            yield formula - term


def relation_strengthened(formula: Any) -> Iterator[Any]:
    if isinstance(formula, Lt):
        yield Le(*formula.args)
        yield Lt(formula.lhs, formula.rhs / 2) if formula.rhs != 0 else Lt(formula.lhs, formula.rhs + 1)


def point_moved(formula: Any) -> Iterator[Any]:
    if isinstance(formula, Oracle) and isinstance(formula.args[0], Add):
        for term in formula.args[0].args:
            if not isinstance(term, AppliedUndef):
                yield formula.func(formula.args[0] - term)


KINDS = {
    "sign": sign,
    "exponent lost": exponent_lost,
    "index shifted": index_shifted,
    "epsilon moved": epsilon_moved,
    "factor dropped": factor_dropped,
    "term dropped": term_dropped,
    "relation strengthened": relation_strengthened,
    "point moved": point_moved,
}
