"""Derivatives in any dimension: a table of differentials, and their adjoints, for the words of linear algebra."""

from collections.abc import Callable

from sympy import Add, Expr, Integer, Mul, Pow, S, Symbol

from symopt.errors import ObjectiveError
from symopt.symbols import Identity, SymmetricMatrix, Vector, dot, norm, outer, solve, transpose

SCALAR, VECTOR, MATRIX = 0, 1, 2
_ONE = Identity("I")


def gradient(expression: Expr, letter: Vector) -> Expr:
    """The gradient of a scalar with respect to a vector.

    Raises:
        ObjectiveError: when the table has no rule for a part of the expression.

    >>> x, H, b = Vector("w"), SymmetricMatrix("H"), Vector("b")
    >>> gradient(dot(x, dot(H, x)) / 2 - dot(b, x), x)
    -b + dot(H, w)
    """
    change = Vector("_change")
    return _pull(differential(expression, letter, change), change, S.One)


def jacobian(expression: Expr, letter: Vector) -> Expr:
    """The matrix of derivatives of a vector with respect to a vector.

    Raises:
        ObjectiveError: as ``gradient``.
    """
    change = Vector("_change")
    return _matrix(differential(expression, letter, change), change)


def rank(expression: Expr) -> int:
    """0 for a scalar, 1 for a vector, 2 for a matrix."""
    for kind, found in RANKS.items():
        if isinstance(expression, kind):
            return found(expression)
    return SCALAR


RANKS: dict[type, Callable[[Expr], int]] = {
    Vector: lambda _: VECTOR,
    SymmetricMatrix: lambda _: MATRIX,
    Identity: lambda _: MATRIX,
    outer: lambda _: MATRIX,
    transpose: lambda _: MATRIX,
    solve: lambda _: VECTOR,
    dot: lambda e: rank(e.args[0]) + rank(e.args[1]) - 2,
    Add: lambda e: max(map(rank, e.args)),
    Mul: lambda e: max(map(rank, e.args)),
}


def differential(expression: Expr, letter: Vector, change: Vector) -> Expr:
    """What an expression changes by, to first order, when a vector changes."""
    if expression == letter:
        return change
    if not expression.has(letter):
        return S.Zero
    if expression.func not in DIFFERENTIALS:
        raise ObjectiveError(
            f"the derivative of {expression} with respect to {letter} is not in the table",
            "use " + ", ".join(sorted(word.__name__ for word in DIFFERENTIALS)),
        )
    parts = [(part, differential(part, letter, change)) for part in expression.args]
    return DIFFERENTIALS[expression.func](expression, parts)


Parts = list[tuple[Expr, Expr]]


def _of_product(product: Expr, parts: Parts) -> Expr:
    """The product rule, for any word that is linear in each of its arguments."""
    arguments = [part for part, _ in parts]
    changed = [[*arguments[:n], change, *arguments[n + 1 :]] for n, (_, change) in enumerate(parts) if change != 0]
    return Add(*(product.func(*new) for new in changed))


def _of_power(power: Expr, parts: Parts) -> Expr:
    (base, change), (exponent, bend) = parts
    if bend != 0 or rank(base) != SCALAR:
        raise ObjectiveError(f"the derivative of {power} is not in the table", "use constant powers of scalars")
    return exponent * base ** (exponent - 1) * change


DIFFERENTIALS: dict[type, Callable[[Expr, Parts], Expr]] = {
    Add: lambda _, parts: Add(*(change for _, change in parts)),
    Mul: _of_product,
    Pow: _of_power,
    dot: _of_product,
    norm: lambda length, parts: dot(parts[0][0], parts[0][1]) / length,
}


def _pull(linear: Expr, change: Symbol, weight: Expr) -> Expr:
    """The vector a with dot(a, change) = weight * linear, or dot(weight, linear) when both are vectors."""
    if not linear.has(change):
        return S.Zero
    if linear == change:
        return weight
    if isinstance(linear, Add):
        return Add(*(_pull(part, change, weight) for part in linear.args))
    if isinstance(linear, Mul):
        return _pull_product(linear, change, weight)
    left, right = _settled(linear, change)
    if right.has(change):
        return _pull(right, change, weight * left if rank(left) == VECTOR else apply(transposed(left), weight))
    return _pull(left, change, weight * right)


def _pull_product(linear: Expr, change: Symbol, weight: Expr) -> Expr:
    moving, resting = _parted(linear, change)
    if rank(moving) == SCALAR and rank(resting) == VECTOR:
        return _pull(moving, change, dot(weight, resting))
    return resting * _pull(moving, change, weight)


def _matrix(linear: Expr, change: Symbol) -> Expr:
    """The matrix A with dot(A, change) = linear, for a vector linear in change."""
    if not linear.has(change):
        return S.Zero
    if linear == change:
        return _ONE
    if isinstance(linear, Add):
        return Add(*(_matrix(part, change) for part in linear.args))
    if isinstance(linear, Mul):
        moving, resting = _parted(linear, change)
        vector = rank(moving) == VECTOR
        return resting * _matrix(moving, change) if vector else _outer(resting, _pull(moving, change, S.One))
    left, right = _settled(linear, change)
    return apply(left, _matrix(right, change))


def _parted(linear: Expr, change: Symbol) -> tuple[Expr, Expr]:
    """The one factor that changes, and the others."""
    (moving,) = (part for part in linear.args if part.has(change))
    return moving, Mul(*(part for part in linear.args if part != moving))


def _settled(product: Expr, change: Symbol) -> tuple[Expr, Expr]:
    left, right = product.args
    if rank(left) == MATRIX and left.has(change):
        raise ObjectiveError(
            f"the derivative of the matrix {left} is not in the table", "write its scalar factor outside"
        )
    return left, right


def _outer(left: Expr, right: Expr) -> Expr:
    """The outer product, its scalar factors in front."""
    scales, directions = zip(*map(_split, (left, right)), strict=True)
    return Mul(*scales) * outer(*directions)


def _split(vector: Expr) -> tuple[Expr, Expr]:
    factors = Mul.make_args(vector)
    scalars = [factor for factor in factors if rank(factor) == SCALAR]
    return Mul(*scalars), Mul(*(factor for factor in factors if rank(factor) != SCALAR))


def apply(left: Expr, right: Expr) -> Expr:
    """The product of linear algebra, the identity left out, ``A solve(A, b)`` settled, sums and numbers taken apart.

    >>> H, b = SymmetricMatrix("H"), Vector("b")
    >>> apply(H, 2 * solve(H, b))
    2*b
    """
    if isinstance(right, Add):
        return Add(*(apply(left, part) for part in right.args))
    number, rest = right.as_coeff_Mul()
    if number != 1:
        return number * apply(left, rest)
    if isinstance(right, solve) and right.args[0] == left:
        return right.args[1]
    if _ONE in (left, right):
        return right if left == _ONE else left
    return dot(left, right)


def transposed(matrix: Expr) -> Expr:
    """The transpose, worked out for symmetric letters, sums and products."""
    if isinstance(matrix, SymmetricMatrix | Identity | Integer):
        return matrix
    if isinstance(matrix, transpose):
        return matrix.args[0]
    if isinstance(matrix, dot):
        return dot(transposed(matrix.args[1]), transposed(matrix.args[0]))
    if isinstance(matrix, outer):
        return outer(matrix.args[1], matrix.args[0])
    if isinstance(matrix, Add | Mul):
        return matrix.func(*(transposed(part) if rank(part) == MATRIX else part for part in matrix.args))
    return transpose(matrix)
