"""Whether a group of equations, one for every index of a window, defines a computation."""

from collections.abc import Iterator

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError
from symopt.spec.indices import at_most, counted, span, step
from symopt.spec.memory import in_groups
from symopt.spec.reading import Equation, Rule, letters_in, name_of
from symopt.spec.writing import show, written
from symopt.symbols import Letter


def check_groups(rule: Rule) -> None:
    """Check bounds, left sides and the letters that groups compute, inside the groups and after them.

    Raises:
        SpecificationError: naming the group or the equation, the letter and the mend.
    """
    for equation in rule.equations:
        if equation.group:
            _check_bounds(rule, equation)
            _check_left(rule, equation)
    for position, equation in enumerate(rule.equations):
        for read in equation.reads:
            if name_of(read) in in_groups(rule):
                _check_read(rule, position, read)


def _check_bounds(rule: Rule, equation: Equation) -> None:
    group, index = written(equation.group), equation.counter
    if not isinstance(index, Symbol) or isinstance(index, Letter) or index == rule.counter:
        raise SpecificationError(f"{rule.name}: {group} counts by {index}", "give it an index of its own, such as i")
    for bound in equation.bounds:
        if not counted(bound - rule.counter):
            raise SpecificationError(
                f"{rule.name}: {group} is bounded by {written(bound)}",
                f"bound it by {rule.counter}, integers and counts, such as {rule.counter} - m",
            )
    if step(equation) == 0:
        raise SpecificationError(
            f"{rule.name}: whether {group} runs up or down hangs on the counts", "let one bound be the greater for all"
        )


def _check_left(rule: Rule, equation: Equation) -> None:
    if not equation.offset.is_Integer:
        raise SpecificationError(
            f"{rule.name}: {show(equation.left)} cannot stand on the left in {written(equation.group)}",
            f"write a letter at {equation.counter} or {equation.counter} + 1, such as a[{equation.counter}]",
        )


def _check_read(rule: Rule, position: int, read: AppliedUndef) -> None:
    equation = rule.equations[position]
    own = next((e for e in rule.equations if e.group == equation.group and e.name == name_of(read)), None)
    if equation.group and own and read.args[0].has(equation.counter):
        _check_within(rule, position, own, read)
    else:
        _check_covered(rule, position, read, span(read.args[0], equation, rule.counter))


def _check_within(rule: Rule, position: int, own: Equation, read: AppliedUndef) -> None:
    """A group reads what its own earlier turns computed, or what was given above it for the first turns."""
    equation = rule.equations[position]
    ahead, turn = read.args[0] - own.left.args[0], step(equation)
    above = own in rule.equations[:position]
    if ahead == 0 and not above:
        raise SpecificationError(
            f"{rule.name}: {show(equation.left)} reads {show(read)} before it is computed",
            f"move the equation of {own.name} above it",
        )
    if not ahead.is_Integer or ahead * turn > 0:
        raise SpecificationError(
            f"{rule.name}: {show(equation.left)} reads {show(read)} before it is computed",
            f"{written(equation.group)} runs {'up' if turn > 0 else 'down'}: "
            f"read {show(read.func(own.left.args[0] - turn))}",
        )
    beginning = rule.equations.index(next(e for e in rule.equations if e.group == equation.group))
    first = equation.bounds[0] + own.offset - rule.counter
    for lag in range(1, abs(int(ahead)) + 1):
        seed = first - turn * lag
        if not _covered(rule, beginning, name_of(read), seed):
            letter = show(read.func(rule.counter + seed))
            raise SpecificationError(
                f"{rule.name}: {show(equation.left)} reads {letter} in its first turn, which no equation computes",
                f"add an equation for {letter} above {written(equation.group)}",
            )


def _check_covered(rule: Rule, position: int, read: AppliedUndef, ends: tuple[Expr, Expr]) -> None:
    for end in ends:
        if not _covered(rule, position, name_of(read), end):
            reader = show(rule.equations[position].left)
            raise SpecificationError(
                f"{rule.name}: {reader} reads {show(read.func(rule.counter + end))}, which no group above it computes",
                f"{name_of(read)} is computed {_reach(rule, name_of(read))}",
            )


def _covered(rule: Rule, position: int, name: str, offset: Expr) -> bool:
    """Whether an equation above a position computes a letter at an offset."""
    return any(at_most(low, offset) and at_most(offset, high) for low, high in _ranges(rule, position, name))


def _ranges(rule: Rule, position: int, name: str) -> Iterator[tuple[Expr, Expr]]:
    for equation in rule.equations[:position]:
        if equation.name == name:
            yield span(equation.left.args[0], equation, rule.counter)


def _reach(rule: Rule, name: str) -> str:
    ends = [(rule.counter + low, rule.counter + high) for low, high in _ranges(rule, len(rule.equations), name)]
    return " and ".join(
        f"at {written(low)}" if low == high else f"from {written(low)} to {written(high)}" for low, high in ends
    )


def check_conclusion(rule: Rule, place: str, expression: Expr) -> None:
    """Check that ``until`` and ``gives`` read no letter that lives within a group only."""
    for read in letters_in(expression):
        if name_of(read) in in_groups(rule):
            end = read.args[0] - rule.counter
            if not _covered(rule, len(rule.equations), name_of(read), end):
                raise SpecificationError(
                    f"{rule.name}: {place} reads {show(read)}, which no group computes",
                    f"{name_of(read)} is computed {_reach(rule, name_of(read))}",
                )
