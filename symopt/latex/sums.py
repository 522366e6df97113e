"""How sums are written."""

from collections.abc import Sequence

from sympy import Add, Expr, Number

from symopt.latex.ordering import sorted_terms
from symopt.latex.printer import Form, Printer
from symopt.latex.signs import split_sign
from symopt.latex.tex import Binds, Tex


def _sum(p: Printer, node: Add) -> Tex:
    factored = p.order.factored(node)
    return p.tex(factored) if factored is not None else join(p, _terms(p, node))


def _terms(p: Printer, node: Add) -> Sequence[Expr]:
    if as_given(node):
        return tuple(node.args)
    return p.order.terms(node) or sorted_terms(node.args)


def as_given(node: Expr) -> bool:
    """Whether a sum or product was put together on purpose: SymPy would have merged its numbers."""
    return sum(isinstance(part, Number) for part in node.args) > 1


def join(p: Printer, terms: Sequence[Expr]) -> Tex:
    """Terms with the signs between them."""
    code, tall, last = "", False, len(terms) - 1
    for place, term in enumerate(terms):
        negative, body = split_sign(term)
        piece = _held(p.tex(body), first=place == 0 and not negative, last=place == last)
        code += _sign(negative, first=place == 0, tight=p.tight) + piece.code
        tall = tall or piece.tall
    return Tex(code, Binds.SUM, tall)


def _held(piece: Tex, *, first: bool, last: bool) -> Tex:
    """A number that stands for a letter may be negative, a big sum would swallow what follows it."""
    return piece.at_least(Binds.SUM if first else Binds.BIG if last else Binds.PRODUCT)


def _sign(negative: bool, *, first: bool, tight: bool) -> str:
    if first:
        return "-" if negative else ""
    sign = "-" if negative else "+"
    return sign if tight else f" {sign} "


FORMS: dict[type, Form] = {Add: _sum}
