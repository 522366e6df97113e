"""How products, quotients and powers are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sympy import Expr, Mul, Number, Pow, Rational, S
from sympy.functions.elementary.exponential import exp

from symopt.latex.numbers import decimal
from symopt.latex.ordering import sorted_factors
from symopt.latex.printer import Form, Printer
from symopt.latex.signs import split_sign
from symopt.latex.sums import as_given
from symopt.latex.tex import Binds, Tex, script, side_by_side
from symopt.spec.shapes import SCALAR, VECTOR


@dataclass(frozen=True)
class _Quotient:
    """A number, a fraction, and the factors written after it."""

    number: Rational
    above: tuple[Expr, ...]
    below: tuple[Expr, ...]
    after: tuple[Expr, ...]


def _product(p: Printer, node: Expr) -> Tex:
    negative, body = split_sign(node)
    if negative:
        return p.tex(body).negative()
    return _quotient(p, _read(p, body))


def _read(p: Printer, node: Expr) -> _Quotient:
    given = as_given(node)
    parts = Mul.make_args(node)
    number = S.One if given or not isinstance(parts[0], Rational) else parts[0]
    factors = parts if given or number == 1 else parts[1:]
    authored = None if given else p.order.factors(factors)
    ordered = factors if given else authored or sorted_factors(factors)
    below = tuple(_flipped(factor) for factor in ordered if _divides(factor))
    above, after = _around(p, ordered, authored is not None) if below else (tuple(ordered), ())
    return _Quotient(number, above, below, after)


def _around(p: Printer, ordered: Sequence[Expr], authored: bool) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
    """What stands above the line, and what after the fraction."""
    end = max(place for place, factor in enumerate(ordered) if _divides(factor)) if authored else len(ordered)
    above = [factor for factor in ordered[:end] if not _divides(factor)]
    after = list(ordered[end + 1 :])
    scalars = [factor for factor in above if p.shape(factor) == SCALAR]
    if p.tight or p.notation.fraction == "whole" or not scalars:
        return tuple(above), tuple(after)
    return tuple(scalars), (*(factor for factor in above if p.shape(factor) != SCALAR), *after)


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and isinstance(factor.exp, Number) and bool(factor.exp < 0)


def _flipped(factor: Pow) -> Expr:
    return factor.base if factor.exp == -1 else Pow(factor.base, -factor.exp, evaluate=False)


def _quotient(p: Printer, q: _Quotient) -> Tex:
    counts = bool(q.above) and all(factor.is_integer for factor in q.above)  # k/10, not 0.1 k
    whole, over = (q.number, S.One) if decimal(q.number) and not counts else (S(q.number.p), S(q.number.q))
    if not q.below and over != 1 and not (whole == 1 and _short(p, q.above)):
        return _line(p, [q.number, *q.above])
    above = [*([] if whole == 1 else [whole]), *q.above]
    below = [*([] if over == 1 else [over]), *q.below]
    if not below:
        return _line(p, above)
    fraction = _fraction(p, _line(p, above or [S.One]), _line(p, below))
    return _line(p, q.after, before=fraction) if q.after else fraction


def _short(p: Printer, factors: Sequence[Expr]) -> bool:
    """Whether half of this is written in one fraction: k/2 and (a + b)/2, but 1/2 of a product."""
    if p.tight or len(factors) != 1:
        return p.tight
    piece = p.tex(factors[0])
    return not piece.tall and (piece.binds == Binds.SUM or piece.binds >= Binds.POWER)


def _fraction(p: Printer, above: Tex, below: Tex) -> Tex:
    if not p.tight:
        return Tex(f"\\frac{{{above.code}}}{{{below.code}}}", Binds.FRACTION, tall=True, head="fraction")
    code = f"{above.at_least(Binds.PRODUCT).code}/{below.at_least(Binds.POWER).code}"
    return Tex(code, Binds.PRODUCT, above.tall or below.tall, above.head, below.tail)


def _line(p: Printer, factors: Sequence[Expr], before: Tex | None = None) -> Tex:
    pieces = [p.tex(factor) for factor in factors]
    shapes = [p.shape(factor) for factor in factors]
    if len(pieces) + (before is not None) > 1:
        others = [sum(shape != SCALAR for shape in shapes[:n] + shapes[n + 1 :]) for n in range(len(shapes))]
        last = [*[False] * (len(pieces) - 1), True]
        pieces = [_held(*place) for place in zip(pieces, others, last[-len(pieces) :], strict=True)]
    signs = [p.notation.signs["elementwise"] if pair == (VECTOR, VECTOR) else "" for pair in pairwise(shapes)]
    if before is not None:
        return side_by_side([before, *pieces], [p.notation.signs["after_fraction"], *signs])
    return side_by_side(pieces, signs)


def _held(piece: Tex, others: int, last: bool) -> Tex:
    """A factor in its place; a word of linear algebra beside other vectors needs parentheses to stay one."""
    if piece.binds == Binds.WORD and others:
        return piece.bracketed()
    return piece if last and piece.binds == Binds.BIG else piece.at_least(Binds.WORD)


def _power(p: Printer, node: Pow) -> Tex:
    if _divides(node):
        return _product(p, node)
    if node.exp == S.Half:
        inside = p.tex(node.base)
        return Tex(f"\\sqrt{{{inside.code}}}", tall=inside.tall)
    return raised(p, node.base, p.script(node.exp))


def raised(p: Printer, base: Expr, exponent: str) -> Tex:
    """A base with an exponent that is written already."""
    below = p.tex(base).at_least(Binds.ATOM)
    return Tex(f"{below.code}^{script(exponent)}", Binds.POWER, below.tall, head=below.head)


def _exponential(p: Printer, node: Expr) -> Tex:
    return Tex(f"e^{script(p.script(node.args[0]))}", Binds.POWER)


FORMS: dict[type, Form] = {Mul: _product, Pow: _power, exp: _exponential}
