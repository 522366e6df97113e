"""How conditions are solved and absolute values resolved: finding only, never proving."""

from typing import Any

from sympy import Abs, And, Eq, Expr, Max, Min, Or, S, Symbol, cancel, solve
from sympy.core.relational import Relational

from symopt.domains import domain_of
from symopt.errors import DerivationError


def interval(condition: Any, letter: Symbol, facts: tuple[Any, ...]) -> Any:
    """A condition on one letter as an interval, or a point, of that letter.

    The ends are where a side of some part becomes an equation; which of the intervals between them belong is tried at
    sample values of the other letters, and is for the engines to prove.

    Raises:
        DerivationError: when no single interval fits.
    """
    if isinstance(condition, Eq):
        (value,) = solve(condition.lhs - condition.rhs, letter)
        return Eq(letter, cancel(value), evaluate=False)
    sample = sample_point(condition, letter, facts)
    ends = sorted({end for part in _relations(condition) for end in _ends(part, letter)}, key=lambda e: e.subs(sample))
    lower = [S.Zero] if domain_of(letter).lower == 0 else []
    ends = sorted({*ends, *lower}, key=lambda e: e.subs(sample))
    values = [end.subs(sample) for end in ends]
    inside = [n for n in range(len(ends) + 1) if condition.subs({**sample, letter: _between(values, n)}) == S.true]
    if len(inside) != 1:
        raise DerivationError(f"{condition} is not one interval of {letter}", "type the condition")
    (n,) = inside
    low = [ends[n - 1] < letter] if n > 0 else []
    high = [letter < ends[n]] if n < len(ends) else []
    return And(*low, *high)


def _between(values: list[Any], n: int) -> Any:
    if not values:
        return S.One
    if n == 0:
        return values[0] - 1
    return values[-1] + 1 if n == len(values) else (values[n - 1] + values[n]) / 2


def _relations(condition: Any) -> list[Relational]:
    if isinstance(condition, And | Or):
        return [relation for part in condition.args for relation in _relations(part)]
    return [condition]


def _ends(relation: Any, letter: Symbol) -> list[Expr]:
    """Where the two sides meet, each absolute value taken with both signs."""
    found: list[Expr] = []
    for difference in _signed(relation.lhs - relation.rhs):
        found += [cancel(root) for root in solve(difference, letter)]
    return found


def _signed(expression: Expr) -> list[Expr]:
    absolutes = sorted(expression.atoms(Abs), key=str)
    if not absolutes:
        return [expression]
    inner = absolutes[0].args[0]
    return [e for sign in (1, -1) for e in _signed(expression.xreplace({absolutes[0]: sign * inner}))]


_SAMPLES = {
    "positive": (S(2), S(3), S(5), S(7), S(11)),
    "unit": (S(1) / 2, S(2) / 3, S(3) / 4),
    "real": (S(4), S(6), S(9)),
}


def sample_point(statement: Any, without: Any = None, facts: tuple[Any, ...] = ()) -> dict[Any, Any]:
    """Values for the letters of a statement that satisfy the facts, distinct where that is possible."""
    letters = sorted((s for s in statement.free_symbols if s != without), key=str)
    kinds = {letter: _SAMPLES[getattr(letter, "domain", "real")] for letter in letters}
    for turn in range(625):
        point = {letter: kinds[letter][(turn // 5**n + n) % len(kinds[letter])] for n, letter in enumerate(letters)}
        distinct = len(set(point.values())) == len(point)
        if distinct and all(fact.subs(point) != S.false for fact in facts):
            return point
    raise DerivationError(f"no sample values satisfy {facts}", "type the result")


def without_functions(expression: Expr, facts: tuple[Any, ...] = ()) -> Expr:
    """An expression with its absolute values, maxima and minima resolved as they fall at a sample point."""
    while nodes := sorted(expression.atoms(Abs, Max, Min), key=lambda node: (node.count_ops(), str(node))):
        point = sample_point(expression, facts=facts)
        node = nodes[0]
        if isinstance(node, Abs):
            chosen = node.args[0] if node.args[0].subs(point) >= 0 else -node.args[0]
        else:
            chosen = next(part for part in node.args if part.subs(point) == node.subs(point))
        expression = expression.xreplace({node: chosen})
    return cancel(expression).factor()
