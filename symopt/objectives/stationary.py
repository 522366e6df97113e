"""Where a gradient vanishes, and what is there: each point classified by the exact definiteness of its Hessian."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from sympy import Expr, ImmutableDenseMatrix, Piecewise, PolynomialError, Rational, Symbol, fraction, together

from symopt.objectives.algebraic import PRECISIONS, enclose, roots, sign_of, univariate
from symopt.objectives.elimination import Point, common_zeros
from symopt.objectives.smoothness import Piece, derivative, joints, kink, pieces
from symopt.parsing.numerals import finite


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
    letters, parts = tuple(coordinates), [fraction(together(part)) for part in gradient]
    try:
        if len(letters) == 1 and expression.has(Piecewise):
            return _on_the_line(expression, letters[0])
        zeros = common_zeros([above for above, _ in parts], letters)
    except PolynomialError:
        zeros = None
    tried = zeros.points if zeros else tuple(dict.fromkeys([*named, (Rational(0),) * len(letters)]))
    found, decided = [], zeros is not None and zeros.decided
    for point in tried:
        at = dict(zip(letters, point, strict=True))
        answer = _smooth(expression, [below for _, below in parts], at)
        if zeros is None:
            answer = answer and all(sign_of(above.xreplace(at)) == 0 for above, _ in parts)
        decided = decided and answer is not None
        if answer:
            found.append(StationaryPoint(tuple(point), expression.xreplace(at), classify(hessian.xreplace(at))))
    return Stationary(tuple(found), (), decided, "elimination" if zeros else "trial")


def _smooth(expression: Expr, denominators: Iterable[Expr], at: dict[Symbol, Expr]) -> bool | None:
    """Whether an expression has a value and a gradient at a point; None when that is not decided."""
    signs = [sign_of(denominator.xreplace(at)) for denominator in denominators]
    if 0 in signs:
        return False
    if None in signs or kink(expression, at) is not None:
        return None
    return _defined(expression, at)


def _defined(expression: Expr, at: dict[Symbol, Expr]) -> bool | None:
    """Whether the value is real and finite, apart from zero denominators; a logarithm may leave its domain."""
    if expression.is_rational_function(*at):
        return True
    value = expression.xreplace(at)
    try:
        return finite(value) and bool(enclose(value, PRECISIONS[0]).is_finite())
    except TypeError:  # a function without enclosure
        return None


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
