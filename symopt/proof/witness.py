"""From which index on an expression is near its limit, as text."""

from symopt.proof.asymptotics import Expansion, Powers, first
from symopt.proof.terms import ONE, ZERO, Term, show

EPSILON: Term = ("var", "epsilon_", "positive")


def witness(difference: Expansion, delayed: int) -> tuple[tuple[str, str], ...]:
    """The bound B of the difference times k, and N: from the index N on, the difference is at most epsilon."""
    _, bottom = difference.rest
    over: Term = ("^", ("fn", "Abs", bottom), ("num", -1, 1))
    factor: Term = ("num", 2 if difference.disturbing else 1, 1)
    bound = ("*", factor, over, _weighted(difference.bases, difference.dying))
    least = [ONE, ("*", bound, ("^", EPSILON, ("num", -1, 1)))]
    if difference.disturbing:
        least.append(("*", factor, over, _weighted(difference.bases, difference.disturbing)))
    last: Term = ("fn", "ceiling", ("fn", "Max", *least))
    return (("B", show(bound)), ("N", show(("+", last, ("num", delayed, 1)) if delayed else last)))


def _weighted(bases: tuple[Term, ...], terms: dict[Powers, Term]) -> Term:
    """The sum of ``|c| |b|/(1 - |b|)``, b the base of the first power in each monomial."""
    if not terms:
        return ZERO
    return ("+", *(("*", ("fn", "Abs", c), _per_step(bases[first(powers)])) for powers, c in terms.items()))


def _per_step(base: Term) -> Term:
    size: Term = ("fn", "Abs", base)
    return ("*", size, ("^", ("+", ONE, ("*", ("num", -1, 1), size)), ("num", -1, 1)))
