"""Which letters are scalars, vectors or matrices: inferred from the equations, never declared."""

from collections.abc import Mapping

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError
from symopt.symbols import Argument, Identity, Primitive, Vector

SCALAR, VECTOR, MATRIX = 0, 1, 2
WORDS = ("scalar", "vector", "matrix")
Shape = int | None


def infer(equations: list[tuple[AppliedUndef, Expr]], owner: str, known: Mapping[str, int] | None = None) -> dict[str, int]:
    """The shape of each letter that the equations compute.

    Args:
        equations: left sides and right sides, in any order.
        owner: whose equations they are, for messages.
        known: shapes given beforehand, by the letter's name.

    Raises:
        SpecificationError: when an operation meets a shape that it does not take.
    """
    constants = [(left, right) for left, right in equations if right.is_number]  # 0 may start a vector as well
    others = [(left, right) for left, right in equations if not right.is_number]
    shapes = _settle(others, owner, dict(known or {}))
    shapes = _settle([*others, *((l, r) for l, r in constants if l.func.__name__ not in shapes)], owner, shapes)
    unsettled = {left.func.__name__ for left, _ in equations} - set(shapes)
    return shapes | dict.fromkeys(sorted(unsettled), VECTOR)


def _settle(equations: list[tuple[AppliedUndef, Expr]], owner: str, shapes: dict[str, int]) -> dict[str, int]:
    while True:
        before = dict(shapes)
        for left, right in equations:
            found = shape_of(right, shapes, owner)
            if found is not None:
                shapes[left.func.__name__] = max(found, shapes.get(left.func.__name__, SCALAR))
        if shapes == before:
            return shapes


def shape_of(expression: Expr, shapes: Mapping[str, int], owner: str) -> Shape:
    """The shape of an expression, or None while it hangs on a letter of unknown shape."""
    if isinstance(expression, AppliedUndef):
        return shapes.get(expression.func.__name__)
    if isinstance(expression, Symbol):
        return _shape_of_symbol(expression, shapes)
    parts = [shape_of(part, shapes, owner) for part in expression.args]
    if isinstance(expression, Primitive):
        return _shape_of_primitive(expression, parts, owner)
    return _broadcast(expression, parts, owner)


def _shape_of_symbol(symbol: Symbol, shapes: Mapping[str, int]) -> Shape:
    if isinstance(symbol, Identity):
        return MATRIX
    if isinstance(symbol, Vector):
        return VECTOR
    return shapes.get(symbol.name) if isinstance(symbol, Argument) else SCALAR


def _shape_of_primitive(call: Primitive, parts: list[Shape], owner: str) -> Shape:
    procedure = getattr(call, "procedure", None)
    if procedure is not None:
        found: Shape = procedure.shape_given(parts)
        return found
    fitting = [
        given
        for takes, given in call.shapes.items()
        if len(takes) == len(parts) and all(p in (None, t) for p, t in zip(parts, takes, strict=True))
    ]
    if not fitting:
        words = ", ".join("?" if p is None else WORDS[p] for p in parts)
        takes = " or ".join("(" + ", ".join(WORDS[t] for t in shape) + ")" for shape in call.shapes)
        raise SpecificationError(f"{owner}: {call} is given ({words})", f"{call.func.__name__} takes {takes}")
    return fitting[0] if len(set(fitting)) == 1 else None


def _broadcast(expression: Expr, parts: list[Shape], owner: str) -> Shape:
    known = [part for part in parts if part is not None]
    if {VECTOR, MATRIX} <= set(known):
        raise SpecificationError(
            f"{owner}: {expression} joins a matrix and a vector elementwise", "write their product as dot(matrix, vector)"
        )
    widest = max(known, default=SCALAR)
    return None if None in parts and widest == SCALAR else widest
