"""How the lines of a pass become one loop: what is read once is inlined, what is one number for all is taken out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

from symopt.kernels.kernel import NEW_POINT, Kernel, Line
from symopt.kernels.roots import Roots
from symopt.kernels.terms import Term, factors, names_in, parts, product, rebuilt, substituted

Named = tuple[str, Term]


@dataclass(frozen=True)
class Loop:
    """A pass as it runs over the components.

    Args:
        scalars: numbers computed once, before the loop, in order.
        body: what is computed for each component, in order; it reads ``w``, the gradient, each slot's ``before``, the
            names of scalars, and names above.
        results: what the loop leaves, by key of the state, and ``w_new`` for the new point: a slot may be called ``w``.
        kept: the scalar slots of the state, and the names of their new values.
    """

    scalars: tuple[Named, ...]
    body: tuple[Named, ...]
    results: Mapping[str, str]
    kept: Mapping[str, str]


def fuse(kernel: Kernel, first: bool = False) -> Loop:
    """The loop of a pass.

    Args:
        kernel: the rule.
        first: whether it is the first pass.
    """
    vector = {slot.key: kernel.moves[slot.key] for slot in kernel.state if not slot.scalar}
    kept = {slot.key: kernel.moves[slot.key] for slot in kernel.state if slot.scalar}
    return _fused(kernel, kernel.lines, {**vector, NEW_POINT: NEW_POINT}, kept, first)


def fuse_query(kernel: Kernel, first: bool = False) -> Loop:
    """The loop that leads to the point where the gradient is asked; its result is called ``point``."""
    return _fused(kernel, kernel.query, {"point": "point"}, {}, first)


def _fused(
    kernel: Kernel, lines: tuple[Line, ...], results: Mapping[str, str], kept: Mapping[str, str], first: bool
) -> Loop:
    given = [(line.name, line.at(first)) for line in lines]
    given = _read(given, {*results.values(), *kept.values()})
    numbers = [(name, term) for name, term in given if name in kernel.scalars]
    rest = _inlined([(name, term) for name, term in given if name not in kernel.scalars], set(results.values()))
    letters = {*kernel.scalars, *(name for name, _ in given), *(name for _, term in given for name in names_in(term))}
    hoisting, roots = _Hoisting(kernel.scalars, letters), Roots(kernel)
    body = [named for name, term in rest for named in hoisting.line(name, roots.taken_out(term))]
    scalars = (*numbers, *hoisting.taken)
    wanted = {*kept.values(), *(name for _, term in body for name in names_in(term))}
    return Loop(tuple(_read(list(scalars), wanted)), tuple(body), dict(results), dict(kept))


def _read(lines: list[Named], wanted: set[str]) -> list[Named]:
    """The lines that lead to the wanted names."""
    wanted, kept = set(wanted), []
    for name, term in reversed(lines):
        if name in wanted:
            kept.append((name, term))
            wanted |= set(names_in(term))
    return kept[::-1]


def _inlined(lines: list[Named], results: set[str]) -> list[Named]:
    """The lines, without those that one other line reads once: that line takes their term."""
    uses = Counter(name for _, term in lines for name in names_in(term))
    values: dict[str, Term] = {}
    kept = []
    for name, given in lines:
        term = substituted(given, values)
        if name not in results and (uses[name] == 1 or isinstance(term, str | Fraction)):
            values[name] = term
        else:
            kept.append((name, term))
    return kept


@dataclass
class _Hoisting:
    """Takes out of terms what reads no component; squares of what is no name become names."""

    scalars: frozenset[str]
    letters: set[str]
    taken: list[Named] = field(default_factory=list)
    before: list[Named] = field(default_factory=list)

    def line(self, name: str, term: Term) -> list[Named]:
        """A line as the loop computes it, and what it needs above it."""
        self.before = []
        fused = self._out(self._changed(term))
        return [*self.before, (name, fused)]

    def _new(self, letter: str) -> str:
        """A name that nothing has yet."""
        name = next(f"{letter}_{n}" for n in count(1) if f"{letter}_{n}" not in self.letters)
        self.letters.add(name)
        return name

    def _scalar(self, term: Term) -> bool:
        return all(name in self.scalars or name in dict(self.taken) for name in names_in(term))

    def _out(self, term: Term) -> Term:
        """A name for a term that is one number for all; any other term as it is."""
        if not parts(term) or not self._scalar(term):
            return term
        known = next((name for name, held in self.taken if held == term), None)
        if known is None:
            known = self._new("c")
            self.taken.append((known, term))
        return known

    def _changed(self, term: Term) -> Term:
        if not parts(term) or self._scalar(term):
            return term
        if term[0] in ("mul", "div", "neg"):
            return self._product(term)
        changed = rebuilt(term, lambda part: self._out(self._changed(part)))
        return self._square(changed) if changed[0] == "pow" and changed[2] == 2 else changed

    def _square(self, term: Term) -> Term:
        base = term[1]
        if isinstance(base, tuple):
            name = self._new("r")
            self.before.append((name, base))
            base = name
        return ("mul", base, base)

    def _product(self, term: Term) -> Term:
        """One coefficient, taken out; then the components above the line, and those below."""
        above, below = factors(term)
        coefficient = product([factor for factor in above if self._scalar(factor)])
        divisor = product([factor for factor in below if self._scalar(factor)])
        if divisor != 1:
            coefficient = ("div", coefficient, divisor)
        numerator = [self._changed(factor) for factor in above if not self._scalar(factor)]
        denominator = [self._changed(factor) for factor in below if not self._scalar(factor)]
        upper = product([*([] if coefficient == 1 else [self._out(coefficient)]), *numerator])
        return ("div", upper, product(denominator)) if denominator else upper
