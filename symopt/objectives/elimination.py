"""The real common zeros of polynomials with rational coefficients, none missed, each decided exactly.

Each coordinate of a common zero is a root of an eliminant: a polynomial of the ideal in that coordinate alone. So all
zeros are among the combinations of roots. Krawczyk's step or an exact sign decides which combinations are zeros.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import lcm

from flint import fmpq_mpoly, fmpq_mpoly_ctx, fmpq_poly, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_mpoly_vec
from sympy import Expr, Symbol

from symopt.objectives.algebraic import PRECISIONS, coefficients, enclose, multivariate, roots, sign_of
from symopt.objectives.existence import box_around, has_zero

GROEBNER_LIMITS = (60, 400, 4000)  # polynomials, terms, bits
Point = tuple[Expr, ...]


@dataclass(frozen=True)
class Zeros:
    """Common zeros.

    Args:
        points: those that are certain.
        decided: whether each other combination of roots is certainly none.
    """

    points: tuple[Point, ...]
    decided: bool


def common_zeros(system: Sequence[Expr], letters: tuple[Symbol, ...]) -> Zeros | None:
    """The real common zeros; None when a coordinate is not confined to finitely many values.

    Raises:
        PolynomialError: when the system holds something else than polynomials with rational coefficients.

    >>> from symopt.symbols import w_1, w_2
    >>> common_zeros([w_1**2 - 2, w_1 * w_2 - 2], (w_1, w_2))
    Zeros(points=((-sqrt(2), -sqrt(2)), (sqrt(2), sqrt(2))), decided=True)
    """
    context = fmpq_mpoly_ctx.get([letter.name for letter in letters], "lex")
    polynomials = [multivariate(part, letters, context) for part in system]
    eliminants = [_eliminant(polynomials, n, letters) for n in range(len(letters))]
    confined = [roots(eliminant) for eliminant in eliminants if eliminant is not None]
    if len(confined) < len(letters):
        return None
    answers = {point: _is_zero(system, letters, point, confined) for point in product(*confined)}
    return Zeros(tuple(point for point, zero in answers.items() if zero), None not in answers.values())


def _is_zero(
    system: Sequence[Expr], letters: tuple[Symbol, ...], point: Point, confined: list[list[Expr]]
) -> bool | None:
    if not all(coordinate.is_Rational for coordinate in point) and _certain(system, letters, point, confined):
        return True
    at = dict(zip(letters, point, strict=True))
    signs: set[int | None] = set()
    for part in system:
        signs.add(sign_of(part.xreplace(at)))
        if signs & {-1, 1}:
            return False
    return None if None in signs else True


def _certain(system: Sequence[Expr], letters: tuple[Symbol, ...], point: Point, confined: list[list[Expr]]) -> bool:
    """Whether a box around the point holds a zero, and no other combination of roots that could be it."""
    box = box_around(point)
    others = (
        (side, other)
        for side, coordinate, values in zip(box, point, confined, strict=True)
        for other in values
        if other != coordinate
    )
    if any(side.overlaps(enclose(other, PRECISIONS[1])) for side, other in others):
        return False
    return has_zero(system, letters, box)


def _eliminant(system: list[fmpq_mpoly], kept: int, letters: tuple[Symbol, ...]) -> fmpq_poly | None:
    """A nonzero polynomial of the ideal in one letter alone; None when none is found."""
    if len(letters) == 1:
        found = system[0]
    elif len(letters) == 2:
        found = system[0].resultant(system[1], letters[1 - kept].name)
    else:
        return _by_groebner(system, kept)
    return None if found == 0 else fmpq_poly(coefficients(found, kept))


def _by_groebner(system: list[fmpq_mpoly], kept: int) -> fmpq_poly | None:
    size = len(system)
    order = [n for n in range(size) if n != kept] + [kept]
    context = fmpz_mpoly_ctx.get([f"x{n}" for n in range(size)], "lex")
    ideal = fmpz_mpoly_vec([_integral(polynomial, order, context) for polynomial in system if polynomial != 0], context)
    basis, within_limits = ideal.buchberger_naive(limits=GROEBNER_LIMITS)
    alone = [p for p in basis if p != 0 and not any(p.degrees()[:-1])] if within_limits else []
    return fmpq_poly(coefficients(alone[0], size - 1)) if alone else None


def _integral(polynomial: fmpq_mpoly, order: Sequence[int], context: fmpz_mpoly_ctx) -> fmpz_mpoly:
    """The polynomial without denominators, its letters in another order."""
    terms = polynomial.to_dict()
    scale = lcm(*(int(c.q) for c in terms.values()))
    return context.from_dict({tuple(powers[n] for n in order): int((c * scale).p) for powers, c in terms.items()})
