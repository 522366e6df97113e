"""The reason that carries out the passes of a specification one by one, down to what they started from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Eq, Expr, Integer, Max, Min
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.terms import substitute
from symopt.proof.translation import term
from symopt.proof.verdict import REFUTED, Verdict, weakest
from symopt.rules.claims import Engines, equation_at, given_at, is_reached, obligation
from symopt.rules.reason import Context, Reason, entries, entrywise
from symopt.rules.replacing import replace
from symopt.rules.solving import without_functions
from symopt.spec.reading import letters_in, name_of
from symopt.symbols import Oracle

MOST = 10_000
"""How many operations a value may take to write: cases that nothing decides double it with every pass."""


@dataclass(frozen=True)
class passes(Reason):
    """The passes of the specification, carried out from its initial values; gradients are those that are assumed."""

    phrase: ClassVar[str] = "reason.passes"

    def derive(self, before: Any, context: Context) -> Any:
        """Every letter at a numbered index, down to what the first pass finds."""
        values = _Values(context)
        return entrywise(lambda e: e.xreplace({letter: values(letter) for letter in letters_in(e)}), before)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Each letter by its own equation, from those before it; the claim itself is tried on runs first."""
        values = _Values(context)
        put = {letter: values(letter) for letter in letters_in(before)}
        initial = tuple(Eq(letter, value, evaluate=False) for letter, value in values.initial.items())
        for left, right in entries(before, after):
            claim = obligation(Eq(left, right, evaluate=False), (*context.facts, *initial), context.recurrences)
            tried = engines.refute(claim)
            if tried.status == REFUTED:
                return tried
        steps = (("=", _put(right, values.found), term(value)) for right, value in values.steps)
        ends = (("=", _put(left, put), term(right)) for left, right in entries(before, after))
        settled = [engines.settle(obligation(claim, context.facts)) for claim in ends]
        if values.steps:
            settled.append(engines.settle(obligation(("and", *dict.fromkeys(steps)), _of_constants(context.facts))))
        return weakest("passes", tuple(settled))


def _of_constants(facts: Iterable[Boolean]) -> tuple[Boolean, ...]:
    """The facts that are left to use once every letter at an index has its value."""
    return tuple(fact for fact in facts if not (isinstance(fact, Eq) and isinstance(fact.lhs, AppliedUndef)))


def _put(expression: Any, values: dict[AppliedUndef, Expr]) -> Any:
    """A term with each letter that it reads replaced by its value."""
    found = term(expression)
    for letter in letters_in(expression):
        found = substitute(found, term(letter), term(values[letter]))
    return found


class _Values:
    """The values of letters at numbered indices, each worked out once.

    ``steps`` holds what was worked out, as right sides with their values, in the order of the passes.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.found: dict[AppliedUndef, Expr] = {}
        self.initial: dict[AppliedUndef, Expr] = {}
        self.steps: list[tuple[Expr, Expr]] = []

    def __call__(self, letter: AppliedUndef) -> Expr:
        if letter not in self.found:
            self.found[letter] = self._value(letter)
        return self.found[letter]

    def _value(self, letter: AppliedUndef) -> Expr:
        given = replace(letter, self.context.facts)
        if given != letter:
            return given
        right = self._right(letter)
        if right is None:
            return self._initial(letter)
        put = right.xreplace({read: self(read) for read in letters_in(right)})
        value = self._plain(replace(put, self.context.facts))
        if value.count_ops() > MOST:
            raise DerivationError(f"{letter} has too many cases to be carried out", "assume what decides between them")
        self.steps.append((right, value))
        return value

    def _right(self, letter: AppliedUndef) -> Expr | None:
        """What computes a letter, unless it is asked of the objective or stands before the first pass."""
        rule = self.context.rule(letter)
        if rule is None or not letter.args[0].is_Integer or not is_reached(rule, letter, self.context.origin):
            return None
        equation = equation_at(rule, letter)
        return None if equation is None or isinstance(equation.rhs, Oracle) else equation.rhs

    def _initial(self, letter: AppliedUndef) -> Expr:
        rule = self.context.rule(letter)
        if rule is None or letter in self.context.free:
            return letter
        starts = dict.fromkeys(self._silent(), Integer(0)) | dict(rule.start)
        if letter not in starts or any(n > letter.args[0] for n in given_at(rule, letter)):
            return letter
        self.initial[letter] = starts[letter].xreplace({read: self(read) for read in letters_in(starts[letter])})
        return self.initial[letter]

    def _silent(self) -> Iterator[AppliedUndef]:
        """The state that starts at zero when the specification says nothing."""
        return (letter for letter in self.context.carried if name_of(letter) != "w")

    def _plain(self, value: Expr) -> Expr:
        return without_functions(value, self.context.facts) if value.has(Max, Min) else value.expand()
