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
from symopt.spec.shapes import Shape, infer, shape_of
from symopt.symbols import Argument, Hyper, j


@dataclass(frozen=True, eq=False)
class Procedure(Recurrence):
    """A bounded inner recurrence in ``j``, called like a function.

    Args:
        name: what people call it.
        takes: the arguments' letters.
        updates: the equations that lead from ``j`` to ``j + 1``.
        until: the relation that ends it; a run that reaches the bound on ``j`` instead is an error.
        gives: the expression that is the result.
        start: values at ``j = 0``; zero when silent.
        defaults: values of its hyperparameters.

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

    counter = j

    def __post_init__(self) -> None:
        self._settle()
        self._put("takes", forms.arguments(self.name, self.takes))
        self._put("gives", forms.expression(f"{self.name}: gives", self.gives))
        if self.until is None:
            raise SpecificationError(f"{self.name} never ends", "give it until, the relation that ends it")
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
        known = {letter.name: part for letter, part in zip(self.takes, parts, strict=True) if part is not None}
        shapes = infer([*((e.left, e.right) for e in self.equations), *self.start.items()], self.name, known)
        shape_of(self.until, {**shapes, **known}, self.name)
        return shape_of(self.gives, {**shapes, **known}, self.name)

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
        return Procedure(takes=self.takes, gives=parts.gives, **parts.made())
