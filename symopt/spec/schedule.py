"""A schedule: an expression in the step k that may stand for a hyperparameter, and what it claims of itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sympy import Expr, false
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.domains import domain_of
from symopt.errors import SpecificationError, did_you_mean
from symopt.spec import forms, promises
from symopt.spec.joining import followed
from symopt.spec.validation import check_value
from symopt.spec.vocabulary import NOT_COMPUTED
from symopt.spec.writing import written
from symopt.symbols import Hyper, Oracle, k

TRIED = range(1, 11)
"""The steps at which a schedule is compared with a domain before anybody says how many there will be."""


@dataclass(frozen=True, eq=False)
class Schedule:
    """A hyperparameter that changes with the step.

    Args:
        name: what people call it.
        value: an expression in ``k``, which counts from 1, and in hyperparameters.
        defaults: values of the hyperparameters, inside their domains; decimals are exact.
        requires: relations between the hyperparameters that the claims rest on.
        claims: properties that derivations prove, by name: see ``promises``.
        variants: named differences, each as ``where`` takes them.

    Raises:
        SpecificationError: when the value is no function of the step; the message names the letter and the mend.

    >>> from symopt.symbols import eta_0, k
    >>> Schedule("Inverse", eta_0 / k, {eta_0: 0.1}).at(4)
    1/40
    """

    name: str
    value: Any
    defaults: Mapping[Hyper, Any] = field(default_factory=dict)
    requires: tuple[Boolean, ...] = ()
    claims: tuple[str, ...] = ()
    variants: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        owner = forms.name(self.name)
        self._put("value", forms.expression(f"{owner}: the value", self.value))
        self._put("defaults", MappingProxyType(forms.numbers(owner, self.defaults)))
        conditions = tuple(forms.condition(f"{owner}: a requirement", given) for given in self.requires)
        self._put("requires", tuple(condition for condition in conditions if condition is not None))
        _check_letters(self)
        _check_defaults(self)
        self._put("claims", promises.known(owner, self.claims))
        variants = forms.table(f"{owner}: variants", self.variants, '"to-zero": {eta_min: 0}').items()
        self._put("variants", MappingProxyType({forms.variant_name(owner, key): new for key, new in variants}))
        for variant in self.variants:
            self.variant(variant)

    def _put(self, name: str, value: Any) -> None:
        """Set a field of a frozen dataclass while it is made."""
        object.__setattr__(self, name, value)

    def _sympy_(self) -> Expr:
        """In formulas, a schedule is its expression."""
        return self.value

    @cached_property
    def hyperparameters(self) -> tuple[Hyper, ...]:
        """The numbers chosen before a run, in alphabetical order."""
        return tuple(sorted((s for s in self.value.free_symbols if isinstance(s, Hyper)), key=str))

    def stated(self, claim: str, what: Expr | None = None) -> Boolean:
        """What a claim says of the value, or of a letter that stands for it."""
        return promises.stated(claim, self.value if what is None else what, self.value)

    def at(self, step: int, **settings: Any) -> Expr:
        """The value at a step.

        Args:
            step: 1, 2, ...
            settings: hyperparameters by name, in place of their defaults.
        """
        named = {letter: settings.get(letter.name, self.defaults.get(letter)) for letter in self.hyperparameters}
        chosen = {letter: forms.exactly(letter.name, number) for letter, number in named.items() if number is not None}
        return self.value.subs({**chosen, k: step})

    def where(
        self,
        difference: Mapping[Any, Any],
        *,
        name: str,
        defaults: Mapping[Hyper, Any] | None = None,
        claims: Iterable[str] | None = None,
    ) -> "Schedule":
        """A relative: parts of the value replaced, such as a letter by another or by a number.

        Raises:
            SpecificationError: when a part does not occur, or what comes out is no schedule.
        """
        value, requires, moved = self.value, self.requires, dict(self.defaults)
        for key, given in forms.table(f"{name}: the difference", difference, "gamma").items():
            part, new = (forms.exactly(f"{name}: the difference", side) for side in (key, given))
            if not value.has(part):
                raise SpecificationError(
                    f"{name}: {self.name} has no {written(part)} to replace",
                    did_you_mean(written(part), map(str, self.hyperparameters)),
                )
            value, requires = value.xreplace({part: new}), tuple(r.xreplace({part: new}) for r in requires)
            if isinstance(new, Hyper) and part in moved:
                moved[new] = moved.pop(part)
        kept = {letter: number for letter, number in {**moved, **(defaults or {})}.items() if value.has(letter)}
        left = tuple(r for r in requires if isinstance(r, Boolean) and r.free_symbols)
        return Schedule(name, value, kept, left, tuple(self.claims if claims is None else claims))

    def variant(self, name: str) -> "Schedule":
        """A declared variant.

        Raises:
            SpecificationError: when there is no such variant.
        """
        if name not in self.variants:
            hint = did_you_mean(name, self.variants) if self.variants else "it has none"
            raise SpecificationError(f"{self.name} has no variant {name!r}", hint)
        return self.where(self.variants[name], name=f"{self.name}, {name}")

    def then(self, decay: "Schedule", *, name: str, claims: Iterable[str] = ()) -> "Schedule":
        """This schedule until its last piece, and another one from there on, counting anew from its step 1.

        The two meet: where this one would have come to its last value, it comes to the other's first.

        Raises:
            SpecificationError: when it is not made of pieces, or the two share a letter besides that last value.
        """
        value, last = followed(self.name, self.value, decay.value)
        shared = sorted(set(self.hyperparameters) & set(decay.hyperparameters) - {last}, key=str)
        if shared:
            raise SpecificationError(
                f"{name}: {self.name} and {decay.name} both read {shared[0]}",
                f"rename one: .where({{{shared[0]}: {type(shared[0]).__name__}('{shared[0]}_1')}}, name=...)",
            )
        both = {**self.defaults, **decay.defaults}
        defaults = {letter: number for letter, number in both.items() if value.has(letter)}
        return Schedule(name, value, defaults, (*self.requires, *decay.requires), tuple(claims))

    def apart_from(self, taken: Iterable[Hyper], letter: Hyper) -> "Schedule":
        """The same schedule for a letter, with a subscript to its own letters where a rule means others by them.

        >>> from symopt.symbols import Decay, eta, gamma
        >>> decay = Schedule("Decay", gamma**k, {gamma: 0.5})
        >>> decay.apart_from([gamma], eta).value
        gamma_eta**k
        """
        names = {other.name for other in taken}
        shared = [own for own in self.hyperparameters if own.name in names]
        new = {own: type(own)(f"{own.name}_{letter.name}") for own in shared}
        return self.where(new, name=self.name) if new else self

    def check_within(self, owner: str, letter: Hyper) -> None:
        """Check that the values at some steps, with the defaults, lie in the domain of the letter that it stands for.

        Raises:
            SpecificationError: naming the step.
        """
        domain = domain_of(letter)
        for step in TRIED:
            value = self.at(step)
            if not value.free_symbols and value not in domain:
                found = f"{self.name} gives {letter} = {written(value)} at step {step}"
                raise SpecificationError(
                    f"{owner}: {found}, outside its domain {domain}",
                    f"choose other values for {', '.join(map(str, self.hyperparameters))}",
                )


def _check_letters(schedule: Schedule) -> None:
    value = schedule.value
    strange = sorted(value.atoms(AppliedUndef, Oracle, *NOT_COMPUTED), key=str)
    if strange:
        raise SpecificationError(
            f"{schedule.name}: the value reads {written(strange[0])}, but a schedule knows the step alone",
            "write it with k and hyperparameters",
        )
    expressions = (value, *schedule.requires)
    for symbol in sorted(set().union(*(e.free_symbols for e in expressions)) - {k}, key=str):
        if not isinstance(symbol, Hyper) or not value.has(symbol):
            what = "no hyperparameter" if not isinstance(symbol, Hyper) else "in no part of the value"
            raise SpecificationError(
                f"{schedule.name} reads {symbol}, which is {what}",
                "import letters from symopt.symbols, or make your own, such as Decay('zeta')",
            )


def _check_defaults(schedule: Schedule) -> None:
    for letter, number in schedule.defaults.items():
        if letter not in schedule.hyperparameters:
            raise SpecificationError(
                f"{schedule.name}: {letter} has a default, but the value does not read it",
                did_you_mean(str(letter), map(str, schedule.hyperparameters)),
            )
        check_value(schedule.name, letter, number)
    for condition in schedule.requires:
        if condition.subs(schedule.defaults) == false:
            raise SpecificationError(
                f"{schedule.name}: its defaults break {written(condition)}", "choose defaults that keep to it"
            )
