"""An optimizer held once, as its update equations; its state, order and hyperparameters are read off them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sympy import Expr, Integer, Symbol
from sympy.core.function import AppliedUndef

from symopt import differences, validation
from symopt.errors import SpecificationError, did_you_mean
from symopt.reading import Equation, Equations, exact, lay_out, letter_of, letters_in, name_of
from symopt.shapes import MATRIX, Shape, infer, shape_of
from symopt.symbols import Argument, Each, Hyper, Oracle, Primitive, dot, grad, j, k, norm, outer, solve, transpose, w

LINEAR_ALGEBRA = (dot, outer, transpose, solve, norm)


class _Recurrence:
    """What optimizers and procedures share: equations in the order of one pass, and what follows from them."""

    name: str
    updates: Equations
    start: Mapping[Expr, Expr]
    until: Any
    defaults: Mapping[Hyper, Expr]
    counter: Symbol

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations of one pass in order, groups flattened, ``g[k]`` spelled out."""
        return lay_out(self.updates, self.counter)

    @cached_property
    def computed(self) -> Mapping[str, int]:
        """Each letter that an equation computes, with its offset from the counter: w is computed at k + 1."""
        return {name_of(equation.left): equation.offset for equation in self.equations}

    @cached_property
    def state(self) -> Mapping[str, int]:
        """How many past values of each letter a pass needs from those before it.

        >>> from symopt.optimizers.momentum import momentum
        >>> dict(momentum.state), dict(momentum.variant("heavy-ball").state)
        ({'v': 1}, {'w': 1})
        """
        return validation.carried(self)

    @cached_property
    def hyperparameters(self) -> tuple[Hyper, ...]:
        """The numbers chosen before a run, in alphabetical order."""
        found = {symbol for expression in self.expressions() for symbol in expression.free_symbols}
        return tuple(sorted((s for s in found if isinstance(s, Hyper)), key=lambda s: s.name))

    def default(self, letter: Hyper) -> Expr | None:
        """The default of a hyperparameter, or None."""
        return self.defaults.get(letter)

    @cached_property
    def procedures(self) -> tuple["Procedure", ...]:
        """The procedures called, each once, in the order of their names."""
        calls = {call.procedure for expression in self.expressions() for call in expression.atoms(Call)}
        return tuple(sorted(calls, key=lambda procedure: procedure.name))

    def expressions(self) -> Iterator[Expr]:
        """Every expression that a run may evaluate."""
        for equation in self.equations:
            yield equation.right
            yield from equation.bounds
        yield from self.start.values()
        if self.until is not None:
            yield self.until

    def _settle(self, updates: Equations, start: Mapping[Any, Any], defaults: Mapping[Hyper, Any]) -> None:
        put = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731 (frozen dataclass)
        moved = {left: right for left, right in updates.items() if _fixed(left)}
        put("updates", MappingProxyType({left: exact(right) for left, right in updates.items() if left not in moved}))
        put("start", MappingProxyType({left: exact(right) for left, right in {**start, **moved}.items()}))
        put("defaults", MappingProxyType({letter: exact(number) for letter, number in defaults.items()}))


def _fixed(left: Any) -> bool:
    return not isinstance(left, Each) and isinstance(left, AppliedUndef) and isinstance(left.args[0], Integer)


