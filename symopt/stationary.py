"""Where a gradient vanishes: all points found by elimination, each checked exactly, each classified by its Hessian.

A common zero of polynomials has each coordinate among the roots of an eliminant, a polynomial of their ideal in that
coordinate alone; so no point is missed. Which combinations of roots are zeros is decided by exact signs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import lcm

from flint import fmpq_mpoly, fmpq_mpoly_ctx, fmpq_poly, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_mpoly_vec
from sympy import Expr, ImmutableDenseMatrix, Piecewise, PolynomialError, Rational, Symbol, fraction, together

from symopt.algebraic import PRECISIONS, coefficients, enclose, multivariate, roots, sign_of, univariate
from symopt.numerals import finite
from symopt.smoothness import Piece, derivative, joints, kink, pieces

GROEBNER_LIMITS = (60, 400, 4000)  # polynomials, terms, bits
Point = tuple[Expr, ...]


@dataclass(frozen=True)
class StationaryPoint:
    """A point where the gradient is exactly zero.

    Args:
        point: its coordinates.
        value: the objective there.
        kind: ``minimum``, ``maximum``, ``saddle``; ``degenerate`` when the Hessian does not settle it.
    """

    point: Point
    value: Expr
    kind: str


@dataclass(frozen=True)
class Plateau:
    """An interval of the only coordinate on which the gradient is exactly zero; None is an end that does not exist."""

    lower: Rational | None
    upper: Rational | None
    value: Expr

    kind = "degenerate"


@dataclass(frozen=True)
class Stationary:
    """Where a gradient vanishes.

    Args:
        points: the isolated ones.
        plateaus: whole intervals.
        complete: whether it is shown that there are no others.
        method: how they were found: ``elimination``, ``pieces``, or ``trial`` of the named points and the origin.
    """

    points: tuple[StationaryPoint, ...]
    plateaus: tuple[Plateau, ...]
    complete: bool
    method: str


def stationary(
    expression: Expr,
    gradient: ImmutableDenseMatrix,
    hessian: ImmutableDenseMatrix,
    coordinates: Sequence[Symbol],
    named: Iterable[Point],
) -> Stationary:
    """Where the gradient of an expression vanishes, and what is there.

    Args:
        expression: the objective, in its coordinates alone.
        gradient: a column of its derivatives.
        hessian: its second derivatives.
        coordinates: in the order of the gradient.
        named: points to try when elimination cannot find any.
    """
    try:
        if len(coordinates) == 1 and expression.has(Piecewise):
            return _on_the_line(expression, coordinates[0])
        candidates = _candidates([fraction(together(part))[0] for part in gradient], coordinates)
    except PolynomialError:
        candidates = None
    method = "trial" if candidates is None else "elimination"
    tried = dict.fromkeys([*named, (Rational(0),) * len(coordinates)])
    found, decided = [], True
    for point in tried if candidates is None else candidates:
        at = dict(zip(coordinates, point, strict=True))
        zero = _vanishes(expression, gradient, at)
        decided &= zero is not None
        if zero:
            found.append(StationaryPoint(tuple(point), expression.xreplace(at), classify(hessian.xreplace(at))))
    return Stationary(tuple(found), (), decided and candidates is not None, method)


def _vanishes(expression: Expr, gradient: ImmutableDenseMatrix, at: dict[Symbol, Expr]) -> bool | None:
    """Whether the gradient is exactly zero at a point; None when that cannot be decided."""
    if kink(expression, at) is not None or not _defined(expression, at):
        return False
    signs: list[int | None] = []
    for part in gradient:
        above, below = (side.xreplace(at) for side in fraction(together(part)))
        signs += [sign_of(above)] if finite(above) and sign_of(below) else [1]
    if any(sign in (-1, 1) for sign in signs):
        return False
    return None if None in signs else True


def _defined(expression: Expr, at: dict[Symbol, Expr]) -> bool:
    """Whether the value is real and finite, apart from zero denominators; a logarithm may leave its domain."""
    if expression.is_rational_function(*at):
        return True
    value = expression.xreplace(at)
    try:
        return finite(value) and bool(enclose(value, PRECISIONS[0]).is_finite())
    except TypeError:  # a function without enclosure
        return False


def _candidates(polynomials: list[Expr], coordinates: Sequence[Symbol]) -> list[Point] | None:
    """Points among which all common zeros are; None when a coordinate is not confined to finitely many values."""
    letters = tuple(coordinates)
    context = fmpq_mpoly_ctx.get([letter.name for letter in letters], "lex")
    system = [multivariate(polynomial, letters, context) for polynomial in polynomials]
    eliminants = [_eliminant(system, n, letters) for n in range(len(letters))]
    confined = [roots(eliminant) for eliminant in eliminants if eliminant is not None]
    return list(product(*confined)) if len(confined) == len(letters) else None


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


def classify(hessian: ImmutableDenseMatrix) -> str:
    """What a Hessian of constants makes of a stationary point.

    The eigenvalues are real, so Descartes' rule counts the positive and the negative ones exactly from the signs of the
    characteristic polynomial's coefficients.

    >>> classify(ImmutableDenseMatrix([[2, 0], [0, -2]])), classify(ImmutableDenseMatrix([[2, 0], [0, 0]]))
    ('saddle', 'degenerate')
    """
    size = hessian.rows
    signs = [sign_of(_minors(hessian, order)) for order in range(size + 1)]
    if None in signs:
        return "degenerate"
    negative = _changes(signs)
    positive = _changes([(-1) ** order * (sign or 0) for order, sign in enumerate(signs)])
    kinds = {positive == size: "minimum", negative == size: "maximum", positive > 0 and negative > 0: "saddle"}
    return kinds.get(True, "degenerate")


def _minors(matrix: ImmutableDenseMatrix, order: int) -> Expr:
    """The sum of the principal minors of an order: a coefficient of the characteristic polynomial, up to its sign."""
    chosen = combinations(range(matrix.rows), order)
    return sum((matrix.extract(rows, rows).det(method="berkowitz") for rows in map(list, chosen)), Rational(0))


def _changes(signs: Sequence[int | None]) -> int:
    nonzero = [sign for sign in signs if sign]
    return sum(left != right for left, right in pairwise(nonzero))


def _on_the_line(expression: Expr, letter: Symbol) -> Stationary:
    """The stationary points of a piecewise objective of one coordinate.

    Raises:
        PolynomialError: when a piece's derivative is not rational.
    """
    parts = pieces(expression, letter)
    plateaus = tuple(
        Plateau(piece.lower, piece.upper, piece.expression.expand())
        for piece in parts
        if derivative(piece.expression, letter).expand() == 0
    )
    inside = [point for piece in parts for point in _inside(piece, letter)]
    flat = {end for plateau in plateaus for end in (plateau.lower, plateau.upper)}
    between = [point for point in _at_joints(expression, letter) if point.point[0] not in flat]
    ordered = sorted([*inside, *between], key=lambda found: found.point[0].evalf(30))
    return Stationary(tuple(ordered), plateaus, True, "pieces")


def _inside(piece: Piece, letter: Symbol) -> Iterator[StationaryPoint]:
    slope = derivative(piece.expression, letter)
    above, below = fraction(together(slope.expand()))
    if above == 0:
        return
    for root in roots(univariate(above, letter)):
        at = {letter: root}
        if root in piece and sign_of(above.xreplace(at)) == 0 and sign_of(below.xreplace(at)):
            bend = ImmutableDenseMatrix([[derivative(slope, letter).xreplace(at)]])
            yield StationaryPoint((root,), piece.expression.xreplace(at), classify(bend))


def _at_joints(expression: Expr, letter: Symbol) -> Iterator[StationaryPoint]:
    for joint, right in zip(joints(expression, letter), pieces(expression, letter)[1:], strict=True):
        at = {letter: joint.at}
        slope = derivative(right.expression, letter)
        if joint.order > 1 and sign_of(slope.xreplace(at)) == 0:
            bend = ImmutableDenseMatrix([[derivative(slope, letter).xreplace(at)]])
            kind = classify(bend) if joint.order > 2 else "degenerate"
            yield StationaryPoint((joint.at,), right.expression.xreplace(at), kind)
