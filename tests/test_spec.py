"""The specification language: what follows from the equations of every rule that ships."""

import copy
import importlib
import pkgutil
import subprocess
import sys
from fractions import Fraction
from types import MappingProxyType

import pytest
from sympy import Eq, Float, Integer, Max, Rational, S, sqrt

import symopt.optimizers
import symopt.procedures
from symopt.optimizers.adagrad import adagrad
from symopt.optimizers.adam import adam
from symopt.optimizers.bfgs import bfgs
from symopt.optimizers.conjugate_gradient import conjugate_gradient
from symopt.optimizers.gains import gains
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.l_bfgs import l_bfgs
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nadam import nadam
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.optimizers.rmsprop import rmsprop
from symopt.optimizers.rprop import rprop
from symopt.procedures.armijo import armijo
from symopt.procedures.exact import exact
from symopt.procedures.truncated_cg import truncated_cg, truncated_cg_by_residual
from symopt.spec import Optimizer, Procedure
from symopt.spec.differences import apply
from symopt.spec.validation import show
from symopt.symbols import (
    Count,
    Decay,
    Hyper,
    Sequence,
    a,
    beta,
    beta_1,
    beta_2,
    c_1,
    c_2,
    d,
    dot,
    each,
    epsilon,
    eta,
    eta_0,
    f,
    g,
    gamma,
    grad,
    hess,
    history,
    i,
    j,
    k,
    lam,
    m,
    m_hat,
    norm,
    q,
    r,
    s,
    s_hat,
    solve,
    tau,
    tolerance,
    u,
    v,
    v_hat,
    v_max,
    w,
    x_,
)


def made(package, kind):
    """Every specification that the modules of a package define, by module and name."""
    found = {}
    for module in pkgutil.iter_modules(package.__path__):
        names = vars(importlib.import_module(f"{package.__name__}.{module.name}"))
        found |= {f"{module.name}.{name}": rule for name, rule in names.items() if isinstance(rule, kind)}
    homes = sorted(found, key=lambda key: len(set(key.split("."))))
    return {key: found[key] for n, key in enumerate(homes) if found[key] not in [found[other] for other in homes[:n]]}


OPTIMIZERS = made(symopt.optimizers, Optimizer)
PROCEDURES = made(symopt.procedures, Procedure)
GRADIENT = ("grad(w(k))",)
SEARCHED = ("grad(w(k))", "wolfe(w(k), d(k), c_1, c_2)")

