"""Whether a term is written with a minus sign, and what is left of it then."""

from sympy import Expr, Mul, Number


def split_sign(term: Expr) -> tuple[bool, Expr]:
    """Whether the term begins with a negative number, and the term without its sign.

    >>> from symopt.symbols import eta
    >>> split_sign(-2 * eta)
    (True, 2*eta)
    """
    if isinstance(term, Number):
        return bool(term < 0), abs(term)
    if not isinstance(term, Mul) or not isinstance(term.args[0], Number) or not term.args[0] < 0:
        return False, term
    first, rest = -term.args[0], term.args[1:]
    return True, Mul(*(rest if first == 1 else (first, *rest)), evaluate=False)  # evaluation would multiply out
