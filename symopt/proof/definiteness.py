"""Which matrices are positive definite, and which can be inverted, by their looks and the hypotheses."""

from symopt.proof import smt
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import conjuncts
from symopt.proof.shapes import SCALAR, shape
from symopt.proof.terms import ZERO, Term, parts
from symopt.proof.verdict import PROVED, UNDECIDED, Verdict, weakest

METHOD = "definiteness"
GOALS = ("PositiveDefinite", "Invertible")


def prove(obligation: Obligation) -> Verdict:
    """Prove that a matrix is positive definite, or that it is invertible because it is a multiple of such a matrix."""
    _, wanted, matrix = obligation.goal
    if wanted == "PositiveDefinite":
        return _definite(obligation, matrix)
    numbers, inner = _factored(matrix)
    if not numbers:
        return _definite(obligation, matrix)
    return weakest(
        METHOD, (smt.prove(obligation.of(("not", ("=", ("*", *numbers), ZERO)))), _definite(obligation, inner))
    )


def _definite(obligation: Obligation, matrix: Term) -> Verdict:
    """Multiples by positive numbers and sums of positive definite matrices, as far as the hypotheses name those."""
    facts = {part for h in obligation.hypotheses for part in conjuncts(h)}
    if ("fn", "PositiveDefinite", matrix) in facts or (matrix[0] == "var" and matrix[2] == "identity"):
        return Verdict(PROVED, METHOD)
    if matrix[0] == "+":
        return weakest(METHOD, tuple(_definite(obligation, part) for part in parts(matrix)))
    numbers, inner = _factored(matrix)
    if numbers:
        return weakest(METHOD, (smt.prove(obligation.of(("<", ZERO, ("*", *numbers)))), _definite(obligation, inner)))
    return Verdict(UNDECIDED, METHOD, why="matrix-not-known-invertible")


def _factored(matrix: Term) -> tuple[tuple[Term, ...], Term]:
    """A matrix as numbers times a matrix."""
    if matrix[0] != "*":
        return (), matrix
    numbers = tuple(part for part in parts(matrix) if shape(part) == SCALAR)
    rest = tuple(part for part in parts(matrix) if shape(part) != SCALAR)
    return (numbers, rest[0]) if len(rest) == 1 else ((), matrix)
