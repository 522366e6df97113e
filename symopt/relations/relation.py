"""What may be said of two rules: that they are one, under which change of variables, or where they part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Eq, Expr
from sympy.core.function import AppliedUndef

from symopt.proof.verdict import Verdict
from symopt.relations.coupling import Coupling
from symopt.relations.differing import Witness
from symopt.relations.passes import Letters
from symopt.spec import Optimizer
from symopt.spec.reading import name_of
from symopt.symbols import Hyper, k, w
from symopt.symbols import Sequence as Series

EQUAL, CHANGED, CONSTANT = "equal", "equal-under-change", "equal-while-constant"
DIFFERENT, UNDECIDED = "different", "undecided"
Sentence = tuple[str, Mapping[str, Any]]
"""A phrase key, and what its slots hold."""

OUTCOMES = (EQUAL, CHANGED, CONSTANT, DIFFERENT, UNDECIDED)


@dataclass(frozen=True)
class Relation:
    """How a second rule is related to a first.

    Args:
        one: the first rule.
        other: the second.
        outcome: ``equal`` when both reach the same points, for every gradient function and all hyperparameters;
            ``equal-under-change`` when they do under ``own`` and ``coupling``; ``equal-while-constant`` when they do as
            long as certain hyperparameters have one value in all passes; ``different``; ``undecided``.
        verdict: what the engines say: of the equality, or of its refutation.
        own: what letters of the first rule stand for, such as a schedule that the second rule spells out.
        coupling: how the second rule is read off the first, when they are equal.
        partings: the hyperparameters that must not change, each with an example of what happens when it does; None
            where neither an example nor a proof was found.
        witness: an exact example of the difference.
        gap: by how much the second rule then stands further, in letters.
        at_defaults: the same as a number, for the second rule's defaults and gradients of 1, from 0; six digits.
        special: hyperparameters that one of them has alone, and values at which both are nevertheless equal.
    """

    one: Optimizer
    other: Optimizer
    outcome: str
    verdict: Verdict
    own: Letters = field(default_factory=dict)
    coupling: Coupling | None = None
    partings: tuple[tuple[Hyper, Witness | None], ...] = ()
    witness: Witness | None = None
    gap: Expr | None = None
    at_defaults: str = ""
    special: Letters = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Eq, ...]:
        """The change of variables; a tilde marks the letters of the second rule."""
        found = [Eq(letter, value, evaluate=False) for letter, value in self.own.items()]
        return (*found, *(() if self.coupling is None else _changes(self.coupling)))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What to say, as phrase keys with their slots."""
        return tuple(_SAID[self.outcome](self))


def _changes(coupling: Coupling) -> Iterator[Eq]:
    for letter, value in sorted(coupling.change.items(), key=str):
        if value != letter:
            yield Eq(_marked(letter), value, evaluate=False)
    if coupling.shifted:
        yield Eq(_marked(w[k]), coupling.point, evaluate=False)
    for letter, value in coupling.state.items():
        if value != letter:
            ahead = 0 if name_of(letter) == w.name else 1
            yield Eq(_marked(letter).subs(k, k + ahead), value.subs(k, k + ahead), evaluate=False)


def _marked(letter: Any) -> Any:
    """A letter of the second rule."""
    if isinstance(letter, AppliedUndef):
        return Series(f"{name_of(letter)}_tilde")[letter.args[0]]
    return type(letter)(f"{letter}_tilde")


def _equal(relation: Relation) -> Iterator[Sentence]:
    yield _ways(relation), {**_names(relation), "changes": relation.changes}
    for letter, witness in relation.partings:
        if witness is None or witness.left is None or witness.right is None:
            yield "relation.constant", {"letter": letter}
        else:
            yield "relation.parting", {"letter": letter, **_words(witness)}


def _ways(relation: Relation) -> str:
    """In which way two rules are equal, as a phrase key."""
    coupling = relation.coupling
    assert coupling is not None
    if coupling.shifted:
        return "relation.shifted"
    if relation.own and coupling.trivial:
        return "relation.instance"
    return "relation.changed" if relation.changes else "relation.equal"


def _different(relation: Relation) -> Iterator[Sentence]:
    witness = relation.witness
    assert witness is not None
    if witness.left is None or witness.right is None:
        lost = relation.one if witness.left is None else relation.other
        yield "relation.no-value", {"rule": lost.name, **_words(witness)}
        return
    yield "relation.different" if witness.first else "relation.by-then", {**_names(relation), **_words(witness)}
    if relation.gap is not None:
        yield "relation.gap", {"difference": relation.gap}
    elif relation.at_defaults:
        yield "relation.at-defaults", {"difference": relation.at_defaults}
    if relation.special:
        values = [Eq(letter, value, evaluate=False) for letter, value in relation.special.items()]
        yield "relation.special", {"values": values}


def _undecided(relation: Relation) -> Iterator[Sentence]:
    yield f"relation.undecided.{relation.verdict.why}", _names(relation)


def _names(relation: Relation) -> Mapping[str, Any]:
    return {"one": relation.one.name, "other": relation.other.name}


def _words(witness: Witness) -> Mapping[str, Any]:
    return {"step": str(witness.step), "left": witness.left, "right": witness.right, "setting": witness.setting}


_SAID = {EQUAL: _equal, CHANGED: _equal, CONSTANT: _equal, DIFFERENT: _different, UNDECIDED: _undecided}
