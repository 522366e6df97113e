"""Worked examples: the notes' lines, what is exact and what is rounded, and what the notes printed instead."""

from typing import Any

import pytest
from sympy import Add, Derivative, Eq, Expr, Float, Integer, Mul, Rational, srepr

from symopt import Objective
from symopt.errors import RunError
from symopt.examples.lines import Line, Number, substitute
from symopt.examples.worked import WorkedExample, component, value_at, worked_example
from symopt.latex import latex
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.run import run
from symopt.spec import Optimizer
from symopt.symbols import c, eta, f, g, grad, k, normal, v, w, w_1, w_2

RAVINE = Objective("ravine", 0.1 * w_1**2 + 2 * w_2**2)
START = (-5, -2)


def point(step: int) -> list[Expr]:
    return [component("w", n, step) for n in (1, 2)]


def example(optimizer: Optimizer, steps: int, **hyper: Any) -> WorkedExample:
    return worked_example(optimizer, RAVINE, START, steps, **{"eta": "0.4", **hyper})


def results(found: WorkedExample) -> dict[str, Rational]:
    return {str(line.symbol): line.result.value for line in found.lines}


def printed(line: Line) -> tuple[str, str, str]:
    return latex(line.formula, values=line.values), line.relation, latex(line.result.shown)


def test_the_notes_example() -> None:
    found = example(gradient_descent, 2)
    assert results(found) == {
        "w_1(0)": -5,
        "w_2(0)": -2,
        "f(w_1(0), w_2(0))": Rational("10.5"),
        "w_1(1)": Rational("-4.6"),
        "w_2(1)": Rational("1.2"),
        "f(w_1(1), w_2(1))": Rational("4.996"),
        "w_1(2)": Rational("-4.232"),
        "w_2(2)": Rational("-0.72"),
        "f(w_1(2), w_2(2))": Rational("2.8277824"),
    }
    assert {line.relation for line in found.lines} == {"eq"}
    assert [line.step for line in found.lines] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_the_gradient_is_stated_once_in_the_coordinates() -> None:
    at = value_at((w_1, w_2))
    assert example(gradient_descent, 0).gradient == (
        Eq(Derivative(at, w_1), w_1 / 5, evaluate=False),
        Eq(Derivative(at, w_2), 4 * w_2, evaluate=False),
    )


@pytest.mark.parametrize(
    ("symbol", "substituted", "relation", "result"),
    [
        (component("w", 1, 1), r"-5 - 0.4 (0.2 \cdot (-5))", "eq", "-4.6"),
        (component("w", 2, 1), r"-2 - 0.4 (4 \cdot (-2))", "eq", "1.2"),
        (value_at(point(1)), r"0.1 \cdot (-4.6)^2 + 2 \cdot 1.2^2", "eq", "4.996"),
        (component("w", 1, 2), r"-4.6 - 0.4 (0.2 \cdot (-4.6))", "eq", "-4.232"),
    ],
    ids=str,
)
def test_numbers_are_substituted_and_not_evaluated(symbol: Expr, substituted: str, relation: str, result: str) -> None:
    assert printed(example(gradient_descent, 2).line(symbol)) == (substituted, relation, result)


def test_the_substituted_tree_keeps_its_parts() -> None:
    line = example(gradient_descent, 1).line(component("w", 1, 1))
    inner = Mul(Rational(1, 5), Integer(-5), evaluate=False)
    outer = Mul(Integer(-1), Float("0.4", 10), inner, evaluate=False)
    assert srepr(line.substituted) == srepr(Add(Integer(-5), outer, evaluate=False))


def test_the_formula_is_the_equation_of_the_specification() -> None:
    line = example(gradient_descent, 1).line(component("w", 1, 1))
    assert line.formula == component("w", 1, 0) - eta * Derivative(value_at(point(0)), component("w", 1, 0))


def test_after_twenty_steps() -> None:
    found = example(gradient_descent, 20)
    first, second = (found.line(component("w", n, 20)) for n in (1, 2))
    assert (first.result.value, second.result.value) == (-5 * Rational(23, 25) ** 20, -2 * Rational(3, 5) ** 20)
    assert (first.relation, str(first.result.shown)) == ("approx", "-0.943467")
    assert first.compare("-0.943467") is None
    assert second.compare("-0.000073") is None


def test_what_the_notes_print_at_the_second_iterate() -> None:
    found = example(gradient_descent, 2)
    assert [found.line(symbol).compare(text) for symbol, text in zip(point(2), ("-4.2", "-0.7"), strict=True)] == [
        None
    ] * 2
    wrong = found.line(value_at(point(2))).compare("2.7")
    assert wrong is not None
    assert (wrong.printed, wrong.expected, wrong.exact) == (Rational("2.7"), Rational("2.8"), Rational("2.8277824"))
    assert [cause.value for cause in wrong.causes] == [Rational("2.744")]
    assert wrong.causes[0].inputs == tuple(zip(point(2), (Rational("-4.2"), Rational("-0.7")), strict=True))


def test_a_step_from_rounded_numbers_is_explained() -> None:
    wrong = example(gradient_descent, 3).line(component("w", 1, 3)).compare("-3.86")
    assert wrong is not None
    assert wrong.expected == Rational("-3.89")
    assert [(cause.value, cause.input_decimals) for cause in wrong.causes] == [(Rational("-3.864"), 1)]


