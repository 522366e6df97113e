"""Programs: slots, instructions, first passes, what is carried, what is asked; and the machine that runs them."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Max, sqrt

from symopt.backends import find
from symopt.errors import RunError, SpecificationError, SymoptError
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.program import Ask, Program
from symopt.program.evaluation import Fault
from symopt.program.machine import Machine
from symopt.spec import Optimizer
from symopt.symbols import (
    H,
    I,
    beta,
    d,
    delta,
    delta_0,
    dot,
    epsilon,
    eta,
    g,
    grad,
    hess,
    k,
    q,
    s,
    v,
    w,
)

HEAVY_BALL = momentum.variant("heavy-ball")
FAR_BACK = Optimizer("Far back", {v[k]: g[k] + v[k - 2] / 2, w[k + 1]: w[k] - eta * v[k]}, defaults={eta: 0.1})
FROM_A_GRADIENT = Optimizer(
    "From a gradient", {v[k]: v[k - 1] / 2 + g[k], w[k + 1]: w[k] - v[k]}, start={v[0]: grad(w[1])}
)
CG = Optimizer(
    "CG",
    {
        beta[k]: dot(g[k], g[k]) / dot(g[k - 1], g[k - 1]),
        d[k]: -g[k] + beta[k] * d[k - 1],
        eta[k]: -dot(g[k], d[k]) / dot(d[k], dot(hess(w[k]), d[k])),
        w[k + 1]: w[k] + eta[k] * d[k],
    },
    start={beta[1]: 0},
    until=dot(g[k], g[k]) <= epsilon,
    defaults={epsilon: 1e-8},
)


def machine(optimizer: Optimizer, backend: str = "exact") -> Machine:
    return Machine(Program.of(optimizer), find(backend))


def fractions(*numbers: int | str) -> Any:
    return np.array([Fraction(number) for number in numbers])


def drive(asking: Any, **answers: Any) -> tuple[list[Any], Any]:
    asked, answer = [], None
    while True:
        try:
            query = asking.send(answer)
        except StopIteration as done:
            return asked, done.value
        asked.append(query)
        answer = answers[query[0]](*query[1:])


@pytest.mark.parametrize(
    ("optimizer", "slots"),
    [
        (gradient_descent, ["grad(w(k))", "g[k]", "w[k + 1]"]),
        (adam, ["grad(w(k))", "g[k]", "v[k]", "s[k]", "v_hat[k]", "s_hat[k]", "w[k + 1]"]),
        (nesterov, ["grad(-beta*eta*v(k - 1) + w(k))", "g[k]", "v[k]", "w[k + 1]"]),
        (newton, ["grad(w(k))", "g[k]", "hess(w(k))", "w[k + 1]"]),
        (CG, ["grad(w(k))", "g[k]", "until", "beta[k]", "d[k]", "hvp(w(k), d(k))", "eta[k]", "w[k + 1]"]),
    ],
    ids=lambda part: getattr(part, "name", ""),
)
def test_instructions_come_in_the_order_of_a_pass(optimizer: Optimizer, slots: list[str]) -> None:
    assert [instruction.slot for instruction in Program.of(optimizer).later] == slots


def test_a_look_ahead_asks_at_its_point() -> None:
    asks = [instruction for instruction in Program.of(nesterov).later if isinstance(instruction, Ask)]
    assert [(ask.kind, ask.arguments) for ask in asks] == [("grad", (w[k] - eta * beta * v[k - 1],))]


def test_a_question_asked_inside_another_comes_first_and_only_once() -> None:
    rule = Optimizer("Extra", {q[k]: grad(w[k] - eta * grad(w[k])) + grad(w[k]), w[k + 1]: w[k] - eta * q[k]})
    assert [ask.slot for ask in Program.of(rule).later if isinstance(ask, Ask)] == [
        "grad(w(k))",
        "grad(-eta*grad(w(k)) + w(k))",
    ]


@pytest.mark.parametrize(
    ("optimizer", "moves"),
    [
        (gradient_descent, {}),
        (momentum, {"v[k - 1]": "v[k]"}),
        (adam, {"v[k - 1]": "v[k]", "s[k - 1]": "s[k]"}),
        (HEAVY_BALL, {"w[k - 1]": "w[k]"}),
        (FAR_BACK, {"v[k - 1]": "v[k]", "v[k - 2]": "v[k - 1]"}),
    ],
    ids=lambda part: getattr(part, "name", ""),
)
def test_what_is_carried_follows_from_the_indices(optimizer: Optimizer, moves: dict[str, str]) -> None:
    assert Program.of(optimizer).moves == moves


def test_a_value_two_passes_old_is_read() -> None:
    rule, point = machine(FAR_BACK), fractions(0)
    state = rule.init(point)
    seen = []
    for step in range(1, 5):
        point, state = rule.update(fractions(1), state, point, step)
        seen.append(state["v[k - 1]"][0])
    assert seen == [1, 1, Fraction(3, 2), Fraction(3, 2)]


def test_the_first_pass_replaces_an_equation() -> None:
    first, later = Program.of(CG).first, Program.of(CG).later
    by_slot = {instruction.slot: instruction for instruction in first}
    assert by_slot["beta[k]"].expression == 0
    assert next(i for i in later if i.slot == "beta[k]").expression != 0


def test_conjugate_gradients_end_on_a_quadratic_after_as_many_steps_as_coordinates() -> None:
    matrix = np.array([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(3)]])
    rule, point = machine(CG), fractions(-5, -2)
    constants = rule.constants({"epsilon": "1/1000"})
    _, state = drive(rule.begin(point, constants))
    answers = {"grad": lambda x: matrix @ x, "hvp": lambda _, direction: matrix @ direction}
    for step in (1, 2):
        _, done = drive(rule.step(state, point, step, constants), **answers)
        point, state = done.params, done.state
    assert list(point) == [0, 0]
    asked, done = drive(rule.step(state, point, 3, constants), **answers)
    assert done.ended
    assert [query[0] for query in asked] == ["grad"]


def test_start_values_may_be_hyperparameters_and_fill_a_vector() -> None:
    rule = Optimizer("Own steps", {delta[k]: delta[k - 1] * g[k], w[k + 1]: w[k] - delta[k]}, start={delta[0]: delta_0})
    state = machine(rule).init(fractions(1, 2), delta_0="0.1")
    assert list(state["delta[k - 1]"]) == [Fraction(1, 10)] * 2


def test_a_start_that_asks_is_asked_for() -> None:
    rule, point = machine(FROM_A_GRADIENT), fractions(3)
    asked, state = drive(rule.begin(point, {}), grad=lambda x: 2 * x)
    assert [(kind, list(at)) for kind, at in asked] == [("grad", [3])]
    assert list(state["v[k - 1]"]) == [6]
    with pytest.raises(RunError) as caught:
        rule.init(point)
    assert caught.value.message == "From a gradient: the first state depends on the objective"
    assert caught.value.hint == "drive begin(...), which asks"


def test_a_matrix_state_starts_at_the_identity() -> None:
    rule = Optimizer("Metric", {w[k + 1]: w[k] - dot(H[k], g[k]), H[k + 1]: H[k] / 2}, start={H[1]: I})
    run = machine(rule)
    state = run.init(fractions(1, 1))
    assert state["H[k]"].tolist() == [[1, 0], [0, 1]]
    _, done = drive(run.step(state, fractions(1, 1), 1, {}), grad=lambda x: x)
    assert done.state["H[k]"].tolist() == [[Fraction(1, 2), 0], [0, Fraction(1, 2)]]


@pytest.mark.parametrize(("optimizer", "fused"), [(adam, True), (HEAVY_BALL, True), (nesterov, False), (newton, False)])
def test_only_elementwise_rules_with_one_gradient_are_fused(optimizer: Optimizer, fused: bool) -> None:
    assert Program.of(optimizer).fused is fused


def test_update_takes_hyperparameters_and_keeps_the_shape_of_the_parameters() -> None:
    rule = machine(momentum, "numpy")
    params, grads = np.full((2, 3), 1.0), np.full((2, 3), 0.5)
    state = rule.init(params)
    params, state = rule.update(grads, state, params, 1, eta=0.1, beta=0.5)
    params, state = rule.update(grads, state, params, 2, eta=0.1, beta=0.5)
    np.testing.assert_allclose(params, np.full((2, 3), 1 - 0.1 * 0.5 - 0.1 * 0.75), rtol=1e-15)


def test_the_end_comes_as_soon_as_what_it_hangs_on_is_known() -> None:
    late = Optimizer(
        "Late",
        {w[k + 1]: w[k] - eta * g[k], v[k]: dot(w[k], w[k]), s[k]: dot(g[k], g[k]) + v[k]},
        until=s[k] <= epsilon,
        defaults={eta: 0.1, epsilon: 1},
    )
    slots = [instruction.slot for instruction in Program.of(late).later]
    assert slots == ["grad(w(k))", "g[k]", "v[k]", "s[k]", "until", "w[k + 1]"]
    at_once = Optimizer("At once", {w[k + 1]: w[k] - g[k]}, until=dot(w[k], w[k]) <= 1)
    assert next(instruction.slot for instruction in Program.of(at_once).later) == "until"


def test_a_failing_pass_leaves_parameters_and_state_as_they_were() -> None:
    rule = Optimizer("Dividing", {v[k]: v[k - 1] + g[k], w[k + 1]: w[k] - v[k] / dot(g[k], g[k])})
    run, point = machine(rule), fractions(1, 2)
    state = run.init(point)
    before = {slot: value.copy() for slot, value in state.items()}
    with pytest.raises(Fault):
        drive(run.step(state, point, 1, {}), grad=lambda x: 0 * x)
    assert list(point) == [1, 2]
    assert {slot: list(value) for slot, value in state.items()} == {s: list(v) for s, v in before.items()}


def test_update_refuses_rules_that_ask_elsewhere() -> None:
    rule = machine(nesterov)
    with pytest.raises(RunError) as caught:
        rule.update(fractions(1), rule.init(fractions(1)), fractions(1), 1)
    assert caught.value.message == "Nesterov asks for more than the gradient at w[k]"
    assert caught.value.hint == "drive step(...), which asks"


@pytest.mark.parametrize(
    ("hyper", "kind", "message", "hint"),
    [
        ({"bta": 0.5}, RunError, "Momentum has no hyperparameter 'bta'", "did you mean beta?"),
        ({"zz": 0.5}, RunError, "Momentum has no hyperparameter 'zz'", "known: beta, eta"),
        ({"eta": "fast"}, RunError, "eta: 'fast' is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3"),
        ({"eta": float("inf")}, RunError, "eta: inf is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3"),
        ({"eta": 1j}, RunError, "eta: 1j is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3"),
        ({"eta": sqrt(2)}, RunError, "eta: sqrt(2) is not a real, finite number", "write it as -5, 0.4, 2/5 or 1e-3"),
        ({"beta": 1}, SpecificationError, "Momentum: beta = 1 lies outside its domain [0, 1)", "choose beta in [0, 1)"),
    ],
)
def test_a_wrong_hyperparameter_is_one_clear_error(
    hyper: dict[str, Any], kind: type[SymoptError], message: str, hint: str
) -> None:
    with pytest.raises(kind) as caught:
        machine(momentum).constants(hyper)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_hyperparameter_without_value_is_asked_for() -> None:
    rule = Optimizer("Plain", {w[k + 1]: w[k] - eta * g[k]})
    with pytest.raises(RunError) as caught:
        machine(rule).constants({})
    assert (caught.value.message, caught.value.hint) == ("Plain: eta has no value", "choose one, such as eta=1")


@pytest.mark.parametrize("value", [0.4, "0.4", "2/5", Fraction(2, 5)])
def test_every_way_to_write_a_hyperparameter_is_exact(value: Any) -> None:
    assert machine(momentum).constants({"eta": value})["eta"] == Fraction(2, 5)


def test_the_greatest_of_a_state_is_kept() -> None:
    rule = Optimizer("Greatest", {s[k]: Max(s[k - 1], g[k]), w[k + 1]: w[k] - s[k]})
    run, point = machine(rule), fractions(0, 0)
    state = run.init(point)
    for step, grads in enumerate([(1, -1), (-2, 3), (0, 1)], start=1):
        point, state = run.update(fractions(*grads), state, point, step)
    assert list(state["s[k - 1]"]) == [1, 3]
