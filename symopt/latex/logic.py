"""How relations and the statements made of them are written."""

from collections.abc import Sequence

from sympy import Abs, And, Basic, Eq, Equivalent, Ge, Gt, Implies, Le, Lt, Ne, Not, Or, Sum, oo
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from symopt.latex.printer import Form, Printer
from symopt.latex.tex import Binds, Tex, enclosed
from symopt.statements import (
    Continuous,
    Converges,
    Decreasing,
    Diverges,
    ForEvery,
    Increasing,
    PositiveDefinite,
    RootsInside,
    Tends,
)

OPERATORS = {
    "eq": "=",
    "to": "\\to",
    "approx": "\\approx",
    "iff": "\\iff",
    "implies": "\\implies",
    "le": "\\le",
    "ge": "\\ge",
}
RELATIONS = {Eq: "=", Ne: "\\ne", Lt: "<", Le: "\\le", Gt: ">", Ge: "\\ge"}
JOINED = {And: ("and", Binds.AND), Or: ("or", Binds.OR)}
ARROWS = {Equivalent: "\\iff", Implies: "\\implies"}
UPWARDS = {Lt: "<", Le: "\\le", Gt: "<", Ge: "\\le"}


def _relation(p: Printer, node: Relational) -> Tex:
    return chain([p.tex(node.lhs), p.tex(node.rhs)], [RELATIONS[type(node)]])


def chain(sides: Sequence[Tex], relations: Sequence[str]) -> Tex:
    """Sides with relations between them: ``0 < x < y``."""
    code = sides[0].at_least(Binds.SUM).code
    for relation, side in zip(relations, sides[1:], strict=True):
        code += f" {relation} {side.at_least(Binds.SUM).code}"
    return Tex(code, Binds.RELATION, any(side.tall for side in sides))


def _joined(p: Printer, node: And | Or) -> Tex:
    word, binds = JOINED[type(node)]
    parts = list(p.order.arguments(node) or sorted(node.args, key=str))
    pieces = [p.tex(part) for part in parts] if isinstance(node, Or) else _chained(p, parts)
    if len(pieces) == 1:
        return pieces[0]
    code = f" {p.notation.signs[word]} ".join(_apart(piece, binds).code for piece in pieces)
    return Tex(code, binds, any(piece.tall for piece in pieces))


def _apart(piece: Tex, binds: Binds) -> Tex:
    return piece if piece.binds > binds and piece.binds >= Binds.RELATION else piece.bracketed()


def _chained(p: Printer, parts: list[Basic]) -> list[Tex]:
    """Inequalities that meet are written in one line, each chain where its first member stands."""
    pieces, left = [], list(parts)
    while left:
        links = _links(left.pop(0), left)
        sides = [_ends(links[0])[0], *(_ends(link)[1] for link in links)] if len(links) > 1 else []
        relations = [UPWARDS[type(link)] for link in links] if sides else []
        pieces.append(chain([p.tex(side) for side in sides], relations) if sides else p.tex(links[0]))
    return pieces


def _links(first: Basic, others: list[Basic]) -> list[Basic]:
    """The chain through one inequality; its members are taken out of the others."""
    links = [first]
    while following := [other for other in others if _meets(links[-1], other)]:
        links.append(following[0])
        others.remove(following[0])
    while preceding := [other for other in others if _meets(other, links[0])]:
        links.insert(0, preceding[0])
        others.remove(preceding[0])
    return links


def _meets(lower: Basic, upper: Basic) -> bool:
    return type(lower) in UPWARDS and type(upper) in UPWARDS and _ends(lower)[1] == _ends(upper)[0]


def _ends(node: Relational) -> tuple[Basic, Basic]:
    return (node.lhs, node.rhs) if type(node) in (Lt, Le) else (node.rhs, node.lhs)


def _arrow(p: Printer, node: Basic) -> Tex:
    given = p.order.arguments(node) if isinstance(node, Equivalent) else None
    pieces = [p.tex(part) for part in given or node.args]
    arrow = f" {ARROWS[type(node)]} "
    return Tex(arrow.join(piece.at_least(Binds.OR).code for piece in pieces), Binds.ARROW)


def _not(p: Printer, node: Not) -> Tex:
    inside = p.tex(node.args[0])
    held = inside if inside.binds == Binds.ATOM else inside.bracketed()
    return Tex(f"{p.notation.signs['not']} {held.code}", Binds.RELATION, inside.tall)


def _tends(p: Printer, node: Tends) -> Tex:
    body, index, limit = node.args
    arrow = chain([p.tex(body), p.tex(limit)], [OPERATORS["to"]])
    return Tex(f"{arrow.code} \\ ({p.code(index)} \\to \\infty)", Binds.RELATION, arrow.tall)


def _positive_definite(p: Printer, node: PositiveDefinite) -> Tex:
    return chain([p.tex(node.args[0]), Tex("0")], ["\\succ"])


def _roots_inside(p: Printer, node: RootsInside) -> Tex:
    root = chain([p.tex(node.args[0]), Tex("0")], ["="])
    return Tex(f"{root.code} \\implies {p.code(Abs(node.args[1]) < 1)}", Binds.ARROW, root.tall)


def _for_every(p: Printer, node: ForEvery) -> Tex:
    condition, letter, lower, upper = node.args
    inside = f"{p.code(letter)} \\in {enclosed('[', Tex(f'{p.code(lower)}, {p.code(upper)}'), ']')}"
    return Tex(f"{p.code(condition)} \\quad \\forall\\, {inside}", Binds.RELATION)


def _series(p: Printer, node: Converges | Diverges) -> Tex:
    body, index, first = node.args
    total = p.tex(Sum(body, (index, first, oo)))
    return chain([total, Tex("\\infty")], ["<" if isinstance(node, Converges) else "="])


def _continuous(p: Printer, node: Continuous) -> Tex:
    body, _, first = node.args
    return chain([p.tex(body), Tex(f"C[{p.code(first)}, \\infty)")], ["\\in"])


def _monotone(p: Printer, node: Decreasing | Increasing) -> Tex:
    body, index, first, last = node.args
    way = "\\searrow" if isinstance(node, Decreasing) else "\\nearrow"
    between = [p.tex(first), p.tex(index), *([p.tex(last)] if last != oo else [])]
    where = chain(between, ["\\le"] * (len(between) - 1))
    inside = p.tex(body).at_least(Binds.SUM)
    return Tex(f"{inside.code} \\ {way} \\ ({where.code})", Binds.RELATION, inside.tall)


def _truth(p: Printer, node: Basic) -> Tex:
    return Tex(p.notation.signs["true" if node else "false"])


FORMS: dict[type, Form] = {
    **dict.fromkeys(RELATIONS, _relation),
    **dict.fromkeys(JOINED, _joined),
    **dict.fromkeys(ARROWS, _arrow),
    Not: _not,
    Tends: _tends,
    PositiveDefinite: _positive_definite,
    RootsInside: _roots_inside,
    ForEvery: _for_every,
    **dict.fromkeys((Converges, Diverges), _series),
    Continuous: _continuous,
    **dict.fromkeys((Decreasing, Increasing), _monotone),
    BooleanTrue: _truth,
    BooleanFalse: _truth,
}
