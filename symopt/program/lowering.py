"""How an elementwise program becomes a kernel: SymPy's expressions as plain terms, letters as identifiers."""

import keyword
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from sympy import Add, Expr, Mul, Piecewise, Pow, Rational, S
from sympy.core.numbers import Exp1, Pi
from sympy.logic.boolalg import BooleanAtom

from symopt.errors import RunError
from symopt.kernels.arranging import arranged
from symopt.kernels.kernel import COUNT, NEW_POINT, POINT, Hyperparameter, Kernel, Line, Slot
from symopt.kernels.terms import Term, names_in
from symopt.program.evaluation import LEAVES
from symopt.program.program import Ask, Assign, Program
from symopt.spec.shapes import SCALAR
from symopt.spec.writing import show, written
from symopt.symbols import grad, k, w

RESERVED = frozenset(
    """auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
    np math numba jax jnp torch optax init update query params grads state n i self step size abs min max sqrt exp log
    pow sin cos tan tanh floor fmod sign main
    CHUNK ValueError all array arrays begin bool chunk dtype first_loop flat hyper kept len loop map mask minimize njit
    pivot places numbers out point range results run scratch sources truths tuple type w_new
    after callable fused inner leaf lr new outer rows super""".split()
)
"""Names that mean something else in a language that source is written in."""

FUNCTIONS = {
    "Abs": "abs",
    "And": "and",
    "Equality": "eq",
    "GreaterThan": "ge",
    "LessThan": "le",
    "Max": "max",
    "Min": "min",
    "Mod": "mod",
    "Not": "not",
    "Or": "or",
    "StrictGreaterThan": "gt",
    "StrictLessThan": "lt",
    "Unequality": "ne",
    **{name: name for name in ("cos", "exp", "floor", "log", "sign", "sin", "tan", "tanh")},
}


def identifier(name: str) -> str:
    """A letter's name as an identifier of Python and C.

    >>> identifier("beta_1"), identifier("lambda"), identifier("\u00e4")
    ('beta_1', 'lambda_', 'letter_u00e4')
    """
    plain = name if name.isascii() and name.isidentifier() else f"letter_{_spelled(name)}"
    taken = keyword.iskeyword(plain) or plain in RESERVED or plain.startswith("part_") or plain.endswith("_before")
    return f"{plain}_" if taken else plain


def _spelled(name: str) -> str:
    return "_".join(c if c.isascii() and c.isalnum() else f"u{ord(c):04x}" for c in name)


def lower(program: Program) -> Kernel:
    """The kernel of a program.

    Raises:
        RunError: when a pass is not elementwise, or asks for anything but one gradient.
    """
    question = _question(program)
    names = _names(program, question)
    gradient = names[show(question)]
    scalars = _scalars(program, names)
    lines = tuple(_arranged(line, scalars) for line in _lines(program, names, gradient))
    return Kernel(
        title=program.optimizer.name,
        equations=tuple(f"{show(e.left)} = {written(e.right)}" for e in program.optimizer.equations),
        hyperparameters=tuple(_hyperparameter(program, letter) for letter in program.optimizer.hyperparameters),
        state=_state(program, names),
        lines=lines,
        moves={names[slot].removesuffix("_before"): names[source] for slot, source in program.moves.items()},
        gradient=gradient,
        query=tuple(_arranged(line, scalars) for line in _query(program, question, names, lines)),
    )


def _question(program: Program) -> Expr:
    """The one gradient that every pass asks for."""
    rule = program.optimizer
    asked = {(i.slot, i.kind) for i in (*program.first, *program.later) if isinstance(i, Ask)}
    grouped = any(e.group for e in rule.equations) or program.layout.windows.names
    begun = any(isinstance(i, Ask) for i in program.before)
    plain = rule.kind == "elementwise" and rule.until is None and not grouped and not begun
    if not plain or len(asked) != 1 or {kind for _, kind in asked} != {grad.__name__}:
        raise RunError(
            f"{rule.name} is not an elementwise rule that asks for one gradient in each pass",
            "compile it for numpy, exact or mpmath, and drive its step(...), which asks",
        )
    return next(question for question in rule.queries if show(question) == next(iter(asked))[0])


def _names(program: Program, question: Expr) -> dict[str, str]:
    """The identifier of every slot that a pass reads or computes."""
    names = {"k": COUNT, show(w[k]): POINT, show(w[k + 1]): NEW_POINT}
    names |= {letter.name: identifier(letter.name) for letter in program.optimizer.hyperparameters}
    names |= {show(e.left): identifier(e.name) for e in program.optimizer.equations if e.name != w.name}
    ages: dict[str, int] = {}
    for slot in program.moves:
        letter = slot.partition("[")[0]
        ages[letter] = ages.get(letter, 0) + 1
        key = identifier(letter) if ages[letter] == 1 else f"{identifier(letter)}_{ages[letter]}"
        names[slot] = f"{key}_before"
    alias = next((e for e in program.optimizer.equations if e.right == question), None)
    return names | {show(question): names[show(alias.left)] if alias else "grads"}


def _hyperparameter(program: Program, letter: Any) -> Hyperparameter:
    value = program.optimizer.default(letter)
    default = None if value is None or not value.is_Rational else Fraction(int(value.p), int(value.q))
    return Hyperparameter(identifier(letter.name), letter.name, default, letter.domain)


def _state(program: Program, names: Mapping[str, str]) -> tuple[Slot, ...]:
    starts = {i.slot: i for i in program.before if isinstance(i, Assign)}
    return tuple(
        Slot(names[slot].removesuffix("_before"), starts[slot].shape == SCALAR, term(starts[slot].expression, names))
        for slot in program.moves
    )