def test_the_momentum_iterations_that_the_notes_leave_out() -> None:
    found = results(example(momentum, 3, beta="0.9"))
    assert [found[f"v_1({n})"] for n in range(4)] == [0, -1, Rational("-1.82"), Rational("-2.4124")]
    assert [found[f"w_1({n})"] for n in range(4)] == [-5, Rational("-4.6"), Rational("-3.872"), Rational("-2.90704")]
    assert [found[f"w_2({n})"] for n in range(4)] == [-2, Rational("1.2"), Rational("2.16"), Rational("-0.432")]


def test_a_look_ahead_works_its_gradient_out_where_it_is_asked() -> None:
    line = example(nesterov, 2).line(component("g", 1, 2))
    assert printed(line)[1:] == ("eq", "-0.848")
    assert line.result.value == Rational("0.2") * (Rational("-4.6") + Rational("0.36"))


def test_an_irrational_rule_is_exact_as_long_as_it_can_be_and_rounded_after() -> None:
    found = example(adam, 2)
    exact, rounded = found.line(component("v_hat", 1, 1)), found.line(component("v_hat", 1, 2))
    assert printed(exact) == (r"\frac{-0.1}{1 - 0.9}", "eq", "-1")
    assert printed(rounded) == (r"\frac{-0.182}{1 - 0.9^2}", "approx", "-0.957895")
    assert found.line(component("w", 1, 1)).relation == "approx"


def test_a_gradient_read_twice_has_its_own_line() -> None:
    symbol = Derivative(value_at(point(0)), component("w", 2, 0))
    assert printed(example(adam, 1).line(symbol)) == (r"4 \cdot (-2)", "eq", "-8")


@pytest.mark.parametrize(
    "optimizer",
    [gradient_descent, momentum, *(momentum.variant(name) for name in momentum.variants), nesterov, adam],
    ids=lambda o: o.name,
)
def test_every_line_is_what_the_run_computes(optimizer: Optimizer) -> None:
    steps = run(optimizer, RAVINE, START, 4, digits=40, eta="0.3").steps
    found = results(worked_example(optimizer, RAVINE, START, 4, eta="0.3"))
    for step in steps:
        for n, number in enumerate(step.w, start=1):
            assert abs(found[f"w_{n}({step.k})"] - Rational(str(number))) < Rational(10) ** -28


def test_values_other_than_gradients_are_worked_out() -> None:
    rule = Optimizer("Valued", {w[k + 1]: w[k] - eta * f(w[k]) * g[k]})
    found = worked_example(rule, RAVINE, (1, 1), 1, eta=1).line(component("w", 1, 1))
    assert found.result.value == 1 - Rational("2.1") * Rational("0.2")


def test_letters_of_an_objective_take_their_defaults() -> None:
    scaled = Objective("scaled", c * w_1**2, defaults={c: 0.5})
    assert worked_example(gradient_descent, scaled, (3,), 1, eta=1).line(component("w", 1, 1)).result.value == 0


def test_a_run_that_leaves_the_numbers_is_worked_as_far_as_it_goes() -> None:
    rosenbrock = Objective("rosenbrock", (1 - w_1) ** 2 + 100 * (w_2 - w_1**2) ** 2)
    found = worked_example(gradient_descent, rosenbrock, START, 12, eta="0.4")
    assert found.trajectory.left is not None
    assert found.lines[-1].step == len(found.trajectory.steps) - 1


@pytest.mark.parametrize(
    ("optimizer", "message", "hint"),
    [
        (newton, "Newton is a matrix rule", "only elementwise rules are worked out by component"),
        (
            Optimizer("Noisy", {v[k]: normal(k), w[k + 1]: w[k] - v[k]}),
            "normal(k) cannot be worked out by hand",
            "take a rule that asks for derivatives alone",
        ),
    ],
    ids=["matrix", "random"],
)
def test_what_is_not_worked_by_hand_is_one_clear_error(optimizer: Optimizer, message: str, hint: str) -> None:
    with pytest.raises(RunError) as caught:
        worked_example(optimizer, RAVINE, START, 1)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_line_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(RunError) as caught:
        example(gradient_descent, 0).line(component("w", 3, 0))
    assert caught.value.message == "no line computes w_3(0)"
    assert caught.value.hint == "the lines compute w_1(0), w_2(0), f(w_1(0), w_2(0))"


@pytest.mark.parametrize(
    ("value", "exact", "shown", "whole"),
    [
        ("10.5", True, "10.5", True),
        ("10.5", False, "10.5", False),
        ("-4.6", True, "-4.6", True),
        ("1/3", True, "0.333333", False),
        ("7", True, "7", True),
        ("123456.7891", True, "123456.7891", True),
        ("123456.78912", True, "123457", False),
    ],
)
def test_how_a_number_is_shown(value: str, exact: bool, shown: str, whole: bool) -> None:
    number = Number(Rational(value), exact, 6)
    assert (latex(number.shown), number.whole) == (shown, whole)


def test_positive_terms_come_first() -> None:
    tree = substitute(w_2 - eta * w_1, {w_1: Integer(1), w_2: Integer(-7), eta: Integer(2)})
    assert tree.args[0] == -7


def test_a_gradient_elsewhere_than_at_the_point_is_no_partial_derivative_there() -> None:
    rule = Optimizer("Half", {g[k]: grad(w[k] / 2), w[k + 1]: w[k] - g[k]})
    assert worked_example(rule, RAVINE, START, 1).line(component("g", 1, 1)).result.value == Rational("-0.5")
