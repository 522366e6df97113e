"""The value of a term in a world: letters drawn at random, recurrences run as they are written."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from symopt.proof import linear
from symopt.proof.arithmetic import Arithmetic, Irrational, Rationals, Uncertain, Undefined
from symopt.proof.obligation import Definition
from symopt.proof.terms import Term, walk
from symopt.proof.values import TABLE

DENOMINATORS = (1, 1, 2, 3, 10)
"""Whole numbers often, and small ones often enough to be smaller than what stands beside them."""

PATHS = 3
"""How many equally likely futures an expectation is averaged over."""

RANDOM = ("g", "x")
"""The letters that differ between futures: expectations are over the draws of gradients and of examples."""


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
        return TABLE[t[0]](self, t)

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
                return self._filled(name, self.value(definition.start[int(index)]))
        return linear.converted(self._draw(name, key), self.arithmetic)

    def _filled(self, name: str, value: Any) -> Any:
        """A start value as large as its letter: 0 may start a vector."""
        whole = self.size and linear.UNKNOWN_SHAPES.get(name, linear.VECTOR) == linear.VECTOR
        return linear.array([value] * self.size) if whole and not isinstance(value, np.ndarray) else value

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
            self.drawn[at(*key)] = drawn
        return drawn

    def _rationals(self, label: str, shape: int) -> Any:
        source = Random(f"{self.seed}/{label}")
        if not self.size or shape == linear.SCALAR:
            return self._rational(source)
        vectors = linear.array([[self._rational(source) for _ in range(self.size)] for _ in range(self.size)])
        return vectors + vectors.T if shape == linear.MATRIX else vectors[0]

    def _rational(self, source: Random) -> Fraction:
        return Fraction(source.randint(-self.spread, self.spread), source.choice(DENOMINATORS))

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


def at(name: str, *arguments: Any) -> str:
    """A letter at an index, as text.

    >>> at("v", Fraction(3))
    'v[3]'
    """
    return f"{name}[{', '.join(map(str, arguments))}]"


def has_words(t: Term) -> bool:
    """Whether a term speaks of vectors and matrices."""
    return any(_is_word(p) for p in walk(t))


def _is_word(t: Term) -> bool:
    return t[1] in linear.WORDS if t[0] == "fn" else t[0] == "var" and t[2] in ("vector", "symmetric", "identity")


def _key(value: Any) -> Any:
    return value if isinstance(value, Fraction) else linear.entries(value)
