"""Zero tests: an equation holds when the numerator of its difference is the zero polynomial, exactly."""

from collections.abc import Callable

from symopt.proof.fractions import NotNormal, Ring, with_room
from symopt.proof.normal import Normalizer
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import Rewriting
from symopt.proof.verdict import PROVED, UNDECIDED, Verdict

METHOD = "identity"


def prove(obligation: Obligation) -> Verdict:
    """Prove an equation by bringing both sides to the same normal form.

    Definedness is an obligation of its own: ``x/x = 1`` passes here, and fails there at x = 0.
    """
    return judged(obligation, METHOD, _vanishes)


def judged(obligation: Obligation, method: str, vanishes: Callable[[Obligation, Ring], bool]) -> Verdict:
    """The verdict of a zero test on the difference of an equation's sides, in a ring with room for its atoms."""
    if obligation.goal[0] != "=":
        return Verdict(UNDECIDED, method, why="not-an-equation")
    try:
        same = with_room(lambda ring: vanishes(obligation, ring))
    except NotNormal as reason:
        return Verdict(UNDECIDED, method, why=f"no-normal-form: {reason}")
    return Verdict(PROVED, method) if same else Verdict(UNDECIDED, method, why="not-identical")


def _vanishes(obligation: Obligation, ring: Ring) -> bool:
    rewriting = Rewriting(obligation)
    normalizer = Normalizer(ring, rewriting)
    rewriting.normalizer = normalizer
    left, right = (normalizer(rewriting.prepare(side)) for side in obligation.goal[1:])
    return normalizer.vanishes(left - right)
