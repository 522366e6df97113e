"""What rules of vectors and matrices do where they cannot go on, and that they find minima where they can."""

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest

from symopt import Objective, library
from symopt.backends import find
from symopt.errors import RunError, SpecificationError
from symopt.functions.rosenbrock import rosenbrock
from symopt.functions.saddle import saddle
from symopt.optimizers.bfgs import bfgs
from symopt.optimizers.conjugate_gradient import conjugate_gradient
from symopt.optimizers.hessian_free import hessian_free
from symopt.optimizers.l_bfgs import l_bfgs
from symopt.optimizers.newton import newton
from symopt.procedures.armijo import armijo
from symopt.procedures.truncated_cg import truncated_cg
from symopt.program import Ask, Program
from symopt.program.evaluation import Fault
from symopt.program.instructions import flattened
from symopt.program.machine import Machine
from symopt.run import Left, run
from symopt.run.line_search import wolfe_step
from symopt.spec import Optimizer
from symopt.symbols import d, eta, g, grad, hess, k, w, w_1, w_2, x_
from tests.frameworks import required
from tests.problems import told

DOME = Objective("dome", -(w_1**2) - 2 * w_2**2)
BEALE = library.find("beale", "objective").value
RULES = [item.value for item in library.items("optimizer") if item.value.kind != "elementwise"]
STEPS_ON_ROSENBROCK = {
    "BFGS": 34,
    "BFGS, exact-line-search": 22,
    "BFGS, expanded": 34,
    "Conjugate gradients, fletcher-reeves": 99,
    "Conjugate gradients, haykin": 20,
    "Conjugate gradients, polak-ribiere-plus": 20,
    "Conjugate gradients, restarted": 20,
    "Hessian-free": 30,
    "Hessian-free, residual": 30,
    "L-BFGS": 38,
    "L-BFGS, exact-line-search": 22,
    "L-BFGS, unscaled": 34,
}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.name in STEPS_ON_ROSENBROCK], ids=lambda rule: rule.name
)
def test_the_minimum_of_rosenbrocks_valley_is_found(rule: Optimizer) -> None:
    found = run(rule, rosenbrock, (-1.2, 1), 2 * STEPS_ON_ROSENBROCK[rule.name])
    assert found.ended
    assert found.steps[-1].w == pytest.approx((1, 1), abs=1e-4)


@pytest.mark.parametrize("variant", ["", "line-search", "modified"])
def test_newton_finds_the_minimum_of_rosenbrocks_valley(variant: str) -> None:
    rule = newton.variant(variant) if variant else newton
    assert run(rule, rosenbrock, (-1.2, 1), 25).steps[-1].w == pytest.approx((1, 1), abs=1e-12)


def test_bfgs_needs_about_as_many_steps_as_scipys() -> None:
    optimize = required("scipy.optimize")
    theirs = optimize.minimize(optimize.rosen, [-1.2, 1], jac=optimize.rosen_der, method="BFGS", options={"gtol": 1e-6})
    assert abs(len(run(bfgs, rosenbrock, (-1.2, 1), 100).steps) - 1 - theirs.nit) <= 5


@pytest.mark.parametrize("rule", [l_bfgs, hessian_free], ids=lambda rule: rule.name)
def test_a_hundred_parameters_take_about_as_many_steps_as_scipys_l_bfgs(rule: Optimizer) -> None:
    optimize = required("scipy.optimize")
    f, gradient, start = optimize.rosen, optimize.rosen_der, np.full(100, 0.5)
    answers = {"f": f, "grad": gradient, "hvp": optimize.rosen_hess_prod, "wolfe": partial(wolfe_step, f, gradient)}
    machine = Machine(Program.of(rule), find("numpy"))
    constants, point, done = machine.constants({}), start, None
    state, k = told(machine.begin(start, constants), answers), 0
    while done is None or not done.ended:
        k += 1
        done = told(machine.step(state, point, k, constants), answers)
        point, state = done.params, done.state
    theirs = optimize.minimize(f, start, jac=gradient, method="L-BFGS-B", options={"gtol": 1e-7, "ftol": 0})
    assert k - 1 <= 1.2 * theirs.nit
    np.testing.assert_allclose(point, np.ones(100), atol=1e-5)
    assert (start == 0.5).all()