EXPECTED = {
    "adadelta.adadelta": ("elementwise", {"s": 1, "u": 1}, "epsilon gamma", GRADIENT),
    "adagrad.adagrad": ("elementwise", {"s": 1}, "epsilon eta", GRADIENT),
    "adam.adam": ("elementwise", {"s": 1, "v": 1}, "beta_1 beta_2 epsilon eta", GRADIENT),
    "adamax.adamax": ("elementwise", {"u": 1, "v": 1}, "beta_1 beta_2 eta", GRADIENT),
    "adamw.adamw": ("elementwise", {"s": 1, "v": 1}, "beta_1 beta_2 epsilon eta lambda", GRADIENT),
    "amsgrad.amsgrad": ("elementwise", {"s": 1, "s_max": 1, "v": 1}, "beta_1 beta_2 epsilon eta", GRADIENT),
    "bfgs.bfgs": ("matrix", {"H": 1}, "c_1 c_2 epsilon", (*SEARCHED, "grad(w(k + 1))")),
    "bfgs.bfgs:exact-line-search": ("matrix", {"H": 1}, "epsilon", ("grad(w(k))", "grad(w(k + 1))")),
    "conjugate_gradient.conjugate_gradient": ("vector", {"d": 1, "g": 1}, "epsilon", ("grad(w(k))", "hess(w(k))")),
    "conjugate_gradient.conjugate_gradient:haykin": ("vector", {"d": 1, "g": 1, "tau": 1}, "epsilon", GRADIENT),
    "conjugate_gradient.conjugate_gradient:restarted": ("vector", {"d": 1, "g": 1}, "N c_1 c_2 epsilon", SEARCHED),
    "gains.gains": ("elementwise", {"g": 1, "gain": 1}, "delta_0 eta", GRADIENT),
    "gradient_descent.gradient_descent": ("elementwise", {}, "eta", GRADIENT),
    "hessian_free.hessian_free": (
        "vector",
        {"lambda": 1},
        "epsilon",
        ("grad(w(k))", "hess(w(k))", "f(d(k) + w(k))", "f(w(k))"),
    ),
    "l_bfgs.l_bfgs": (
        "vector",
        {"gamma": 1, "s": history, "y": history},
        "c_1 c_2 epsilon m",
        (*SEARCHED, "grad(w(k + 1))"),
    ),
    "lion.lion": ("elementwise", {"v": 1}, "beta_1 beta_2 eta lambda", GRADIENT),
    "momentum.momentum": ("elementwise", {"v": 1}, "beta eta", GRADIENT),
    "nadam.nadam": ("elementwise", {"s": 1, "v": 1}, "beta_1 beta_2 epsilon eta", GRADIENT),
    "nesterov.nesterov": ("elementwise", {"v": 1}, "beta eta", ("grad(-beta*eta*v(k - 1) + w(k))",)),
    "newton.newton": ("matrix", {}, "eta", ("grad(w(k))", "hess(w(k))")),
    "rmsprop.rmsprop": ("elementwise", {"s": 1}, "epsilon eta gamma", GRADIENT),
    "rprop.rprop": ("elementwise", {"delta": 1, "g": 1}, "delta_0 eta_max eta_min eta_minus eta_plus", GRADIENT),
    "signsgd.signsgd": ("elementwise", {}, "eta", GRADIENT),
    "vsgd.vsgd": (
        "elementwise",
        {"g_bar": 1, "h_bar": 1, "tau": 1, "v_bar": 1},
        "alpha epsilon",
        ("grad(w(k))", "curvature(w(k))"),
    ),
    "weight_perturbation.weight_perturbation": (
        "elementwise",
        {},
        "eta sigma",
        ("normal(k)", "f(sigma*xi(k) + w(k))", "f(w(k))"),
    ),
}


def named(key):
    home, _, variant = key.partition(":")
    return OPTIMIZERS[home].variant(variant) if variant else OPTIMIZERS[home]


def test_every_shipped_rule_is_expected():
    assert sorted(OPTIMIZERS) == sorted(key for key in EXPECTED if ":" not in key)


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_what_follows_from_the_equations(key):
    kind, state, hyperparameters, queries = EXPECTED[key]
    rule = named(key)
    assert rule.kind == kind
    assert dict(rule.state) == state
    assert " ".join(map(str, rule.hyperparameters)) == hyperparameters
    assert tuple(map(str, rule.queries)) == queries


EXPECTED_OF_PROCEDURES = {
    "armijo.armijo": ({"a": 1}, "c_1 rho"),
    "exact.exact": ({"a": 1, "high": 1, "low": 1}, "tolerance"),
    "shift.shift": ({"tau": 1}, "delta_0"),
    "truncated_cg.truncated_cg": ({"e": history, "p": 1, "r": 1, "y": 1}, "m tolerance"),
    "truncated_cg.truncated_cg_by_residual": ({"p": 1, "r": 1, "y": 1}, "tolerance"),
}


def test_every_shipped_procedure_is_expected():
    assert sorted(PROCEDURES) == sorted(EXPECTED_OF_PROCEDURES)


@pytest.mark.parametrize("key", sorted(EXPECTED_OF_PROCEDURES))
def test_what_follows_from_a_procedure(key):
    state, hyperparameters = EXPECTED_OF_PROCEDURES[key]
    procedure = PROCEDURES[key]
    assert dict(procedure.state) == state
    assert " ".join(map(str, procedure.hyperparameters)) == hyperparameters


def told(rule):
    return set(rule.equations), rule.start, rule.defaults


