"""What each head of a term or a formula comes to, in a world that gives the letters their values."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symopt.proof import linear
from symopt.proof.arithmetic import Uncertain, Undefined
from symopt.proof.terms import PROPERTIES, Term, show, substitute

if TYPE_CHECKING:
    from symopt.proof.evaluation import World

TRIED = range(1, 5)
"""The indices at which a universal fact is tried; ``refutation`` tries it again wherever its letters were read."""


def _number(world: "World", t: Term) -> Any:
    return world.arithmetic.number(Fraction(t[1], t[2]))


def _variable(world: "World", t: Term) -> Any:
    if t[2] == "identity":
        return linear.converted(linear.identity(world.size), world.arithmetic)
    return world.look_up(t[1])


def _sum(world: "World", t: Term) -> Any:
    total = world.value(t[1])
    for part in t[2:]:
        total = total + world.value(part)
    return total


def _product(world: "World", t: Term) -> Any:
    total = world.value(t[1])
    for part in t[2:]:
        total = total * world.value(part)
    return total


def _power(world: "World", t: Term) -> Any:
    base, exponent = world.value(t[1]), world.exactly(t[2])
    entries = [_power_of_number(world, entry, exponent, t) for entry in linear.entries(base)]
    return entries[0] if base is linear.entries(base)[0] else linear.array(entries).reshape(base.shape)


def _power_of_number(world: "World", base: Any, exponent: Fraction, t: Term) -> Any:
    if exponent < 0 and world.arithmetic.sign(base) == 0:
        raise Undefined(f"division by zero in {show(t)}")
    if exponent.denominator != 1:
        base = world.arithmetic.root(base, exponent.denominator)
    return base ** int(exponent.numerator)


def _application(world: "World", t: Term) -> Any:
    return world.call(t[1], [world.exactly(part) for part in t[2:]])


def _function(world: "World", t: Term) -> Any:
    name = t[1]
    if name == "E":
        return world.expectation(t)
    if world.size and name in linear.WORDS and name != "hvp":
        arguments = [world.value(t[2]), *(world.exactly(p) if name == "power" else world.value(p) for p in t[3:])]
        return linear.WORDS[name](world.arithmetic, *arguments)
    if name == "hvp":
        hessian = world.call("hess", [world.exactly(t[2])])
        return hessian.dot(world.value(t[3])) if world.size else hessian * world.value(t[3])
    if name in _EXACT or name in world.arithmetic.functions:
        return _elementwise(world, name, [world.value(part) for part in t[2:]])
    return world.call(name, [world.exactly(part) for part in t[2:]])


def _elementwise(world: "World", name: str, arguments: list[Any]) -> Any:
    function = _EXACT.get(name) or (lambda world, *numbers: world.arithmetic.functions[name](*numbers))
    shape = next((argument.shape for argument in arguments if hasattr(argument, "shape")), None)
    if shape is None:
        return function(world, *arguments)
    columns = [
        linear.entries(a) if hasattr(a, "shape") else (a,) * len(linear.entries(arguments[0])) for a in arguments
    ]
    return linear.array([function(world, *numbers) for numbers in zip(*columns, strict=True)]).reshape(shape)


def _abs(_: "World", number: Any) -> Any:
    return abs(number)


def _sign(world: "World", number: Any) -> Any:
    return world.arithmetic.number(Fraction(world.arithmetic.sign(number)))


def _max(world: "World", *numbers: Any) -> Any:
    best = numbers[0]
    for other in numbers[1:]:
        best = other if world.arithmetic.sign(other - best) > 0 else best
    return best


def _min(world: "World", *numbers: Any) -> Any:
    return -_max(world, *(-number for number in numbers))


_EXACT: dict[str, Callable[..., Any]] = {"Abs": _abs, "sign": _sign, "Max": _max, "Min": _min}


def _equal(world: "World", t: Term) -> bool:
    difference = world.value(t[1]) - world.value(t[2])
    return all(world.arithmetic.sign(entry) == 0 for entry in linear.entries(difference))


def _compare(world: "World", t: Term) -> bool:
    sign = world.arithmetic.sign(world.value(t[1]) - world.value(t[2]))
    return sign < 0 if t[0] == "<" else sign <= 0


def _branch(world: "World", t: Term) -> Any:
    return world.value(t[2] if world.value(t[1]) else t[3])


def _any(world: "World", formulas: Iterable[Term], decisive: bool = True) -> bool:
    """A disjunction (or, the other way round, a conjunction): one part may decide it when others have no value."""
    pending: Exception | None = None
    for formula in formulas:
        try:
            if world.value(formula) == decisive:
                return decisive
        except (Undefined, Uncertain) as reason:
            pending = reason if pending is None or isinstance(reason, Uncertain) else pending
    if pending is not None:
        raise pending
    return not decisive


def _everywhere(world: "World", t: Term) -> bool:
    return all(world.value(substitute(t[2], t[1], ("num", n, 1))) for n in TRIED)


def _in_the_limit(world: "World", t: Term) -> bool:
    raise Uncertain("a limit is not seen at a point")


TABLE: dict[str, Callable[["World", Term], Any]] = {
    "num": _number,
    "var": _variable,
    "+": _sum,
    "*": _product,
    "^": _power,
    "app": _application,
    "fn": _function,
    "sum": lambda world, t: world.sum(t),
    "if": _branch,
    "=": _equal,
    "<": _compare,
    "<=": _compare,
    "not": lambda world, t: not world.value(t[1]),
    "and": lambda world, t: _any(world, t[1:], decisive=False),
    "or": lambda world, t: _any(world, t[1:]),
    "=>": lambda world, t: _any(world, (("not", t[1]), t[2])),
    "<=>": lambda world, t: len({bool(world.value(part)) for part in t[1:]}) == 1,
    "forall": _everywhere,
    **dict.fromkeys(("tends", *PROPERTIES), _in_the_limit),
    "true": lambda world, t: True,
    "false": lambda world, t: False,
}
