"""A derivation: a statement, and steps that each give a reason and are each checked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter
from typing import Any

from sympy import Expr
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.translation import Untranslatable
from symopt.proof.verdict import Verdict, weakest
from symopt.rules.claims import Engines, facts_of
from symopt.rules.premises import using
from symopt.rules.reason import Context, Reason
from symopt.spec import Optimizer
from symopt.spec.reading import exact
from symopt.statements import Assumption
from symopt.symbols import k


@dataclass(frozen=True)
class Line:
    """One line of a derivation.

    Args:
        n: its number, from 1.
        before: the statement that it starts from.
        statement: the statement that it reaches.
        reason: why.
        computed: whether the engine computed the statement, rather than the author.
    """

    n: int
    before: Any
    statement: Any
    reason: Reason
    computed: bool

    @property
    def relation(self) -> str:
        """How the two statements are related, as a key: conditions are equivalent where values are equal."""
        condition = isinstance(self.statement, Boolean) and not isinstance(self.statement, Expr)  # symbols are both
        return "iff" if condition and self.reason.relation == "eq" else self.reason.relation


@dataclass(frozen=True)
class Checked:
    """The verdicts on a derivation, one a line, and the whole's."""

    verdicts: tuple[Verdict, ...]

    @property
    def verdict(self) -> Verdict:
        """The weakest line's verdict: a chain is as strong as that."""
        return weakest("derivation", self.verdicts)


@dataclass(frozen=True, eq=False)
class Derivation:
    """A chain of statements, each obtained from the one before it for a reason that the engines check.

    Args:
        title: what it is called; the name of the item is its kebab-case.
        start: the statement that it starts from, or a derivation to go on from.
        steps: ``(statement, reason)``, or a reason alone: then the engine computes the statement.
        of: the optimizers that it is about.
        assumptions: what is taken for granted from the first line on.
        origin: the index of the first pass; 1, or 0 for rules that do not count.
        free: initial values that may be anything, whatever the specification starts them at.
        remarks: phrases to be said after the last line.
    """

    title: str
    start: Any
    steps: Sequence[Any]
    of: Optimizer | Iterable[Optimizer] = ()
    assumptions: tuple[Assumption, ...] = ()
    origin: int = 1
    free: tuple[Any, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.steps:
            raise DerivationError(f"{self.title}: no steps", "a derivation needs at least one step with its reason")
        if isinstance(self.start, Derivation):
            object.__setattr__(self, "steps", ((self.start.result, using(self.start)), *self.steps))
            object.__setattr__(self, "start", self.start.start)
        for step in self.steps:
            if not isinstance(_parts(step)[1], Reason):
                raise DerivationError(
                    f"{self.title}: {step!r} gives no reason", "write (statement, reason), or the reason alone"
                )

    @property
    def optimizers(self) -> tuple[Optimizer, ...]:
        """The optimizers that it is about."""
        return (self.of,) if isinstance(self.of, Optimizer) else tuple(self.of)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line, with the statements that were left to the engine computed."""
        lines: list[Line] = []
        before = exact(self.start)
        for n, step in enumerate(self.steps, 1):
            statement, reason = _parts(step)
            context = self._context(lines, reason)
            reached = reason.derive(before, context) if statement is None else exact(statement)
            lines.append(Line(n, before, reached, reason, statement is None))
            before = reached
        return tuple(lines)

    def _context(self, lines: Sequence[Line], reason: Reason) -> Context:
        taken = [*self.assumptions, *(a for line in lines for a in line.reason.assumptions), *reason.assumptions]
        facts = facts_of(dict.fromkeys(taken))
        passes = (k >= self.origin,) if k in self.start.free_symbols else ()
        return Context(self.optimizers, (*facts, *passes), self.origin, self.free)

    def context(self, n: int) -> Context:
        """What the n-th line, counted from 0, may use."""
        return self._context(self.lines[:n], self.lines[n].reason)

    @property
    def result(self) -> Any:
        """The last statement."""
        return self.lines[-1].statement

    @property
    def relation(self) -> str:
        """How the result is related to the start: by equality, or by the one relation that is not.

        Raises:
            DerivationError: when there are several: a bound on a limit is no bound on what tends to it.
        """
        found = [*dict.fromkeys(line.relation for line in self.lines if line.relation != "eq")]
        if len(found) > 1:
            raise DerivationError(
                f"{self.title}: its lines are related in several ways ({', '.join(found)})",
                "split it where that changes",
            )
        return found[0] if found else "eq"

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """Everything that the result rests on, each once."""
        return tuple(dict.fromkeys([*self.assumptions, *(a for line in self.lines for a in line.reason.assumptions)]))

    def computed(self) -> "Derivation":
        """The same derivation with every statement left to the engine."""
        return replace(self, steps=tuple(_parts(step)[1] for step in self.steps))

    def verify(self, engines: Engines) -> Checked:
        """Check every line.

        Args:
            engines: whoever settles the obligations.
        """
        known = _memory(engines)
        if self not in known:
            known[self] = Checked(tuple(self.check(n, engines) for n in range(len(self.lines))))
        return known[self]

    def check(self, n: int, engines: Engines) -> Verdict:
        """Check the n-th line, counted from 0."""
        line, start = self.lines[n], perf_counter()
        try:
            verdict = line.reason.check(line.before, line.statement, self.context(n), engines)
        except Untranslatable as problem:
            hint = "give a reason that is made for such statements"
            raise DerivationError(f"{self.title}, line {line.n}: no engine reads {problem}", hint) from None
        return verdict.taking(perf_counter() - start)


def _parts(step: Any) -> tuple[Any, Any]:
    return step if isinstance(step, tuple) and len(step) == 2 else (None, step)


def _memory(engines: Engines) -> dict[Derivation, Checked]:
    """What these engines have checked before: a result is used more often than it is obtained."""
    memory: dict[Derivation, Checked] | None = getattr(engines, "checked", None)
    return memory if memory is not None else {}