@pytest.mark.parametrize("key", sorted(OPTIMIZERS))
def test_every_variant_is_a_rule_with_its_own_equations(key):
    rule = OPTIMIZERS[key]
    for name in rule.variants:
        variant = rule.variant(name)
        assert variant.name == f"{rule.name}, {name}"
        assert told(variant) != told(rule)
        assert variant is rule.variant(name), "made once"


def sides(rule):
    return [show(equation.left) for equation in rule.equations]


def test_the_gradient_is_spelled_out_above_its_first_reader():
    assert sides(momentum) == ["g[k]", "v[k]", "w[k + 1]"]
    assert momentum.equations[0].right == grad(w[k])


def test_the_rules_own_gradient_is_left_alone():
    assert [equation.right for equation in nesterov.equations if equation.left == g[k]] == [
        grad(w[k] - eta * beta * v[k - 1])
    ]


def test_a_rule_may_call_its_gradient_by_another_letter_and_start_from_it():
    rule = Optimizer(
        name="Test",
        updates={r[k]: -grad(w[k]), d[k]: r[k] + r[k - 1], w[k + 1]: w[k] + d[k], tau[k]: tau[k - 1]},
        start={tau[1]: norm(r[1])},
        until=norm(r[k]) <= epsilon * tau[k],
    )
    assert sides(rule) == ["r[k]", "d[k]", "w[k + 1]", "tau[k]"]
    assert (rule.kind, dict(rule.state)) == ("vector", {"r": 1, "tau": 1})
    assert tuple(map(str, rule.queries)) == GRADIENT


def test_the_gradient_that_a_group_reads_stands_above_the_group():
    rule = Optimizer(
        name="Test",
        updates={each(i, k - 1, k - history): {a[i]: dot(g[k], g[i])}, w[k + 1]: w[k] - a[k - history] * g[k]},
    )
    assert sides(rule) == ["g[k]", "a[i]", "w[k + 1]"]
    assert dict(rule.state) == {"g": history}


def test_the_end_may_be_the_only_reader_of_the_gradient():
    rule = Optimizer(name="Test", updates={w[k + 1]: w[k] - eta * w[k]}, until=norm(g[k]) <= epsilon)
    assert sides(rule) == ["w[k + 1]", "g[k]"]


def test_a_group_is_flattened_with_its_bounds():
    first, last = (equation.bounds for equation in l_bfgs.equations if equation.left in (q[i], Sequence("r")[i + 1]))
    assert first == (k - 1, k - history)
    assert last == (k - history, k - 1)
    assert l_bfgs.computed["gamma"] == 1


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (0.05, "1/20"),
        (1e-8, "1/100000000"),
        (Float("0.3"), "3/10"),
        (Fraction(1, 3), "1/3"),
        (3, "3"),
        (Rational(2, 5), "2/5"),
    ],
)
def test_decimals_are_exact(given, number):
    rule = Optimizer(name="Test", updates={w[k + 1]: w[k] - given * eta * g[k]}, defaults={eta: given})
    assert rule.default(eta) == Rational(number)
    assert rule.equations[-1].right == w[k] - Rational(number) * eta * g[k]


def test_no_decimal_survives_anywhere():
    rule = Optimizer(
        name="Test",
        updates={v[k]: 0.9 * v[k - 1.0] + g[k] ** 0.5, w[k + 1]: w[k] - v[k], v[0]: 0.1 * w[1]},
        until=norm(v[k]) <= 0.001,
        variants={"other": {0.9 * v[k - 1]: 0.5 * v[k - 1]}},
    )
    procedure = Procedure(
        name="Inner",
        takes=(x_,),
        updates={a[j + 1]: 0.5 * a[j]},
        start={a[0]: 0.1},
        until=f(x_) <= 0.5,
        gives=0.5 * a[j],
    )
    for of in (rule, rule.variant("other"), procedure):
        assert not any(expression.has(Float) for expression in of.expressions())
    assert rule.equations[1].right == Rational(9, 10) * v[k - 1] + sqrt(g[k])


def test_a_letter_at_a_fixed_index_starts():
    assert dict(momentum.variant("heavy-ball").start) == {w[0]: w[1]}
    assert [show(left) for left in momentum.variant("heavy-ball").updates] == ["w[k + 1]"]


