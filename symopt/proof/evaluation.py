"""The value of a term in a world: letters drawn at random, recurrences run as they are written."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from symopt.proof.arithmetic import Arithmetic, Rationals, Undefined
from symopt.proof.obligation import Definition
from symopt.proof.terms import Term, show, substitute, walk

PATHS = 3
"""How many equally likely futures an expectation is averaged over."""

WORDS = ("dot", "outer", "transpose", "solve", "norm", "power")
RANDOM = ("g",)
"""The letters that differ between futures: expectations are over the draws of the gradients."""


class World:
    """One assignment of values to letters.

    Args:
        seed: the text that fixes every draw.
        variables: the values of the free variables.
        definitions: letters that recurrences give; all others are drawn.
        arithmetic: the numbers to compute in.
        size: the dimension of vectors; 0 when every letter is a number.
        stationary: whether each gradient has the same distribution.
    """

    def __init__(
        self,
        seed: str,
        variables: dict[str, Any],
        definitions: Iterable[Definition],
        arithmetic: Arithmetic,
        size: int = 0,
        stationary: bool = False,
    ) -> None:
        self.seed, self.variables, self.arithmetic = seed, dict(variables), arithmetic
        self.definitions = {definition.name: definition for definition in definitions}
        self.size, self.stationary, self.path = size, stationary, 0
        self.drawn: dict[str, Any] = {}
        self.fixed: dict[tuple[Any, ...], Term] = {}
        self._memory: dict[tuple[Any, ...], Any] = {}

    def value(self, t: Term) -> Any:
        """The value of a term or a formula.

        Raises:
            Undefined: where it has none.
            Irrational: when the arithmetic cannot hold it.
            Uncertain: when the arithmetic cannot compare it.
        """
        return _TABLE[t[0]](self, t)

    def fix(self, application: Term, value: Term) -> None:
        """Let an application have the value of a term, whatever would be drawn for it."""
        arguments = [self.exactly(part) if _is_index(part) else _key(self.value(part)) for part in application[2:]]
        self.fixed[(application[1], *arguments)] = value

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """The value of a letter at an index, or of an unknown function at a point."""
        key = (name, *map(_key, arguments))
        remembered = (self.path, *key)
        if remembered not in self._memory:
            self._memory[remembered] = self._compute(name, arguments, key)
        return self._memory[remembered]

    def _compute(self, name: str, arguments: Sequence[Any], key: tuple[Any, ...]) -> Any:
        if key in self.fixed:
            return self._fixed(key)
        definition = self.definitions.get(name)
        if definition is not None and len(arguments) == 1:
            index = arguments[0]
            if definition.first is None or index >= definition.first:
                return self._with(definition.index, index, definition.value)
            if int(index) in definition.start:
                return self.value(definition.start[int(index)])
        return self.draw(name, key)

    def _fixed(self, key: tuple[Any, ...]) -> Any:
        """The value that an equation gives; where the equation reads the letter itself, the letter is drawn."""
        value = self.fixed.pop(key)
        try:
            return self.value(value)
        finally:
            self.fixed[key] = value

    def draw(self, name: str, key: tuple[Any, ...]) -> Any:
        """A rational, or a vector of them, that depends on the seed, the letter and the index alone."""
        label = "|".join(map(str, key))
        if name in RANDOM and self.stationary:
            label, turn = name, (int(key[1]) if len(key) > 1 else 0) + self.path
            drawn = self._rationals(f"{label}{turn % PATHS}")
        elif name in RANDOM:
            drawn = self._rationals(f"{label}@{self.path}")
        else:
            drawn = self._rationals(label)
        if self.path == 0:
            self.drawn[f"{name}[{', '.join(map(str, key[1:]))}]"] = drawn
        return drawn

    def _rationals(self, label: str) -> Any:
        source = Random(f"{self.seed}/{label}")
        numbers = [self.arithmetic.number(Fraction(source.randint(-9, 9), source.randint(1, 4))) for _ in range(self.size or 1)]
        return np.array(numbers, dtype=object) if self.size else numbers[0]

    def exactly(self, t: Term) -> Fraction:
        """The value of an index, in the rationals whatever the arithmetic."""
        arithmetic, self.arithmetic = self.arithmetic, Rationals()
        try:
            return Fraction(self.value(t))
        finally:
            self.arithmetic = arithmetic

    def _with(self, index: Term, value: Any, body: Term) -> Any:
        saved = self.variables.get(index[1])
        self.variables[index[1]] = value
        try:
            return self.value(body)
        finally:
            if saved is None:
                del self.variables[index[1]]
            else:
                self.variables[index[1]] = saved

    def sum(self, t: Term) -> Any:
        """A sum, term by term; by convention zero when it ends just before it begins."""
        _, body, index, first, last = t
        low, high = self.exactly(first), self.exactly(last)
        if high < low - 1:
            raise Undefined(f"a sum from {low} to {high}")
        total = self.arithmetic.number(Fraction(0))
        for step in range(int(low), int(high) + 1):
            total = total + self._with(index, Fraction(step), body)
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
    return any(p[0] == "fn" and p[1] in WORDS or p[0] == "var" and p[2] in ("vector", "symmetric") for p in walk(t))


def _key(value: Any) -> Any:
    return tuple(value.flat) if isinstance(value, np.ndarray) else value


def _number(world: World, t: Term) -> Any:
    return world.arithmetic.number(Fraction(t[1], t[2]))


def _variable(world: World, t: Term) -> Any:
    if t[2] == "identity":
        return np.array([[Fraction(int(a == b)) for b in range(world.size)] for a in range(world.size)], dtype=object)
    value = world.variables[t[1]]
    return world.arithmetic.number(value) if isinstance(value, Fraction) else value


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
    if exponent < 0 and world.arithmetic.sign(base) == 0:
        raise Undefined(f"division by zero in {show(t)}")
    if exponent.denominator != 1:
        base = world.arithmetic.root(base, exponent.denominator)
        if exponent < 0 and world.arithmetic.sign(base) == 0:
            raise Undefined(f"division by zero in {show(t)}")
    return base ** int(exponent.numerator)


def _application(world: World, t: Term) -> Any:
    return world.call(t[1], [world.exactly(part) if _is_index(part) else world.value(part) for part in t[2:]])


def _is_index(t: Term) -> bool:
    return all(p[0] in ("num", "+", "*") or (p[0] == "var" and p[2] in ("integer", "count")) for p in walk(t))


def _function(world: World, t: Term) -> Any:
    name = t[1]
    if name == "E":
        return world.expectation(t)
    if name == "solve":
        return _solve(world.value(t[2]), world.value(t[3]))
    arguments = [world.value(part) for part in t[2:]]
    if name in _WORDS:
        return _WORDS[name](*arguments)
    if name in ("Abs", "sign"):
        sign = world.arithmetic.sign(arguments[0])
        return arguments[0] * sign if name == "Abs" else world.arithmetic.number(Fraction(sign))
    if name in ("Max", "Min"):
        return _extreme(world, arguments, 1 if name == "Max" else -1)
    if name in world.arithmetic.functions:
        return world.arithmetic.functions[name](*arguments)
    return world.call(name, arguments)


def _extreme(world: World, numbers: list[Any], direction: int) -> Any:
    best = numbers[0]
    for other in numbers[1:]:
        if world.arithmetic.sign(other - best) * direction > 0:
            best = other
    return best


def _solve(matrix: Any, right: Any) -> Any:
    """Gauss-Jordan elimination in the numbers given."""
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    for n in range(len(rows)):
        pivot = next((r for r in range(n, len(rows)) if rows[r][n] != 0), None)
        if pivot is None:
            raise Undefined("a singular matrix")
        rows[n], rows[pivot] = rows[pivot], rows[n]
        rows[n] = [entry / rows[n][n] for entry in rows[n]]
        for r in range(len(rows)):
            if r != n:
                rows[r] = [a - rows[r][n] * b for a, b in zip(rows[r], rows[n], strict=True)]
    return np.array([row[-1] for row in rows], dtype=object)


def _matrix_power(matrix: Any, exponent: Any) -> Any:
    total = np.array([[Fraction(int(a == b)) for b in range(len(matrix))] for a in range(len(matrix))], dtype=object)
    if exponent < 0:
        raise Undefined("a negative power of a matrix")
    for _ in range(int(exponent)):
        total = total.dot(matrix)
    return total


_WORDS: dict[str, Callable[..., Any]] = {
    "dot": lambda a, b: a.dot(b),
    "outer": lambda a, b: np.multiply.outer(a, b),
    "transpose": lambda a: a.T,
    "power": _matrix_power,
}


def _equal(world: World, t: Term) -> bool:
    difference = world.value(t[1]) - world.value(t[2])
    entries = difference.flat if isinstance(difference, np.ndarray) else (difference,)
    return all(world.arithmetic.sign(entry) == 0 for entry in entries)


def _compare(world: World, t: Term) -> bool:
    sign = world.arithmetic.sign(world.value(t[1]) - world.value(t[2]))
    return sign < 0 if t[0] == "<" else sign <= 0


def _branch(world: World, t: Term) -> Any:
    return world.value(t[2] if world.value(t[1]) else t[3])


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
    "and": lambda world, t: all(world.value(part) for part in t[1:]),
    "or": lambda world, t: any(world.value(part) for part in t[1:]),
    "=>": lambda world, t: not world.value(t[1]) or world.value(t[2]),
    "<=>": lambda world, t: len({bool(world.value(part)) for part in t[1:]}) == 1,
    "forall": lambda world, t: all(world.value(substitute(t[2], t[1], ("num", n, 1))) for n in range(1, 5)),
    "true": lambda world, t: True,
    "false": lambda world, t: False,
}
