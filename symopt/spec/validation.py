"""Whether equations define a computation; if not, which equation, which letter, and how to mend it."""

from collections.abc import Iterable

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from symopt.domains import domain_of
from symopt.errors import SpecificationError, did_you_mean
from symopt.spec.groups import check_conclusion, check_groups
from symopt.spec.indices import at_most, counted, span
from symopt.spec.memory import check_start, in_groups
from symopt.spec.reading import Rule, conclusions, exact, letters_in, name_of
from symopt.spec.shapes import SCALAR, WORDS, shape_of
from symopt.spec.vocabulary import check_names, check_words
from symopt.spec.writing import show as show
from symopt.spec.writing import written
from symopt.symbols import k, w


def check(rule: Rule) -> None:
    """Check the equations of an optimizer or a procedure.

    Raises:
        SpecificationError: naming the equation, the letter and the mend.
    """
    _check_left_sides(rule)
    _check_new_point(rule)
    check_words(rule)
    check_names(rule)
    check_groups(rule)
    for position, equation in enumerate(rule.equations):
        for read in equation.reads:
            if name_of(read) not in in_groups(rule):
                _check_read(rule, position, read)
    _check_conclusions(rule)
    check_start(rule)


def _check_left_sides(rule: Rule) -> None:
    seen: set[str] = set()
    for equation in rule.equations:
        name, grouped = equation.name, equation.name in in_groups(rule)
        if not (equation.group or equation.offset in (0, 1) or (grouped and counted(equation.offset))):
            index = rule.counter + int(name == w.name)
            raise SpecificationError(
                f"{rule.name}: {written(equation.left)} cannot stand on the left of an equation",
                f"write a letter at {rule.counter} or {rule.counter} + 1, such as {name}[{index}]",
            )
        if name in seen and (equation.group or not grouped):
            _check_twice(rule, name)
        seen.add(name)


def _check_twice(rule: Rule, name: str) -> None:
    """A letter may have one equation; in groups, one in a group besides those for its first turns."""
    sides = [written(e.left) for e in rule.equations if e.name == name and (e.group or name not in in_groups(rule))]
    if len(sides) > 1:
        raise SpecificationError(
            f"{rule.name}: two equations compute {name}, {' and '.join(sides[:2])}", "keep one of them, or rename one"
        )


def _check_read(rule: Rule, position: int, read: AppliedUndef) -> None:
    equation, name = rule.equations[position], name_of(read)
    _check_known(rule, show(equation.left), read)
    low, high = span(read.args[0], equation, rule.counter)
    _check_index(rule, show(equation.left), read, low, high)
    source = next(n for n, other in enumerate(rule.equations) if other.name == name)
    if source >= position and not at_most(high + 1, rule.computed[name]):
        raise SpecificationError(*_order_message(rule, position, source, read.func(rule.counter + high)))


def _check_known(rule: Rule, reader: str, read: AppliedUndef) -> None:
    if name_of(read) not in rule.computed:
        mend = f"add an equation for {show(read)}"
        near = did_you_mean(name_of(read), rule.computed)
        raise SpecificationError(
            f"{rule.name}: {reader} reads {show(read)}, which no equation computes",
            f"{mend}, or {near}" if near.startswith("did") else mend,
        )


def _check_index(rule: Rule, reader: str, read: AppliedUndef, low: Expr, high: Expr) -> None:
    name, counter = name_of(read), rule.counter
    newest = show(read.func(counter + rule.computed[name]))
    if not (counted(low) and counted(high)):
        raise SpecificationError(
            f"{rule.name}: {reader} reads {show(read)}, whose distance from {counter} is not fixed",
            f"read {name} at {counter} less an integer or a count, such as {name}[{counter} - 1]",
        )
    if not at_most(high, rule.computed[name]):
        raise SpecificationError(
            f"{rule.name}: {reader} reads {show(read)}, which a later pass computes",
            f"lower the index to {newest} or below",
        )


def _order_message(rule: Rule, position: int, source: int, read: AppliedUndef) -> tuple[str, str]:
    reader, past = rule.equations[position].left, show(read.func(read.args[0] - 1))
    if source == position:
        return f"{rule.name}: {show(reader)} is computed from itself", f"read its past value {past}"
    if _depends(rule, source, reader, set()):
        return (
            f"{rule.name}: {show(reader)} and {show(read)} wait for each other in the same pass",
            f"let one of them read a past value, such as {past}",
        )
    return (
        f"{rule.name}: {show(reader)} reads {show(read)} before it is computed",
        f"move the equation of {name_of(read)} above it",
    )


def _depends(rule: Rule, position: int, letter: AppliedUndef, seen: set[int]) -> bool:
    """Whether an equation needs a letter within the same pass."""
    reads = rule.equations[position].reads
    if position in seen or letter in reads:
        return position not in seen
    sources = [n for n, other in enumerate(rule.equations) if other.left in reads]
    return any(_depends(rule, n, letter, seen | {position}) for n in sources)


def _check_new_point(rule: Rule) -> None:
    offset = rule.computed.get(w.name)
    if rule.counter == k and offset is None:
        raise SpecificationError(f"{rule.name}: no equation computes w[k + 1]", "add the equation of the new point")
    if rule.counter == k and offset != 1:
        raise SpecificationError(
            f"{rule.name}: w[k] is where a pass begins, not what it computes", "raise every index of w by 1"
        )


def _check_conclusions(rule: Rule) -> None:
    for place, expression in conclusions(rule):
        check_conclusion(rule, place, expression)
        for read in letters_in(expression):
            if name_of(read) not in in_groups(rule):
                offset = read.args[0] - rule.counter
                _check_known(rule, place, read)
                _check_index(rule, place, read, offset, offset)
    shapes = rule.shapes
    if rule.until is not None and shapes:
        shape = shape_of(rule.until, shapes, rule.name)
        if shape != SCALAR:
            raise SpecificationError(
                f"{rule.name}: until compares a {WORDS[shape or 0]}", "compare a scalar, such as its norm"
            )


def check_defaults(rule: Rule, used: Iterable[Symbol]) -> None:
    """Check that each default is read by the rule, a variant or a procedure, and lies in its letter's domain.

    Raises:
        SpecificationError: when it is not.
    """
    names = {str(letter) for letter in used}
    for letter, number in rule.defaults.items():
        if letter not in used:
            raise SpecificationError(
                f"{rule.name}: {letter} has a default, but no equation reads it",
                did_you_mean(str(letter), names) if names else "leave it out",
            )
        check_value(rule.name, letter, number)


def check_value(owner: str, letter: Symbol, number: Expr) -> None:
    """Check that a hyperparameter's value lies in its domain.

    Raises:
        SpecificationError: when it does not.
    """
    domain, value = domain_of(letter), exact(number)
    if not value.is_Rational:
        raise SpecificationError(
            f"{owner}: {letter} = {written(value)} is not a rational number",
            "write an integer, a decimal or a fraction",
        )
    if value not in domain:
        raise SpecificationError(
            f"{owner}: {letter} = {value} lies outside its domain {domain}", f"choose {letter} in {domain}"
        )