def test_a_specification_cannot_be_changed():
    assert isinstance(adam.updates, MappingProxyType)
    with pytest.raises(TypeError):
        adam.defaults[eta] = S.One
    with pytest.raises(AttributeError):
        adam.name = "Eve"
    assert copy.copy(adam).state == adam.state


def test_a_table_changed_later_does_not_change_the_rule():
    defaults = {eta: Rational(1, 10)}
    rule = Optimizer(name="Test", updates={w[k + 1]: w[k] - eta * g[k]}, defaults=defaults)
    defaults[eta] = Integer(5)
    assert rule.default(eta) == Rational(1, 10)


def test_two_rules_share_letters_but_no_defaults():
    assert adam.default(eta) == Rational(1, 1000)
    assert gradient_descent.default(eta) == Rational(1, 100)
    assert gradient_descent.default(beta) is None


def test_letters_of_ones_own():
    zeta, b, theta, M = Hyper("zeta"), Sequence("b"), Decay("theta"), Count("M")
    rule = Optimizer(
        name="Own",
        updates={b[k]: theta * b[k - 1] + g[k - M], w[k + 1]: w[k] - zeta * b[k]},
        defaults={zeta: 0.1, theta: 0.5, M: 3},
    )
    assert rule.hyperparameters == (M, theta, zeta)
    assert dict(rule.state) == {"b": 1, "g": M}


@pytest.mark.parametrize(
    ("updates", "state"),
    [
        ({v[k]: v[k - 1] + v[k - 3] + g[k], w[k + 1]: w[k] - v[k]}, {"v": 3}),
        ({w[k + 1]: w[k] - g[k] + w[k - 2], w[0]: w[1], w[-1]: w[1]}, {"w": 2}),
        ({w[k + 1]: w[k] - g[k - history] - g[k]}, {"g": history}),
        ({w[k + 1]: w[k] - g[k - history] - g[k - 2]}, {"g": None}),
        ({w[k + 1]: w[k] - u[k] * g[k], u[k + 1]: u[k] + g[k]}, {"u": 1}),
        ({w[k + 1]: w[k] - g[k], u[k + 1]: w[k + 1] - w[k]}, {}),
    ],
    ids=str,
)
def test_state_is_what_the_indices_say(updates, state):
    found = dict(Optimizer(name="Test", updates=updates).state)
    assert set(found) == set(state)
    assert all(depth is None or found[name] == depth for name, depth in state.items())


def test_the_end_is_read_for_state_too():
    rule = Optimizer(
        name="Test", updates={u[k]: f(w[k]), w[k + 1]: w[k] - g[k]}, start={u[0]: 0}, until=u[k - 1] - u[k] <= epsilon
    )
    assert dict(rule.state) == {"u": 1}


def test_a_first_pass_that_is_replaced_needs_no_past():
    assert dict(conjugate_gradient.start) == {Sequence("beta")[1]: 0}
    assert "g" in conjugate_gradient.state


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (gradient_descent, "elementwise"),
        (gradient_descent.where({}, name="Test", until=norm(w[k]) <= epsilon), "elementwise"),
        (newton.variant("damped"), "matrix"),
        (Optimizer(name="Test", updates={w[k + 1]: w[k] - dot(hess(w[k]), g[k])}), "vector"),
        (Optimizer(name="Test", updates={w[k + 1]: w[k] - armijo(w[k], -g[k]) * g[k]}), "vector"),
        (
            Optimizer(
                name="Test", updates={tau[k]: tau[k - 1], w[k + 1]: w[k] - tau[k] * g[k]}, start={tau[0]: norm(w[1])}
            ),
            "vector",
        ),
    ],
    ids=str,
)
def test_the_kind_is_what_the_rule_asks_of_its_parameters(rule, kind):
    assert rule.kind == kind