def _lines(program: Program, names: Mapping[str, str], gradient: str) -> tuple[Line, ...]:
    first = {i.slot: i.expression for i in program.first if isinstance(i, Assign)}
    lines = []
    for instruction in program.later:
        if isinstance(instruction, Assign) and names[instruction.slot] != gradient:
            own, begun = term(instruction.expression, names), term(first[instruction.slot], names)
            scalar = instruction.shape == SCALAR
            lines.append(Line(names[instruction.slot], scalar, own, None if own == begun else begun))
    return tuple(lines)


def _scalars(program: Program, names: Mapping[str, str]) -> frozenset[str]:
    shapes = program.optimizer.shapes
    letters = {names[letter.name] for letter in program.optimizer.hyperparameters}
    return frozenset(
        {COUNT, *letters, *(names[slot] for slot in names if shapes.get(slot.partition("[")[0]) == SCALAR)}
    )


def _arranged(line: Line, scalars: frozenset[str]) -> Line:
    first = None if line.first is None else arranged(line.first, scalars)
    return Line(line.name, line.scalar, arranged(line.term, scalars), first)


def _query(program: Program, question: Expr, names: Mapping[str, str], lines: Iterable[Line]) -> tuple[Line, ...]:
    point = question.args[0]
    if point == w[k]:
        return ()
    asked = Line("point", False, term(point, names))
    wanted, kept = set(names_in(asked.term)), [asked]
    for line in reversed(tuple(lines)):
        if line.name in wanted:
            kept.append(line)
            wanted |= {name for each in (line.term, line.first) if each is not None for name in names_in(each)}
    return tuple(reversed(kept))


def term(expression: Any, names: Mapping[str, str]) -> Term:
    """An expression as a term; ``names`` gives the identifier of each letter at its index.

    Raises:
        RunError: for an operation that kernels do not have.

    >>> from symopt.symbols import eta, g
    >>> term(w[k] - eta * g[k] / 2, {"w[k]": "w", "g[k]": "g", "eta": "eta"})
    ('sub', 'w', ('mul', Fraction(1, 2), 'eta', 'g'))
    """
    if isinstance(expression, LEAVES):
        return names[show(expression)]
    if isinstance(expression, Rational):
        return Fraction(int(expression.p), int(expression.q))
    for kind, lowered in _SPECIAL.items():
        if isinstance(expression, kind):
            return lowered(expression, names)
    operation = FUNCTIONS.get(expression.func.__name__)
    if operation is None:
        raise RunError(f"kernels have no operation {expression.func.__name__}", f"they have {', '.join(FUNCTIONS)}")
    return (operation, *(term(part, names) for part in expression.args))


def _constant(expression: Expr, names: Mapping[str, str]) -> Term:
    return ("const", "pi" if isinstance(expression, Pi) else "e")


def _truth(expression: Any, names: Mapping[str, str]) -> Term:
    return ("const", "true" if expression else "false")


def _sum(expression: Add, names: Mapping[str, str]) -> Term:
    """Positive terms first, then what is subtracted."""
    added = [part for part in expression.args if not part.could_extract_minus_sign()]
    taken = [-part for part in expression.args if part.could_extract_minus_sign()]
    if not added:
        return ("neg", term(Add(*taken), names))
    begun = term(added[0], names) if len(added) == 1 else ("add", *(term(part, names) for part in added))
    for part in taken:
        begun = ("sub", begun, term(part, names))
    return begun


def _product(expression: Mul, names: Mapping[str, str]) -> Term:
    coefficient, factors = expression.as_coeff_mul()
    if coefficient < 0:
        return ("neg", term(-expression, names))
    below = [1 / factor for factor in factors if _divides(factor)]
    above = [factor for factor in factors if not _divides(factor)]
    if below and coefficient.p == 1:
        above, below = above, [*([Rational(coefficient.q)] if coefficient.q != 1 else []), *below]
    elif coefficient != 1:
        above = [coefficient, *above]
    numerator = _joined(above, names)
    return ("div", numerator, _joined(below, names)) if below else numerator


def _joined(factors: list[Expr], names: Mapping[str, str]) -> Term:
    terms = [term(factor, names) for factor in factors]
    return ("mul", *terms) if len(terms) > 1 else (terms or [Fraction(1)])[0]


def _divides(factor: Expr) -> bool:
    return bool(factor.is_Pow and factor.exp.is_Rational and factor.exp < 0)


def _power(expression: Pow, names: Mapping[str, str]) -> Term:
    if _divides(expression):
        return ("div", Fraction(1), term(1 / expression, names))
    if expression.exp == S.Half:
        return ("sqrt", term(expression.base, names))
    return ("pow", term(expression.base, names), term(expression.exp, names))


def _cases(expression: Piecewise, names: Mapping[str, str]) -> Term:
    *cases, (last, when) = expression.args
    if when != True:  # noqa: E712  # SymPy's own truth
        raise RunError(f"{written(expression)} has no value in some cases", "end it with a case that is always true")
    chosen = term(last, names)
    for value, condition in reversed(cases):
        chosen = ("where", term(condition, names), term(value, names), chosen)
    return chosen


_SPECIAL: Mapping[Any, Callable[[Any, Mapping[str, str]], Term]] = {
    (Pi, Exp1): _constant,
    BooleanAtom: _truth,
    Add: _sum,
    Mul: _product,
    Pow: _power,
    Piecewise: _cases,
}
