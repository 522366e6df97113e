"""How statements about chance are written."""

from collections.abc import Sequence

from sympy import Basic

from symopt.latex.logic import chain
from symopt.latex.printer import Form, Printer
from symopt.latex.tex import Binds, Tex, enclosed
from symopt.statements import AnyTwo, Chance, ConditionalMean, UniformDraw
from symopt.symbols import i, j


def _chance(p: Printer, node: Chance) -> Tex:
    event, probability, *whatever = node.args
    return chain([Tex(f"\\Pr{enclosed('(', _knowing(p, p.tex(event), whatever), ')')}"), p.tex(probability)], ["="])


def _conditional_mean(p: Printer, node: ConditionalMean) -> Tex:
    letter, mean, *known = node.args
    inside = enclosed("[", _knowing(p, p.tex(letter), known), "]")
    return chain([Tex(f"{p.notation.signs['expectation']}{inside}"), p.tex(mean)], ["="])


def _knowing(p: Printer, piece: Tex, known: Sequence[Basic]) -> Tex:
    given = ", ".join(p.code(letter) for letter in known)
    return Tex(f"{piece.code} \\mid {given}" if given else piece.code, tall=piece.tall)


def _uniform(p: Printer, node: UniformDraw) -> Tex:
    draw, count = node.args[:2]
    return chain([p.tex(draw), Tex(f"\\mathcal{{U}}\\{{1, \\ldots, {p.code(count)}\\}}")], ["\\sim"])


def _any_two(p: Printer, node: AnyTwo) -> Tex:
    letter, mean = node.args
    index, other = letter.args[0], j if letter.args[0] != j else i
    product = Tex(f"{p.notation.signs['expectation']}[{p.code(letter)} {p.code(letter.func(other))}]")
    said = chain([product, p.tex(mean)], ["="])
    return Tex(f"{said.code} \\ ({p.code(index)} \\ne {p.code(other)})", Binds.RELATION, said.tall)


FORMS: dict[type, Form] = {
    AnyTwo: _any_two,
    Chance: _chance,
    ConditionalMean: _conditional_mean,
    UniformDraw: _uniform,
}
