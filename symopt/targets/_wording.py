"""Expressions of any rule as NumPy writes them: letters at their indices as variables, linear algebra spelled out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from sympy import Basic, Max, Min, Piecewise, Symbol
from sympy.core.function import AppliedUndef

from symopt.kernels.arranging import arranged
from symopt.kernels.terms import Term, parts, rebuilt
from symopt.program.layout import Layout
from symopt.program.lowering import identifier, term
from symopt.spec.reading import name_of
from symopt.spec.recurrence import Call
from symopt.spec.shapes import SCALAR, shape_of
from symopt.spec.writing import show, written
from symopt.symbols import I, Identity, Oracle, dot, norm, outer, pivot, solve, transpose
from symopt.targets._statements import Statements
from symopt.targets.numpy import LANGUAGE

CALLS: Mapping[type, str] = {
    outer: "np.outer({0}, {1})",
    solve: "np.linalg.solve({0}, {1})",
    norm: "np.linalg.norm({0})",
    pivot: "pivot({0})",
}
OPERANDS = (AppliedUndef, Oracle, Call, Identity, dot, transpose, *CALLS)
AGES = {0: "", 1: "_new", -1: "_before"}


@dataclass
class Wording:
    """Writes the expressions of one rule, or of one procedure.

    Args:
        layout: its passes.
        owner: what it is called in messages.
        answers: the variable that holds the answer to each question asked so far.
    """

    layout: Layout
    owner: str
    answers: dict[str, str] = field(default_factory=dict)

    def variable(self, letter: AppliedUndef) -> str:
        """What holds a letter at its index: ``v_before`` is the one of the pass before, ``s[i]`` one of many."""
        name, index = name_of(letter), letter.args[0]
        if name in self.layout.windows.names:
            return f"{identifier(name)}[{self.index(index)}]"
        age = int(index - self.layout.rule.counter)
        suffix = AGES.get(age) or (f"_{'new' if age > 0 else 'before'}_{abs(age)}" if age else "")
        return name + suffix if suffix and name.isidentifier() and name.isascii() else identifier(name) + suffix

    def index(self, index: Any) -> str:
        """An index of a letter that is kept under many, as it stands while passes are few."""
        whole = self.layout.windows.index(index)
        return self.text(whole) if whole.has(Max, Min) else written(whole)

    def text(self, expression: Any) -> str:
        """An expression of Python."""
        found = self._operands(expression)
        text = self._statements(expression, found).text(self._term(expression, found))
        return text[1:-1] if isinstance(expression, dot) else text

    def assign(self, name: str, expression: Any, indent: str) -> list[str]:
        """The statements that give a name the value of an expression."""
        if isinstance(expression, Piecewise) and expression.args[-1][1] != True:  # noqa: E712  # SymPy's own truth
            return self._cases(name, expression, indent)
        if isinstance(expression, dot):
            return [f"{indent}{name} = {self.text(expression)}"]
        found = self._operands(expression)
        return self._statements(expression, found).assign(name, self._term(expression, found), indent)

    def scalar(self, expression: Any) -> bool:
        """Whether an expression is one number."""
        return bool(shape_of(expression, self.layout.shapes, self.owner) == SCALAR)

    def _cases(self, name: str, expression: Piecewise, indent: str) -> list[str]:
        """Cases that may all fail, which is an error."""
        lines, word = [], "if"
        for value, condition in expression.args:
            lines += [f"{indent}{word} {self.text(condition)}:", *self.assign(name, value, f"{indent}    ")]
            word = "elif"
        return [*lines, f"{indent}else:", f'{indent}    raise ArithmeticError("no case of {name} applies")']

    def _operands(self, expression: Any) -> dict[Basic, str]:
        """The variables and calls that an expression is made of, and their texts."""
        found: dict[Basic, str] = {}
        for part in sorted(_outermost(expression), key=str):
            found[part] = self._operand(part)
        return found

    def _operand(self, part: Any) -> str:
        if isinstance(part, Oracle | Call):
            return self.answers[show(part)]
        if isinstance(part, AppliedUndef):
            return self.variable(part)
        if isinstance(part, Identity):
            return "np.eye(w.size)"
        inner = [self.text(argument) for argument in part.args]
        if isinstance(part, dot):
            left = inner[0] if isinstance(part.args[0], dot) else _closed(inner[0])
            return f"({left} @ {_closed(inner[1])})"
        if isinstance(part, transpose):
            return f"{_closed(inner[0])}.T"
        return CALLS[type(part)].format(*inner)

    def _term(self, expression: Any, found: Mapping[Basic, str]) -> Term:
        stand_ins = {part: Symbol(f"operand_{n:03}", real=True) for n, part in enumerate(found)}
        names = {stand_in.name: found[part] for part, stand_in in stand_ins.items()}
        plain = expression.xreplace(stand_ins)
        names |= {symbol.name: identifier(symbol.name) for symbol in plain.free_symbols if symbol.name not in names}
        names |= {name: name for name in ("i", "j", "k", "n") if name in names}
        return _careful(arranged(term(plain, names), self._numbers(expression, found)))

    def _numbers(self, expression: Any, found: Mapping[Basic, str]) -> frozenset[str]:
        letters = {symbol for symbol in expression.free_symbols if isinstance(symbol, Symbol) and symbol != I}
        named = {identifier(s.name) for s in letters if self.scalar(s)} | {"i", "j", "k", "n"}
        return frozenset(named | {text for part, text in found.items() if self.scalar(part)})

    def _statements(self, expression: Any, found: Mapping[Basic, str]) -> Statements:
        return Statements(LANGUAGE, self._numbers(expression, found))


def _outermost(expression: Any) -> set[Any]:
    if isinstance(expression, OPERANDS):
        return {expression}
    return {found for part in expression.args for found in _outermost(part)}


def _closed(text: str) -> str:
    """A text that may stand beside an operator that binds tightly: a name, a call, an item, or brackets around it."""
    depths = list(accumulate({"(": 1, "[": 1, ")": -1, "]": -1}.get(c, 0) for c in text))
    plain = all(c.isalnum() or c in "_." or depth or c in ")]" for c, depth in zip(text, depths, strict=True))
    return text if plain else f"({text})"


def _careful(given: Term) -> Term:
    """A term in which what reads one of many values is asked last, when the rest says that there is such a value."""
    changed = rebuilt(given, _careful)
    if isinstance(changed, tuple) and changed[0] == "and":
        return ("and", *sorted(parts(changed), key=lambda part: "[" in str(part)))
    return changed
