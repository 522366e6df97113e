"""How one rule is obtained from another: the difference, applied to its equations."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sympy import Expr, Integer

from symopt.errors import SpecificationError
from symopt.reading import exact, letter_of, letters_in, name_of
from symopt.symbols import Each, Hyper, Primitive, w


def apply(
    rule: Any,
    difference: Mapping[Any, Any],
    name: str,
    *,
    start: Mapping[Any, Any] | None = None,
    until: Any = None,
    defaults: Mapping[Hyper, Any] | None = None,
) -> dict[str, Any]:
    """The parts of the relative that a difference describes.

    Raises:
        SpecificationError: when a key of the difference changes nothing.
    """
    updates, starts, ends = dict(rule.updates), {**rule.start, **(start or {})}, until if until is not None else rule.until
    added: dict[Any, Any] = {}
    for key, new in exact(difference).items():
        if letter_of(key) and isinstance(key.args[0], Integer):
            starts[key] = new
        elif _equation_of(key, updates) is not None:
            updates[_equation_of(key, updates)] = new
        elif letter_of(key):
            added[key] = new
        else:
            updates, changed = _replace(updates, key, new)
            if not changed:
                raise SpecificationError(
                    f"{name}: {rule.name} has no {key} to replace", "a difference must change an equation; see its updates"
                )
    for key, new in reversed(added.items()):
        updates = _insert(updates, key, new)
    if updates == dict(rule.updates) and starts == dict(rule.start) and ends == rule.until:
        raise SpecificationError(f"{name}: the difference leaves {rule.name} as it is", "leave it out, or mend it")
    updates, starts = _in_use(updates, starts, ends, getattr(rule, "gives", None))
    expressions = [right for _, right in _pairs({**updates, **starts})] + [e for e in (ends,) if e is not None]
    return {
        "updates": updates,
        "start": starts,
        "until": ends,
        "defaults": {**_kept(expressions, rule.defaults), **(defaults or {})},
    }


def _equation_of(key: Any, updates: Mapping[Any, Any]) -> Any:
    """The left side that a letter names; ``eta[k]`` and ``w[k + 1]`` name theirs."""
    if not letter_of(key):
        return None
    return next((left for left in updates if letter_of(left) and left == key), None)


def _replace(updates: dict[Any, Any], key: Expr, new: Expr) -> tuple[dict[Any, Any], bool]:
    """Every right side with a subexpression replaced, and whether one was."""
    replaced: dict[Any, Any] = {}
    for left, right in updates.items():
        if isinstance(left, Each):
            replaced[left] = _replace(right, key, new)[0]
        else:
            replaced[left] = right.xreplace({key: new})
    return replaced, replaced != updates


def _insert(updates: dict[Any, Any], left: Expr, right: Expr) -> dict[Any, Any]:
    """The equations with a new one above its first reader, or above the equation of the new point."""
    readers = [key for key, old in updates.items() if not isinstance(key, Each) and old.has(left)]
    place = readers[0] if readers else next(key for key in updates if letter_of(key) and name_of(key) == w.name)
    laid: dict[Any, Any] = {}
    for key, old in updates.items():
        if key == place:
            laid[left] = right
        laid[key] = old
    return laid


def _in_use(
    updates: dict[Any, Any], starts: dict[Any, Any], until: Any, gives: Expr | None
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """What the result, the new point or the end still reads."""
    wanted = {name_of(read) for expression in (until, gives) if expression is not None for read in letters_in(expression)}
    wanted |= {w.name}
    while True:
        before = len(wanted)
        for left, right in _pairs({**updates, **starts}):
            if name_of(left) in wanted:
                wanted |= {name_of(read) for read in letters_in(right)}
        if len(wanted) == before:
            break
    keep = lambda left: isinstance(left, Each) or name_of(left) in wanted  # noqa: E731
    return {l: r for l, r in updates.items() if keep(l)}, {l: r for l, r in starts.items() if keep(l)}


def _pairs(equations: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = []
    for left, right in equations.items():
        pairs += _pairs(right) if isinstance(left, Each) else [(left, right)]
    return pairs


def _kept(expressions: list[Expr], defaults: Mapping[Hyper, Any]) -> dict[Hyper, Any]:
    """The defaults that some expression, or a procedure that it calls, still reads."""
    read = {symbol for expression in expressions for symbol in expression.free_symbols}
    for call in (call for expression in expressions for call in expression.atoms(Primitive)):
        read |= set(getattr(getattr(call, "procedure", None), "hyperparameters", ()))
    return {letter: number for letter, number in defaults.items() if letter in read}


def inherited(relative: Any, variants: Mapping[str, Mapping[Any, Any]]) -> dict[str, Mapping[Any, Any]]:
    """The variants of a rule that its relative can still vary by."""
    kept: dict[str, Mapping[Any, Any]] = {}
    for variant, difference in variants.items():
        with suppress(SpecificationError):
            apply(relative, difference, f"{relative.name}, {variant}")
            kept[variant] = difference
    return kept


def read_by(variants: Mapping[str, Mapping[Any, Any]], defaults: Mapping[Hyper, Any]) -> dict[Hyper, Any]:
    """The defaults that only variants read."""
    return _kept([new for difference in variants.values() for new in exact(difference).values()], defaults)
