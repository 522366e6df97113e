"""What a schedule may claim, by name, and what each claim says of its value."""

from collections.abc import Callable, Iterable

from sympy import And, Expr, oo
from sympy.logic.boolalg import Boolean

from symopt.errors import SpecificationError, did_you_mean
from symopt.spec.joining import ends
from symopt.statements import Continuous, Converges, Decreasing, Diverges, Increasing, Monotone
from symopt.symbols import eta_0, k


def _turning(before: type[Monotone], after: type[Monotone]) -> Callable[[Expr, Expr], Boolean]:
    """One way up to the end of the first piece, the other way from there on."""

    def statement(what: Expr, value: Expr) -> Boolean:
        turn = ends(value)[0] if ends(value) else oo
        return And(before(what, k, 1, turn), after(what, k, turn, oo))

    return statement


CLAIMS: dict[str, Callable[[Expr, Expr], Boolean]] = {
    "continuous": lambda what, value: Continuous(what, k),
    "decreasing": lambda what, value: Decreasing(what, k),
    "increasing": lambda what, value: Increasing(what, k),
    "rises-then-falls": _turning(Increasing, Decreasing),
    "falls-then-rises": _turning(Decreasing, Increasing),
    "within-start": lambda what, value: And(what > 0, what <= eta_0),
    "within-unit": lambda what, value: And(what >= 0, what < 1),
    "robbins-monro": lambda what, value: And(Diverges(what, k), Converges(what**2, k)),
}
"""The claims: continuity and monotony are about every real k from 1 on, the rest about every step.

``robbins-monro`` says that the values add up beyond every number and their squares do not (Robbins & Monro, 1951).
"""


def known(owner: str, claims: Iterable[str]) -> tuple[str, ...]:
    """Claims as they are kept.

    Raises:
        SpecificationError: when one has no meaning.
    """
    given = (claims,) if isinstance(claims, str) else tuple(claims)
    for claim in given:
        if claim not in CLAIMS:
            raise SpecificationError(f"{owner} claims {claim!r}, which means nothing", did_you_mean(str(claim), CLAIMS))
    return given


def stated(claim: str, what: Expr, value: Expr) -> Boolean:
    """What a claim says.

    Args:
        claim: its name.
        what: the value, or a letter that stands for it.
        value: the value, which says where its pieces end.

    >>> stated("increasing", k, k)
    Increasing(k, k, 1, oo)
    """
    return CLAIMS[claim](what, value)
