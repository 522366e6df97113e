"""How a schedule made of pieces goes on as another one where its last piece begins."""

from typing import Any

from sympy import Expr, Gt, Integer, Lt, Piecewise, true

from symopt.errors import SpecificationError
from symopt.spec.indices import at_most
from symopt.spec.writing import written
from symopt.symbols import Hyper, k


def followed(name: str, ramp: Expr, decay: Expr) -> tuple[Expr, Hyper]:
    """A value whose last piece is replaced by another schedule, begun there, and the letter that stood there.

    Args:
        name: what the first schedule is called.
        ramp: cases that end in a letter of their own, from a step on: ``Piecewise((..., k < N + 1), (eta_0, True))``.
        decay: the value that goes on.

    Raises:
        SpecificationError: when the first is not of that form.
    """
    pieces: tuple[Any, ...] = ramp.args if isinstance(ramp, Piecewise) else ()
    if not 1 <= len(ends(ramp)) == len(pieces) - 1 or not isinstance(pieces[-1][0], Hyper):
        raise SpecificationError(
            f"{name} does not come to a last value, so nothing can follow it",
            "end it so: Piecewise((..., k < N_w + 1), (eta_0, True))",
        )
    last, skipped = pieces[-1][0], ends(ramp)[-1] - 1
    ramps = [(value.xreplace({last: _first(decay)}), condition) for value, condition in pieces[:-1]]
    rest = decay.args if isinstance(decay, Piecewise) else ((decay, true),)
    later = [(value.subs(k, k - skipped), _later(condition, skipped)) for value, condition in rest]
    return Piecewise(*ramps, *later), last


def _first(decay: Expr) -> Expr:
    """The value at step 1.

    Raises:
        SpecificationError: when nothing says which piece that is.
    """
    if not isinstance(decay, Piecewise):
        return decay.subs(k, 1)
    value, condition = decay.args[0]
    end = _end(condition)
    if end is None or not at_most(Integer(2), end):
        raise SpecificationError(
            f"{written(condition)} may not hold at step 1",
            "begin with a piece that lasts for a step, such as k < N + 1",
        )
    return value.subs(k, 1)


def _later(condition: Any, skipped: Expr) -> Any:
    """A condition after some steps that do not count."""
    if condition == true:
        return condition
    end = _end(condition)
    return condition.subs(k, k - skipped) if end is None else Lt(k, end + skipped)


def ends(value: Any) -> tuple[Expr, ...]:
    """The steps at which the pieces of a value end, in order.

    >>> from symopt.symbols import eta_0, period
    >>> ends(Piecewise((eta_0 / 2, k < period + 1), (eta_0, True)))
    (N + 1,)
    """
    pieces = value.args if isinstance(value, Piecewise) else ()
    found = (_end(condition) for _, condition in pieces)
    return tuple(end for end in found if end is not None)


def _end(condition: Any) -> Expr | None:
    """The c of ``k < c``, which SymPy may have turned around."""
    upwards = condition.reversed if isinstance(condition, Gt) else condition
    return upwards.rhs if isinstance(upwards, Lt) and upwards.lhs == k else None
