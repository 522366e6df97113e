"""Functions of a vector of any dimension, held by an expression in the words of linear algebra."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import add, mul
from typing import Any

from sympy import Add, Expr, ImmutableDenseMatrix, Mul, Symbol, sqrt

from symopt.errors import ObjectiveError
from symopt.objectives import Objective, calculus
from symopt.objectives.algebraic import sign_of
from symopt.objectives.stationary import StationaryPoint, classify
from symopt.parsing.numerals import exact_number
from symopt.symbols import Coordinate, SymmetricMatrix, Vector, dot, norm, solve


@dataclass(frozen=True, eq=False)
class VectorObjective:
    """A function of a vector in symbolic dimension.

    Args:
        name: what people call it.
        expression: its value, in vectors, symmetric matrices, ``dot`` and ``norm``.
        variable: the vector it is a function of.
        positive_definite: the matrices that are taken to be positive definite.
        defaults: vectors and matrices of numbers for the other letters, for runs.
        points: points that have a name, of the defaults' dimension.
        source: author and year.

    Raises:
        ObjectiveError: when the expression is not a scalar function of the variable.
    """

    name: str
    expression: Expr
    variable: Vector
    positive_definite: tuple[SymmetricMatrix, ...] = ()
    defaults: Mapping[Symbol, Any] = field(default_factory=dict)
    points: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        if calculus.rank(self.expression) != calculus.SCALAR or not self.expression.has(self.variable):
            raise ObjectiveError(
                f"{self.name}: {self.expression} is not a scalar function of {self.variable}",
                "write products of vectors as dot(x, y)",
            )
        _ = self.hessian

    @cached_property
    def gradient(self) -> Expr:
        """The gradient, by the table of ``symopt.objectives.calculus``."""
        return calculus.gradient(self.expression, self.variable)

    @cached_property
    def hessian(self) -> Expr:
        """The Hessian, by the same table."""
        return calculus.jacobian(self.gradient, self.variable)

    @cached_property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:
        """Where the gradient vanishes, when it is affine and its matrix is positive definite: one minimum.

        Raises:
            ObjectiveError: when the gradient is not affine, or the matrix is not taken to be positive definite.
        """
        if self.hessian not in self.positive_definite:
            raise ObjectiveError(
                f"{self.name}: its Hessian {self.hessian} is not taken to be positive definite",
                "declare it in positive_definite, or put numbers for its letters",
            )
        moving = calculus.apply(self.hessian, self.variable)
        place = solve(self.hessian, (moving - self.gradient).expand())
        value = self.expression.xreplace({self.variable: place})
        if self.gradient.xreplace({moving: calculus.apply(self.hessian, place)}) != 0:
            raise ObjectiveError(
                f"{self.name}: its gradient {self.gradient} is not affine", "put numbers for its letters"
            )
        return (StationaryPoint((place,), value, "minimum"),)

    def concrete(self, values: Mapping[Symbol, Any] | None = None) -> Objective:
        """The objective of coordinates that comes out when vectors and matrices get numbers.

        Args:
            values: rows of numbers for matrices, numbers for vectors; the defaults when silent.

        Raises:
            ObjectiveError: when a letter has no numbers, sizes differ, or a matrix is not as it is taken to be.
        """
        numbers = {letter: _numbers(letter, given) for letter, given in {**self.defaults, **(values or {})}.items()}
        sizes = sorted({matrix.rows for matrix in numbers.values()})
        missing = sorted(letter.name for letter in self.expression.free_symbols - {self.variable} - set(numbers))
        if missing or len(sizes) != 1:
            found = f"{missing[0]} has no numbers" if missing else f"its letters have the sizes {sizes}"
            raise ObjectiveError(f"{self.name}: {found}", "give every vector and matrix numbers of one dimension")
        for letter in self.positive_definite:
            if classify(numbers[letter]) != "minimum":
                raise ObjectiveError(
                    f"{self.name}: {letter} is not positive definite", "give one whose eigenvalues are positive"
                )
        coordinates = tuple(Coordinate(f"w_{n}") for n in range(1, sizes[0] + 1))
        expression = _evaluated(self.expression, {**numbers, self.variable: ImmutableDenseMatrix(coordinates)})
        points = self.points if values is None else {}
        return Objective(self.name, expression.expand(), coordinates, points, source=self.source)


def _numbers(letter: Symbol, given: Any) -> ImmutableDenseMatrix:
    rows = [row if isinstance(row, list | tuple) else [row] for row in given]
    numbers = [[_number(letter, entry) for entry in row] for row in rows]
    if len({len(row) for row in numbers}) != 1:
        raise ObjectiveError(f"{letter} has rows of different lengths, or none", "give rows of one length")
    return _fitting(letter, ImmutableDenseMatrix(numbers))


def _number(letter: Symbol, entry: Any) -> Expr:
    number = exact_number(entry)
    if number is None or sign_of(number) is None:
        raise ObjectiveError(f"{letter} holds {entry}, which is not a real, finite number", "give real numbers")
    return number


def _fitting(letter: Symbol, matrix: ImmutableDenseMatrix) -> ImmutableDenseMatrix:
    square = isinstance(letter, SymmetricMatrix)
    if square and matrix != matrix.T:
        raise ObjectiveError(f"{letter} is not symmetric", "give a matrix that equals its transpose")
    if not square and matrix.cols != 1:
        raise ObjectiveError(f"{letter} is not a vector", "give a plain list of numbers")
    return matrix


def _evaluated(expression: Expr, numbers: Mapping[Symbol, ImmutableDenseMatrix]) -> Any:
    """An expression with matrices of numbers in place of its letters."""
    if expression in numbers:
        return numbers[expression]
    parts = [_evaluated(part, numbers) for part in expression.args]
    if not parts:
        return expression
    return WORDS.get(expression.func, expression.func)(*parts)


def _dot(left: ImmutableDenseMatrix, right: ImmutableDenseMatrix) -> Any:
    return (left.T * right)[0] if left.cols == right.cols == 1 else left * right


WORDS: dict[type, Callable[..., Any]] = {
    dot: _dot,
    norm: lambda vector: sqrt(_dot(vector, vector)),
    Add: lambda *parts: reduce(add, parts),
    Mul: lambda *parts: reduce(mul, parts),
}
