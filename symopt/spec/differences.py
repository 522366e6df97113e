"""How one rule is obtained from another: the difference, applied to its equations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError
from symopt.spec import forms
from symopt.spec.memory import may_start, origin
from symopt.spec.reading import Rule, conclusions, exact, letter_of, name_of
from symopt.spec.recurrence import Call, Recurrence
from symopt.spec.scheduling import scheduled
from symopt.spec.writing import written
from symopt.symbols import Argument, Each, Hyper, w

Table = dict[Any, Any]
Variants = Mapping[str, Mapping[Any, Any]]
DEFAULTS = "defaults"
"""The one key of a difference that is a word: under it stand the defaults that the relative states anew."""


@dataclass(frozen=True)
class Parts(Recurrence):
    """What a rule is made of, while it becomes another."""

    name: str
    counter: Symbol
    takes: tuple[Argument, ...]
    updates: Table
    start: Table
    until: Any
    gives: Any
    defaults: Table

    @classmethod
    def of(cls, rule: Rule, name: str) -> "Parts":
        """The parts of a rule as it is."""
        tables = dict(rule.updates), dict(rule.start)
        return cls(name, rule.counter, rule.takes, *tables, rule.until, rule.gives, dict(rule.defaults))

    def made(self) -> Table:
        """The arguments that an optimizer and a procedure are both made with."""
        return {key: getattr(self, key) for key in ("name", "updates", "start", "until", "defaults")}


def apply(
    rule: Rule,
    difference: Mapping[Any, Any],
    name: str,
    *,
    start: Mapping[Any, Any] | None = None,
    until: Any = None,
    defaults: Mapping[Hyper, Any] | None = None,
) -> Parts:
    """The parts of the relative that a difference describes; what falls out of use is dropped.

    Raises:
        SpecificationError: when a key of the difference, or the whole of it, changes nothing.
    """
    own = Parts.of(rule, forms.name(name))
    table = forms.table(f"{name}: the difference", difference, "v[k]")
    table, brought = scheduled(rule, table, name)
    stated = {**brought, **forms.numbers(name, table.get(DEFAULTS, {})), **forms.numbers(name, defaults or {})}
    parts = _surrounded(own, start or {}, until, stated)
    added: Table = {}
    for key, new in equations_in(table).items():
        parts = _change(rule, parts, forms.exactly(f"{name}: a key of the difference", key), new, added)
    parts = _in_use(replace(parts, updates=_with_added(parts.updates, added)))
    if _told(parts) == _told(_in_use(own)):
        raise SpecificationError(f"{name}: the difference leaves {rule.name} as it is", "leave it out, or mend it")
    return replace(parts, defaults={**_kept(parts, rule.defaults), **stated})


def equations_in(difference: Mapping[Any, Any]) -> Table:
    """What a difference replaces, without the defaults that it states."""
    return {key: new for key, new in difference.items() if not (isinstance(key, str) and key == DEFAULTS)}


def _surrounded(parts: Parts, start: Mapping[Any, Any], until: Any, defaults: Mapping[Hyper, Any]) -> Parts:
    """The parts with what the caller adds around the equations."""
    return replace(
        parts,
        start={**parts.start, **forms.start_values(parts.name, start)},
        until=parts.until if until is None else forms.condition(f"{parts.name}: until", until),
        defaults={**parts.defaults, **defaults},
    )


def _change(rule: Rule, parts: Parts, key: Any, new: Any, added: Table) -> Parts:
    """The parts with one key changed; a new equation waits in ``added`` for its place."""
    if forms.fixed(key):
        return replace(parts, start={**parts.start, **forms.start_values(parts.name, {key: new})})
    right = _right(parts.name, key, new)
    if not isinstance(key, Each) and not letter_of(key):
        return _replaced(rule, parts, key, right)
    updates = _put(parts.updates, key, right)
    if updates is None:
        _check_new(rule, parts.name, key)
        added[key] = right
        return parts
    return replace(parts, updates=updates)


def _right(owner: str, key: Any, new: Any) -> Any:
    if isinstance(key, Each):
        return forms.equations(owner, {key: new}, key.args[0])[key]
    return forms.expression(f"{owner}: what replaces {written(key)}", new)


def _check_new(rule: Rule, owner: str, key: Any) -> None:
    """A letter that the rule computes at another index is not a new one."""
    if letter_of(key) and name_of(key) in rule.computed:
        present = next(written(e.left) for e in rule.equations if e.name == name_of(key))
        if key not in [e.left for e in rule.equations]:
            raise SpecificationError(f"{owner}: {rule.name} computes {present}, not {written(key)}", f"write {present}")


def _put(updates: Table, key: Any, new: Any) -> Table | None:
    """The equations with the one for a letter, or a group, replaced where it stands; None where there is none."""
    if key in updates:
        return {**updates, key: new}
    for left, right in updates.items():
        if isinstance(left, Each) and key in right:
            return {**updates, left: {**right, key: new}}
    return None


def _replaced(rule: Rule, parts: Parts, key: Expr, new: Expr) -> Parts:
    """The parts with a subexpression replaced wherever it stands; in ``start``, by its value in the first pass."""
    first = new.subs(parts.counter, origin(rule))
    changed = replace(
        parts,
        updates=_each_right(parts.updates, key, new),
        start=_each_right(parts.start, key, first),
        until=None if parts.until is None else parts.until.xreplace({key: new}),
        gives=None if parts.gives is None else parts.gives.xreplace({key: new}),
    )
    if changed == parts:
        raise SpecificationError(
            f"{parts.name}: {rule.name} has no {written(key)} to replace",
            "a difference must change an equation; see its updates",
        )
    return changed


def _each_right(equations: Mapping[Any, Any], key: Expr, new: Expr) -> Table:
    return {
        left: _each_right(right, key, new) if isinstance(left, Each) else right.xreplace({key: new})
        for left, right in equations.items()
    }


def _with_added(updates: Table, added: Table) -> Table:
    """The equations with the new ones, readers before what they read, so that each finds its first reader in place."""
    waiting = dict(added)
    while waiting:
        unread = [
            key for key in waiting if not any(_reads(waiting[other], key, waiting) for other in waiting if other != key)
        ]
        key = (unread or list(waiting))[-1]
        updates = _insert(updates, key, waiting)
        del waiting[key]
    return updates


def _insert(updates: Table, key: Any, added: Table) -> Table:
    """The equations with a new one above its first reader, or at the end when this pass does not read it."""
    laid: Table = {}
    for left, right in updates.items():
        if key not in laid and _reads(right, key, added):
            laid[key] = added[key]
        laid[left] = right
    return {**laid, key: added[key]}


def _reads(right: Any, key: Any, added: Table) -> bool:
    """Whether a right side, or one of a group, reads a new letter, or one that a new group computes."""
    rights = right.values() if isinstance(right, Mapping) else [right]
    if isinstance(key, Each):
        names = set(map(name_of, added[key]))
        return any(names & _names(side) for side in rights)
    return any(side.has(key) for side in rights)


def _in_use(parts: Parts) -> Parts:
    """What the new point, the result or the end still reads."""
    pairs = [*_pairs(parts.updates), *parts.start.items()]
    wanted = {w.name}.union(*(_names(expression) for _, expression in conclusions(parts)))
    while grown := set().union(*(_names(right) for left, right in pairs if name_of(left) in wanted)) - wanted:
        wanted |= grown
    read = replace(parts, updates=_among(parts.updates, wanted))
    return replace(read, start={left: right for left, right in parts.start.items() if may_start(read, left)})


def _among(updates: Mapping[Any, Any], wanted: set[str]) -> Table:
    """The equations of the wanted letters; a group without any goes."""
    groups = {left: _among(right, wanted) for left, right in updates.items() if isinstance(left, Each)}
    kept = {left: groups.get(left, right) for left, right in updates.items()}
    return {left: right for left, right in kept.items() if (right if left in groups else name_of(left) in wanted)}


def _names(expression: Expr) -> set[str]:
    return {name_of(read) for read in expression.atoms(AppliedUndef)}


def _pairs(equations: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    for left, right in equations.items():
        yield from _pairs(right) if isinstance(left, Each) else [(left, right)]


def _told(parts: Parts) -> tuple[Any, ...]:
    """What makes one rule another; the order of its equations does not."""
    return frozenset(parts.equations), parts.start, parts.until, parts.gives, parts.defaults


def _kept(parts: Parts, defaults: Mapping[Hyper, Any]) -> Table:
    """The defaults that some expression, or a procedure that it calls, still reads."""
    return _read_by(parts.expressions(), defaults)


def _read_by(expressions: Iterable[Expr], defaults: Mapping[Hyper, Any]) -> Table:
    read: set[Any] = set()
    for expression in expressions:
        read = read.union(expression.free_symbols, *(call.procedure.chosen for call in expression.atoms(Call)))
    return {letter: number for letter, number in defaults.items() if letter in read}


def read_by(variants: Variants, defaults: Mapping[Hyper, Any]) -> Table:
    """The defaults that variants read."""
    rights = (right for difference in variants.values() for _, right in _pairs(exact(equations_in(difference))))
    return _read_by(rights, defaults)


def apart(variants: Variants, difference: Mapping[Any, Any]) -> dict[str, Mapping[Any, Any]]:
    """The variants that would not undo a difference.

    They replace no equation that it replaces, and read no hyperparameter that it replaces.
    """
    replaced = {key for key in difference if letter_of(key)}
    letters = {key for key in difference if isinstance(key, Hyper)}
    return {variant: new for variant, new in variants.items() if not (replaced & set(new) or _reads_any(new, letters))}


def _reads_any(difference: Mapping[Any, Any], letters: set[Hyper]) -> bool:
    return any(letters & right.free_symbols for _, right in _pairs(exact(equations_in(difference))))