def test_inner_questions_come_first():
    inner = grad(w[k])
    rule = Optimizer(name="Test", updates={w[k + 1]: w[k] - grad(w[k] - f(w[k] - eta * inner) * inner)})
    assert [str(query) for query in rule.queries] == [
        "grad(w(k))",
        "f(-eta*grad(w(k)) + w(k))",
        "grad(-f(-eta*grad(w(k)) + w(k))*grad(w(k)) + w(k))",
    ]


def test_a_difference_replaces_an_equation_where_it_stands():
    assert sides(nadam) == sides(adam)
    assert dict(momentum.variant("damped").updates)[v[k]] == beta * v[k - 1] + (1 - beta) * g[k]


def test_a_difference_replaces_a_subexpression_wherever_it_stands():
    inside = adagrad.variant("epsilon-inside")
    assert inside.equations[-1].right == w[k] - eta * g[k] / sqrt(s[k] + epsilon)


def test_a_schedule_stands_for_a_hyperparameter_in_the_start_too():
    rule = momentum.where({}, name="Test", start={v[0]: eta * w[1]}).where({eta: eta_0 / k}, name="Scheduled")
    assert rule.equations[-1].right == w[k] - eta_0 / k * v[k]
    assert rule.start[v[0]] == eta_0 * w[1]
    assert eta not in rule.hyperparameters
    assert rule.default(eta) is None, "variants that read it are gone too"


def test_the_call_of_a_procedure_stands_for_a_hyperparameter():
    step = -solve(hess(w[k]), g[k])
    rule = newton.where({eta: armijo(w[k], step)}, name="Searched")
    assert rule.equations[-1].right == w[k] + armijo(w[k], step) * step
    assert rule.hyperparameters == ()
    assert [procedure.name for procedure in rule.procedures] == ["Armijo"]


def test_new_equations_stand_above_their_first_readers_in_any_order():
    new = {
        v_max[k]: v_max[k - 1] + u[k],
        w[k + 1]: w[k] - eta * v_max[k],
        u[k]: d[k] ** 2,
        d[k]: g[k] * 2,
    }
    for difference in (new, dict(reversed(new.items()))):
        rule = adam.where(difference, name="Test")
        assert sides(rule) == ["g[k]", "d[k]", "u[k]", "v_max[k]", "w[k + 1]"]


def test_a_new_equation_that_the_pass_does_not_read_stands_last():
    rule = momentum.where({w[k + 1]: w[k] - v[k] - u[k - 1], u[k]: w[k + 1] - w[k]}, name="Test")
    assert sides(rule) == ["g[k]", "v[k]", "w[k + 1]", "u[k]"]


def test_an_equation_inside_a_group_is_replaced_there():
    rule = l_bfgs.where({q[i]: q[i + 1] - 2 * a[i] * Sequence("y")[i]}, name="Test")
    assert sides(rule) == sides(l_bfgs)
    assert next(e.right for e in rule.equations if e.left == q[i] and e.group) == q[i + 1] - 2 * a[i] * Sequence("y")[i]


def test_what_falls_out_of_use_is_dropped():
    plain = adam.where({w[k + 1]: w[k] - eta * v[k]}, name="Test")
    assert sides(plain) == ["g[k]", "v[k]", "w[k + 1]"]
    assert plain.hyperparameters == (beta_1, eta)
    assert set(plain.defaults) == {beta_1, eta}
    still = l_bfgs.where({w[k + 1]: w[k] - g[k]}, name="Test")
    assert sides(still) == ["g[k]", "w[k + 1]"]
    assert dict(still.start) == {}


def test_a_start_that_no_pass_reads_any_more_is_dropped():
    started = momentum.where({}, name="Test", start={v[0]: w[1]})
    assert dict(started.where({v[k]: g[k]}, name="Test").start) == {}


def test_defaults_may_be_all_that_differs():
    rule = adam.where({}, name="Test", defaults={eta: 0.5})
    assert (rule.default(eta), adam.default(eta)) == (Rational(1, 2), Rational(1, 1000))


