"""Costs, against counts made by hand."""

from typing import Any

import pytest
from sympy import Abs, Max, Piecewise, Rational, expand, sqrt

from symopt import Optimizer, library
from symopt.cli.costing import data, lines
from symopt.optimizers.adam import adam
from symopt.optimizers.bfgs import bfgs
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.l_bfgs import l_bfgs
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.procedures.exact import exact
from symopt.program.cost import Cost, per_parameter
from symopt.symbols import I, beta, d, dot, epsilon, eta, g, hess, history, k, n, norm, outer, s, solve, transpose, v, w

ITEMS = {item.name: item.value for item in library.items("optimizer")}


def step(expression: Any) -> tuple[Any, Any]:
    """The operations of a step beyond its subtraction, on arrays and on scalars."""
    defaults = {letter: Rational(1, 2) for letter in (eta, epsilon, beta) if expression.has(letter)}
    work = Cost.of(Optimizer(name="Rule", updates={w[k + 1]: w[k] - expression}, defaults=defaults)).work
    return expand(work.arrays - n), work.scalars


def test_gradient_descent_by_hand() -> None:
    product, difference = n, n  # eta*g, w - ...
    cost = Cost.of(gradient_descent)
    assert (cost.numbers, cost.work.arrays, cost.work.scalars) == (0, product + difference, 0)
    assert cost.work.questions == {"grad": 1}


def test_momentum_by_hand() -> None:
    velocity = n + n  # beta*v, + g
    point = n + n  # eta*v, w - ...
    cost = Cost.of(momentum)
    assert (dict(cost.state), cost.work.arrays, cost.work.scalars) == ({"v": n}, velocity + point, 0)


def test_adam_by_hand() -> None:
    first = n + n + n  # beta_1*v, (1 - beta_1)*g, their sum
    second = n + n + n + n  # g**2, beta_2*s, (1 - beta_2)*g**2, their sum
    corrected = n + n  # v/(...), s/(...)
    point = n + n + n + n + n  # sqrt(s_hat), ... + epsilon, eta*v_hat, the quotient, w - ...
    scalars = 1 + 1 + 2 + 2  # 1 - beta_1, 1 - beta_2, 1 - beta_1**k, 1 - beta_2**k
    cost = Cost.of(adam)
    assert dict(cost.state) == {"v": n, "s": n}
    assert (cost.work.arrays, cost.work.scalars) == (first + second + corrected + point, scalars)
    assert (cost.bytes(4), cost.bytes(8)) == (8 * n, 16 * n)
    assert (per_parameter(cost.numbers), per_parameter(cost.work.arrays)) == (2, 14)


def test_where_a_look_ahead_asks_is_computed_too() -> None:
    asked = n + n  # eta*beta*v, w - ...; eta*beta is one product of scalars
    cost = Cost.of(nesterov)
    assert (cost.work.arrays, cost.work.scalars) == (asked + 4 * n, 1)


def test_newton_by_hand() -> None:
    system = Rational(2, 3) * n**3 + 2 * n**2
    cost = Cost.of(newton)
    assert (cost.work.arrays, cost.work.questions) == (system + n + n, {"grad": 1, "hess": 1})
    assert cost.numbers == 0


def test_bfgs_by_hand() -> None:
    end, direction = 2 * n - 1, n * (2 * n - 1) + n  # the norm of g; H g and its sign
    point, changes = n + n, n + n  # eta*d, w + ...; s and y
    rate = 2 * n - 1  # y s, once for both places
    matrix = n**2 + n**2 + n**2  # the outer product, times rho, I - ...
    learnt = (
        2 * n**2 * (2 * n - 1) + n**2 + n**2 + n**2
    )  # two products of matrices; the outer product, times rho, the sum
    scalars = 1 + 1 + 1 + 1  # the root and the comparison of the end; 1/..., ... > 0
    cost = Cost.of(bfgs)
    assert dict(cost.state) == {"H": n**2}
    assert cost.work.arrays == expand(end + direction + point + changes + rate + matrix + learnt)
    assert cost.work.scalars == scalars
    assert cost.work.questions == {"grad": 2, "wolfe": 1}


def test_the_expanded_bfgs_multiplies_no_matrices() -> None:
    assert Cost.of(bfgs).work.arrays.as_poly(n).degree() == 3
    assert Cost.of(bfgs.variant("expanded")).work.arrays.as_poly(n).degree() == 2


def test_l_bfgs_by_hand() -> None:
    m = history
    down = (2 * n - 1) + (2 * n - 1) + n + n  # s q, s y, a*y, q - ...
    up = (2 * n - 1) + (2 * n - 1) + n + n  # y r, s y, (...)*s, r + ...
    rest = (2 * n - 1) + n + n + n + n + n + n  # the norm, gamma*q, -r, eta*d, w + ..., s, y
    scale = 2 * (2 * n - 1)
    scalars = 2 + m * (1 + 2) + 1  # the end; a quotient, a quotient and a difference per turn; gamma
    cost = Cost.of(l_bfgs)
    assert cost.numbers == 2 * m * n + 1
    assert cost.work.arrays == expand(m * (down + up) + rest + scale)
    assert cost.work.scalars == scalars
    assert cost.work.questions == {"grad": 2, "wolfe": 1}


