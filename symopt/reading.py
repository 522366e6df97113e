"""How equations are read: letters, indices, the order of one pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Float, Integer, Rational, Symbol, sympify
from sympy.core.function import AppliedUndef

from symopt.symbols import Each, g, grad, k, w

Equations = Mapping[Any, Any]


@dataclass(frozen=True)
class Equation:
    """One equation of a pass.

    Args:
        left: the letter at the index that is computed.
        right: what it is computed from.
        counter: the index that the equation counts by: the pass's, or the group's.
        group: the group that it stands in.
    """

    left: AppliedUndef
    right: Expr
    counter: Symbol
    group: Each | None = None

    @property
    def offset(self) -> Expr:
        """How far ahead of the counter the left side stands."""
        return self.left.args[0] - self.counter

    @property
    def bounds(self) -> tuple[Expr, ...]:
        """First and last index of the group."""
        return tuple(self.group.args[1:]) if self.group else ()


def name_of(letter: AppliedUndef) -> str:
    """The name of a letter at an index.

    >>> from symopt.symbols import v, k
    >>> name_of(v[k - 1])
    'v'
    """
    return str(letter.func.__name__)


def letter_of(expression: Any) -> bool:
    """Whether an expression is a letter at an index."""
    return isinstance(expression, AppliedUndef) and len(expression.args) == 1


def letters_in(expression: Expr) -> list[AppliedUndef]:
    """The letters at their indices that an expression reads, in a fixed order."""
    return sorted(expression.atoms(AppliedUndef), key=str)


def exact(value: Any) -> Any:
    """A number or an expression with its decimals made exact.

    >>> exact(0.05)
    1/20
    """
    if isinstance(value, Mapping):
        return {left: exact(right) for left, right in value.items()}
    expression = Rational(str(value)) if isinstance(value, float) else sympify(value)
    decimals = expression.atoms(Float) if hasattr(expression, "atoms") else ()
    return expression.xreplace({number: Rational(str(number)) for number in decimals})


def lay_out(updates: Equations, counter: Symbol) -> tuple[Equation, ...]:
    """The equations in order, groups flattened; ``g[k] = grad(w[k])`` added before its first reader if none gives g."""
    equations = list(_flatten(updates, counter))
    asks = [n for n, equation in enumerate(equations) if g.name in map(name_of, letters_in(equation.right))]
    if counter == k and asks and g.name not in {name_of(equation.left) for equation in equations}:
        equations.insert(asks[0], Equation(g[k], grad(w[k]), k))
    return tuple(equations)


def _flatten(updates: Equations, counter: Symbol) -> Iterator[Equation]:
    for left, right in updates.items():
        if isinstance(left, Each):
            for inner_left, inner_right in right.items():
                yield Equation(inner_left, inner_right, left.args[0], left)
        else:
            yield Equation(left, right, counter)
