"""Whether equations define a computation; if not, which equation, which letter, and how to mend it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import Expr, Integer, Symbol, nan, zoo
from sympy.core.function import AppliedUndef

from symopt.domains import domain_of
from symopt.errors import SpecificationError, did_you_mean
from symopt.reading import Equation, letter_of, letters_in, name_of
from symopt.shapes import SCALAR, VECTOR, WORDS
from symopt.symbols import Letter, k, w


def check(rule: Any) -> None:
    """Check the equations of an optimizer or a procedure.

    Raises:
        SpecificationError: naming the equation, the letter and the mend.
    """
    _check_left_sides(rule)
    _check_symbols(rule)
    for position, equation in enumerate(rule.equations):
        if not equation.group:
            for read in letters_in(equation.right):
                _check_read(rule, position, read)
    if rule.counter == k:
        if w.name not in rule.computed:
            raise SpecificationError(f"{rule.name}: no equation computes w[k + 1]", "add the equation of the new point")
        rule.shapes  # noqa: B018 (inferring them checks every operation)
    _check_start(rule)


def _check_left_sides(rule: Any) -> None:
    seen: set[str] = set()
    for equation in rule.equations:
        if not letter_of(equation.left) or not equation.left.args[0].has(rule.counter, equation.counter):
            raise SpecificationError(
                f"{rule.name}: {equation.left} cannot stand on the left of an equation",
                f"write a letter at {rule.counter} or {rule.counter} + 1, such as v[{rule.counter}]",
            )
        name = name_of(equation.left)
        if name in seen and not equation.group and name not in _in_groups(rule):
            raise SpecificationError(f"{rule.name}: two equations compute {name}", "keep one of them")
        seen.add(name)


def _in_groups(rule: Any) -> set[str]:
    return {name_of(equation.left) for equation in rule.equations if equation.group}


def _check_symbols(rule: Any) -> None:
    takes = set(getattr(rule, "takes", ()))
    for equation in rule.equations:
        counters = {rule.counter, equation.counter}
        for symbol in sorted(equation.right.free_symbols - counters - takes, key=str):
            if not isinstance(symbol, Letter):
                raise SpecificationError(
                    f"{rule.name}: the equation of {show(equation.left)} reads {symbol}, a letter outside the alphabet",
                    "import it from symopt.symbols, or make a Hyper, Decay or Count of that name",
                )


def _check_read(rule: Any, position: int, read: AppliedUndef) -> None:
    equation, name = rule.equations[position], name_of(read)
    if name not in rule.computed:
        raise SpecificationError(
            f"{rule.name}: {show(equation.left)} reads {show(read)}, which no equation computes",
            _unknown_hint(rule, name, read),
        )
    ahead = read.args[0] - rule.counter - rule.computed[name]
    if name in _in_groups(rule) or not ahead.is_Integer or ahead < 0:
        return
    if ahead > 0:
        raise SpecificationError(
            f"{rule.name}: {show(equation.left)} reads {show(read)}, which a later pass computes",
            f"lower the index to {show(read.func(rule.counter + rule.computed[name]))} or below",
        )
    source = next(n for n, other in enumerate(rule.equations) if name_of(other.left) == name)
    if source >= position:
        raise SpecificationError(*_order_message(rule, position, source, read))


def _unknown_hint(rule: Any, name: str, read: AppliedUndef) -> str:
    mend = f"add an equation for {show(read)}"
    near = did_you_mean(name, rule.computed)
    return f"{mend}, or {near}" if near.startswith("did") else mend


def _order_message(rule: Any, position: int, source: int, read: AppliedUndef) -> tuple[str, str]:
    reader, name = rule.equations[position].left, name_of(read)
    if source == position:
        return (
            f"{rule.name}: {show(reader)} is computed from itself",
            f"read its past value {show(read.func(read.args[0] - 1))}",
        )
    if _depends(rule, source, name_of(reader), reader.args[0], set()):
        return (
            f"{rule.name}: {show(reader)} and {show(read)} wait for each other in the same pass",
            f"let one of them read a past value, such as {show(read.func(read.args[0] - 1))}",
        )
    return (
        f"{rule.name}: {show(reader)} reads {show(read)} before it is computed",
        f"move the equation of {name} above it",
    )


def _depends(rule: Any, position: int, name: str, index: Expr, seen: set[int]) -> bool:
    """Whether an equation needs a letter at an index within the same pass."""
    if position in seen:
        return False
    for read in letters_in(rule.equations[position].right):
        if name_of(read) == name and read.args[0] == index:
            return True
        for n, other in enumerate(rule.equations):
            if other.left == read and _depends(rule, n, name, index, seen | {position}):
                return True
    return False


def carried(rule: Any) -> Mapping[str, Any]:
    """How many past values of each letter a pass needs; the point ``w[k]`` itself is not counted."""
    depths: dict[str, Expr] = {}
    for equation in rule.equations:
        for read in letters_in(equation.right):
            name = name_of(read)
            if name in rule.computed and (name not in _in_groups(rule)):
                depth = rule.computed[name] - (_lowest(read.args[0], equation) - rule.counter)
                depth = depth - int(name == w.name and rule.counter == k)
                depths[name] = _larger(depths.get(name, Integer(0)), depth)
    return {name: int(depth) if depth.is_Integer else depth for name, depth in sorted(depths.items()) if depth != 0}


def _lowest(index: Expr, equation: Equation) -> Expr:
    if not equation.group:
        return index
    candidates = [index.subs(equation.counter, bound) for bound in equation.bounds]
    return candidates[1] if _larger(candidates[0] - candidates[1], Integer(0)) != 0 else candidates[0]


def _larger(one: Expr, other: Expr) -> Expr:
    difference = one - other
    if difference.is_Integer:
        return one if difference > 0 else other
    return one if difference.could_extract_minus_sign() is False else other


def initial_values(rule: Any) -> Iterator[tuple[Equation, AppliedUndef]]:
    """The letters that the first pass reads from before it, each with the equation that reads it."""
    origin = Integer(1 if rule.counter == k else 0)
    computed: set[AppliedUndef] = set(rule.start)
    seen: set[AppliedUndef] = set()
    for equation in rule.equations:
        if equation.group:
            return
        left = equation.left.subs(rule.counter, origin)
        if left not in rule.start or rule.computed[name_of(left)] == 1:
            for read in letters_in(equation.right.subs(rule.counter, origin)):
                if read not in computed | seen:
                    seen.add(read)
                    if read != w[1]:
                        yield equation, read
        computed.add(left)


def _check_start(rule: Any) -> None:
    for equation, read in initial_values(rule):
        why = _cannot_be_zero(rule, equation, read)
        if why:
            raise SpecificationError(
                f"{rule.name}: {show(equation.left)} reads {show(read)} in the first pass, and it has no initial value; "
                f"zero will not do: {why}",
                f"give it one: start={{{show(read)}: ...}}",
            )


def _cannot_be_zero(rule: Any, reader: Equation, read: AppliedUndef) -> str:
    name = name_of(read)
    own = next((e for e in rule.equations if name_of(e.left) == name), None)
    if rule.counter == k:
        if name == w.name:
            return "the parameters start where the user says"
        if rule.shapes.get(name, VECTOR) != VECTOR:
            return f"{name} is a {WORDS[rule.shapes.get(name, SCALAR)]}"
    zeros = {letter: Integer(0) for letter in letters_in(own.right) if name_of(letter) == name} if own else {}
    if own and zeros and own.right.subs(zeros) == 0:
        return f"{show(own.left)} would stay zero"
    origin = Integer(1 if rule.counter == k else 0)
    first = reader.right.subs(rule.counter, origin).subs(read, 0)
    return f"{show(reader.left)} would divide by zero" if first.has(zoo, nan) else ""


def check_defaults(rule: Any, used: set[Symbol]) -> None:
    """Check that each default is read by the rule or a variant, and lies in its letter's domain."""
    for letter, number in rule.defaults.items():
        if letter not in used:
            raise SpecificationError(
                f"{rule.name}: {letter} has a default, but no equation reads it",
                did_you_mean(str(letter), [str(s) for s in used]),
            )
        check_value(rule.name, letter, number)


def check_value(owner: str, letter: Symbol, number: Expr) -> None:
    """Check that a hyperparameter's value lies in its domain.

    Raises:
        SpecificationError: when it does not.
    """
    domain = domain_of(letter)
    if not number.is_Rational or number not in domain:
        raise SpecificationError(
            f"{owner}: {letter} = {number} lies outside its domain {domain}", f"choose {letter} in {domain}"
        )


def show(letter: Expr) -> str:
    """A letter as a specification writes it: ``v[k - 1]``."""
    return f"{name_of(letter)}[{letter.args[0]}]" if letter_of(letter) else str(letter)
