"""The order of a textbook, for sums and products whose author's order is not known."""

from collections.abc import Iterable
from typing import Any

from sympy import Derivative, Expr, Integer, Number, Product, Sum, Symbol
from sympy.core.function import AppliedUndef

from symopt.latex.signs import split_sign
from symopt.notation import GREEK
from symopt.symbols import Argument, Coordinate, Hyper, Identity, Letter, SymmetricMatrix, Vector

GREAT = ("kappa",)  # never below one: written before a number, as in kappa - 1
SAMPLE = 7  # any value serves that keeps indices apart when only their order is asked
VARIABLES = (Letter, Coordinate, Symbol)  # exactly these classes: letters that polynomials are polynomials in


def variables(node: Expr) -> list[Symbol]:
    """The letters that a polynomial is ordered by, by name."""
    return sorted((s for s in node.free_symbols if type(s) in VARIABLES), key=lambda s: s.name)


def sorted_terms(terms: Iterable[Expr]) -> list[Expr]:
    """The terms of a sum: a polynomial by coordinate and degree, anything else positive first, older before newer."""
    found = sorted(terms, key=_polynomial_key(terms) if _polynomial(terms) else _term_key)
    if split_sign(found[0])[0]:
        found.sort(key=lambda term: split_sign(term)[0])
    return found


def _polynomial(terms: Iterable[Expr]) -> bool:
    return any(variables(term) for term in terms) and not any(term.atoms(AppliedUndef) for term in terms)


def _polynomial_key(terms: Iterable[Expr]) -> Any:
    letters = sorted({letter for term in terms for letter in variables(term)}, key=lambda s: s.name)
    return lambda term: ([-_degree(term, letter) for letter in letters], _term_key(term))


def _degree(node: Expr, letter: Symbol) -> int:
    if node == letter:
        return 1
    if node.is_Pow and node.exp.is_Integer and node.exp > 0:
        return _degree(node.base, letter) * int(node.exp)
    if node.is_Mul:
        return sum(_degree(part, letter) for part in node.args)
    return max((_degree(part, letter) for part in node.args), default=0) if node.is_Add else 0


def _term_key(term: Expr) -> tuple[Any, ...]:
    negative, body = split_sign(term)
    return (negative, _class_of_term(body), *_age(body), _spelling(body))


def _spelling(body: Expr) -> tuple[list[str], str]:
    """The last resort between equals: by the letters read, then by name, the smallest before the greatest."""
    names = sorted(call.func.__name__ for call in body.atoms(AppliedUndef))
    return names, str(body).replace("_max", "_~max")


def _class_of_term(body: Expr) -> int:
    if body.is_Symbol and body.name in GREAT:
        return 0
    if isinstance(body, Number):
        return 1
    if body.has(Sum, Product):
        return 4
    settled = not body.atoms(AppliedUndef) and all(isinstance(s, Hyper) for s in body.free_symbols)
    return 3 if settled else 2


def _age(body: Expr) -> tuple[Any, ...]:
    """Older indices first; the gradient at a point is newer than what was carried to it."""
    read = body.atoms(AppliedUndef)
    indices = [call.args[0].xreplace(dict.fromkeys(call.args[0].free_symbols, Integer(SAMPLE))) for call in read]
    ages = [index for index in indices if index.is_number]
    return (len(ages) == 0, max(ages, default=Integer(0)), body.has(Derivative))


def sorted_factors(factors: Iterable[Expr]) -> list[Expr]:
    """The factors of a product: numbers, hyperparameters, sums, functions, sequences, coordinates and vectors."""
    return sorted(factors, key=_factor_key)


def _factor_key(factor: Expr) -> tuple[Any, ...]:
    base = factor.base if factor.is_Pow and not isinstance(factor.base, Number) else factor
    return (_class_of_factor(base), _rank(base), str(factor))


def _class_of_factor(base: Expr) -> int:
    if base.is_number and not base.atoms(AppliedUndef):
        return 0
    if isinstance(base, Hyper):
        return 2
    if isinstance(base, Identity):
        return 10
    if isinstance(base, SymmetricMatrix):
        return 8
    if isinstance(base, (Vector, Argument)):
        return 9
    if base.is_Symbol:
        return 1 if base.is_integer else 7
    return _class_of_compound(base)


def _class_of_compound(base: Expr) -> int:
    if base.is_Add:
        return 3
    if isinstance(base, AppliedUndef):
        return 2 if base.func.__name__ in GREEK[:4] else 6
    if isinstance(base, (Sum, Product)):
        return 11
    return 5 if base.atoms(AppliedUndef) else 4


def _rank(base: Expr) -> tuple[int, Any]:
    """The learning rate before the other letters, Greek in its own alphabet, older sequences before newer."""
    name = str(getattr(base, "name", None) or getattr(base.func, "__name__", ""))
    stem = name.partition("_")[0]
    greek = GREEK.index(stem) if stem in GREEK else len(GREEK)
    return (-1 if stem == "eta" else greek, name if base.is_Symbol else "")
