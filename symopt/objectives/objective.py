"""Functions to minimise, held once by their expression; gradient, Hessian, Taylor polynomials follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any

from sympy import Expr, ImmutableDenseMatrix, Piecewise, Rational, Symbol, factorial
from sympy.core.function import AppliedUndef

from symopt.errors import ObjectiveError, did_you_mean
from symopt.objectives import stationary as search
from symopt.objectives.algebraic import sign_of
from symopt.objectives.elimination import Point
from symopt.objectives.smoothness import Joint, derivative, joints, kink
from symopt.objectives.stationary import Stationary, StationaryPoint
from symopt.parsing.expressions import parse
from symopt.parsing.numerals import exact_number, regular
from symopt.spec.reading import exact
from symopt.symbols import Coordinate, Letter, Primitive


@dataclass(frozen=True, eq=False)
class Objective:
    """A function of finitely many coordinates.

    Args:
        name: what people call it.
        expression: its value; decimals are exact. Pieces are told apart on one coordinate.
        coordinates: in order; when silent, ``w_1`` to the last one that the expression reads.
        points: points that have a name, for instance where the notes' descent starts.
        defaults: values of the expression's other letters.
        source: author and year, or where the notes show it.

    Raises:
        ObjectiveError: when the expression is not a real function of the coordinates.

    >>> from symopt.symbols import w_1, w_2
    >>> bowl = Objective("Bowl", 0.1 * w_1**2 + 2 * w_2**2)
    >>> bowl.gradient
    Matrix([
    [w_1/5],
    [4*w_2]])
    >>> bowl.value_at((-5, -2))
    21/2
    """

    name: str
    expression: Expr
    coordinates: tuple[Coordinate, ...] = ()
    points: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[Letter, Any] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.expression, Expr):
            raise ObjectiveError(f"{self.name}: {self.expression!r} is not an expression", "read text with from_text")
        self._put("expression", exact(self.expression))
        self._put("coordinates", tuple(self.coordinates) or _coordinates_of(self.expression))
        self._put(
            "defaults", MappingProxyType({letter: self._number(n, letter) for letter, n in self.defaults.items()})
        )
        self._check()
        self._put("points", {label: self._point(place) for label, place in self.points.items()})

    def _put(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, MappingProxyType(value) if isinstance(value, dict) else value)

    @classmethod
    def from_text(cls, text: str, letters: Sequence[Letter] = (), **fields: Any) -> "Objective":
        """The objective that a text says, as ``symopt.expressions.parse`` reads it; its name is the text.

        Raises:
            ExpressionError: when the text is no expression.
            ObjectiveError: when it is no objective.
        """
        return cls(fields.pop("name", text), parse(text, letters), **fields)

    @property
    def dimension(self) -> int:
        """How many coordinates there are."""
        return len(self.coordinates)

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """The letters that are not coordinates, in alphabetical order."""
        others = self.expression.free_symbols - set(self.coordinates)
        return tuple(sorted(others, key=lambda letter: letter.name))

    @cached_property
    def gradient(self) -> ImmutableDenseMatrix:
        """The column of first derivatives."""
        return ImmutableDenseMatrix([derivative(self.expression, letter) for letter in self.coordinates])

    @cached_property
    def hessian(self) -> ImmutableDenseMatrix:
        """The second derivatives."""
        return ImmutableDenseMatrix(
            [[derivative(part, letter) for letter in self.coordinates] for part in self.gradient]
        )

    @cached_property
    def joints(self) -> tuple[Joint, ...]:
        """Where the pieces meet, and how many derivatives agree there; none for an objective in one piece."""
        letter = _cut_coordinate(self)
        return joints(self.expression, letter) if letter else ()

    def value_at(self, point: Any) -> Expr:
        """The exact value at a point.

        Raises:
            ObjectiveError: when the point has another number of coordinates, or the value there is not real and finite.
        """
        return self._evaluated(self.expression, self._point(point))

    def gradient_at(self, point: Any) -> ImmutableDenseMatrix:
        """The exact gradient at a point.

        Raises:
            ObjectiveError: as ``value_at``, and where the objective is not known to be differentiable.
        """
        return self._differentiated(self.gradient, self._point(point), order=1)

    def hessian_at(self, point: Any) -> ImmutableDenseMatrix:
        """The exact Hessian at a point.

        Raises:
            ObjectiveError: as ``value_at``, and where the objective is not known to be twice differentiable.
        """
        return self._differentiated(self.hessian, self._point(point), order=2)

    def taylor(self, point: Any, order: int = 2) -> Expr:
        """The Taylor polynomial around a point.

        Args:
            point: the centre.
            order: the highest total degree.

        Raises:
            ObjectiveError: where a derivative is asked that does not exist.
        """
        centre = self._point(point)
        self._check_smooth(centre, order)
        return sum((self._term(centre, powers) for powers in _powers(self.dimension, order)), Rational(0))

    @cached_property
    def stationary(self) -> Stationary:
        """Where the gradient vanishes, and whether nowhere else.

        Raises:
            ObjectiveError: when a letter has no value.
        """
        put = self._values()
        expression, gradient, hessian = (part.xreplace(put) for part in (self.expression, self.gradient, self.hessian))
        return search.stationary(expression, gradient, hessian, self.coordinates, self.points.values())

    @property
    def stationary_points(self) -> tuple[StationaryPoint, ...]:
        """The isolated points where the gradient vanishes, classified; ``stationary`` tells whether they are all."""
        return self.stationary.points

    def with_values(self, values: Mapping[Letter, Any]) -> "Objective":
        """This objective with some of its letters given other defaults.

        Raises:
            ObjectiveError: when the objective has no such letter.
        """
        return replace(self, defaults={**self.defaults, **values})

    def _term(self, centre: Point, powers: tuple[int, ...]) -> Expr:
        part, offset = self.expression, Rational(1)
        for letter, at, times in zip(self.coordinates, centre, powers, strict=True):
            offset *= (letter - at) ** times / factorial(times)
            for _ in range(times):
                part = derivative(part, letter)
        return self._evaluated(part, centre) * offset

    def _values(self) -> dict[Letter, Expr]:
        silent = [letter.name for letter in self.letters if letter not in self.defaults]
        if silent:
            raise ObjectiveError(f"{self.name}: {silent[0]} has no value", f"give one, such as {silent[0]}=1")
        return dict(self.defaults)

    def _at(self, point: Point) -> dict[Symbol, Expr]:
        return {**self._values(), **dict(zip(self.coordinates, point, strict=True))}

    def _evaluated(self, part: Expr, point: Point) -> Expr:
        number = part.xreplace(self._at(point))
        if not regular(number):
            raise ObjectiveError(
                f"{self.name} is not real and finite at {_shown(point)}: its value there is {number}",
                "choose another point; roots, logarithms and quotients restrict where a function is defined",
            )
        return number

    def _differentiated(self, part: ImmutableDenseMatrix, point: Point, order: int) -> ImmutableDenseMatrix:
        self._check_smooth(point, order)
        return part.applyfunc(lambda entry: self._evaluated(entry, point))

    def _check_smooth(self, point: Point, order: int) -> None:
        self._evaluated(self.expression, point)
        if order and (bent := kink(self.expression, self._at(point))) is not None:
            raise ObjectiveError(
                f"{self.name} is not known to be differentiable at {_shown(point)}, because of {bent}",
                "choose a point beside it",
            )
        cut = _cut_coordinate(self)
        where = point[self.coordinates.index(cut)] if cut else None
        for joint in self.joints:
            if joint.order <= order and sign_of(where - joint.at) in (0, None):
                raise ObjectiveError(
                    f"{self.name} is not {_times(order)} differentiable at {_shown(point)}, where two pieces meet",
                    "choose a point beside it, or pieces whose derivatives agree",
                )

    def _point(self, point: Any) -> Point:
        """The coordinates of a point as exact, real, finite numbers."""
        given = tuple(point)
        if len(given) != self.dimension:
            raise ObjectiveError(
                f"{self.name} has {_counted(self.dimension)}, but the point has {_counted(len(given))}",
                f"give {', '.join(letter.name for letter in self.coordinates)}",
            )
        return tuple(self._number(component, letter) for component, letter in zip(given, self.coordinates, strict=True))

    def _number(self, given: Any, letter: Letter) -> Expr:
        number = exact_number(given)
        if number is None:
            raise ObjectiveError(
                f"{self.name}: {letter} = {given} is not a real, finite number", "write -5 or Rational(2, 5)"
            )
        return number

    def _check(self) -> None:
        expression = self.expression
        foreign = sorted(expression.atoms(AppliedUndef, Primitive), key=str)
        if foreign:
            raise ObjectiveError(
                f"{self.name}: {foreign[0]} is not a function of coordinates", "write the expression in w_1, w_2, ..."
            )
        if not regular(expression):
            raise ObjectiveError(f"{self.name}: {expression} is not real and finite", "write a real function")
        for letter in self.letters:
            if not isinstance(letter, Letter) or isinstance(letter, Coordinate):
                raise ObjectiveError(
                    f"{self.name} reads {letter}, which is not among its coordinates",
                    did_you_mean(letter.name, [coordinate.name for coordinate in self.coordinates]),
                )
        unused = sorted(letter.name for letter in self.defaults if letter not in self.letters)
        if unused:
            raise ObjectiveError(
                f"{self.name}: {unused[0]} is given a value, but the expression does not read it", "take it away"
            )
        _ = self.joints  # pieces that cannot be placed are an error at once


def _coordinates_of(expression: Expr) -> tuple[Coordinate, ...]:
    found = [
        int(letter.name.removeprefix("w_")) for letter in expression.free_symbols if isinstance(letter, Coordinate)
    ]
    if not found:
        raise ObjectiveError(f"{expression} reads no coordinate", "write an expression in w1, w2, ...")
    return tuple(Coordinate(f"w_{n}") for n in range(1, max(found) + 1))


def _cut_coordinate(objective: Objective) -> Coordinate | None:
    """The coordinate on which the pieces are told apart."""
    conditions = [condition for part in objective.expression.atoms(Piecewise) for _, condition in part.args]
    letters = sorted({letter for condition in conditions for letter in condition.free_symbols}, key=str)
    if len(letters) > 1:
        raise ObjectiveError(
            f"{objective.name}: its pieces are told apart on {letters[0]} and {letters[1]}", "use one coordinate"
        )
    return letters[0] if letters else None


def _powers(dimension: int, order: int) -> list[tuple[int, ...]]:
    found = [powers for powers in product(range(order + 1), repeat=dimension) if sum(powers) <= order]
    return sorted(found, key=lambda powers: (sum(powers), [-power for power in powers]))


def _shown(point: Point) -> str:
    return "(" + ", ".join(map(str, point)) + ")"


def _counted(number: int) -> str:
    return f"{number} coordinate" + ("" if number == 1 else "s")


def _times(order: int) -> str:
    return {0: "continuously", 1: "once", 2: "twice"}.get(order, f"{order} times")
