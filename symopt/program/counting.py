"""How many operations an expression takes, entry by entry.

Each of ``+ - * /``, root, power that is no product, comparison, ``max``, ``min``, ``abs``, ``sign``, and choice
between two cases is one operation for every entry that it gives; so is a sign that no sum takes up. ``x**p`` is as many
products as squaring repeatedly needs. A product of two vectors takes ``2 n - 1`` operations, of a matrix and a vector n
times, of two matrices n**2 times as many, ``outer`` n**2, a norm one root more than a product, ``solve``
``2/3 n**3 + 2 n**2``, ``transpose`` none. Equal parts of one instruction are computed once; of a case distinction all
cases are. What does not grow with n is counted apart, and first: in ``eta*beta*v`` one operation is on scalars.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Add, Expr, Integer, Max, Min, Mul, Piecewise, Pow, Rational, S, expand
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from symopt.program.evaluation import LEAVES
from symopt.program.layout import Layout
from symopt.spec.recurrence import Call
from symopt.spec.shapes import MATRIX, SCALAR, VECTOR, shape_of
from symopt.symbols import dot, n, norm, outer, solve, transpose

SIZES = {SCALAR: Integer(1), VECTOR: n, MATRIX: n**2}
"""How many entries a scalar, a vector and a matrix have, for n parameters."""

PRODUCTS: Mapping[type, Callable[..., Expr]] = {
    dot: lambda *shapes: (2 * n - 1) * n ** (sum(shapes) - 2),
    outer: lambda *shapes: n**2,
    norm: lambda *shapes: 2 * n - 1,
    solve: lambda *shapes: Rational(2, 3) * n**3 + 2 * n**2,
    transpose: lambda *shapes: S.Zero,
}
"""The operations of each word of linear algebra, from the shapes that it is given."""


@dataclass(frozen=True)
class Work:
    """What instructions take.

    Args:
        arrays: operations on entries of vectors and matrices; a polynomial in n, in windows and in turns.
        scalars: operations on scalars.
        questions: how often each kind of question is asked.
    """

    arrays: Expr = S.Zero
    scalars: Expr = S.Zero
    questions: Mapping[str, Expr] = field(default_factory=dict)

    def __add__(self, other: "Work") -> "Work":
        kinds = sorted({*self.questions, *other.questions})
        asked = {kind: self.questions.get(kind, S.Zero) + other.questions.get(kind, S.Zero) for kind in kinds}
        return Work(expand(self.arrays + other.arrays), expand(self.scalars + other.scalars), asked)

    def times(self, turns: Expr) -> "Work":
        """The same so many times."""
        asked = {kind: expand(count * turns) for kind, count in self.questions.items()}
        return Work(expand(self.arrays * turns), expand(self.scalars * turns), asked)


def counted(layout: Layout, given: Iterable[Any]) -> Work:
    """The work of the expressions of one instruction.

    Args:
        layout: whose letters they read.
        given: expressions and conditions.
    """
    counter = _Counter(layout)
    for expression in given:
        counter.count(expression)
    return counter.work


class _Counter:
    """Counts the operations of one instruction."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.work = Work()
        self.seen: set[Any] = set()

    def shape(self, expression: Any) -> int:
        """0 scalar, 1 vector, 2 matrix; conditions have the shape of what they compare."""
        if isinstance(expression, Relational | BooleanFunction | Piecewise):
            parts = (
                expression.args
                if not isinstance(expression, Piecewise)
                else [p for c in expression.args for p in c.args]
            )
            return max(map(self.shape, parts))
        if isinstance(expression, BooleanAtom):
            return SCALAR
        found = shape_of(expression, self.layout.shapes, self.layout.rule.name)
        return VECTOR if found is None else found

    def count(self, expression: Any) -> None:
        """Add what an expression takes, unless it was counted before."""
        if expression in self.seen or isinstance(expression, (*LEAVES, Call)) or not expression.args:
            return
        self.seen.add(expression)
        _TABLE.get(expression.func, _Counter._plain)(self, expression)

    def _operate(self, times: int | Expr, shape: int) -> None:
        """So many operations, each giving a value of a shape."""
        field_ = "scalars" if shape == SCALAR else "arrays"
        self.work = replace(self.work, **{field_: expand(getattr(self.work, field_) + times * SIZES[shape])})

    def _folded(self, parts: list[Any]) -> None:
        """An operation of two, over several parts: scalars with each other first."""
        for part in parts:
            self.count(part)
        shapes = [self.shape(part) for part in parts]
        arrays = [shape for shape in shapes if shape != SCALAR]
        scalars = len(shapes) - len(arrays)
        self._operate(max(scalars - 1, 0), SCALAR)
        if arrays:
            self._operate(len(arrays) - 1 + (scalars > 0), max(arrays))

    def _sum(self, sum_: Expr) -> None:
        """A sum takes up the signs of its terms, unless all are negative."""
        negative = [term.could_extract_minus_sign() for term in sum_.args]
        self._folded([-term if minus else term for term, minus in zip(sum_.args, negative, strict=True)])
        if all(negative):
            self._operate(1, self.shape(sum_))

    def _product(self, product: Expr) -> None:
        above = [factor for factor in product.args if not _divides(factor)]
        below = [1 / factor for factor in product.args if _divides(factor)]
        coefficient, *rest = above or [S.One]
        if coefficient == -1 and (rest or below):
            above = rest
            self._operate(1, self.shape(product))
        self._folded([*above, *below])
        if not above:
            self._operate(1, self.shape(product))

    def _power(self, power: Expr) -> None:
        base, exponent = power.args
        self.count(base)
        shape = self.shape(power)
        if exponent.is_Integer:
            times = abs(int(exponent))
            self._operate(times.bit_length() - 1 + times.bit_count() - 1 + int(exponent.is_negative), shape)
        elif exponent.is_Rational and exponent.q == 2:
            self.count(base ** abs(exponent.p))
            self._operate(1 + int(exponent.is_negative), shape)
        else:
            self.count(exponent)
            self._operate(1, shape)

    def _linear(self, call: Expr) -> None:
        for argument in call.args:
            self.count(argument)
        operations = PRODUCTS[call.func](*(self.shape(argument) for argument in call.args))
        self.work = replace(self.work, arrays=expand(self.work.arrays + operations))
        if isinstance(call, norm):
            self._operate(1, SCALAR)

    def _cases(self, cases: Expr) -> None:
        for value, condition in cases.args:
            self.count(value)
            self.count(condition)
        self._operate(len(cases.args) - 1, self.shape(cases))

    def _plain(self, call: Expr) -> None:
        """A function, or a comparison: one operation."""
        for argument in call.args:
            self.count(argument)
        self._operate(1, self.shape(call))


def _divides(factor: Expr) -> bool:
    return bool(factor.is_Pow and factor.exp.is_Rational and factor.exp < 0)


_TABLE: Mapping[Any, Callable[[_Counter, Any], None]] = {
    Add: _Counter._sum,
    Mul: _Counter._product,
    Pow: _Counter._power,
    Piecewise: _Counter._cases,
    **{word: _Counter._linear for word in PRODUCTS},
    **{kind: lambda counter, call: counter._folded(list(call.args)) for kind in (Max, Min)},
}
