"""How functions, cases, big sums and derivatives are written."""

from collections.abc import Sequence
from dataclasses import replace

from sympy import (
    Abs,
    Basic,
    Derivative,
    Expr,
    Function,
    Limit,
    Max,
    Min,
    Mod,
    Piecewise,
    Product,
    Sum,
    Symbol,
    Tuple,
    ceiling,
    cos,
    cosh,
    floor,
    log,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)
from sympy.core.expr import UnevaluatedExpr
from sympy.core.function import AppliedUndef

from symopt.latex.printer import Form, Printer
from symopt.latex.tex import Binds, Tex, applied, enclosed, fenced, listed, script
from symopt.notation import named
from symopt.symbols import E, curvature, f, grad, hess, normal, wolfe

STANDARD = {log: "log", sin: "sin", cos: "cos", tan: "tan", sinh: "sinh", cosh: "cosh", tanh: "tanh"}
EXTREMES = {Max: "max", Min: "min"}
FENCES = {Abs: ("\\lvert", "\\rvert"), floor: ("\\lfloor", "\\rfloor"), ceiling: ("\\lceil", "\\rceil")}
BIG = {Sum: "\\sum", Product: "\\prod"}
SYMBOL_OF = (curvature, f, grad, hess, wolfe)


def _standard(p: Printer, node: Expr) -> Tex:
    return applied(f"\\{STANDARD[type(node)]}", map(p.tex, node.args))


def _extreme(p: Printer, node: Expr) -> Tex:
    given = p.order.arguments(node) or sorted(node.args, key=lambda part: (not part.is_number, str(part)))
    return applied(f"\\{EXTREMES[type(node)]}", map(p.tex, given))


def _fence(p: Printer, node: Expr) -> Tex:
    left, right = FENCES[type(node)]
    inside = node.args[0]
    if isinstance(node, Abs) and inside.as_coeff_Add()[0] < 0:  # SymPy turns |1 - x| into |x - 1|
        inside = -inside
    return fenced(left, p.tex(inside), right)


def _named(p: Printer, node: Expr) -> Tex:
    return applied(named(node.func.__name__), map(p.tex, node.args))


def _question(p: Printer, node: Expr) -> Tex:
    return applied(p.notation.oracles[node.func.__name__], map(p.tex, node.args))


def _direction(p: Printer, node: normal) -> Tex:
    return Tex(f"{p.notation.oracles['normal']}_{script(p.script(node.args[0]))}")


def _expectation(p: Printer, node: E) -> Tex:
    inside = p.tex(node.args[0])
    return Tex(f"{p.notation.signs['expectation']}{enclosed('[', inside, ']')}", Binds.CALL, inside.tall, tail="call")


def _cases(p: Printer, node: Piecewise) -> Tex:
    rows = [f"{p.code(value)}, & {_when(p, condition)}" for value, condition in node.args]
    return Tex("\\begin{cases} " + " \\\\ ".join(rows) + " \\end{cases}", Binds.FRACTION, tall=True)


def _when(p: Printer, condition: Basic) -> str:
    return f"\\text{{{p.notation.words['otherwise']}}}" if condition == True else p.code(condition)  # noqa: E712


def _big(p: Printer, node: Expr) -> Tex:
    code = ""
    for index, first, last in reversed(node.limits):
        code += f"{BIG[type(node)]}_{{{p.script(index)}={p.script(first)}}}^{script(p.script(last))} "
    return Tex(code + p.tex(node.function).at_least(Binds.BIG).code, Binds.BIG, tall=True)


def _derivative(p: Printer, node: Derivative) -> Tex:
    if isinstance(node.expr, AppliedUndef) and any(isinstance(letter, AppliedUndef) for letter in node.variables):
        return _derivative_there(p, node)
    d = "\\partial" if len(node.expr.free_symbols) > 1 else "d"
    above, below = _differentials(p, d, node.variable_count)
    inside = p.tex(node.expr)
    if inside.binds >= Binds.CALL:
        return Tex(f"\\frac{{{above} {inside.code}}}{{{below}}}", Binds.FRACTION, tall=True, head="fraction")
    return Tex(f"\\frac{{{above}}}{{{below}}} {inside.bracketed().code}", Binds.PRODUCT, tall=True, head="fraction")


def _derivative_there(p: Printer, node: Derivative) -> Tex:
    """A derivative at a point whose components carry an index: the index stands in the point alone."""
    names = [(Symbol(letter.func.__name__), times) for letter, times in node.variable_count]
    above, below = _differentials(p, "\\partial", names)
    function = p.code(Symbol(node.expr.func.__name__))
    return replace(applied(f"\\frac{{{above} {function}}}{{{below}}}", map(p.tex, node.expr.args)), tall=True)


def _differentials(p: Printer, d: str, counts: Sequence[tuple[Expr, Expr]]) -> tuple[str, str]:
    order = sum(times for _, times in counts)
    above = d if order == 1 else f"{d}^{script(str(order))}"
    return above, " ".join(f"{d} {_repeated(p, letter, times)}" for letter, times in counts)


def _repeated(p: Printer, letter: Expr, times: Expr) -> str:
    code = p.tex(letter).at_least(Binds.ATOM).code
    return code if times == 1 else f"{code}^{script(p.script(times))}"


def _limit(p: Printer, node: Limit) -> Tex:
    body, index, end = node.args[:3]
    code = f"\\lim_{{{p.code(index)} \\to {p.code(end)}}} {p.tex(body).at_least(Binds.BIG).code}"
    return Tex(code, Binds.BIG, tall=True)


def _remainder(p: Printer, node: Mod) -> Tex:
    left, right = (p.tex(part).at_least(Binds.WORD).code for part in node.args)
    return Tex(f"{left} \\bmod {right}", Binds.SUM)


def _tuple(p: Printer, node: Tuple) -> Tex:
    return Tex(enclosed("(", listed(map(p.tex, node.args)), ")"))


def _inside(p: Printer, node: UnevaluatedExpr) -> Tex:
    return p.tex(node.args[0])


FORMS: dict[type, Form] = {
    **dict.fromkeys(STANDARD, _standard),
    **dict.fromkeys(EXTREMES, _extreme),
    **dict.fromkeys(FENCES, _fence),
    **dict.fromkeys(BIG, _big),
    **dict.fromkeys(SYMBOL_OF, _question),
    Function: _named,
    sign: _named,
    normal: _direction,
    E: _expectation,
    Piecewise: _cases,
    Derivative: _derivative,
    Limit: _limit,
    Mod: _remainder,
    Tuple: _tuple,
    UnevaluatedExpr: _inside,
}
