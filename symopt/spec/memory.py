"""What a pass remembers from those before it, and what the first one finds."""

from collections.abc import Iterator, Mapping

from sympy import Expr, Integer, nan, zoo
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError
from symopt.spec.indices import at_most, greater, latest, span
from symopt.spec.reading import Equation, Rule, conclusions, letters_in, name_of
from symopt.spec.shapes import MATRIX, VECTOR, WORDS, shape_of
from symopt.spec.writing import show, written
from symopt.symbols import I, k, w


def origin(rule: Rule) -> Integer:
    """The first value of the counter: steps count from 1, the passes of a procedure from 0."""
    return Integer(1 if rule.counter == k else 0)


def carried(rule: Rule) -> Mapping[str, int | Expr]:
    """How many past values of each letter a pass needs; the point ``w[k]`` itself is not counted."""
    depths: dict[str, Expr] = {}
    for name, lowest in _looks_back(rule):
        depth = rule.computed[name] - lowest - int(name == w.name and rule.counter == k)
        depths[name] = greater(depths.get(name, Integer(0)), depth)
    return {name: int(depth) if depth.is_Integer else depth for name, depth in sorted(depths.items()) if depth != 0}


def _looks_back(rule: Rule) -> Iterator[tuple[str, Expr]]:
    """Each letter that lives across passes, with the lowest offset at which it is read, read by read."""
    lasting = set(rule.computed) - in_groups(rule)
    for equation in rule.equations:
        for read in equation.reads:
            if name_of(read) in lasting:
                yield name_of(read), span(read.args[0], equation, rule.counter)[0]
    for _, expression in conclusions(rule):
        for read in letters_in(expression):
            if name_of(read) in lasting:
                yield name_of(read), read.args[0] - rule.counter


def in_groups(rule: Rule) -> set[str]:
    """The letters that groups compute; they live within one pass."""
    return {equation.name for equation in rule.equations if equation.group}


def may_start(rule: Rule, letter: AppliedUndef) -> bool:
    """Whether a letter at a fixed index is one that the first passes read, or one that the first pass computes."""
    name, index = name_of(letter), letter.args[0]
    if name not in rule.computed or name in in_groups(rule):
        return False
    first = origin(rule) + rule.computed[name]
    if name == w.name and rule.counter == k:
        return bool(first - rule.state.get(name, 0) - 1 <= index < first - 1)
    return at_most(first - rule.state.get(name, 0), index) and bool(index <= first)


def initial_values(rule: Rule) -> Iterator[tuple[Equation, AppliedUndef]]:
    """The letters that passes read from before the first one and ``start`` is silent about, with their readers."""
    seen = {*rule.start, w[1]}
    deepest = max((depth for depth in rule.state.values() if isinstance(depth, int)), default=0)
    for turn in range(max(deepest, 1)):
        count = origin(rule) + turn
        for equation in rule.equations:
            if equation.group or (turn == 0 and equation.left.subs(rule.counter, count) in rule.start):
                continue
            for read in _from_before(rule, equation, count):
                if read not in seen:
                    seen.add(read)
                    yield equation, read


def _from_before(rule: Rule, equation: Equation, count: Integer) -> Iterator[AppliedUndef]:
    for read in equation.reads:
        name, index = name_of(read), count + read.args[0] - rule.counter
        if name not in in_groups(rule) and at_most(index + 1, origin(rule) + rule.computed[name]):
            yield read.func(index)


def check_start(rule: Rule) -> None:
    """Check what ``start`` gives, and that zero will do where it is silent.

    Raises:
        SpecificationError: naming the letter and the mend.
    """
    for position, left in enumerate(rule.start):
        _check_entry(rule, position, left)
    for equation, read in initial_values(rule):
        why = _why_not_zero(rule, equation, read)
        if why:
            raise SpecificationError(
                f"{rule.name}: {show(equation.left)} reads {show(read)}, which has no initial value; {why}",
                f"give it one: start={{{show(read)}: ...}}",
            )


def _check_entry(rule: Rule, position: int, left: AppliedUndef) -> None:
    if not may_start(rule, left):
        raise SpecificationError(
            f"{rule.name}: start gives {show(left)}, {_why_no_start(rule, left)}", "leave it out, or mend its index"
        )
    for read in letters_in(rule.start[left]):
        if read != w[1] and read not in list(rule.start)[:position] and not _in_first_pass(rule, left, read):
            raise SpecificationError(
                f"{rule.name}: the start of {show(left)} reads {show(read)}, which is not known by then",
                f"start from w[1], hyperparameters, or what stands above it in start; or add {show(read)} there"
                if rule.counter == k
                else f"start from the arguments, or what stands above it in start; or add {show(read)} there",
            )
    _check_shape(rule, left)


def _why_no_start(rule: Rule, left: AppliedUndef) -> str:
    if name_of(left) not in rule.computed:
        return "which no equation computes"
    if left == w[1] and rule.counter == k:
        return "but the run begins where its user says"
    if name_of(left) in in_groups(rule):
        return "which every pass computes anew"
    return "which no pass reads"


def _in_first_pass(rule: Rule, left: AppliedUndef, read: AppliedUndef) -> bool:
    """Whether what replaces an equation in the first pass may read a letter: it is computed above."""
    first = [equation.left.subs(rule.counter, origin(rule)) for equation in rule.equations if not equation.group]
    return left in first and read in first[: first.index(left)]


def _check_shape(rule: Rule, left: AppliedUndef) -> None:
    value = rule.start[left]
    if rule.shapes.get(name_of(left)) == MATRIX and value != 0:
        shape = shape_of(value, rule.shapes, rule.name)
        if shape != MATRIX:
            raise SpecificationError(
                f"{rule.name}: {show(left)} is a matrix and starts at {written(value)}, a {WORDS[shape or 0]}",
                f"write a multiple of the identity: start={{{show(left)}: {written(value * I)}}}",
            )


def _why_not_zero(rule: Rule, reader: Equation, read: AppliedUndef) -> str:
    name = name_of(read)
    if rule.counter == k and name == w.name:
        return "the run begins at w[1]"
    shape = rule.shapes.get(name, VECTOR)
    if shape != VECTOR:
        return f"only vectors start at zero, and {name} is a {WORDS[shape]}"
    own = next(equation for equation in rule.equations if equation.name == name)
    zeros = {letter: Integer(0) for letter in own.reads if name_of(letter) == name}
    if zeros and own.right.subs(zeros) == 0:
        return f"from zero {show(own.left)} would stay zero"
    return f"with zero {show(reader.left)} would divide by zero" if _divides(rule, reader, read) else ""


def _divides(rule: Rule, reader: Equation, read: AppliedUndef) -> bool:
    """Whether zero for a value that a pass finds leaves an equation without one."""
    found = [letter for letter in reader.reads if name_of(letter) == name_of(read)]
    zeros = [letter for letter in found if latest(read.args[0] - letter.args[0] + rule.counter) >= origin(rule)]
    return any(reader.right.subs(letter, 0).has(zoo, nan) for letter in zeros)
