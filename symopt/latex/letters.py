"""How letters carry their subscripts and their indices."""

from collections.abc import Callable

from sympy import Symbol
from sympy.core.function import AppliedUndef

from symopt.latex.printer import Form, Printer
from symopt.latex.tex import Binds, Tex, applied, script
from symopt.notation import Glyph
from symopt.symbols import g


def _subscript(glyph: Glyph, index: str) -> Tex:
    below = ", ".join(part for part in (glyph.subscript, index) if part)
    return Tex(f"{glyph.body}_{script(below)}" if below else glyph.body)


def _superscript(glyph: Glyph, index: str) -> Tex:
    return Tex(f"{_subscript(glyph, '').code}^{{({index})}}", Binds.POWER)


def _argument(glyph: Glyph, index: str) -> Tex:
    return applied(_subscript(glyph, "").code, [Tex(index)])


STYLES: dict[str, Callable[[Glyph, str], Tex]] = {
    "subscript": _subscript,
    "superscript": _superscript,
    "argument": _argument,
}


def _symbol(p: Printer, symbol: Symbol) -> Tex:
    return _subscript(p.notation.glyph(symbol.name), "")


def _sequence(p: Printer, call: AppliedUndef) -> Tex:
    name = call.func.__name__
    if len(call.args) != 1 or not call.args[0].is_integer:
        return applied(_subscript(p.notation.glyph(name), "").code, map(p.tex, call.args))
    question = p.question(call.args[0]) if name == g.name else None
    return indexed(p, name, call) if question is None else p.tex(question)


def indexed(p: Printer, name: str, call: AppliedUndef) -> Tex:
    """A letter at its index, in the notation's style."""
    glyph = p.notation.glyph(name)
    style = p.notation.index_again if glyph.subscript else p.notation.index
    return STYLES[style](glyph, p.script(call.args[0]))


FORMS: dict[type, Form] = {Symbol: _symbol, AppliedUndef: _sequence}
