"""Facts that replace letters, at any index or as they stand."""

from typing import Any

import pytest
from sympy import Eq

from symopt.rules.replacing import is_bare, replace
from symopt.symbols import E, Letter, c, g, grad, i, k, v, w

x, m = Letter("x"), Letter("m_1")


@pytest.mark.parametrize(
    ("before", "fact", "after"),
    [
        (g[k] + g[k - 1], Eq(g[i], c), 2 * c),
        (g[k], Eq(g[i], i * c), k * c),
        (grad(w[k] - 1), Eq(grad(x), 2 * x), 2 * (w[k] - 1)),
        (g[3] + g[4], Eq(g[3], c), c + g[4]),
        (x * c, Eq(x, 2), 2 * c),
        (E(g[k]), Eq(E(g[i]), m), m),
        (E(g[k] ** 2), Eq(E(g[i]), m), E(g[k] ** 2)),
        (E(v[k]), Eq(E(g[i]), m), E(v[k])),
        (x, x > 0, x),
    ],
)
def test_replacing(before: Any, fact: Any, after: Any) -> None:
    assert (replace(before, [fact]) - after).expand() == 0


def test_bare_arguments() -> None:
    assert [is_bare(argument) for argument in (i, x, k - 1, w[k])] == [True, True, False, False]
