"""Which letters are scalars, vectors or matrices: inferred from the equations, never declared."""

from collections.abc import Mapping
from typing import Any

from sympy import Add, Expr, Symbol
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError
from symopt.spec.reading import name_of
from symopt.spec.writing import written
from symopt.symbols import Argument, Identity, Primitive, SymmetricMatrix, Vector

SCALAR, VECTOR, MATRIX = 0, 1, 2
WORDS = ("scalar", "vector", "matrix")
Shape = int | None
Pairs = list[tuple[AppliedUndef, Expr]]

SYMBOLS = {Identity: MATRIX, SymmetricMatrix: MATRIX, Vector: VECTOR}


def infer(equations: Pairs, owner: str, known: Mapping[str, int] | None = None) -> dict[str, int]:
    """The shape of each letter that the equations compute.

    Args:
        equations: left sides and right sides, in any order.
        owner: whose equations they are, for messages.
        known: shapes given beforehand, by the letter's name.

    Returns:
        0 for a scalar, 1 for a vector, 2 for a matrix, by name; a letter that nothing makes larger is a scalar.

    Raises:
        SpecificationError: when an operation meets a shape that it does not take.
    """
    numbers = [(left, right) for left, right in equations if right.is_number]  # 0 may start a vector as well
    others = [(left, right) for left, right in equations if not right.is_number]
    shapes = _settle(others, owner, dict(known or {}))
    shapes = _settle([*others, *((l, r) for l, r in numbers if name_of(l) not in shapes)], owner, shapes)
    unsettled = {name_of(left) for left, _ in equations} - set(shapes)
    return _settle(others, owner, shapes | dict.fromkeys(sorted(unsettled), SCALAR)) if unsettled else shapes


def _settle(equations: Pairs, owner: str, shapes: dict[str, int]) -> dict[str, int]:
    while True:
        before = dict(shapes)
        for left, right in equations:
            found = shape_of(right, shapes, owner)
            if found is not None:
                shapes[name_of(left)] = _joined(left, right, found, shapes.get(name_of(left)), owner)
        if shapes == before:
            return shapes


def _joined(left: AppliedUndef, right: Expr, found: int, before: Shape, owner: str) -> int:
    """The shape of a letter that several equations give: a scalar may fill a vector, and nothing else."""
    if before is None or before == found or MATRIX not in (before, found):
        return max(found, before or SCALAR)
    raise SpecificationError(
        f"{owner}: {written(left)} is a {WORDS[before]}, but {written(right)} is a {WORDS[found]}",
        "write the product of a matrix and a vector as dot(matrix, vector), a multiple of the identity with I",
    )


def shape_of(expression: Expr, shapes: Mapping[str, int], owner: str) -> Shape:
    """The shape of an expression, or None while it hangs on a letter of unknown shape.

    Raises:
        SpecificationError: when an operation meets a shape that it does not take.
    """
    if isinstance(expression, AppliedUndef):
        return shapes.get(name_of(expression))
    if isinstance(expression, Symbol):
        return _shape_of_symbol(expression, shapes)
    parts = [shape_of(part, shapes, owner) for part in expression.args]
    if isinstance(expression, Primitive):
        return _shape_of_primitive(expression, parts, owner)
    return _broadcast(expression, parts, owner)


def _shape_of_symbol(symbol: Symbol, shapes: Mapping[str, int]) -> Shape:
    if isinstance(symbol, Argument):
        return shapes.get(symbol.name)
    return SYMBOLS.get(type(symbol), SCALAR)


def _shape_of_primitive(call: Any, parts: list[Shape], owner: str) -> Shape:
    if hasattr(call, "procedure"):
        return _shape_of_call(call, parts, owner)
    fitting = {given for takes, given in call.shapes.items() if _fits(parts, takes)}
    if not fitting:
        raise SpecificationError(
            f"{owner}: {written(call)} is given {_words(parts)}",
            f"{call.func.__name__} takes {' or '.join(map(_words, call.shapes))}",
        )
    return fitting.pop() if len(fitting) == 1 else None


def _shape_of_call(call: Any, parts: list[Shape], owner: str) -> Shape:
    try:
        found: Shape = call.procedure.shape_given(parts)
    except SpecificationError as error:
        raise SpecificationError(
            f"{owner}: {written(call)} is given {_words(parts)}, with which {error.message}", error.hint
        ) from None
    return found


def _fits(parts: list[Shape], takes: tuple[int, ...]) -> bool:
    return len(parts) == len(takes) and all(part in (None, take) for part, take in zip(parts, takes, strict=True))


def _words(parts: list[Shape] | tuple[int, ...]) -> str:
    return f"({', '.join('?' if part is None else WORDS[part] for part in parts)})"


def _broadcast(expression: Expr, parts: list[Shape], owner: str) -> Shape:
    known = {part for part in parts if part is not None}
    if known >= {VECTOR, MATRIX}:
        raise SpecificationError(
            f"{owner}: {written(expression)} joins a matrix and a vector elementwise",
            "write their product as dot(matrix, vector)",
        )
    if known >= {SCALAR, MATRIX} and isinstance(expression, Add):
        raise SpecificationError(
            f"{owner}: {written(expression)} adds a scalar to a matrix", "multiply the scalar with the identity I"
        )
    widest = max(known, default=SCALAR)
    return None if None in parts and widest == SCALAR else widest
