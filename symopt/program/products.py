"""Hessians that only meet vectors are never asked for whole: ``dot(hess(x), v)`` asks for the product.

A procedure that is called with a matrix made of Hessians is called with what that matrix is made of instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sympy import Add, Basic, Expr, Mul, S

from symopt.spec import Procedure
from symopt.spec.recurrence import Call
from symopt.spec.shapes import MATRIX, SCALAR, VECTOR, shape_of
from symopt.symbols import Argument, I, Identity, dot, hess, hvp

Shapes = Mapping[str, int]
Pattern = tuple[tuple[bool, type | None], ...]


@dataclass(frozen=True)
class Summand:
    """A summand of a matrix.

    Args:
        scale: the number that it is multiplied with.
        kind: ``hess``, ``Identity``, or None for any other matrix.
        made_of: the Hessian's point, or the other matrix; None for the identity.
    """

    scale: Expr
    kind: type | None
    made_of: Expr | None

    def times(self, vector: Expr) -> Expr:
        """The product with a vector."""
        if self.made_of is None:
            return self.scale * vector
        return self.scale * (hvp if self.kind is hess else dot)(self.made_of, vector)

    def matrix(self) -> Expr:
        """The summand itself."""
        return self.scale * (hess(self.made_of) if self.kind is hess else self.made_of or I)


def with_products(expression: Any, shapes: Shapes, owner: str) -> Any:
    """An expression in which a Hessian's product with a vector is one question.

    >>> from symopt.symbols import d, k, lam, w
    >>> with_products(dot(hess(w[k]) + lam * I, d[k]), {"w": 1, "d": 1}, "Damped")
    lambda*d(k) + hvp(w(k), d(k))
    """
    if not isinstance(expression, Basic) or not expression.has(hess):
        return expression
    parts = [with_products(part, shapes, owner) for part in expression.args]
    rebuilt = expression if list(expression.args) == parts else expression.func(*parts)
    if isinstance(rebuilt, Call):
        return _spread(rebuilt, shapes, owner)
    if isinstance(rebuilt, dot) and shape_of(rebuilt.args[1], shapes, owner) == VECTOR:
        matrix, vector = rebuilt.args
        summands = list(_summands(matrix, shapes, owner))
        if any(summand.kind is hess for summand in summands):
            return Add(*(summand.times(vector) for summand in summands))
    return rebuilt


def _summands(matrix: Expr, shapes: Shapes, owner: str, scale: Expr = S.One) -> Iterator[Summand]:
    for part in Add.make_args(matrix):
        scalars = [factor for factor in Mul.make_args(part) if shape_of(factor, shapes, owner) == SCALAR]
        rest, own = Mul(*(factor for factor in Mul.make_args(part) if factor not in scalars)), Mul(scale, *scalars)
        if isinstance(rest, Add):
            yield from _summands(rest, shapes, owner, own)
        elif isinstance(rest, hess):
            yield Summand(own, hess, rest.args[0])
        else:
            identity = isinstance(rest, Identity)
            yield Summand(own, Identity if identity else None, None if identity else rest)


def _spread(call: Call, shapes: Shapes, owner: str) -> Call:
    """The call with what its matrices of Hessians are made of; the same call when it takes none."""
    patterns: list[Pattern] = []
    given: list[Expr] = []
    for argument in call.args:
        made = argument.has(hess) and shape_of(argument, shapes, owner) == MATRIX
        summands = list(_summands(argument, shapes, owner)) if made else []
        patterns.append(tuple((summand.scale != 1, summand.kind) for summand in summands))
        given += [part for each in summands for part in (each.scale, each.made_of) if part not in (1, None)]
        given += [] if made else [argument]
    if not any(patterns):
        return call
    procedure = _taking_parts(call.procedure, tuple(patterns))
    within = procedure.shapes_given([shape_of(part, shapes, owner) for part in given])
    whole = any(with_products(inner, within, procedure.name).has(hess) for inner in procedure.expressions())
    return call if whole else procedure(*given)


@cache
def _taking_parts(procedure: Procedure, patterns: tuple[Pattern, ...]) -> Procedure:
    """A procedure that takes the parts of its matrices, for those that come with a pattern."""
    takes: list[Argument] = []
    puts: dict[Expr, Expr] = {}
    for letter, pattern in zip(procedure.takes, patterns, strict=True):
        matrix = S.Zero
        for scaled, kind in pattern:
            scale = _part("scale", letter, takes) if scaled else S.One
            takes += [scale] if scaled else []
            made_of = None if kind is Identity else _part("point" if kind is hess else "part", letter, takes)
            takes += [made_of] if made_of else []
            matrix += Summand(scale, kind, made_of).matrix()
        puts |= {letter: matrix} if pattern else {}
        takes += [] if pattern else [letter]
    return replace(
        procedure,
        takes=tuple(takes),
        updates=_put(procedure.updates, puts),
        start=_put(procedure.start, puts),
        until=procedure.until.xreplace(puts),
        gives=procedure.gives.xreplace(puts),
    )


def _part(word: str, letter: Argument, taken: list[Argument]) -> Argument:
    """A letter for a part of a matrix: ``point_of_A``, and ``point_of_A_2`` for the second such part."""
    name = f"{word}_of_{letter}"
    same = [other for other in taken if other.name.startswith(name)]
    made: Argument = Argument(f"{name}_{len(same) + 1}" if same else name)
    return made


def _put(equations: Mapping[Any, Any], puts: Mapping[Expr, Expr]) -> dict[Any, Any]:
    return {
        left: _put(right, puts) if isinstance(right, Mapping) else right.xreplace(puts)
        for left, right in equations.items()
    }
