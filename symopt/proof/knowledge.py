"""What the hypotheses of an obligation teach an algebra: equations of words and of 1x1 pieces, definite matrices."""

from symopt.proof.algebra import Algebra
from symopt.proof.evaluation import has_words
from symopt.proof.fractions import NotNormal, Ring
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import Rewriting, conjuncts
from symopt.proof.shapes import SCALAR
from symopt.proof.terms import Term


def algebra_for(obligation: Obligation, ring: Ring, cautious: bool = False) -> Algebra:
    """An algebra that knows the equations among the hypotheses of an obligation."""
    formulas = ("and", obligation.goal, *obligation.hypotheses, *(d.value for d in obligation.definitions))
    rewriting = Rewriting(obligation)
    algebra = Algebra(ring, rewriting, has_words(formulas), cautious)
    rewriting.normalizer = algebra
    if algebra.vectors:
        for fact in (part for h in obligation.hypotheses for part in conjuncts(h)):
            _teach(algebra, fact)
    return algebra


def _teach(algebra: Algebra, fact: Term) -> None:
    if fact[:2] == ("fn", "PositiveDefinite"):
        if fact[2][0] == "var":
            algebra.definite.add(fact[2][1])
    elif fact[0] == "=" and fact[1][0] not in ("var", "app"):
        try:
            learn(algebra, fact)
        except NotNormal:
            return  # an equation that cannot be read is not used


def learn(algebra: Algebra, equation: Term) -> None:
    """Use an equation such as ``dot(H, q) = lambda*q`` to shorten words, or one of 1x1 pieces to replace them."""
    _, left, right = equation
    if algebra.kind(left) == SCALAR:
        _learn_piece(algebra, left, right)
        return
    difference = algebra.add(algebra.words(left), algebra.words(right), -1)
    longest = max((w for w, c in difference.items() if not c.is_zero()), key=lambda w: (len(w), w), default=())
    leading = difference.get(longest, algebra.ring.constant(0)).as_rational()
    if longest and leading is not None and leading != 0:
        rest = {
            w: c * algebra.ring.constant(-int(leading.q), int(leading.p)) for w, c in difference.items() if w != longest
        }
        algebra.shortcuts.append((longest, rest))


def _learn_piece(algebra: Algebra, left: Term, right: Term) -> None:
    normal, value = algebra(left), algebra(right)
    place = normal.only_generator()
    if place is None or algebra.ring.keys[place][0] != "piece":
        return
    key = algebra.ring.keys[place]
    factor = (normal * algebra.ring.generator(key) ** -1).as_rational()
    if factor is not None and max(value.top.degrees()[place], value.bottom.degrees()[place]) <= 0:
        algebra.known[key[1]] = value * algebra.ring.constant(int(factor.q), int(factor.p))
        algebra.forget()