def test_a_procedure_is_counted_per_turn() -> None:
    rule = Optimizer(name="Steepest", updates={d[k]: -g[k], w[k + 1]: w[k] + exact(w[k], d[k]) * d[k]})
    cost = Cost.of(rule)
    (turns,) = cost.turns.values()
    assert (dict(cost.turns), turns.name) == ({"Exact": turns}, "T_Exact")
    assert cost.work.questions["grad"].has(turns)
    assert cost.work.arrays.coeff(turns) != 0


@pytest.mark.parametrize(
    ("expression", "arrays", "scalars"),
    [
        (g[k], 0, 0),
        (2 * g[k], n, 0),
        (g[k] ** 3, 2 * n, 0),
        (g[k] ** 8, 3 * n, 0),
        (1 / g[k] ** 2, 2 * n, 0),
        (1 / (g[k] * sqrt(Abs(g[k]))), 4 * n, 0),
        (sqrt(Abs(g[k])), 2 * n, 0),
        (eta * beta * g[k], n, 1),
        (eta / epsilon * g[k], n, 1),
        (eta / (1 - beta**k) * g[k], n, 3),
        (Max(g[k], eta, epsilon), n, 1),
        (Piecewise((eta * g[k], g[k] > 0), (g[k], True)), 3 * n, 0),
        (dot(g[k], g[k]) * g[k], 2 * n - 1 + n, 0),
        (norm(g[k]) * g[k], 2 * n - 1 + n, 1),
        ((norm(g[k]) + norm(g[k]) ** 2) * g[k], 2 * n - 1 + n, 3),
        (dot(outer(g[k], g[k]), g[k]), n**2 + n * (2 * n - 1), 0),
        (dot(transpose(outer(g[k], g[k])), g[k]), n**2 + n * (2 * n - 1), 0),
        (dot(hess(w[k]), g[k]), 0, 0),
        (solve(hess(w[k]) + eta * I, g[k]), Rational(2, 3) * n**3 + 2 * n**2 + 2 * n**2, 0),
    ],
    ids=str,
)
def test_what_one_operation_is(expression: Any, arrays: Any, scalars: Any) -> None:
    assert step(expression) == (expand(arrays), scalars)


def test_a_sum_of_negative_terms_has_a_sign_of_its_own() -> None:
    rule = Optimizer(name="Rule", updates={s[k]: g[k] * 2, v[k]: -g[k] - s[k], w[k + 1]: w[k] + v[k]})
    assert Cost.of(rule).work.arrays == n + 2 * n + n


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_every_rule_has_a_cost(name: str) -> None:
    rule, cost = ITEMS[name], Cost.of(ITEMS[name])
    letters = {n, history, *cost.turns.values()}
    for total in (cost.numbers, cost.work.arrays, cost.work.scalars, *cost.work.questions.values()):
        assert total.free_symbols <= letters
        assert total.subs(dict.fromkeys(letters, 3)).is_Rational
        assert total.subs(dict.fromkeys(letters, 3)) >= 0
    if rule.kind == "elementwise":
        assert cost.work.arrays == n * per_parameter(cost.work.arrays)
        assert not cost.work.scalars.has(n)
    assert set(cost.state) == set(rule.state)
    assert cost.work.questions


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            adam,
            [
                "keeps per parameter: 2 numbers, 8 bytes in float32, 16 bytes in float64",
                "computes per parameter and step: 14 operations, and 6 on scalars",
                "asks per step: grad once",
            ],
        ),
        (
            gradient_descent,
            [
                "keeps per parameter: 0 numbers",
                "computes per parameter and step: 2 operations",
                "asks per step: grad once",
            ],
        ),
        (
            l_bfgs.variant("unscaled"),
            [
                "keeps: 2*m*n numbers, 8*m*n bytes in float32, 16*m*n bytes in float64",
                "computes per step: 12*m*n + 7*n - 4*m - 1 operations, and 3*m + 2 on scalars",
                "asks per step: grad 2 times, wolfe once",
            ],
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Optimizer) else None,
)
def test_what_is_said(rule: Optimizer, told: list[str]) -> None:
    assert list(lines(rule)) == told


def test_turns_are_explained() -> None:
    assert list(lines(bfgs.variant("exact-line-search")))[-1] == "T_Exact is how many turns Exact takes"


def test_what_json_holds() -> None:
    assert data(adam) == {
        "state": {"s": "n", "v": "n"},
        "numbers": "2*n",
        "bytes": {"float32": "8*n", "float64": "16*n"},
        "operations": "14*n",
        "operations_on_scalars": "6",
        "questions": {"grad": "1"},
        "turns": {},
    }