@pytest.mark.parametrize(
    ("rule", "objective", "left"),
    [
        (conjugate_gradient, DOME, Left(1, "eta[k]", "no-case")),
        (conjugate_gradient.variant("fletcher-reeves"), DOME, Left(1, "wolfe", "no-step")),
        (bfgs, saddle, Left(2, "wolfe", "no-step")),
        (newton.variant("line-search"), DOME, Left(1, "a[j] in Armijo", "no-case")),
        (newton, Objective("flat", w_1**2 + 0 * w_2, (w_1, w_2)), Left(1, "w[k + 1]", "singular")),
        (conjugate_gradient.variant("polak-ribiere"), rosenbrock, Left(18, "wolfe", "not-descent")),
        (conjugate_gradient.variant("restarted"), rosenbrock, None),
    ],
    ids=lambda part: getattr(part, "name", ""),
)
def test_where_a_rule_cannot_go_on_is_said(rule: Optimizer, objective: Objective, left: Left | None) -> None:
    start = (1, 0.01)
    found = run(rule, objective, start, 60)
    assert found.left == left
    assert found.ended == (left is None)
    assert start == (1, 0.01)
    assert found.steps[0].w == start


def test_a_step_that_does_not_bend_upward_teaches_bfgs_nothing_and_is_said() -> None:
    fixed = bfgs.where({eta[k]: 0.1}, name="BFGS, fixed step")
    assert run(fixed, DOME, (1, 1), 5, backend="exact").left == Left(1, "rho[k]", "no-case")


def test_a_failing_pass_leaves_parameters_and_state_alone() -> None:
    machine, point = Machine(Program.of(bfgs), find("numpy")), np.array([1.0, 2.0])
    constants, answers = machine.constants({}), {"grad": lambda x: x, "wolfe": lambda *_: -1.0}
    state = told(machine.begin(point, constants), answers)
    before = {slot: value.copy() for slot, value in state.items()}
    with pytest.raises(Fault):
        told(machine.step(state, point, 1, constants), {**answers, "grad": lambda x: -x})
    assert point.tolist() == [1, 2]
    assert all(np.array_equal(state[slot], value) for slot, value in before.items())


def test_a_modified_hessian_leads_down_from_where_newton_leads_up() -> None:
    start = (0.1, 0.9)
    up, down = (run(rule, BEALE, start, 30) for rule in (newton, newton.variant("modified")))
    assert down.steps[-1].w == pytest.approx((3, 0.5), abs=1e-9)
    assert up.steps[-1].w != pytest.approx((3, 0.5), abs=1e-2)
    heights = [step.f for step in down.steps]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize(
    ("curvatures", "multiple"), [((1, 2), 0), (("1/2000", 1), "0.001"), ((-1, 2), "1.024"), ((-2, -2), "2.048")]
)
def test_the_shift_is_the_first_multiple_that_makes_a_matrix_definite(curvatures: Any, multiple: Any) -> None:
    bowl = Objective.from_text(f"{curvatures[0]}/2*w1^2 + {curvatures[1]}/2*w2^2")
    found = run(newton.variant("modified"), bowl, (1, 1), 1, backend="exact").steps[1].letters["tau"]
    assert found == Fraction(multiple)


def test_where_the_first_direction_bends_down_truncated_cg_gives_it() -> None:
    rule = Optimizer("Once", {d[k]: truncated_cg(hess(w[k]), -g[k]), w[k + 1]: w[k] + d[k]})
    assert run(rule, DOME, (1, 1), 1, backend="exact").steps[1].letters["d"] == (2, 4)


def test_hessian_free_never_asks_for_the_hessian() -> None:
    program = Program.of(hessian_free)
    asked = {i.kind for i in flattened([*program.first, *program.later]) if isinstance(i, Ask)}
    assert asked == {"f", "grad", "hvp"}
    assert hessian_free.kind == "vector"


@pytest.mark.parametrize(
    ("rule", "kind"),
    [(newton, "matrix"), (newton.variant("modified"), "matrix"), (bfgs, "matrix"), (conjugate_gradient, "vector")],
    ids=lambda part: getattr(part, "name", part),
)
def test_kinds(rule: Optimizer, kind: str) -> None:
    assert rule.kind == kind


@pytest.mark.parametrize("backend", ["exact", "mpmath"])
def test_a_wolfe_search_beyond_doubles_is_an_error_that_names_what_to_take(backend: str) -> None:
    with pytest.raises(RunError) as caught:
        run(bfgs, rosenbrock, (-1, 1), 1, backend=backend)
    assert caught.value.message == f"the {backend} backend has no Wolfe line search: SciPy's computes with doubles"


def test_a_procedure_that_compares_a_vector_is_refused_where_it_is_called() -> None:
    bad = armijo.where({}, name="Bad", until=grad(x_) <= 0)
    with pytest.raises(SpecificationError) as caught:
        Optimizer("Calling", {w[k + 1]: w[k] - bad(w[k], -g[k]) * g[k]})
    assert caught.value.message.endswith("with which Bad: until compares a vector")
    assert caught.value.hint == "compare a scalar, such as its norm"
