"""How equations are read: letters, indices, the order of one pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any, Protocol

from sympy import Expr, Float, Rational, Symbol, SympifyError, sympify
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError
from symopt.spec.writing import described, mend, show
from symopt.symbols import Argument, Each, Hyper, g, grad, k, w

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

    @cached_property
    def name(self) -> str:
        """The name of the letter that is computed."""
        return name_of(self.left)

    @cached_property
    def reads(self) -> tuple[AppliedUndef, ...]:
        """The letters at their indices that the right side reads."""
        return tuple(letters_in(self.right))

    @cached_property
    def offset(self) -> Expr:
        """How far ahead of the counter the left side stands."""
        return self.left.args[0] - self.counter

    @property
    def bounds(self) -> tuple[Expr, ...]:
        """First and last index of the group."""
        return tuple(self.group.args[1:]) if self.group else ()


class Rule(Protocol):
    """What an optimizer and a procedure have in common: equations in a counter, and what surrounds them."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def counter(self) -> Symbol:
        """The index that passes are counted by."""

    @property
    def takes(self) -> tuple[Argument, ...]:
        """The letters that a caller gives values to."""

    @property
    def updates(self) -> Equations:
        """The equations as they were written."""

    @property
    def start(self) -> Equations:
        """Values before the first pass, or in place of an equation in it."""

    @property
    def until(self) -> Any:
        """The relation that ends the run, or None."""

    @property
    def gives(self) -> Expr | None:
        """The result, where it is not the new point."""

    @property
    def defaults(self) -> Mapping[Hyper, Any]:
        """Values of hyperparameters."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The equations of one pass in order, groups flattened."""

    @property
    def computed(self) -> Mapping[str, Expr]:
        """Each letter that an equation computes, with its offset from the counter."""

    @property
    def state(self) -> Mapping[str, Any]:
        """How many past values of each letter a pass needs."""

    @property
    def shapes(self) -> Mapping[str, int]:
        """Which letters are scalars, vectors, matrices; empty while they hang on a caller."""


def places(rule: Rule) -> Iterator[tuple[str, Expr]]:
    """Every expression of a rule, with the words that say where it stands."""
    for equation in rule.equations:
        yield f"the equation of {show(equation.left)}", equation.right
    for left, right in rule.start.items():
        yield f"the start of {show(left)}", right
    yield from conclusions(rule)


def conclusions(rule: Rule) -> Iterator[tuple[str, Expr]]:
    """What is asked after a pass: whether it was the last, and the result."""
    if rule.until is not None:
        yield "until", rule.until
    if rule.gives is not None:
        yield "gives", rule.gives


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
    """A number or an expression with its decimals made exact; of a table, the values.

    Raises:
        SpecificationError: when it is neither a number nor an expression; a text is never parsed.

    >>> exact(0.05)
    1/20
    """
    if isinstance(value, Mapping):
        return {left: exact(right) for left, right in value.items()}
    try:
        expression = _decimal(value) if isinstance(value, float) else sympify(value, strict=True)
    except SympifyError:
        raise SpecificationError(f"{described(value)} is not an expression", mend(value)) from None
    decimals = expression.atoms(Float) if hasattr(expression, "atoms") else ()
    return expression.xreplace({number: _decimal(number) for number in decimals}) if decimals else expression


def _decimal(number: Any) -> Expr:
    return Rational(str(number)) if isfinite(number) else sympify(number)


def lay_out(updates: Equations, counter: Symbol, *after: Expr | None) -> tuple[Equation, ...]:
    """The equations in order, groups flattened; ``g[k] = grad(w[k])`` added before its first reader if none gives g.

    Args:
        updates: the equations as they were written.
        counter: the index that passes are counted by.
        after: what is asked after the pass, and may read ``g`` too.
    """
    equations = list(_flatten(updates, counter))
    if counter != k or g.name in {equation.name for equation in equations}:
        return tuple(equations)
    asking = [n for n, equation in enumerate(equations) if _reads_g(equation.right)]
    place = _outside(equations, asking[0]) if asking else len(equations)
    if asking or any(_reads_g(expression) for expression in after if expression is not None):
        equations.insert(place, Equation(g[k], grad(w[k]), k))
    return tuple(equations)


def _reads_g(expression: Expr) -> bool:
    return any(name_of(letter) == g.name for letter in expression.atoms(AppliedUndef))


def _outside(equations: list[Equation], position: int) -> int:
    """The position itself, or that of the first equation of its group."""
    group = equations[position].group
    return position if group is None else next(n for n, e in enumerate(equations) if e.group == group)


def _flatten(updates: Equations, counter: Symbol) -> Iterator[Equation]:
    for left, right in updates.items():
        if isinstance(left, Each):
            for inner_left, inner_right in right.items():
                yield Equation(inner_left, inner_right, left.args[0], left)
        else:
            yield Equation(left, right, counter)
