"""Procedures that programs call: their scope, their questions, their ends, their bounds, their faults."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Piecewise, Rational

from symopt import Objective
from symopt.backends import find
from symopt.errors import RunError, SpecificationError
from symopt.functions.rosenbrock import rosenbrock
from symopt.program import Ask, Invoke, Program
from symopt.program.machine import Machine
from symopt.run import Left, run
from symopt.spec import Optimizer, Procedure
from symopt.symbols import (
    A_,
    I,
    a,
    b_,
    d,
    d_,
    dot,
    each,
    eta,
    f,
    g,
    grad,
    hess,
    history,
    i,
    j,
    k,
    lam,
    p,
    q,
    r,
    rho,
    s,
    solve,
    v,
    w,
    w_1,
    w_2,
    x_,
    y,
)
from tests.test_program import drive, fractions

BOWL = Objective("bowl", w_1**2 + 2 * w_2**2)
BACKTRACKING = Procedure(
    "Backtracking",
    takes=(x_, d_),
    start={a[0]: 1},
    updates={a[j + 1]: rho * a[j]},
    until=f(x_ + a[j] * d_) <= f(x_),
    gives=a[j],
    defaults={rho: 0.5},
    bound=20,
)
SEARCHING = Optimizer("Searching", {w[k + 1]: w[k] - BACKTRACKING(w[k], -g[k]) * g[k]})
RICHARDSON = Procedure(
    "Richardson",
    takes=(A_, b_),
    updates={r[j]: b_ - dot(A_, y[j]), y[j + 1]: y[j] + eta * r[j]},
    until=dot(r[j], r[j]) <= Rational(1, 10**24),
    gives=y[j],
    defaults={eta: 0.25},
)


def asked_by(rule: Optimizer, kind: str = "later") -> list[str]:
    return [instruction.slot for instruction in getattr(Program.of(rule), kind)]


def test_a_procedure_yields_its_questions_outwards() -> None:
    machine, point = Machine(Program.of(SEARCHING), find("exact")), fractions(4)
    asked, done = drive(
        machine.step({}, point, 1, machine.constants({})), grad=lambda x: 3 * x, f=lambda x: 3 * x[0] ** 2 / 2
    )
    assert [query[0] for query in asked] == ["grad", "f", "f", "f"]
    assert [query[1][0] for query in asked] == [4, 4, -8, -2], "what is the same in every pass is asked once, and first"
    assert list(done.params) == [-2]


def test_hyperparameters_of_a_procedure_are_its_callers_too() -> None:
    assert Machine(Program.of(SEARCHING), find("exact")).constants({}) == {"rho": Fraction(1, 2)}
    found = run(SEARCHING, BOWL, (1, 1), 1, backend="exact", rho="1/4")
    assert found.hyperparameters == {"rho": Fraction(1, 4)}
    assert found.steps[1].w == (Fraction(1, 2), 0)


def test_a_callers_default_wins_over_the_procedures() -> None:
    bold = Optimizer("Bold", SEARCHING.updates, defaults={rho: 0.25})
    assert Machine(Program.of(bold), find("exact")).constants({}) == {"rho": Fraction(1, 4)}


def test_two_defaults_of_one_letter_are_an_error() -> None:
    slow = BACKTRACKING.where({a[j + 1]: rho * a[j] / 2}, name="Slow", defaults={rho: 0.75})
    both = Optimizer("Both", {w[k + 1]: w[k] - (BACKTRACKING(w[k], -g[k]) + slow(w[k], -g[k])) * g[k]})
    with pytest.raises(RunError) as caught:
        Machine(Program.of(both), find("exact")).constants({})
    assert caught.value.message == "Both: its procedures take rho to be 1/2 and 3/4"
    assert caught.value.hint == "give Both its own default"


def test_the_bound_of_a_procedure_is_an_error_that_names_it_and_the_step() -> None:
    up = Optimizer("Up", {v[k]: g[k] / 2, w[k + 1]: w[k] + BACKTRACKING(w[k], v[k]) * v[k]})
    point = (1, 1)
    with pytest.raises(RunError) as caught:
        run(up, BOWL, point, 1, backend="exact")
    assert caught.value.message == "Up: Backtracking at step 1: it has not ended after 20 passes"
    assert caught.value.hint.startswith("begin elsewhere, ask it for less, or raise its bound")
    assert point == (1, 1)


@pytest.mark.parametrize("bound", [0, -1, 1.5, True, "many", None])
def test_a_bound_is_a_number_of_passes(bound: Any) -> None:
    with pytest.raises(SpecificationError) as caught:
        Procedure("Test", takes=(x_,), updates={a[j + 1]: a[j]}, until=a[j] > 1, gives=a[j], bound=bound)
    assert caught.value.message == f"Test is bounded by {bound!r} passes"
    assert caught.value.hint == "allow it 1, 2, 3, ... passes"


def test_a_relative_keeps_the_bound() -> None:
    assert BACKTRACKING.where({a[j + 1]: a[j] / 4}, name="Fast").bound == 20


def test_a_fault_in_a_procedure_names_its_letter_and_the_procedure() -> None:
    downhill = BACKTRACKING.where({a[0]: Piecewise((1, dot(grad(x_), d_) < 0))}, name="Downhill")
    rule = Optimizer("Wrong way", {w[k + 1]: w[k] + downhill(w[k], g[k]) * g[k]})
    found = run(rule, BOWL, (1, 1), 3)
    assert found.left == Left(1, "a[j] in Downhill", "no-case")
    assert [step.w for step in found.steps] == [(1.0, 1.0)]


def test_an_error_in_a_procedure_names_letter_procedure_and_step() -> None:
    rooted = BACKTRACKING.where({a[j + 1]: a[j] ** Rational(1, 2) / 2}, name="Rooted")
    rule = Optimizer("Rooting", {w[k + 1]: w[k] - rooted(w[k], -g[k]) * g[k]})
    with pytest.raises(RunError) as caught:
        run(rule, Objective("steep", 100 * w_1**2), (1,), 1, backend="exact")
    assert caught.value.message == "Rooting: a[j + 1] in Rooted at step 1: the square root of 1/2 is not rational"


@pytest.mark.parametrize(
    ("matrix", "asks"),
    [
        (hess(w[k]), {"hvp"}),
        (2 * hess(w[k]) + lam * I, {"hvp"}),
        (3 * (hess(w[k]) + I), {"hvp"}),
        (hess(w[k]) + hess(2 * w[k]), {"hvp"}),
        (hess(w[k] - g[k]) / 2 + dot(hess(w[k]), hess(w[k])), {"hess", "hvp"}),
    ],
    ids=str,
)
def test_a_matrix_of_hessians_is_passed_as_what_it_is_made_of(matrix: Any, asks: set[str]) -> None:
    rule = Optimizer("Inner", {w[k + 1]: w[k] - RICHARDSON(matrix, g[k])}, defaults={eta: 0.02})
    whole = Optimizer("Outer", {w[k + 1]: w[k] - solve(matrix, g[k])})
    hessian = np.array([[2.0, 0.5], [0.5, 3.0]])
    bent = lambda x: hessian * (1 + x[0] ** 2 / 9)  # noqa: E731
    answers = {"grad": lambda x: hessian @ x, "hess": bent, "hvp": lambda x, direction: bent(x) @ direction}
    asked, reached = [], []
    for each_rule in (rule, whole):
        machine = Machine(Program.of(each_rule), find("numpy"))
        constants = machine.constants({"lambda": 1} if lam in each_rule.hyperparameters else {})
        questions, done = drive(machine.step({}, np.array([1.0, 1.0]), 1, constants), **answers)
        asked.append({query[0] for query in questions})
        reached.append(done.params)
    assert asked[0] - {"grad"} == asks
    np.testing.assert_allclose(*reached, rtol=1e-9)


def test_a_procedure_that_needs_the_matrix_itself_is_given_it() -> None:
    direct = Procedure(
        "Direct", takes=(A_, b_), updates={y[j + 1]: solve(A_, b_)}, until=dot(y[j], y[j]) > 0, gives=y[j]
    )
    rule = Optimizer("Whole", {w[k + 1]: w[k] - direct(hess(w[k]), g[k])})
    assert rule.kind == "matrix"
    assert "hess(w(k))" in asked_by(rule)
    assert run(rule, BOWL, (3, 5), 1, backend="exact").steps[1].w == (0, 0)


def test_a_hessian_inside_a_hessian_is_multiplied_twice() -> None:
    rule = Optimizer("Squared", {w[k + 1]: w[k] - dot(hess(w[k]), dot(hess(w[k]), g[k]))})
    kinds = [ask.kind for ask in Program.of(rule).later if isinstance(ask, Ask)]
    assert kinds == ["grad", "hvp", "hvp"]
    assert run(rule, BOWL, (1, 1), 1, backend="exact").steps[1].w == (-7, -63)


def test_a_call_is_made_once_however_often_it_stands() -> None:
    step = BACKTRACKING(w[k], -g[k])
    rule = Optimizer("Twice", {q[k]: step * g[k], w[k + 1]: w[k] - (q[k] + step * g[k]) / 2})
    assert len([i for i in Program.of(rule).later if isinstance(i, Invoke)]) == 1


def test_procedures_call_procedures() -> None:
    outer = Procedure(
        "Outer",
        takes=(x_, d_),
        updates={s[j]: BACKTRACKING(x_, d_), a[j + 1]: a[j] + s[j]},
        until=a[j] >= 2,
        gives=a[j],
        start={a[0]: 0},
    )
    rule = Optimizer("Nested", {w[k + 1]: w[k] - outer(w[k], -g[k]) * g[k]})
    assert run(rule, BOWL, (1, 0), 1, backend="exact").steps[1].w == (-3, 0)


def test_a_procedure_may_loop_over_its_own_past() -> None:
    summing = Procedure(
        "Summing",
        takes=(x_,),
        start={p[0]: x_},
        updates={
            q[j]: 0 * x_,
            each(i, j - 1, j - history): {q[i]: q[i + 1] + p[i]},
            p[j + 1]: 2 * p[j],
            a[j + 1]: a[j] + 1,
        },
        until=a[j] >= 3,
        gives=q[j - history],
        defaults={history: 2},
    )
    rule = Optimizer("Looping", {w[k + 1]: summing(w[k]) + 0 * g[k]})
    assert run(rule, BOWL, (1, 2), 1, backend="exact").steps[1].w == (2 + 4, 4 + 8)


def test_two_procedures_of_one_name_are_an_error() -> None:
    other = BACKTRACKING.where({a[j + 1]: rho * a[j] / 2}, name="Backtracking")
    rule = Optimizer("Same", {w[k + 1]: w[k] - (BACKTRACKING(w[k], -g[k]) + other(w[k], -g[k])) * g[k]})
    with pytest.raises(RunError) as caught:
        Machine(Program.of(rule), find("numpy"))
    assert caught.value.message == "Same: two procedures are called Backtracking"
    assert caught.value.hint == "rename one of them"


@pytest.mark.parametrize("backend", ["exact", "numpy", "mpmath"])
def test_procedures_run_on_every_backend(backend: str) -> None:
    found = run(SEARCHING, rosenbrock, (-1, 1), 3, backend=backend)
    assert [float(number) for number in found.steps[3].w] == pytest.approx([1, 1])


def test_the_identity_is_made_only_where_it_is_read() -> None:
    rule = Optimizer("Damped", {d[k]: RICHARDSON(hess(w[k]) + lam * I, -g[k]), w[k + 1]: w[k] + d[k]})
    machine = Machine(Program.of(rule), find("numpy"))
    assert "I" not in machine._scope(np.zeros(2), 1, {})
    assert rule.kind == "vector"