@dataclass(frozen=True, eq=False)
class Optimizer(_Recurrence):
    """A rule for finding a minimum, held as the equations of its ``k``-th pass.

    Args:
        name: what people call it.
        updates: the equations in the order of one pass; ``w[k + 1]`` is the new point. A letter read at an earlier
            index than it is computed is state. ``g[k]`` is ``grad(w[k])`` unless an equation says otherwise.
        start: values before the first pass, or in place of an equation in the first pass; zero when silent, for
            vectors that can leave zero.
        until: a relation that ends the run.
        defaults: values of the hyperparameters, inside their domains; decimals are exact.
        variants: named differences, each as ``where`` takes them.

    Raises:
        SpecificationError: when the equations do not define a computation; the message names the equation, the letter
            and the mend.
    """

    name: str
    updates: Equations
    start: Mapping[Any, Any] = field(default_factory=dict)
    until: Any = None
    defaults: Mapping[Hyper, Any] = field(default_factory=dict)
    variants: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)

    counter = k

    def __post_init__(self) -> None:
        self._settle(self.updates, self.start, self.defaults)
        validation.check(self)
        used = set(self.hyperparameters).union(*(p.hyperparameters for p in self.procedures))
        for difference in self.variants:
            relative = self.variant(difference)
            used |= set(relative.hyperparameters).union(*(p.hyperparameters for p in relative.procedures))
        validation.check_defaults(self, used)

    @cached_property
    def shapes(self) -> Mapping[str, int]:
        """0 for each scalar letter, 1 for each vector, 2 for each matrix."""
        start = [(left, right) for left, right in self.start.items() if letter_of(left)]
        return infer([*((e.left, e.right) for e in self.equations), *start], self.name, known={"w": 1})

    @cached_property
    def kind(self) -> str:
        """``elementwise``, ``vector`` or ``matrix``: what the rule asks of its parameters' layout."""
        if MATRIX in self.shapes.values():
            return "matrix"
        used = {type(call) for equation in self.equations for call in equation.right.atoms(Primitive)}
        return "vector" if used & set(LINEAR_ALGEBRA) or self.procedures else "elementwise"

    @cached_property
    def queries(self) -> tuple[Oracle, ...]:
        """The questions that one pass asks about the objective, in the order of the pass.

        >>> from symopt.optimizers.nesterov import nesterov
        >>> nesterov.queries
        (grad(-beta*eta*v(k - 1) + w(k)),)
        """
        asked: dict[Oracle, None] = {}
        for equation in self.equations:
            asked.update(dict.fromkeys(sorted(equation.right.atoms(Oracle), key=str)))
        return tuple(asked)

    def variant(self, name: str) -> "Optimizer":
        """A declared variant.

        Raises:
            SpecificationError: when there is no such variant.
        """
        if name not in self.variants:
            raise SpecificationError(f"{self.name} has no variant {name!r}", did_you_mean(name, self.variants))
        difference = f"{self.name}, {name}"
        return Optimizer(name=difference, **differences.apply(self, self.variants[name], difference))

    def where(self, difference: Mapping[Any, Any], *, name: str, **changes: Any) -> "Optimizer":
        """A relative of this rule.

        Args:
            difference: what is replaced. A key is a letter at its index (its equation), an index such as ``P[0]`` (its
                start), a hyperparameter (a schedule in ``k``) or a subexpression.
            name: what people call the relative.
            changes: ``defaults`` to add, ``start`` entries to add, another ``until``.

        Raises:
            SpecificationError: when the difference changes nothing.
        """
        relative = Optimizer(name=name, **differences.apply(self, difference, name, **changes))
        variants = differences.inherited(relative, self.variants)
        if not variants:
            return relative
        defaults = {**differences.read_by(variants, self.defaults), **relative.defaults}
        return replace(relative, variants=variants, defaults=defaults)


class Call(Primitive):
    """A procedure called with expressions; made by calling the procedure."""

    procedure: "Procedure"


@dataclass(frozen=True, eq=False)
class Procedure(_Recurrence):
    """A bounded inner recurrence in ``j``, called like a function.

    Args:
        name: what people call it.
        takes: the arguments' letters.
        start: values at ``j = 0``; zero when silent.
        updates: the equations that lead from ``j`` to ``j + 1``.
        until: the relation that ends it; a run that reaches the bound on ``j`` instead is an error.
        gives: the expression that is the result.
        defaults: values of its hyperparameters.
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
        self._settle(self.updates, self.start, self.defaults)
        validation.check(self)

    @cached_property
    def call(self) -> type[Call]:
        """The function that stands for this procedure in expressions."""
        return type(self.name, (Call,), {"procedure": self})

    def __call__(self, *arguments: Expr) -> Expr:
        """The result for these arguments, as an expression.

        Raises:
            SpecificationError: when the number of arguments is another.
        """
        if len(arguments) != len(self.takes):
            wants = ", ".join(letter.name for letter in self.takes)
            raise SpecificationError(f"{self.name} is called with {len(arguments)} arguments", f"it takes ({wants})")
        return self.call(*arguments)

    def expressions(self) -> Iterator[Expr]:
        """Every expression that a run may evaluate."""
        yield from super().expressions()
        yield self.gives

    def shape_given(self, parts: list[Shape]) -> Shape:
        """The shape of the result for arguments of these shapes; None while theirs are unknown."""
        if None in parts:
            return None
        known = {letter.name: part for letter, part in zip(self.takes, parts, strict=True) if part is not None}
        start = [(left, right) for left, right in self.start.items()]
        shapes = infer([*((e.left, e.right) for e in self.equations), *start], self.name, known)
        return shape_of(self.gives, shapes, self.name)

    def where(self, difference: Mapping[Any, Any], *, name: str, **changes: Any) -> "Procedure":
        """A relative of this procedure, as ``Optimizer.where`` makes them."""
        return Procedure(name=name, takes=self.takes, gives=self.gives, **differences.apply(self, difference, name, **changes))