def test_a_relative_keeps_the_variants_that_do_not_undo_it():
    fading = adagrad.where({s[k]: s[k - 1] / 2 + g[k] ** 2}, name="Test")
    assert set(fading.variants) == set(adagrad.variants)
    ahead = adam.where({v_hat[k]: v[k] + g[k]}, name="Test")
    assert set(ahead.variants) == set(adam.variants) - {"uncorrected"}
    growing = adam.where({s_hat[k]: Max(s_hat[k - 1], s[k]), w[k + 1]: w[k] - s_hat[k]}, name="Test")
    assert set(growing.variants) == {"l2"}
    assert fading.variant("epsilon-inside").equations[-1].right == w[k] - eta * g[k] / sqrt(s[k] + epsilon)


def test_a_relative_keeps_the_defaults_of_its_variants():
    rule = Optimizer(
        name="Test",
        updates=momentum.updates,
        defaults={eta: 1, beta: 0, lam: 2},
        variants={"l2": {g[k]: grad(w[k]) + lam * w[k]}},
    )
    damped = rule.where({v[k]: beta * v[k - 1] + (1 - beta) * g[k]}, name="Damped")
    assert (damped.default(lam), damped.variant("l2").default(lam)) == (2, 2)
    assert damped.where({}, name="Again", defaults={eta: 3}, variants=damped.variants).default(lam) == 2


def test_a_variant_may_state_defaults_of_its_own():
    variants = {"keras": {v[k]: beta * v[k - 1] - eta * g[k], w[k + 1]: w[k] + v[k], "defaults": {eta: 0.5}}}
    rule = Optimizer(name="Test", updates=momentum.updates, defaults={eta: 1, beta: 0}, variants=variants)
    assert dict(rule.variant("keras").defaults) == {eta: Rational(1, 2), beta: 0}
    assert dict(rule.defaults) == {eta: 1, beta: 0}


def test_a_variant_may_differ_in_its_defaults_alone():
    rule = Optimizer(
        name="Test", updates=momentum.updates, defaults={eta: 1, beta: 0}, variants={"slow": {"defaults": {eta: 0.1}}}
    )
    assert rule.variant("slow").updates == rule.updates
    assert rule.variant("slow").default(eta) == Rational(1, 10)


def test_a_hyperparameter_that_only_a_variant_reads_has_its_default_there():
    rule = momentum.where({}, name="Test", defaults={eta: 1}, variants={"l2": {g[k]: w[k] * lam, "defaults": {lam: 2}}})
    assert (rule.default(lam), rule.variant("l2").default(lam)) == (None, 2)


def test_defaults_stated_beside_the_difference_win_over_those_in_it():
    rule = momentum.where({"defaults": {eta: 2, beta: 0}}, name="Test", defaults={eta: 3})
    assert dict(rule.defaults) == {eta: 3, beta: 0}


def test_a_relative_may_be_given_variants_in_place_of_those_it_would_keep():
    given = {"plain": {v[k]: g[k]}}
    assert momentum.where({}, name="Test", defaults={eta: 1}).variants.keys() == momentum.variants.keys()
    assert dict(momentum.where({}, name="Test", defaults={eta: 1}, variants=given).variants) == given
    assert dict(momentum.where({}, name="Test", defaults={eta: 1}, variants={}).variants) == {}


def test_a_relative_of_a_variant():
    rule = adam.variant("epsilon-inside").where({eta: eta_0 / sqrt(k)}, name="Test")
    assert rule.equations[-1].right == w[k] - eta_0 / sqrt(k) * v_hat[k] / sqrt(s_hat[k] + epsilon)


def test_a_difference_of_a_procedure():
    lower = armijo.where({a[0]: 2, c_1: 0}, name="Lower")
    assert (lower.default(c_1), armijo.default(c_1)) == (None, Rational(1, 10000))
    assert (dict(lower.start), lower.takes) == ({a[0]: 2}, armijo.takes)
    assert not lower.until.has(c_1)
    half = armijo.where({a[j + 1]: a[j] / 2}, name="Halving")
    assert (half.gives, [str(letter) for letter in half.hyperparameters]) == (a[j], ["c_1"])


