"""Zero tests: an equation holds when the numerator of its difference is the zero polynomial, exactly."""

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
    if obligation.goal[0] != "=":
        return Verdict(UNDECIDED, METHOD, why="not-an-equation")
    try:
        same = with_room(lambda ring: _vanishes(obligation, ring))
    except NotNormal as reason:
        return Verdict(UNDECIDED, METHOD, why=f"no-normal-form: {reason}")
    return Verdict(PROVED, METHOD) if same else Verdict(UNDECIDED, METHOD, why="not-identical")


def _vanishes(obligation: Obligation, ring: Ring) -> bool:
    rewriting = Rewriting(obligation)
    normalizer = Normalizer(ring, rewriting)
    rewriting.normalizer = normalizer
    left, right = (normalizer(rewriting.prepare(side)) for side in obligation.goal[1:])
    return normalizer.vanishes(left - right)
