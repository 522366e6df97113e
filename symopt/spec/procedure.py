"""A bounded inner recurrence that is called like a function."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Expr

from symopt.errors import SpecificationError
from symopt.spec import differences, forms, validation
from symopt.spec.reading import Equations
from symopt.spec.recurrence import Call, Recurrence
from symopt.spec.shapes import SCALAR, WORDS, Shape, infer, shape_of
from symopt.symbols import Argument, Hyper, j


@dataclass(frozen=True, eq=False)
class Procedure(Recurrence):
    """A bounded inner recurrence in ``j``, called like a function.

    Args:
        name: what people call it.
        takes: the arguments' letters.
        updates: the equations that lead from ``j`` to ``j + 1``.
        until: the relation that ends it; a run that reaches the bound on its passes instead is an error.
        gives: the expression that is the result.
        start: values at ``j = 0``; zero when silent.
        defaults: values of its hyperparameters.
        bound: how many passes it may take.

    Raises:
        SpecificationError: when the equations do not define a computation.
    """

    name: str
    takes: tuple[Argument, ...]
    updates: Equations
    until: Any
    gives: Expr
    start: Mapping[Any, Any] = field(default_factory=dict)
    defaults: Mapping[Hyper, Any] = field(default_factory=dict)
    bound: int = 1000

    counter = j

    def __post_init__(self) -> None:
        self._settle()
        self._put("takes", forms.arguments(self.name, self.takes))
        self._put("gives", forms.expression(f"{self.name}: gives", self.gives))
        if self.until is None:
            raise SpecificationError(f"{self.name} never ends", "give it until, the relation that ends it")
        if not isinstance(self.bound, int) or isinstance(self.bound, bool) or self.bound < 1:
            raise SpecificationError(f"{self.name} is bounded by {self.bound!r} passes", "allow it 1, 2, 3, ... passes")
        validation.check(self)
        validation.check_defaults(self, self.chosen)

    @cached_property
    def call(self) -> type[Call]:
        """The function that stands for this procedure in expressions."""
        return type(self.name, (Call,), {"procedure": self})

    def __call__(self, *arguments: Expr) -> Expr:
        """The result for these arguments, as an expression.

        Raises:
            SpecificationError: when the number of arguments is another, or one is not an expression.
        """
        if len(arguments) != len(self.takes):
            wants = ", ".join(letter.name for letter in self.takes)
            many = f"{len(arguments)} argument{'' if len(arguments) == 1 else 's'}"
            raise SpecificationError(f"{self.name} is called with {many}", f"it takes ({wants})")
        return self.call(*(forms.expression(f"{self.name}: an argument", argument) for argument in arguments))

    def shape_given(self, parts: list[Shape]) -> Shape:
        """The shape of the result for arguments of these shapes; None while theirs are unknown.

        Raises:
            SpecificationError: when an equation does not take them.
        """
        if None in parts:
            return None
        shapes = self.shapes_given(parts)
        compared = shape_of(self.until, shapes, self.name)
        if compared != SCALAR:
            raise SpecificationError(
                f"{self.name}: until compares a {WORDS[compared or 0]}", "compare a scalar, such as its norm"
            )
        return shape_of(self.gives, shapes, self.name)

    def shapes_given(self, parts: list[Shape]) -> Mapping[str, int]:
        """The shapes of its letters and arguments, by name, for arguments of these shapes.

        Raises:
            SpecificationError: when an equation does not take them.
        """
        known = {letter.name: part for letter, part in zip(self.takes, parts, strict=True) if part is not None}
        equations = [*((e.left, e.right) for e in self.equations), *self.start.items()]
        return {**infer(equations, self.name, known), **known}

    def where(
        self,
        difference: Mapping[Any, Any],
        *,
        name: str,
        start: Mapping[Any, Any] | None = None,
        until: Any = None,
        defaults: Mapping[Hyper, Any] | None = None,
    ) -> "Procedure":
        """A relative of this procedure, as ``Optimizer.where`` makes them."""
        parts = differences.apply(self, difference, name, start=start, until=until, defaults=defaults)
        return Procedure(takes=self.takes, gives=parts.gives, bound=self.bound, **parts.made())
