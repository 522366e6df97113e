"""What a result rests on in the specifications that it is about."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sympy.core.function import AppliedUndef

from symopt.spec import Optimizer
from symopt.spec.reading import name_of
from symopt.symbols import grad, k, w

if TYPE_CHECKING:
    from symopt.derivation import Derivation


def same_ground(derivation: "Derivation", optimizers: tuple[Optimizer, ...]) -> bool:
    """Whether the letters that a derivation speaks of are computed in the same way by these specifications."""
    spoken = _spoken(derivation)
    return all(
        _said(own, name) == _said(_first(optimizers, name), name)
        for own in derivation.optimizers
        for name in _closure(own, spoken)
    )


def _spoken(derivation: "Derivation") -> set[str]:
    """The letters of every line, those of the results that it uses included."""
    statements = [side for line in derivation.lines for side in (line.before, line.statement)]
    names = {name_of(letter) for statement in statements for letter in statement.atoms(AppliedUndef)}
    for line in derivation.lines:
        used = getattr(line.reason, "derivation", None) or getattr(line.reason, "by", None)
        names |= _spoken(used) if used is not None else set()
    return names


def _closure(optimizer: Optimizer, names: set[str]) -> list[str]:
    """The letters that are computed, with those that they are computed from; a gradient may be any."""
    reached, waiting = set[str](), sorted(names)
    while waiting:
        name = waiting.pop()
        if name in optimizer.computed and name not in reached:
            reached.add(name)
            rights = [e.right for e in optimizer.equations if e.name == name and e.right != grad(w[k])]
            waiting += sorted(name_of(letter) for right in rights for letter in right.atoms(AppliedUndef))
    return sorted(reached)


def _first(optimizers: Iterable[Optimizer], name: str) -> Optimizer | None:
    return next((optimizer for optimizer in optimizers if name in optimizer.computed), None)


def _said(optimizer: Optimizer | None, name: str) -> Any:
    """How a letter starts and how it is computed."""
    if optimizer is None:
        return None
    equations = {(e.left, e.right, e.group) for e in optimizer.equations if e.name == name}
    return equations, {left: right for left, right in optimizer.start.items() if name_of(left) == name}
