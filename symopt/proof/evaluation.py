"""The value of a term in a world: letters drawn at random, recurrences run as they are written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from random import Random
from typing import Any

from symopt.proof import linear
from symopt.proof.arithmetic import Arithmetic, Irrational, Rationals, Uncertain, Undefined
from symopt.proof.obligation import Definition
from symopt.proof.terms import Term, show, substitute, walk

PATHS = 3
"""How many equally likely futures an expectation is averaged over."""

RANDOM = ("g",)
"""The letters that differ between futures: expectations are over the draws of the gradients."""

TRIED = range(1, 5)
"""The indices at which a universal fact is tried; ``refutation`` tries it again wherever its letters were read."""


class World:
    """One assignment of values to letters.

    Args:
        seed: the text that fixes every draw.
        variables: the values of the free variables.
        definitions: letters that recurrences give; all others are drawn.
        arithmetic: the numbers to compute in.
        size: the dimension of vectors; 0 when every letter is a number.
        stationary: whether each gradient has the same distribution.
        spread: how far from zero numbers are drawn.
    """

    def __init__(
        self,
        seed: str,
        variables: dict[str, Any],
        definitions: Iterable[Definition],
        arithmetic: Arithmetic,
        size: int = 0,
        stationary: bool = False,
        spread: int = 9,
    ) -> None:
        self.seed, self.variables, self.arithmetic = seed, dict(variables), arithmetic
        self.definitions = {definition.name: definition for definition in definitions}
        self.size, self.stationary, self.spread, self.path = size, stationary, spread, 0
        self.drawn: dict[str, Any] = {}
        self.fixed: dict[tuple[Any, ...], Term] = {}
        self._bound: dict[str, Any] = {}
        self._memory: dict[tuple[Any, ...], Any] = {}

    def value(self, t: Term) -> Any:
        """The value of a term or a formula.

        Raises:
            Undefined: where it has none.
            Irrational: when the arithmetic cannot hold it.
            Uncertain: when the arithmetic cannot compare it.
        """
        return _TABLE[t[0]](self, t)

    def look_up(self, name: str) -> Any:
        """The value of a variable, bound or free, in the numbers of this world."""
        value = self._bound[name] if name in self._bound else self.variables[name]
        return linear.converted(value, self.arithmetic)

    def assign(self, name: str, value: Any) -> None:
        """Give a free variable a value; what was computed from its old one is forgotten."""
        self.variables[name] = value
        self._memory.clear()

    def fix(self, application: Term, value: Term) -> None:
        """Let an application have the value of a term, whatever would be drawn or run for it."""
        arguments = [_key(self.exactly(part)) for part in application[2:]]
        self.fixed[(application[1], *arguments)] = value
        self._memory.clear()

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """The value of a letter at an index, or of an unknown function at a point, given in rationals."""
        key = (name, *map(_key, arguments))
        remembered = (type(self.arithmetic), self.path, *key)
        if remembered not in self._memory:
            with self._within({}):
                self._memory[remembered] = self._compute(name, arguments, key)
        return self._memory[remembered]

    def _compute(self, name: str, arguments: Sequence[Any], key: tuple[Any, ...]) -> Any:
        if key in self.fixed:
            return self._fixed(key)
        definition = self.definitions.get(name)
        if definition is not None and len(arguments) == 1:
            index = arguments[0]
            if definition.first is None or index >= definition.first:
                return self.under({definition.index[1]: index}, definition.value)
            if int(index) in definition.start:
                return self.value(definition.start[int(index)])
        return linear.converted(self._draw(name, key), self.arithmetic)

    def _fixed(self, key: tuple[Any, ...]) -> Any:
        """The value that an equation gives; where the equation reads the letter itself, the letter is drawn."""
        value = self.fixed.pop(key)
        try:
            return self.value(value)
        finally:
            self.fixed[key] = value

    def indices(self, name: str) -> tuple[Fraction, ...]:
        """The indices at which a letter has been read."""
        read = {key[3] for key in self._memory if key[2] == name and len(key) == 4 and isinstance(key[3], Fraction)}
        return tuple(sorted(read))

    def _draw(self, name: str, key: tuple[Any, ...]) -> Any:
        """A rational, or an array of them, that depends on the seed, the letter and the index alone."""
        label = "|".join(map(str, key))
        if name in RANDOM and self.stationary:
            turn = (int(key[1]) if len(key) > 1 else 0) + self.path
            label = f"{name}{turn % PATHS}"
        elif name in RANDOM:
            label = f"{label}@{self.path}"
        drawn = self._rationals(label, linear.UNKNOWN_SHAPES.get(name, linear.VECTOR))
        if self.path == 0:
            self.drawn[f"{name}[{', '.join(map(str, key[1:]))}]"] = drawn
        return drawn

    def _rationals(self, label: str, shape: int) -> Any:
        source = Random(f"{self.seed}/{label}")
        if not self.size or shape == linear.SCALAR:
            return self._rational(source)
        vectors = linear.array([[self._rational(source) for _ in range(self.size)] for _ in range(self.size)])
        return vectors + vectors.T if shape == linear.MATRIX else vectors[0]

    def _rational(self, source: Random) -> Fraction:
        return Fraction(source.randint(-self.spread, self.spread), source.randint(1, 1 + self.spread // 3))

    def exactly(self, t: Term) -> Any:
        """The value of a term in the rationals, whatever the arithmetic.

        Raises:
            Uncertain: when it is not rational.
        """
        arithmetic, self.arithmetic = self.arithmetic, Rationals()
        try:
            return self.value(t)
        except Irrational as reason:
            raise Uncertain(str(reason)) from None
        finally:
            self.arithmetic = arithmetic

    def under(self, bound: dict[str, Any], body: Term) -> Any:
        """The value of a term in which some more letters are bound."""
        with self._within({**self._bound, **bound}):
            return self.value(body)

    @contextmanager
    def _within(self, bound: dict[str, Any]) -> Iterator[None]:
        saved, self._bound = self._bound, bound
        try:
            yield
        finally:
            self._bound = saved

    def sum(self, t: Term) -> Any:
        """A sum, term by term; by convention zero when it ends just before it begins."""
        _, body, index, first, last = t
        low, high = self.exactly(first), self.exactly(last)
        if high < low - 1 or low.denominator != 1 or high.denominator != 1:
            raise Undefined(f"a sum from {low} to {high}")
        total = self.arithmetic.number(Fraction(0))
        for step in range(int(low), int(high) + 1):
            total = total + self.under({index[1]: Fraction(step)}, body)
        return total

    def expectation(self, t: Term) -> Any:
        """The mean over the futures."""
        saved, total = self.path, self.arithmetic.number(Fraction(0))
        try:
            for self.path in range(PATHS):
                total = total + self.value(t[2])
        finally:
            self.path = saved
        return total / PATHS


def has_words(t: Term) -> bool:
    """Whether a term speaks of vectors and matrices."""
    return any(_is_word(p) for p in walk(t))


def _is_word(t: Term) -> bool:
    return t[1] in linear.WORDS if t[0] == "fn" else t[0] == "var" and t[2] in ("vector", "symmetric", "identity")


def _key(value: Any) -> Any:
    return value if isinstance(value, Fraction) else linear.entries(value)


def _number(world: World, t: Term) -> Any:
    return world.arithmetic.number(Fraction(t[1], t[2]))


def _variable(world: World, t: Term) -> Any:
    if t[2] == "identity":
        return linear.converted(linear.identity(world.size), world.arithmetic)
    return world.look_up(t[1])


def _sum(world: World, t: Term) -> Any:
    total = world.value(t[1])
    for part in t[2:]:
        total = total + world.value(part)
    return total


def _product(world: World, t: Term) -> Any:
    total = world.value(t[1])
    for part in t[2:]:
        total = total * world.value(part)
    return total


def _power(world: World, t: Term) -> Any:
    base, exponent = world.value(t[1]), world.exactly(t[2])
    entries = [_power_of_number(world, entry, exponent, t) for entry in linear.entries(base)]
    return entries[0] if base is linear.entries(base)[0] else linear.array(entries).reshape(base.shape)


def _power_of_number(world: World, base: Any, exponent: Fraction, t: Term) -> Any:
    if exponent < 0 and world.arithmetic.sign(base) == 0:
        raise Undefined(f"division by zero in {show(t)}")
    if exponent.denominator != 1:
        base = world.arithmetic.root(base, exponent.denominator)
    return base ** int(exponent.numerator)


def _application(world: World, t: Term) -> Any:
    return world.call(t[1], [world.exactly(part) for part in t[2:]])


def _function(world: World, t: Term) -> Any:
    name = t[1]
    if name == "E":
        return world.expectation(t)
    if world.size and name in linear.WORDS and name != "hvp":
        arguments = [world.value(part) for part in t[2:]]
        return linear.WORDS[name](world.arithmetic, *arguments)
    if name == "hvp":
        hessian = world.call("hess", [world.exactly(t[2])])
        return hessian.dot(world.value(t[3])) if world.size else hessian * world.value(t[3])
    if name in _EXACT or name in world.arithmetic.functions:
        return _elementwise(world, name, [world.value(part) for part in t[2:]])
    return world.call(name, [world.exactly(part) for part in t[2:]])


def _elementwise(world: World, name: str, arguments: list[Any]) -> Any:
    function = _EXACT.get(name) or (lambda world, *numbers: world.arithmetic.functions[name](*numbers))
    shape = next((argument.shape for argument in arguments if hasattr(argument, "shape")), None)
    if shape is None:
        return function(world, *arguments)
    columns = [linear.entries(a) if hasattr(a, "shape") else (a,) * len(linear.entries(arguments[0])) for a in arguments]
    return linear.array([function(world, *numbers) for numbers in zip(*columns, strict=True)]).reshape(shape)


def _abs(world: World, number: Any) -> Any:
    return number * world.arithmetic.sign(number)


def _sign(world: World, number: Any) -> Any:
    return world.arithmetic.number(Fraction(world.arithmetic.sign(number)))


def _max(world: World, *numbers: Any) -> Any:
    best = numbers[0]
    for other in numbers[1:]:
        best = other if world.arithmetic.sign(other - best) > 0 else best
    return best


def _min(world: World, *numbers: Any) -> Any:
    return -_max(world, *(-number for number in numbers))


_EXACT: dict[str, Callable[..., Any]] = {"Abs": _abs, "sign": _sign, "Max": _max, "Min": _min}


def _equal(world: World, t: Term) -> bool:
    difference = world.value(t[1]) - world.value(t[2])
    return all(world.arithmetic.sign(entry) == 0 for entry in linear.entries(difference))


def _compare(world: World, t: Term) -> bool:
    sign = world.arithmetic.sign(world.value(t[1]) - world.value(t[2]))
    return sign < 0 if t[0] == "<" else sign <= 0


def _branch(world: World, t: Term) -> Any:
    return world.value(t[2] if world.value(t[1]) else t[3])


def _any(world: World, formulas: Iterable[Term], decisive: bool = True) -> bool:
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


def _everywhere(world: World, t: Term) -> bool:
    return all(world.value(substitute(t[2], t[1], ("num", n, 1))) for n in TRIED)


def _in_the_limit(world: World, t: Term) -> bool:
    raise Uncertain("a limit is not seen at a point")


_TABLE: dict[str, Callable[[World, Term], Any]] = {
    "num": _number,
    "var": _variable,
    "+": _sum,
    "*": _product,
    "^": _power,
    "app": _application,
    "fn": _function,
    "sum": World.sum,
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
    "tends": _in_the_limit,
    "true": lambda world, t: True,
    "false": lambda world, t: False,
}
