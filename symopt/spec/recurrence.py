"""Equations in the order of one pass, and what follows from them: state, hyperparameters, procedures called."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError, did_you_mean
from symopt.spec import forms, memory
from symopt.spec.reading import Equation, Equations, lay_out, places
from symopt.spec.writing import show
from symopt.symbols import Argument, Hyper, Primitive

if TYPE_CHECKING:
    from symopt.spec.procedure import Procedure


class Call(Primitive):
    """A procedure called with expressions; made by calling the procedure."""

    procedure: "Procedure"


class Recurrence:
    """What optimizers and procedures share."""

    name: str
    takes: tuple[Argument, ...]
    updates: Equations
    start: Mapping[Any, Any]
    until: Any
    gives: Any
    defaults: Mapping[Hyper, Any]
    counter: Symbol

    def __new__(cls, *given: Any, **named: Any) -> Self:
        """Refuse a field that does not exist, or lacks, in the words of a specification."""
        parts: tuple[Field[Any], ...] = fields(cls)  # type: ignore[arg-type]  # every concrete class is a dataclass
        title = f"{cls.__name__} {named.get('name', '')!s}".strip()
        for name in named:
            if name not in {part.name for part in parts}:
                raise SpecificationError(f"{title} has no field {name!r}", did_you_mean(name, [p.name for p in parts]))
        needed = [part.name for part in parts if part.default is MISSING and part.default_factory is MISSING]
        missing = [name for name in needed[len(given) :] if name not in named]
        if missing and (given or named):
            raise SpecificationError(f"{title} lacks its {missing[0]}", f"write {missing[0]}=...")
        return super().__new__(cls)

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations of one pass in order, groups flattened, ``g[k]`` spelled out."""
        return lay_out(self.updates, self.counter, self.until, self.gives)

    @cached_property
    def computed(self) -> Mapping[str, Expr]:
        """Each letter that an equation computes, with its offset from the counter: w is computed at k + 1."""
        return {equation.name: equation.offset for equation in self.equations}

    @cached_property
    def state(self) -> Mapping[str, Any]:
        """How many past values of each letter a pass needs from those before it.

        >>> from symopt.optimizers.momentum import momentum
        >>> dict(momentum.state), dict(momentum.variant("heavy-ball").state)
        ({'v': 1}, {'w': 1})
        """
        return memory.carried(self)

    @cached_property
    def hyperparameters(self) -> tuple[Hyper, ...]:
        """The numbers chosen before a run, in alphabetical order."""
        found: set[Any] = set().union(*(expression.free_symbols for expression in self.expressions()))
        return tuple(sorted((symbol for symbol in found if isinstance(symbol, Hyper)), key=str))

    def default(self, letter: Hyper) -> Expr | None:
        """The default of a hyperparameter, or None."""
        return self.defaults.get(letter)

    @cached_property
    def procedures(self) -> tuple["Procedure", ...]:
        """The procedures called, and those that they call, each once, in the order of their names."""
        called = {call.procedure for expression in self.expressions() for call in expression.atoms(Call)}
        called = called.union(*(procedure.procedures for procedure in called))
        return tuple(sorted(called, key=lambda procedure: procedure.name))

    @property
    def shapes(self) -> Mapping[str, int]:
        """Which letters are scalars, vectors, matrices; empty while that hangs on a caller."""
        return {}

    def expressions(self) -> Iterator[Expr]:
        """Every expression that a run may evaluate."""
        for _, expression in places(self):
            yield expression
        for equation in self.equations:
            yield from equation.bounds

    @cached_property
    def chosen(self) -> frozenset[Hyper]:
        """The hyperparameters of this and of every procedure called."""
        return frozenset(self.hyperparameters).union(*(procedure.hyperparameters for procedure in self.procedures))

    def _settle(self) -> None:
        """Make every field exact and read-only; an equation at a fixed index moves to ``start``."""
        owner = forms.name(self.name)
        updates = forms.table(f"{owner}: updates", self.updates, f"w[{self.counter} + 1]")
        moved = {left: right for left, right in updates.items() if forms.fixed(left)}
        start = forms.table(f"{owner}: start", self.start, "v[0]")
        _check_disjoint(owner, moved, start)
        rest = {left: right for left, right in updates.items() if left not in moved}
        self._put("updates", MappingProxyType(forms.equations(owner, rest, self.counter)))
        self._put("start", MappingProxyType(forms.start_values(owner, {**start, **moved})))
        self._put("until", forms.condition(f"{owner}: until", self.until))
        self._put("defaults", MappingProxyType(forms.numbers(owner, self.defaults)))

    def _put(self, name: str, value: Any) -> None:
        """Set a field of a frozen dataclass while it is made."""
        object.__setattr__(self, name, value)


def _check_disjoint(owner: str, moved: Mapping[AppliedUndef, Any], start: Mapping[Any, Any]) -> None:
    for left in moved:
        if left in start:
            raise SpecificationError(f"{owner}: updates and start both give {show(left)}", "keep one of them")