def test_a_procedure_that_ends_otherwise_drops_what_only_its_end_read():
    relative = truncated_cg_by_residual
    assert relative.takes == truncated_cg.takes
    assert (truncated_cg.default(history), relative.default(history)) == (10, None)
    assert set(truncated_cg.computed) - set(relative.computed) == {"e"}


def test_a_subexpression_is_replaced_in_the_end_and_the_result():
    rule = bfgs.where({norm(g[k]): norm(w[k])}, name="Test")
    assert rule.until == (norm(w[k]) <= epsilon)
    assert armijo.where({c_1: c_2}, name="Test").until == armijo.until.subs(c_1, c_2)


def test_procedures_called_by_procedures_are_found():
    outer_search = Procedure(
        name="Twice",
        takes=exact.takes,
        updates={a[j + 1]: a[j] / 2},
        start={a[0]: 1},
        until=Eq(a[j], 0),
        gives=exact(*exact.takes),
    )
    rule = Optimizer(
        name="Test", updates={w[k + 1]: w[k] - outer_search(w[k], -g[k]) * g[k]}, defaults={tolerance: 0.1}
    )
    assert [procedure.name for procedure in rule.procedures] == ["Exact", "Twice"]
    assert (rule.default(tolerance), exact.default(tolerance)) == (Rational(1, 10), Rational(1, 10**9))


def test_a_bare_difference_can_be_applied_without_making_a_rule():
    parts = apply(adam, {v_hat[k]: v[k]}, "Test")
    assert parts.updates[v_hat[k]] == v[k]
    assert set(parts.defaults) == {eta, beta_1, beta_2, epsilon}


NEW_RULE = '''"""A rule that nobody has heard of."""

from symopt import Optimizer
from symopt.symbols import Hyper, Sequence, g, k, w

zeta, b = Hyper("zeta"), Sequence("b")
heard_of = Optimizer(
    name="Unheard of",
    updates={b[k]: b[k - 1] / 2 + g[k], w[k + 1]: w[k] - zeta * b[k]},
    defaults={zeta: 0.1},
    variants={"bare": {b[k]: g[k]}},
)
'''


def test_adding_an_optimizer_costs_one_file(tmp_path, monkeypatch):
    (tmp_path / "unheard_of.py").write_text(NEW_RULE, encoding="utf-8")
    monkeypatch.setattr(symopt.optimizers, "__path__", [*symopt.optimizers.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "symopt.optimizers.unheard_of", raising=False)
    assert "unheard_of" in {module.name for module in pkgutil.iter_modules(symopt.optimizers.__path__)}
    rule = importlib.import_module("symopt.optimizers.unheard_of").heard_of
    monkeypatch.delitem(sys.modules, "symopt.optimizers.unheard_of")
    assert (dict(rule.state), rule.kind, [str(letter) for letter in rule.hyperparameters]) == (
        {"b": 1},
        "elementwise",
        ["zeta"],
    )
    assert dict(rule.variant("bare").state) == {}


DERIVED = """
from symopt.optimizers.adam import adam
from symopt.optimizers.momentum import momentum
for rule in (adam, adam.variant("epsilon-inside"), momentum.variant("heavy-ball")):
    print(list(rule.updates), rule.equations, dict(rule.state), rule.hyperparameters, rule.queries, dict(rule.shapes))
"""


def test_nothing_hangs_on_the_order_of_hashes():
    def told(seed):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        return subprocess.run([sys.executable, "-c", DERIVED], env=environment, capture_output=True, check=True).stdout

    assert told("0") == told("7")


def test_moments_by_other_letters_are_other_rules():
    named = Optimizer(name="Momentum", updates={m[k]: beta * m[k - 1] + g[k], w[k + 1]: w[k] - eta * m[k]})
    assert set(named.computed) - set(momentum.computed) == {"m"}
    assert show(m_hat[k]) == "m_hat[k]"
    assert show(m[k - 1]) == "m[k - 1]"
    assert gains.variant("momentum").state["v"] == 1
    assert rprop.variant("improved-minus").state["g"] == 1
    assert rmsprop.hyperparameters == (epsilon, eta, gamma)
