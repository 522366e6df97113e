"""``symopt relate``, and how a variant is told to be related to the rule that declares it."""

import json
from collections.abc import Iterator
from typing import Any

import click

from symopt.cli.reporting import stated, told
from symopt.library import find
from symopt.library.item import Item
from symopt.relations import Relation, relate
from symopt.relations.differing import Witness
from symopt.relations.relation import UNDECIDED
from symopt.spec import Optimizer
from symopt.verification import Verifier


def relate_optimizers(optimizer: str, other: str, as_json: bool) -> int:
    """Print how two optimizers are related."""
    found = relate(find(optimizer, "optimizer").value, find(other, "optimizer").value, Verifier())
    click.echo(json.dumps(data(found), indent=1) if as_json else "\n".join(sentences(found)))
    return int(found.outcome == UNDECIDED)


def declaring(item: Item) -> Optimizer | None:
    """The rule of which an item is a declared variant, or None."""
    found = (value for value in vars(item.module).values() if isinstance(value, Optimizer))
    return next((rule for rule in found if any(rule.variant(name) is item.value for name in rule.variants)), None)


def relation_of(item: Item) -> Relation | None:
    """How a variant is related to the rule that declares it; None for other rules."""
    base = declaring(item)
    return None if base is None else relate(base, item.value, Verifier())


def sentences(relation: Relation) -> Iterator[str]:
    """What there is to say, one sentence a line."""
    return (told(key, words) for key, words in relation.sentences)


def data(relation: Relation) -> dict[str, Any]:
    """What JSON holds."""
    found: dict[str, Any] = {
        "one": relation.one.name,
        "other": relation.other.name,
        "outcome": relation.outcome,
        "verdict": relation.verdict.status,
        "method": relation.verdict.method,
        "changes": list(map(stated, relation.changes)),
        "constant": {letter.name: _example(witness) for letter, witness in relation.partings},
        "counterexample": _example(relation.witness),
        "difference": None if relation.gap is None else stated(relation.gap),
        "difference_at_defaults": relation.at_defaults or None,
        "equal_at": {letter.name: str(value) for letter, value in relation.special.items()},
    }
    return {**found, "sentences": list(sentences(relation))}


def _example(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "step": witness.step,
        "first": witness.first,
        "at": list(map(stated, witness.setting)),
        "one": None if witness.left is None else stated(witness.left),
        "other": None if witness.right is None else stated(witness.right),
    }
