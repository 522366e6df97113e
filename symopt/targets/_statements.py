"""The lines of a pass as Python's statements: powers and choices spelled out, long lines cut, the first pass apart."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from symopt.kernels.kernel import POINT, Line
from symopt.kernels.terms import Term, names_in, parts, rebuilt
from symopt.kernels.text import Language
from symopt.targets._python import INDENT, WIDTH

CALL = re.compile(r"[\w.]+\(.*\)")
POWERS = frozenset({"pow", "pow apart"})
PIECE = "part"


@dataclass
class Statements:
    """Writes terms as statements of Python.

    Args:
        language: how terms are written.
        scalars: the names that hold one number for all parameters.
        names: what stands for a name: ``{"v_before": 'state["v"]'}``.
        width: how long a line may be.
    """

    language: Language
    scalars: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    width: int = WIDTH
    pieces: int = 0

    def text(self, term: Term) -> str:
        """A term as an expression of Python."""
        return self.language.write(self._spelled(term))

    def assign(self, name: str, term: Term, indent: str = INDENT) -> list[str]:
        """The statements that give a name the value of a term; parts of what is too long get names of their own."""
        head = f"{indent}{self.names.get(name, name)} = "
        above: list[str] = []
        while len(head + self.text(term)) > self.width:
            if self._chosen(term):
                return [*above, *self._branches(name, term, indent)]
            part = self._part(term, indent)
            if part is None:
                break
            above += self.assign(piece := self._piece(part), part, indent)
            term = _replaced(term, part, piece)
        return [*above, head + self.text(term)]

    def lines(self, lines: Iterable[Line], indent: str = INDENT) -> list[str]:
        """The statements of a pass; where the first pass differs, it is told apart by ``k``."""
        found: list[str] = []
        for apart, run in groupby(lines, key=lambda line: line.first is not None):
            group = list(run)
            if apart:
                found += [f"{indent}if k == 1:", *self._each(group, True, indent + INDENT)]
                found += [f"{indent}else:", *self._each(group, False, indent + INDENT)]
            else:
                found += self._each(group, False, indent)
        return found

    def _each(self, lines: Sequence[Line], first: bool, indent: str) -> list[str]:
        return [text for line in lines for text in self.assign(line.name, self._whole(line, first), indent)]

    def _whole(self, line: Line, first: bool) -> Term:
        """The term of a line; one number becomes an array where the line's value has components."""
        term = line.at(first)
        fills = not line.scalar and self._scalar(term) and "fill" in self.language.forms
        return ("fill", POINT, term) if fills else term

    def _branches(self, name: str, term: Term, indent: str) -> list[str]:
        """A choice by one condition as ``if`` and ``else``."""
        found, word = [], "if"
        while self._chosen(term):
            _, condition, value, term = term
            found += [f"{indent}{word} {self.text(condition)}:", *self.assign(name, value, indent + INDENT)]
            word = "elif"
        return [*found, f"{indent}else:", *self.assign(name, term, indent + INDENT)]

    def _chosen(self, term: Term) -> bool:
        return isinstance(term, tuple) and term[0] == "where" and self._scalar(term[1])

    def _scalar(self, term: Term) -> bool:
        return all(name in self.scalars for name in names_in(term))

    def _piece(self, term: Term) -> str:
        self.pieces += 1
        name = f"{PIECE}_{self.pieces}"
        if self._scalar(term):
            self.scalars |= {name}
        return name

    def _part(self, term: Term, indent: str) -> Term | None:
        """The longest part of a term that fits into a line of its own."""
        room = self.width - len(f"{indent}{PIECE}_00 = ")
        texts = [(len(self.text(part)), part) for part in self._inner(term)]
        fitting = [(length, part) for length, part in texts if len(f"{PIECE}_00") < length <= room]
        return max(fitting, key=lambda found: found[0], default=(0, None))[1]

    def _inner(self, term: Term) -> Iterator[Term]:
        """The parts of a term that are computed whatever the numbers are."""
        perhaps = self._chosen(term) or (term[0] in ("and", "or") and self._scalar(term))
        for part in parts(term)[:1] if perhaps else parts(term):
            if parts(part):
                yield part
                yield from self._inner(part)

    def _spelled(self, term: Term, root: bool = True) -> Term:
        """A term whose operations are those of the language's table, with brackets where that has none."""
        if isinstance(term, str):
            return self.names.get(term, term)
        if isinstance(term, Fraction):
            return self._number(term)
        if not parts(term):
            return term
        operation = self._operation(term)
        if operation == "where scalars":
            return (operation, *(self._spelled(part) for part in parts(term)), self.names.get(POINT, POINT))
        if operation != "pow" and not self._open(operation):
            inner = [self._spelled(part, root=False) for part in parts(term)]
            return (operation, *(map(_apart, inner) if operation == "neg" else inner))
        tight = operation in ("pow", "scalar mod")  # which bind tighter than sums, or as tight as products
        closed = [self._closed(self._spelled(part), tight) for part in parts(term)]
        if operation == "pow":
            return ("pow" if all(map(_simple, closed)) else "pow apart", *closed)
        return (operation, *closed) if root else ("group", (operation, *closed))

    def _number(self, number: Fraction) -> Term:
        """A number as names and operations, so that brackets stand around it where they must."""
        if number < 0:
            return ("neg", self._number(-number))
        text = self.language.number(number)
        upper, slash, lower = text.partition(" / ")
        return ("div", upper, lower) if slash else text

    def _operation(self, term: Term) -> str:
        name: str = term[0]
        if self._chosen(term) or (self._scalar(term) and f"scalar {name}" in self.language.forms):
            return f"scalar {name}"
        if name == "where" and self._scalar(term[2]) and self._scalar(term[3]):
            return "where scalars"
        return name

    def _closed(self, term: Term, tight: bool) -> Term:
        """A term that stands beside an operator as one."""
        if not isinstance(term, tuple):
            return term
        if not tight:
            return ("group", term) if self._open(term[0]) else term
        called = term[0] == "const" or (term[0] in self.language.forms and term[0] not in POWERS)
        return term if called and not self._open(term[0]) else ("group", term)

    def _open(self, operation: str) -> bool:
        """Whether the text of an operation on numbers has no brackets around it, as a choice has none."""
        return operation.startswith("scalar ") and CALL.fullmatch(self.language.forms[operation]) is None


def _simple(term: Term) -> bool:
    """Whether a part of a power is so short that no blanks stand around the operator."""
    return isinstance(term, str) and (term.isidentifier() or term.replace(".", "").replace("e-", "").isdigit())


def _apart(term: Term) -> Term:
    """What a minus sign stands before; a power in brackets, since not everybody knows which of them comes first."""
    return ("group", term) if isinstance(term, tuple) and term[0] in POWERS else term


def _replaced(term: Term, part: Term, name: str) -> Term:
    return name if term == part else rebuilt(term, lambda inner: _replaced(inner, part, name))
