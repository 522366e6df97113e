"""Equations of linear algebra in any dimension, proved by normal forms of words."""

from symopt.proof.fractions import Ring
from symopt.proof.identity import judged
from symopt.proof.knowledge import algebra_for
from symopt.proof.obligation import Obligation
from symopt.proof.shapes import SCALAR
from symopt.proof.verdict import Verdict

METHOD = "any-dimension"


def prove(obligation: Obligation) -> Verdict:
    """Prove an equation between scalars, vectors or matrices of any dimension.

    Inverses cancel here; that the matrices are invertible is an obligation of its own.
    """
    return judged(obligation, METHOD, _vanishes)


def _vanishes(obligation: Obligation, ring: Ring) -> bool:
    algebra = algebra_for(obligation, ring)
    left, right = (algebra.rewriting.prepare(side) for side in obligation.goal[1:])
    if algebra.kind(left) == SCALAR and algebra.kind(right) == SCALAR:
        return algebra.vanishes(algebra(left) - algebra(right))
    difference = algebra.add(algebra.words(left), algebra.words(right), -1)
    return all(algebra.vanishes(coefficient) for coefficient in difference.values())
