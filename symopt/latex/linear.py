"""How vectors and matrices are written: products, transposes, inverses, norms, and matrices with entries."""

from sympy import Expr, MatrixBase

from symopt.latex.printer import Form, Printer
from symopt.latex.products import raised
from symopt.latex.tex import Binds, Tex, fenced, script, side_by_side
from symopt.spec.shapes import VECTOR
from symopt.symbols import Identity, dot, hess, hvp, norm, outer, power, solve, transpose


def _flipped(p: Printer, node: Expr) -> Tex:
    below = p.tex(node).at_least(Binds.CALL)
    return Tex(f"{below.code}^{script(p.notation.signs['transpose'])}", Binds.POWER, below.tall)


def _beside(left: Tex, right: Tex) -> Tex:
    pieces = [left.at_least(Binds.WORD), right.at_least(Binds.WORD)]
    together = side_by_side(pieces, [""])
    return Tex(together.code, Binds.WORD, together.tall, together.head, together.tail)


def _dot(p: Printer, node: dot) -> Tex:
    left, right = node.args
    return _beside(_flipped(p, left) if p.shape(left) == VECTOR else p.tex(left), p.tex(right))


def _outer(p: Printer, node: outer) -> Tex:
    return _beside(p.tex(node.args[0]), _flipped(p, node.args[1]))


def _transpose(p: Printer, node: transpose) -> Tex:
    return _flipped(p, node.args[0])


def _solve(p: Printer, node: solve) -> Tex:
    inverse = raised(p, node.args[0], "-1")
    return inverse if isinstance(node.args[1], Identity) else _beside(inverse, p.tex(node.args[1]))


def _power(p: Printer, node: power) -> Tex:
    return raised(p, node.args[0], p.script(node.args[1]))


def _norm(p: Printer, node: norm) -> Tex:
    return fenced("\\lVert", p.tex(node.args[0]), "\\rVert")


def _hessian_product(p: Printer, node: hvp) -> Tex:
    return _beside(p.tex(hess(node.args[0])), p.tex(node.args[1]))


def _matrix(p: Printer, node: MatrixBase) -> Tex:
    rows = [" & ".join(p.code(node[row, column]) for column in range(node.cols)) for row in range(node.rows)]
    return Tex("\\begin{bmatrix} " + " \\\\ ".join(rows) + " \\end{bmatrix}", tall=True)


FORMS: dict[type, Form] = {
    dot: _dot,
    outer: _outer,
    transpose: _transpose,
    solve: _solve,
    power: _power,
    norm: _norm,
    hvp: _hessian_product,
    MatrixBase: _matrix,
}
