"""Letters of which several indices are alive at once, and how their windows are shortened while passes are few.

A group that reads the past runs over passes that took place: in pass k = 3 a window from k - 1 to k - 10 holds passes
2 and 1. An index that stands at the far end of such a window, as ``r[k - m]`` does, moves with that end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Integer, Max, Min

from symopt.spec.indices import lesser, span
from symopt.spec.memory import in_groups, origin
from symopt.spec.reading import Equation, Rule, name_of
from symopt.spec.writing import written
from symopt.symbols import Count, Each, k, w


@dataclass(frozen=True)
class Window:
    """How far back a group looks.

    Args:
        reach: the distance from the counter to the far end.
        near: the distance to the near end.
        lag: how much further back than its own index the group reads.
    """

    reach: Expr
    near: Expr
    lag: int

    def beyond(self, back: Expr) -> Expr | None:
        """How far beyond the far end an index lies that is ``back`` behind the counter; None when not tied to it."""
        distance = back - self.reach
        tied = distance.is_Integer and (distance >= 0 or self.reach.has(Count))
        return distance if tied else None


@dataclass(frozen=True)
class Windows:
    """The letters of a rule that are kept under several indices at once, and the windows of its groups."""

    rule: Rule

    @cached_property
    def names(self) -> frozenset[str]:
        """What groups compute, what they read by their index, and what has a history of no fixed length."""
        long = {name for name, depth in self.rule.state.items() if not isinstance(depth, int)}
        return frozenset(in_groups(self.rule) | long | {name_of(read) for _, read in self._by_index()})

    def index(self, index: Expr) -> Expr:
        """An index of a letter, or a bound of a group, as it stands while passes are few.

        >>> from symopt.spec import Optimizer
        >>> from symopt.symbols import dot, each, g, history, i, k, q, s, w
        >>> loop = {each(i, k - 1, k - history): {q[i]: q[i + 1] - dot(s[i], q[i + 1]) * s[i]}}
        >>> step = {w[k + 1]: w[k] - q[k - history], s[k]: w[k + 1] - w[k]}
        >>> Windows(Optimizer("Windowed", {q[k]: g[k], **loop, **step})).index(k - history)
        k - Max(0, Min(m, k - 1))
        """
        back = self.rule.counter - index
        tied = [(abs(beyond), window) for window in self._windows if (beyond := window.beyond(back)) is not None]
        if not tied:
            return index
        window = min(tied, key=lambda pair: pair[0])[1]
        passes = self.rule.counter - origin(self.rule) - window.lag
        return self.rule.counter - (back - window.reach) - Max(window.near - 1, Min(window.reach, passes))

    @cached_property
    def _windows(self) -> tuple[Window, ...]:
        """The windows of the groups that read the past."""
        groups: dict[Each, Window] = {}
        for equation, read in self._by_index():
            if equation.group is not None and name_of(read) not in in_groups(self.rule):
                ends = span(equation.counter, equation, self.rule.counter)
                known = groups.get(equation.group, Window(-lesser(*ends), -ends[1], 0))
                behind = equation.counter - read.args[0]
                lag = max(known.lag, int(behind) if behind.is_Integer else 0)
                groups[equation.group] = Window(known.reach, known.near, lag)
        return tuple(groups[group] for group in sorted(groups, key=written))

    def _by_index(self) -> Iterator[tuple[Equation, Expr]]:
        for equation in self.rule.equations:
            for read in equation.reads:
                if equation.group is not None and read.args[0].has(equation.counter):
                    yield equation, read


def start_of(rule: Rule, name: str) -> Integer:
    """The first index at which passes compute a letter; for the parameters, that of the point where the run begins."""
    return origin(rule) + rule.computed[name] - int(name == w.name and rule.counter == k)
