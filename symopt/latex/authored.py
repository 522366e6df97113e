"""The order in which an author wrote terms and factors, read from the source; SymPy forgets it."""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from types import ModuleType
from typing import Any

from sympy import Add, And, Basic, Equivalent, Expr, Max, Min, Mul, Number, Or, S

from symopt.spec.reading import exact

Parts = tuple[Basic, ...]
UNORDERED = (And, Or, Equivalent, Max, Min)
SIGNS: dict[type, int] = {ast.Add: 1, ast.Sub: -1}
POWERS: dict[type, int] = {ast.Mult: 1, ast.Div: -1}
CONNECTIVES = {ast.BitAnd: And, ast.BitOr: Or}
LEAVES = (ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop)
READABLE = (
    *LEAVES,
    ast.Attribute,
    ast.Subscript,
    ast.Call,
    ast.keyword,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.Tuple,
)


@dataclass(frozen=True)
class Order:
    """Authored orders: of a sum's terms, a product's factors, the arguments of what SymPy sorts.

    Args:
        sums: the terms of a sum, as a set, to the terms as they were written.
        products: the factors that are not numbers, as a set, to the factors as they were written.
        calls: what was called and its arguments, as a set, to the arguments as they were written.
        multiples: a sum that was written as a number times a shorter sum, to that product.
    """

    sums: Mapping[frozenset[Basic], Parts] = field(default_factory=dict)
    products: Mapping[frozenset[Basic], Parts] = field(default_factory=dict)
    calls: Mapping[tuple[type, frozenset[Basic]], Parts] = field(default_factory=dict)
    multiples: Mapping[Basic, Expr] = field(default_factory=dict)

    @classmethod
    def of_module(cls, module: ModuleType) -> "Order":
        """The orders in an imported module's source; empty where there is no source.

        Sub-expressions are evaluated again in the module's own namespace; what needs names from elsewhere, such as a
        comprehension's, is passed over.
        """
        try:
            tree = ast.parse(inspect.getsource(module))
        except (OSError, TypeError):
            return cls()
        reader = _Reader(vars(module))
        for node in ast.walk(tree):
            reader.read(node)
        return cls(reader.sums, reader.products, reader.calls, reader.multiples)

    def __or__(self, other: "Order") -> "Order":
        """Both orders; where they differ, this one's."""
        return Order(
            {**other.sums, **self.sums},
            {**other.products, **self.products},
            {**other.calls, **self.calls},
            {**other.multiples, **self.multiples},
        )

    def terms(self, node: Add) -> Parts | None:
        """A sum's terms as written, or None."""
        return self.sums.get(frozenset(node.args))

    def factors(self, factors: Iterable[Expr]) -> Parts | None:
        """A product's factors as written, or None."""
        return self.products.get(frozenset(factors))

    def arguments(self, node: Basic) -> Parts | None:
        """A call's arguments as written, or None."""
        return self.calls.get((type(node), frozenset(node.args)))

    def factored(self, node: Add) -> Expr | None:
        """A sum as the multiple of a shorter one, if it was written so."""
        return self.multiples.get(node)


@dataclass(frozen=True)
class _Reader:
    """Collects orders from the nodes of one module."""

    namespace: Mapping[str, Any]
    sums: dict[frozenset[Basic], Parts] = field(default_factory=dict)
    products: dict[frozenset[Basic], Parts] = field(default_factory=dict)
    calls: dict[tuple[type, frozenset[Basic]], Parts] = field(default_factory=dict)
    multiples: dict[Basic, Expr] = field(default_factory=dict)

    def read(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call) and self._called(node) in UNORDERED:
            self._call(node, node.args)
        elif isinstance(node, ast.BinOp) and type(node.op) in CONNECTIVES:
            self._call(node, _operands(node, type(node.op)))
        elif isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
            self._sum(node)
        elif isinstance(node, ast.BinOp) and type(node.op) in POWERS:
            self._product(node)

    def _call(self, node: ast.expr, operands: Iterable[ast.expr]) -> None:
        value = self._value(node)
        if not isinstance(value, UNORDERED):
            return
        parts = tuple(self._value(operand) for operand in operands)
        if set(parts) == set(value.args):
            self.calls.setdefault((type(value), frozenset(parts)), parts)

    def _sum(self, node: ast.BinOp) -> None:
        value = self._value(node)
        parts = list(_chain(node, SIGNS, self._value)) if isinstance(value, Add) else []
        if not parts or any(not isinstance(part, Basic) for part, _ in parts):
            return
        terms = tuple(sign * term for part, sign in parts for term in self._known_terms(part))
        if set(terms) == set(value.args):
            self.sums.setdefault(frozenset(terms), terms)

    def _known_terms(self, part: Expr) -> Parts:
        terms: Parts = Add.make_args(part)
        return self.sums.get(frozenset(terms), terms)

    def _product(self, node: ast.BinOp) -> None:
        value = self._value(node)
        parts = list(_chain(node, POWERS, self._value)) if isinstance(value, Expr) else []
        if not parts or any(not isinstance(part, Expr) for part, _ in parts):
            return
        flat = [factor**sign for part, sign in parts for factor in Mul.make_args(part)]
        factors = tuple(factor for factor in flat if not isinstance(factor, Number))
        if isinstance(value, Add):
            self._multiple(value, factors, prod((f for f in flat if isinstance(f, Number)), start=S.One))
        elif set(factors) == {part for part in Mul.make_args(value) if not isinstance(part, Number)}:
            self.products.setdefault(frozenset(factors), factors)

    def _multiple(self, value: Add, factors: Parts, number: Expr) -> None:
        if len(factors) == 1 and number > 0 and number != 1 and number * factors[0] == value:
            self.multiples.setdefault(value, Mul(number, factors[0], evaluate=False))

    def _called(self, node: ast.Call) -> Any:
        return self.namespace.get(node.func.id) if isinstance(node.func, ast.Name) else None

    def _value(self, node: ast.expr) -> Any:
        """What a piece of the module's own source evaluates to, its decimals made exact; None where it does not."""
        if not all(isinstance(part, READABLE) for part in ast.walk(node)):
            return None
        code = compile(ast.Expression(node), "<authored>", "eval")
        try:
            return exact(eval(code, dict(self.namespace)))
        except Exception:
            return None


def _chain(node: ast.expr, signs: Mapping[type, int], value: Any) -> Iterator[tuple[Any, int]]:
    """The operands of a chain of one precedence, each with its sign or power."""
    if isinstance(node, ast.BinOp) and type(node.op) in signs:
        yield from _chain(node.left, signs, value)
        sign = signs[type(node.op)]
        yield from ((part, sign * inner) for part, inner in _chain(node.right, signs, value))
    else:
        yield value(node), 1


def _operands(node: ast.expr, operator: type) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, operator):
        yield from _operands(node.left, operator)
        yield from _operands(node.right, operator)
    else:
        yield node
