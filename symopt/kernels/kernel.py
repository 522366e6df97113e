"""An elementwise rule as terms: its lines in the order of one pass, its state, the point where it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from symopt.kernels.terms import Term, from_json, names_in, to_json

POINT, NEW_POINT, COUNT = "w", "w_new", "k"


@dataclass(frozen=True)
class Hyperparameter:
    """A number chosen before the run.

    Args:
        name: its identifier: ``beta_1``, ``lambda_``.
        letter: its name in specifications: ``lambda``.
        default: its default, exact, or None.
        domain: ``positive``, ``unit`` (from 0 to below 1), ``count`` or ``real``.
    """

    name: str
    letter: str
    default: Fraction | None
    domain: str


@dataclass(frozen=True)
class Slot:
    """A value that a pass leaves to the next.

    Args:
        key: its name in the state: ``v``.
        scalar: whether it is one number for all parameters.
        start: its value before the first pass, from hyperparameters and the first point ``w``.
    """

    key: str
    scalar: bool
    start: Term

    @property
    def before(self) -> str:
        """The name under which the lines of a pass read what the pass before left."""
        return f"{self.key}_before"


@dataclass(frozen=True)
class Line:
    """A name and the term that it stands for; ``first`` takes the term's place in the first pass, when it is given."""

    name: str
    scalar: bool
    term: Term
    first: Term | None = None

    def at(self, first: bool) -> Term:
        """The term for the first pass, or for the others."""
        return self.first if first and self.first is not None else self.term


@dataclass(frozen=True)
class Kernel:
    """An elementwise rule that asks for one gradient in each pass.

    Args:
        title: what people call it.
        equations: its equations as a specification writes them, one text each.
        hyperparameters: in alphabetical order.
        state: what is carried over.
        lines: the pass; they read the point ``w``, the count ``k``, hyperparameters, each slot's ``before``, the
            ``gradient``, and lines above; the line ``w_new`` is the new point.
        moves: for each key of the state, the name whose value it takes after the pass.
        gradient: the name under which the lines read the gradient.
        query: the lines that lead to the point where the gradient is asked, the last of which is that point; empty when
            it is ``w``.
    """

    title: str
    equations: tuple[str, ...]
    hyperparameters: tuple[Hyperparameter, ...]
    state: tuple[Slot, ...]
    lines: tuple[Line, ...]
    moves: Mapping[str, str]
    gradient: str
    query: tuple[Line, ...] = ()

    @cached_property
    def starts_apart(self) -> bool:
        """Whether the first pass differs from the others."""
        return any(line.first is not None for line in (*self.lines, *self.query))

    @cached_property
    def start_reads(self) -> tuple[Hyperparameter, ...]:
        """The hyperparameters on which the first state depends."""
        read = {name for slot in self.state for name in names_in(slot.start)}
        return tuple(letter for letter in self.hyperparameters if letter.name in read)

    @cached_property
    def scalars(self) -> frozenset[str]:
        """The names that hold one number for all parameters."""
        letters = [letter.name for letter in self.hyperparameters]
        slots = [slot.before for slot in self.state if slot.scalar]
        lines = [line.name for line in (*self.lines, *self.query) if line.scalar]
        return frozenset({COUNT, *letters, *slots, *lines})

    def to_json(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "title": self.title,
            "equations": list(self.equations),
            "hyperparameters": [
                [h.name, h.letter, None if h.default is None else str(h.default), h.domain]
                for h in self.hyperparameters
            ],
            "state": [[slot.key, slot.scalar, to_json(slot.start)] for slot in self.state],
            "lines": [_line_to_json(line) for line in self.lines],
            "moves": dict(self.moves),
            "gradient": self.gradient,
            "query": [_line_to_json(line) for line in self.query],
        }

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> "Kernel":
        """The kernel that ``to_json`` wrote."""
        return cls(
            title=held["title"],
            equations=tuple(held["equations"]),
            hyperparameters=tuple(
                Hyperparameter(name, letter, None if default is None else Fraction(default), domain)
                for name, letter, default, domain in held["hyperparameters"]
            ),
            state=tuple(Slot(key, scalar, from_json(start)) for key, scalar, start in held["state"]),
            lines=tuple(map(_line_from_json, held["lines"])),
            moves=dict(held["moves"]),
            gradient=held["gradient"],
            query=tuple(map(_line_from_json, held["query"])),
        )


def _line_to_json(line: Line) -> list[Any]:
    return [line.name, line.scalar, to_json(line.term), None if line.first is None else to_json(line.first)]


def _line_from_json(held: list[Any]) -> Line:
    name, scalar, term, first = held
    return Line(name, scalar, from_json(term), None if first is None else from_json(first))
