"""How an expression becomes a function of its letters' values, for any table of operations."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import reduce
from operator import itemgetter
from typing import Any, Protocol

from sympy import Expr, Integer, Mul, NumberSymbol, Piecewise, Pow, Rational, S, Symbol
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanAtom

from symopt.errors import RunError, did_you_mean
from symopt.program.positions import Indices, held, position
from symopt.spec.reading import name_of
from symopt.spec.recurrence import Call
from symopt.spec.writing import show
from symopt.symbols import Oracle

Values = Mapping[str, Any]
Closure = Callable[[Values], Any]
LEAVES = (Symbol, AppliedUndef, Oracle, Call)
FOLDED = {"Add", "Mul", "Max", "Min", "And", "Or"}


class Backend(Protocol):
    """Numbers to compute in: a table of operations, named as SymPy's classes and the language's words are.

    ``divide`` and ``sqrt`` stand for the powers -1 and 1/2; ``Piecewise`` takes a condition and two functions without
    argument, of which it calls those that it needs.
    """

    name: str
    operations: Mapping[str, Callable[..., Any]]

    def number(self, value: Expr) -> Any:
        """A real constant as a number of this backend."""

    def array(self, numbers: Any) -> Any:
        """A vector or a matrix, from nested sequences."""

    def numbers(self, value: Any) -> Any:
        """A number, or the nested tuples of an array, as Python holds them."""

    def quiet(self) -> AbstractContextManager[Any]:
        """Within it, no warnings about what ``fault`` reports."""

    def fault(self, value: Any) -> str | None:
        """Why a value cannot be computed with any further, or None."""

    def written(self, number: Any) -> float | str:
        """A number as JSON and CSV hold it."""


class Fault(Exception):
    """A computation that left the finite real numbers; ``reason`` is a key."""

    def __init__(self, reason: str, slot: str = "") -> None:
        super().__init__(reason)
        self.reason, self.slot = reason, slot


class Evaluator:
    """Compiles expressions over one backend's table, each subexpression once.

    Args:
        backend: the numbers.
        indices: the letters whose values stand under ``held(name)``, by whole indices; none when silent.
    """

    def __init__(self, backend: Backend, indices: Indices | None = None) -> None:
        self.backend, self.indices = backend, indices
        self._compiled: dict[Any, Closure] = {}

    def compile(self, expression: Any) -> Closure:
        """A function from the values of the letters, by their names, to the value of the expression.

        Raises:
            RunError: when the backend's table lacks an operation of the expression.
        """
        if expression not in self._compiled:
            self._compiled[expression] = self._build(expression)
        return self._compiled[expression]

    def _build(self, expression: Any) -> Closure:
        if isinstance(expression, LEAVES):
            return self._leaf(expression)
        if isinstance(expression, BooleanAtom):
            return _constant(bool(expression))
        if isinstance(expression, (Rational, NumberSymbol)):
            return _constant(self.backend.number(expression))
        if isinstance(expression, Piecewise):
            return self._cases([(self.compile(value), self.compile(when)) for value, when in expression.args])
        name, parts = dissect(expression)
        return _applied(self._operation(name), [self.compile(part) for part in parts], name in FOLDED)

    def _leaf(self, letter: Expr) -> Closure:
        if self.indices is None or not isinstance(letter, AppliedUndef) or name_of(letter) not in self.indices.names:
            return itemgetter(show(letter))
        slot, at = held(name_of(letter)), position(self.indices.index(letter.args[0]))
        return lambda values: values[slot][at(values)]

    def _cases(self, cases: list[tuple[Closure, Closure]]) -> Closure:
        choose = self._operation("Piecewise")
        otherwise: Closure = _undefined
        for value, when in reversed(cases):
            otherwise = _case(choose, value, when, otherwise)
        return otherwise

    def _operation(self, name: str) -> Callable[..., Any]:
        if name not in self.backend.operations:
            raise RunError(
                f"the {self.backend.name} backend has no operation {name}", did_you_mean(name, self.backend.operations)
            )
        return self.backend.operations[name]


def dissect(expression: Expr) -> tuple[str, tuple[Expr, ...]]:
    """The operation at the root of an expression, and what it is applied to; quotients and square roots recognised.

    >>> from symopt.symbols import epsilon, eta
    >>> dissect(eta / epsilon)
    ('divide', (eta, epsilon))
    """
    special = {Mul: _product, Pow: _power}.get(expression.func)
    return special(expression) if special else (expression.func.__name__, expression.args)


def _product(product: Mul) -> tuple[str, tuple[Expr, ...]]:
    below = [factor for factor in product.args if _divides(factor)]
    above = [factor for factor in product.args if not _divides(factor)]
    if not below:
        return "Mul", product.args
    return "divide", (Mul(*above), Mul(*(1 / factor for factor in below)))


def _divides(factor: Expr) -> bool:
    return bool(factor.is_Pow and factor.exp.is_Rational and factor.exp < 0)


def _power(power: Pow) -> tuple[str, tuple[Expr, ...]]:
    if _divides(power):
        return "divide", (Integer(1), 1 / power)
    return ("sqrt", (power.base,)) if power.exp == S.Half else ("Pow", power.args)


def _constant(value: Any) -> Closure:
    return lambda values: value


def _applied(operation: Callable[..., Any], parts: list[Closure], folded: bool) -> Closure:
    if len(parts) == 1:
        only = parts[0]
        return lambda values: operation(only(values))
    if len(parts) == 2:
        one, other = parts
        return lambda values: operation(one(values), other(values))
    if folded:
        return lambda values: reduce(operation, [part(values) for part in parts])
    return lambda values: operation(*[part(values) for part in parts])


def _case(choose: Callable[..., Any], value: Closure, when: Closure, otherwise: Closure) -> Closure:
    return lambda values: choose(when(values), lambda: value(values), lambda: otherwise(values))


def _undefined(values: Values) -> Any:
    raise Fault("no-case")


def compute(parts: Iterable[Closure], values: Values, slot: str, where: Callable[[], str]) -> list[Any]:
    """The values of compiled expressions.

    Args:
        parts: the compiled expressions.
        values: the values of their letters.
        slot: what they are for, for faults.
        where: says whose they are and at which step, for messages.

    Raises:
        Fault: when they leave the finite real numbers.
        RunError: when the backend cannot hold a number that they need.
    """
    try:
        return [part(values) for part in parts]
    except ZeroDivisionError:
        raise Fault("zero-division", slot) from None
    except OverflowError:
        raise Fault("too-large", slot) from None
    except Fault as fault:
        raise Fault(fault.reason, slot) from None
    except RunError as error:
        raise RunError(f"{where()}: {error.message}", error.hint) from None


def checked(backend: Backend, value: Any, slot: str) -> Any:
    """A value that the backend can compute with further.

    Raises:
        Fault: when it cannot.
    """
    reason = backend.fault(value)
    if reason:
        raise Fault(reason, slot)
    return value
