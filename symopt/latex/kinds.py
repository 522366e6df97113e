"""What is a vector and what a matrix in a formula that belongs to no specification."""

from collections.abc import Mapping

from sympy import Basic, MatrixBase
from sympy.core.function import AppliedUndef

from symopt import symbols
from symopt.spec.shapes import MATRIX, SCALAR, VECTOR
from symopt.symbols import Argument, Hyper, Identity, Primitive, SymmetricMatrix, Vector

USUAL = {
    **{letter.name: SCALAR for letter in vars(symbols).values() if isinstance(letter, Hyper)},
    **dict.fromkeys(["S", "a", "tau", "low", "high", "slope", "value", "decrease", "x"], SCALAR),
    **dict.fromkeys("HVA", MATRIX),
}
OF_CLASS = {Vector: VECTOR, SymmetricMatrix: MATRIX, Identity: MATRIX}


def shape(node: Basic, known: Mapping[str, int]) -> int:
    """The shape of a node; unless something says otherwise, a sequence is a vector, its components are scalars."""
    if isinstance(node, AppliedUndef):
        name = node.func.__name__
        component = name.rpartition("_")[2].isdigit()
        return known.get(name, USUAL.get(name, SCALAR if component else VECTOR))
    if isinstance(node, Argument):
        return known.get(node.name, USUAL.get(node.name, VECTOR))
    if isinstance(node, MatrixBase):
        return VECTOR if node.cols == 1 else MATRIX
    if isinstance(node, Primitive):
        return _given(node, known)
    if type(node) in OF_CLASS:
        return OF_CLASS[type(node)]
    return max((shape(part, known) for part in node.args), default=SCALAR)


def _given(call: Primitive, known: Mapping[str, int]) -> int:
    parts = tuple(shape(part, known) for part in call.args)
    if not call.shapes:
        found = call.procedure.shape_given(list(parts)) if hasattr(call, "procedure") else None
        return max(parts, default=SCALAR) if found is None else found
    return call.shapes.get(parts, next(iter(call.shapes.values())))
