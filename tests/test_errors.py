"""Every mistake that a specification can hold, with the whole message and hint that its author reads."""

import copy
from contextlib import suppress

import pytest
from sympy import Derivative, Function, Matrix, Sum, Symbol, nan, sqrt, zoo

from symopt.errors import SpecificationError, SymoptError, did_you_mean
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.procedures.armijo import armijo
from symopt.procedures.truncated_cg import truncated_cg
from symopt.spec import Optimizer, Procedure
from symopt.symbols import (
    Decay,
    E,
    H,
    Hyper,
    Sequence,
    a,
    beta,
    beta_1,
    c,
    d,
    d_,
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
    m,
    mu,
    n,
    norm,
    outer,
    p,
    period,
    q,
    r,
    s,
    solve,
    tau,
    u,
    v,
    v_hat,
    w,
    w_1,
    x_,
)

STEP = {w[k + 1]: w[k] - eta * v[k]}
PLAIN = {v[k]: g[k], **STEP}
SUM = {v[k]: v[k - 1] + g[k], **STEP}
SECANT = {w[k + 1]: w[k] - dot(H[k], g[k]), H[k + 1]: H[k] + outer(g[k], g[k])}
DOWN = each(i, k - 1, k - history)
LOOP = {q[k]: g[k], DOWN: {q[i]: q[i + 1] - g[i]}, w[k + 1]: w[k] - q[k - history]}
OWN = "import it from symopt.symbols, or make your own: Hyper('{0}'), Decay('{0}') or Count('{0}')"
LETTER = "write a letter at k or k + 1, such as v[k]"
WORDS = "write it with arithmetic, SymPy's functions, dot, outer, transpose, solve, norm, pivot, and oracles"
LETTERS = "write it with the letters of symopt.symbols"
QUOTES = "write it without quotes, with the letters of symopt.symbols"
INDEX = "leave it out, or mend its index"
KEYS = "its keys are letters such as eta, or your own: Hyper('zeta'), Decay('zeta'), Count('zeta')"
RELATION = "write a relation, such as norm(g[k]) <= epsilon; for an equality, Eq(left, right)"
REAL = "write a real value; the identity is symopt.symbols.I"
WHERE = "start from w[1], hyperparameters, or what stands above it in start; or add {} there"
HYPHENS = "use small letters and hyphens, such as epsilon-inside"
RATIONAL = "write an integer, a decimal or a fraction"


def refused(make):
    with pytest.raises(SpecificationError) as refusal:
        make()
    return refusal.value.message, refusal.value.hint


def taken_or_refused(make):
    """Whatever is given, a specification is made, or refused with a message and a hint."""
    with suppress(SpecificationError):
        make()
        return
    assert all(refused(make))


ORDER = [
    ({s[k]: beta * s[k - 1] + v[k], **SUM}, "s[k] reads v[k] before it is computed", "move the equation of v above it"),
    (
        {v[k]: g[k], g[k]: grad(w[k]), **STEP},
        "v[k] reads g[k] before it is computed",
        "move the equation of g above it",
    ),
    (
        {v[k]: w[k + 1] - w[k], **STEP},
        "v[k] and w[k + 1] wait for each other in the same pass",
        "let one of them read a past value, such as w[k]",
    ),
    (
        {v[k]: s[k] + g[k], s[k]: u[k], u[k]: v[k] ** 2, **STEP},
        "v[k] and s[k] wait for each other in the same pass",
        "let one of them read a past value, such as s[k - 1]",
    ),
    ({v[k]: beta * v[k] + g[k], **STEP}, "v[k] is computed from itself", "read its past value v[k - 1]"),
]
READS = [
    (
        {v[k]: g[k], w[k + 1]: w[k] - v_hat[k]},
        "w[k + 1] reads v_hat[k], which no equation computes",
        "add an equation for v_hat[k]",
    ),
    (
        {Sequence("v_hta")[k]: g[k], w[k + 1]: w[k] - v_hat[k]},
        "w[k + 1] reads v_hat[k], which no equation computes",
        "add an equation for v_hat[k], or did you mean v_hta?",
    ),
    (
        {v[k]: v[k + 1] + g[k], **STEP},
        "v[k] reads v[k + 1], which a later pass computes",
        "lower the index to v[k] or below",
    ),
    ({v[k]: g[k + 1], **STEP}, "v[k] reads g[k + 1], which a later pass computes", "lower the index to g[k] or below"),
    (
        {v[k]: g[k + history], **STEP},
        "v[k] reads g[m + k], which a later pass computes",
        "lower the index to g[k] or below",
    ),
    (
        {v[k]: v[1] + g[k], **STEP},
        "v[k] reads v[1], whose distance from k is not fixed",
        "read v at k less an integer or a count, such as v[k - 1]",
    ),
    (
        {v[k]: v[k / 2] + g[k], **STEP},
        "v[k] reads v[k/2], whose distance from k is not fixed",
        "read v at k less an integer or a count, such as v[k - 1]",
    ),
]
LEFT_SIDES = [
    (
        {v[k]: g[k], v[k + 1]: g[k] ** 2, **STEP},
        "two equations compute v, v[k] and v[k + 1]",
        "keep one of them, or rename one",
    ),
    ({v[k]: g[k]}, "no equation computes w[k + 1]", "add the equation of the new point"),
    ({}, "no equation computes w[k + 1]", "add the equation of the new point"),
    ({w[k]: w[k - 1] - g[k]}, "w[k] is where a pass begins, not what it computes", "raise every index of w by 1"),
    ({v[k + 2]: g[k], **STEP}, "v[k + 2] cannot stand on the left of an equation", LETTER),
    ({v[k - 1]: g[k], **STEP}, "v[k - 1] cannot stand on the left of an equation", LETTER),
    (
        {w[n + 1]: w[n] - grad(w[n])},
        "w[n + 1] cannot stand on the left of an equation",
        "write a letter at k or k + 1, such as w[k + 1]",
    ),
    ({3: g[k], **STEP}, "3 cannot stand on the left of an equation", LETTER),
    ({"v": g[k], **STEP}, "the text 'v' cannot stand on the left of an equation", LETTER),
    ({None: g[k], **STEP}, "None cannot stand on the left of an equation", LETTER),
    ({v: g[k], **STEP}, "v cannot stand on the left of an equation", LETTER),
    (
        {eta: eta_0 / k, **STEP},
        "eta cannot stand on the left of an equation",
        "write a letter at k or k + 1, such as eta[k]",
    ),
    ({hess(w[k]): g[k], **STEP}, "hess(w[k]) cannot stand on the left of an equation", LETTER),
    ({Function("v", real=True)(k, i): g[k], **STEP}, "v[k, i] cannot stand on the left of an equation", LETTER),
    ({Function("v")(k): g[k], **STEP}, "v[k] was not made as a sequence", "make it so: v = Sequence('v')"),
]
RIGHT_SIDES = [
    ({v[k]: "beta*v"}, "the right side of v[k] is the text 'beta*v', not an expression", QUOTES),
    ({v[k]: None}, "the right side of v[k] is None, not an expression", LETTERS),
    ({v[k]: [1]}, "the right side of v[k] is [1], not an expression", LETTERS),
    ({v[k]: gradient_descent}, "the right side of v[k] is of the kind Optimizer, not an expression", LETTERS),
    ({v[k]: v}, "the right side of v[k] is v, not an expression", "give the letter its index, such as v[k]"),
    ({v[k]: True}, "the right side of v[k] is True, not an expression", "write what it is computed from"),
    ({v[k]: g[k] > 0}, "the right side of v[k] is g[k] > 0, not an expression", "write what it is computed from"),
    (
        {v[k]: Matrix([1])},
        "the right side of v[k] is Matrix([[1]]), not an expression",
        "write what it is computed from",
    ),
    (
        {v[k]: DOWN},
        "the right side of v[k] is each(i, k - 1, k - m), not an expression",
        "write what it is computed from",
    ),
    ({v[k]: nan}, "the right side of v[k] is nan, which is not finite", "write a finite value"),
    ({v[k]: float("inf")}, "the right side of v[k] is oo, which is not finite", "write a finite value"),
    ({v[k]: zoo}, "the right side of v[k] is zoo, which is not finite", "write a finite value"),
    ({v[k]: 2j}, "the right side of v[k] is 2*I, which is not real", REAL),
    ({v[k]: sqrt(-1) * g[k]}, "the right side of v[k] is I*g[k], which is not real", REAL),
]
WORDS_USED = [
    (Symbol("zeta") * g[k], "the equation of v[k] reads zeta, a letter outside the alphabet", OWN.format("zeta")),
    (c * g[k], "the equation of v[k] reads c, which has no value in a rule", OWN.format("c")),
    (w_1 * g[k], "the equation of v[k] reads w_1, which has no value in a rule", OWN.format("w_1")),
    (
        g[k] + d_,
        "the equation of v[k] reads d, which has no value in a rule",
        "only a procedure reads arguments: those that it takes",
    ),
    (
        g[k] * i,
        "the equation of v[k] reads i, which counts nothing there",
        "count by k, or by the index of a group inside it",
    ),
    (Function("u")(k), "u[k] was not made as a sequence", "make it so: u = Sequence('u')"),
    (
        Function("u", real=True)(k, i),
        "the equation of v[k] reads u[k, i]",
        "give a letter one index, such as v[k]",
    ),
    (E(g[k]), "the equation of v[k] holds E(g[k]), which no program computes", WORDS),
    (
        Sum(grad(w[i]), (i, 1, k)),
        "the equation of v[k] holds Sum(grad(w[i]), (i, 1, k)), which no program computes",
        WORDS,
    ),
    (
        Derivative(f(w[k]), k),
        "the equation of v[k] holds Derivative(f(w[k]), k), which no program computes",
        WORDS,
    ),
    (g[k] * Decay("eta"), "eta is both a decay and a hyperparameter", "rename one of them"),
    (g[k] * Hyper("v"), "v is both a sequence and a hyperparameter", "rename one of them"),
    (
        g[k] * Hyper("step size"),
        "'step size' cannot be the name of a letter",
        "use letters, digits and _, a letter first",
    ),
]


@pytest.mark.parametrize(
    ("updates", "message", "hint"), [*ORDER, *READS, *LEFT_SIDES], ids=lambda value: str(value)[:60]
)
def test_equations_that_define_no_computation(updates, message, hint):
    assert refused(lambda: Optimizer(name="Test", updates=updates)) == (f"Test: {message}", hint)


@pytest.mark.parametrize(("updates", "message", "hint"), RIGHT_SIDES, ids=lambda value: str(value)[:60])
def test_right_sides_that_are_no_expressions(updates, message, hint):
    assert refused(lambda: Optimizer(name="Test", updates={**updates, **STEP})) == (f"Test: {message}", hint)


@pytest.mark.parametrize(("right", "message", "hint"), WORDS_USED, ids=lambda value: str(value)[:60])
def test_letters_and_operations_outside_the_language(right, message, hint):
    assert refused(lambda: Optimizer(name="Test", updates={v[k]: right, **STEP})) == (f"Test: {message}", hint)


FIELDS = [
    ({"updates": "v = g"}, "updates is the text 'v = g', not a table", "write {w[k + 1]: ...}"),
    ({"updates": [1]}, "updates is [1], not a table", "write {w[k + 1]: ...}"),
    ({"defaults": [1]}, "defaults is [1], not a table", "write {eta: ...}"),
    ({"defaults": {"eta": 1}}, "defaults gives the text 'eta', which is not a hyperparameter", KEYS),
    ({"defaults": {c: 1}}, "defaults gives c, which is not a hyperparameter", KEYS),
    ({"defaults": {v: 1}}, "defaults gives v, which is not a hyperparameter", KEYS),
    ({"defaults": {eta: float("nan")}}, "the default of eta is nan, which is not finite", "write a finite value"),
    ({"defaults": {eta: 1j}}, "the default of eta is I, which is not real", REAL),
    ({"defaults": {eta: "0.1"}}, "the default of eta is the text '0.1', not an expression", QUOTES),
    ({"defaults": {eta: None}}, "the default of eta is None, not an expression", LETTERS),
    ({"defaults": {eta: True}}, "the default of eta is True, not an expression", "write what it is computed from"),
    ({"defaults": {eta: beta}}, "eta = beta is not a rational number", RATIONAL),
    ({"defaults": {eta: 0}}, "eta = 0 lies outside its domain (0, oo)", "choose eta in (0, oo)"),
    ({"defaults": {beta: 0.5}}, "beta has a default, but no equation reads it", "did you mean eta?"),
    ({"start": [1]}, "start is [1], not a table", "write {v[0]: ...}"),
    ({"start": {v: 1}}, "start gives v, which is not a letter at a fixed index", "write {v[0]: ...}"),
    ({"start": {v[k]: 1}}, "start gives v[k], which is not a letter at a fixed index", "write {v[0]: ...}"),
    ({"start": {v[0]: "0"}}, "the start of v[0] is the text '0', not an expression", QUOTES),
    ({"start": {u[0]: 1}}, "start gives u[0], which no equation computes", INDEX),
    ({"start": {w[1]: 1}}, "start gives w[1], but the run begins where its user says", INDEX),
    ({"start": {v[3]: 1}}, "start gives v[3], which no pass reads", INDEX),
    ({"start": {v[-1]: 1}}, "start gives v[-1], which no pass reads", INDEX),
    ({"start": {v[0]: u[0]}}, "the start of v[0] reads u[0], which is not known by then", WHERE.format("u[0]")),
    ({"start": {v[0]: v[0] + 1}}, "the start of v[0] reads v[0], which is not known by then", WHERE.format("v[0]")),
    ({"start": {v[0]: g[1]}}, "the start of v[0] reads g[1], which is not known by then", WHERE.format("g[1]")),
    ({"start": {v[0]: Symbol("z")}}, "the start of v[0] reads z, a letter outside the alphabet", OWN.format("z")),
    ({"updates": {**SUM, v[0]: 1}, "start": {v[0]: 2}}, "updates and start both give v[0]", "keep one of them"),
    ({"until": "x"}, "until is the text 'x', not an expression", QUOTES),
    ({"until": norm(g[k])}, "until is norm(g[k]), not a condition", RELATION),
    ({"until": norm(g[k]) == 0}, "until is False, not a condition", RELATION),
    ({"until": g[k] <= epsilon}, "until compares a vector", "compare a scalar, such as its norm"),
    ({"until": norm(u[k]) <= epsilon}, "until reads u[k], which no equation computes", "add an equation for u[k]"),
    (
        {"until": norm(v[k + 1]) <= epsilon},
        "until reads v[k + 1], which a later pass computes",
        "lower the index to v[k] or below",
    ),
    ({"until": norm(v[k]) <= Symbol("z")}, "until reads z, a letter outside the alphabet", OWN.format("z")),
    ({"variants": ["x"]}, "variants is ['x'], not a table", 'write {"damped": {v[k]: ...}: ...}'),
    ({"variants": {"Big One": {v[k]: 2 * g[k]}}}, "'Big One' is not the name of a variant", HYPHENS),
    ({"variants": {1: {v[k]: 2 * g[k]}}}, "1 is not the name of a variant", HYPHENS),
]


@pytest.mark.parametrize(("fields", "message", "hint"), FIELDS, ids=lambda value: str(value)[:60])
def test_fields_that_do_not_hold_what_they_should(fields, message, hint):
    fields = {"name": "Test", "updates": SUM, **fields}
    assert refused(lambda: Optimizer(**fields)) == (f"Test: {message}", hint)


INITIAL = [
    (
        {tau[k]: tau[k - 1] / 2 + norm(g[k]), w[k + 1]: w[k] - tau[k] * g[k]},
        "tau[k] reads tau[0], which has no initial value; only vectors start at zero, and tau is a scalar",
        "give it one: start={tau[0]: ...}",
    ),
    (
        {v[k]: v[k - 1] * (1 + g[k]), **STEP},
        "v[k] reads v[0], which has no initial value; from zero v[k] would stay zero",
        "give it one: start={v[0]: ...}",
    ),
    (
        {v[k]: g[k] / v[k - 1], **STEP},
        "v[k] reads v[0], which has no initial value; with zero v[k] would divide by zero",
        "give it one: start={v[0]: ...}",
    ),
    (
        {w[k + 1]: w[k] - eta * g[k] + beta * (w[k] - w[k - 1])},
        "w[k + 1] reads w[0], which has no initial value; the run begins at w[1]",
        "give it one: start={w[0]: ...}",
    ),
    (
        SECANT,
        "w[k + 1] reads H[1], which has no initial value; only vectors start at zero, and H is a matrix",
        "give it one: start={H[1]: ...}",
    ),
    (
        {**SECANT, H[1]: 2},
        "H[1] is a matrix and starts at 2, a scalar",
        "write a multiple of the identity: start={H[1]: 2*I}",
    ),
    (
        {v[k]: g[k] / v[k - 2], v[-1]: 1, **STEP},
        "v[k] reads v[0], which has no initial value; with zero v[k] would divide by zero",
        "give it one: start={v[0]: ...}",
    ),
]
DOT = "dot takes (vector, vector) or (matrix, vector) or (vector, matrix) or (matrix, matrix)"
SHAPES = [
    (
        {w[k + 1]: w[k] - hess(w[k])},
        "w[k] - hess(w[k]) joins a matrix and a vector elementwise",
        "write their product as dot(matrix, vector)",
    ),
    (
        {w[k + 1]: w[k] - solve(hess(w[k]) + mu, g[k])},
        "mu + hess(w[k]) adds a scalar to a matrix",
        "multiply the scalar with the identity I",
    ),
    (
        {w[k + 1]: w[k] - armijo(w[k], eta) * g[k]},
        "Armijo(w[k], eta) is given (vector, scalar), with which Armijo: dot(grad(x), d) is given (vector, scalar)",
        DOT,
    ),
    (
        {w[k + 1]: w[k] - truncated_cg(g[k], g[k])},
        "Truncated CG(g[k], g[k]) is given (vector, vector), "
        "with which Truncated CG: dot(p[j], q[j]) is given (vector, scalar)",
        DOT,
    ),
]
GROUPS = [
    ({DOWN: g[i]}, "the group each(i, k - 1, k - m) is g[i], not a table", "write {a[i]: ...}"),
    (
        {DOWN: {a[k]: g[k]}},
        "a[k] cannot stand on the left in each(i, k - 1, k - m)",
        "write a letter at i or i + 1, such as a[i]",
    ),
    (
        {each(k, k - 1, k - history): {a[k]: g[k]}},
        "each(k, k - 1, k - m) counts by k",
        "give it an index of its own, such as i",
    ),
    (
        {each(i, 1, k): {a[i]: g[i]}},
        "each(i, 1, k) is bounded by 1",
        "bound it by k, integers and counts, such as k - m",
    ),
    (
        {each(i, k - period, k - history): {a[i]: g[i]}},
        "whether each(i, k - N, k - m) runs up or down hangs on the counts",
        "let one bound be the greater for all",
    ),
    (
        {DOWN: {q[i]: q[i + 1] - g[i]}},
        "q[i] reads q[k] in its first turn, which no equation computes",
        "add an equation for q[k] above each(i, k - 1, k - m)",
    ),
    (
        {q[k]: g[k], DOWN: {q[i]: q[i - 1] - g[i]}},
        "q[i] reads q[i - 1] before it is computed",
        "each(i, k - 1, k - m) runs down: read q[i + 1]",
    ),
    (
        {q[k - history]: g[k], each(i, k - history, k - 1): {q[i + 1]: q[i + 2] - g[i]}},
        "q[i + 1] reads q[i + 2] before it is computed",
        "each(i, k - m, k - 1) runs up: read q[i]",
    ),
    (
        {q[k]: g[k], DOWN: {q[i]: q[i + 1] - a[i], a[i]: dot(q[i + 1], g[i])}},
        "q[i] reads a[i] before it is computed",
        "move the equation of a above it",
    ),
    (
        {q[k]: g[k], DOWN: {q[i]: q[i + 1] - g[i]}, v[k]: q[k - history - 1]},
        "v[k] reads q[k - m - 1], which no group above it computes",
        "q is computed at k and from k - m to k - 1",
    ),
    (
        {p[k]: q[k - history], q[k]: g[k], DOWN: {q[i]: q[i + 1] - g[i]}},
        "p[k] reads q[k - m], which no group above it computes",
        "q is computed at k and from k - m to k - 1",
    ),
    (
        {each(i, k, k - history): {r[i]: s[i]}, s[k]: g[k]},
        "r[i] reads s[k] before it is computed",
        "move the equation of s above it",
    ),
    (
        {each(i, k - 1, k - history): {r[i]: s[i + 2]}, s[k]: g[k]},
        "r[i] reads s[i + 2], which a later pass computes",
        "lower the index to s[k] or below",
    ),
    (
        {q[k]: g[k], DOWN: {q[i]: q[i + 1] - g[i]}, each(i, k - history, k - 1): {q[i]: g[i]}},
        "two equations compute q, q[i] and q[i]",
        "keep one of them, or rename one",
    ),
    ({m[k]: g[k], DOWN: {q[i]: m[i]}}, "m is both a sequence and a count", "rename one of them"),
]


@pytest.mark.parametrize(("updates", "message", "hint"), [*INITIAL, *SHAPES], ids=lambda value: str(value)[:60])
def test_initial_values_and_shapes(updates, message, hint):
    assert refused(lambda: Optimizer(name="Test", updates=updates)) == (f"Test: {message}", hint)


@pytest.mark.parametrize(("updates", "message", "hint"), GROUPS, ids=lambda value: str(value)[:60])
def test_groups(updates, message, hint):
    rest = {v[k]: g[k]} if v[k] not in updates else {}
    assert refused(lambda: Optimizer(name="Test", updates={**updates, **rest, **STEP})) == (f"Test: {message}", hint)


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        ({"start": {q[0]: 1}}, "start gives q[0], which every pass computes anew", INDEX),
        (
            {"until": norm(q[k + 1]) <= epsilon},
            "until reads q[k + 1], which no group computes",
            "q is computed at k and from k - m to k - 1",
        ),
    ],
    ids=str,
)
def test_what_surrounds_a_group(fields, message, hint):
    assert refused(lambda: Optimizer(name="Test", updates=LOOP, **fields)) == (f"Test: {message}", hint)


KNOWN = "known: beta_1, beta_2, epsilon, eta"
NEW_V = {v[k]: beta_1 * v[k - 1] + (1 - beta_1) * g[k]}
DIFFERENCES = [
    ({}, {}, "the difference leaves Adam as it is", "leave it out, or mend it"),
    (NEW_V, {}, "the difference leaves Adam as it is", "leave it out, or mend it"),
    ({g[k]: grad(w[k])}, {}, "the difference leaves Adam as it is", "leave it out, or mend it"),
    ({u[k]: g[k]}, {}, "the difference leaves Adam as it is", "leave it out, or mend it"),
    ({gamma: 1}, {}, "Adam has no gamma to replace", "a difference must change an equation; see its updates"),
    ({v[k + 1]: g[k]}, {}, "Adam computes v[k], not v[k + 1]", "write v[k]"),
    ({w[k]: g[k]}, {}, "Adam computes w[k + 1], not w[k]", "write w[k + 1]"),
    ({v[k]: u[k]}, {}, "v[k] reads u[k], which no equation computes", "add an equation for u[k]"),
    ({v[k]: "g"}, {}, "what replaces v[k] is the text 'g', not an expression", QUOTES),
    ({eta: nan}, {}, "what replaces eta is nan, which is not finite", "write a finite value"),
    ({"v": g[k]}, {}, "a key of the difference is the text 'v', not an expression", QUOTES),
    ({v: g[k]}, {}, "a key of the difference is v, not an expression", "give the letter its index, such as v[k]"),
    ("eta", {}, "the difference is the text 'eta', not a table", "write {v[k]: ...}"),
    (
        {eta: eta_0 / k},
        {"defaults": {eta: 1}},
        "eta has a default, but no equation reads it",
        "did you mean eta_0?",
    ),
    ({"defaults": {eta: 0}}, {}, "eta = 0 lies outside its domain (0, oo)", "choose eta in (0, oo)"),
    ({"defaults": {gamma: 0.5}}, {}, "gamma has a default, but no equation reads it", KNOWN),
    ({"defaults": {eta: 0.001}}, {}, "the difference leaves Adam as it is", "leave it out, or mend it"),
    (
        {"defaults": {"eta": 1}},
        {},
        "defaults gives the text 'eta', which is not a hyperparameter",
        "its keys are letters such as eta, or your own: Hyper('zeta'), Decay('zeta'), Count('zeta')",
    ),
    ({"defaults": 1}, {}, "defaults is 1, not a table", "write {eta: ...}"),
    ({"default": {eta: 1}}, {}, "a key of the difference is the text 'default', not an expression", QUOTES),
    ({}, {"start": {v[k]: 1}}, "start gives v[k], which is not a letter at a fixed index", "write {v[0]: ...}"),
    ({}, {"until": "x"}, "until is the text 'x', not an expression", QUOTES),
]


@pytest.mark.parametrize(("difference", "changes", "message", "hint"), DIFFERENCES, ids=lambda value: str(value)[:60])
def test_differences(difference, changes, message, hint):
    assert refused(lambda: adam.where(difference, name="Test", **changes)) == (f"Test: {message}", hint)


@pytest.mark.parametrize("difference", [{v[k]: u[k]}, {v[k]: g[k]}, "y", {"v": 1}], ids=str)
def test_a_variant_is_checked_when_its_rule_is_made(difference):
    message, _ = refused(lambda: Optimizer(name="Test", updates=PLAIN, variants={"other": difference}))
    assert message.startswith("Test, other: ")


PROCEDURES = [
    ({"takes": (w,)}, " takes w, which is not an argument", "take letters such as x_, or your own: Argument('x')"),
    ({"takes": (x_, x_)}, " takes a letter twice", "give each argument its own letter"),
    (
        {"takes": ()},
        ": until reads x, which has no value in a rule",
        "only a procedure reads arguments: those that it takes",
    ),
    ({"gives": "a"}, ": gives is the text 'a', not an expression", QUOTES),
    ({"gives": u[j]}, ": gives reads u[j], which no equation computes", "add an equation for u[j]"),
    (
        {"gives": a[j + 2]},
        ": gives reads a[j + 2], which a later pass computes",
        "lower the index to a[j + 1] or below",
    ),
    ({"until": None}, " never ends", "give it until, the relation that ends it"),
    ({"until": f(x_)}, ": until is f(x), not a condition", RELATION),
    ({"updates": {}}, ": until reads a[j], which no equation computes", "add an equation for a[j]"),
    (
        {"updates": {a[k + 1]: a[k] / 2}},
        ": a[k + 1] cannot stand on the left of an equation",
        "write a letter at j or j + 1, such as a[j]",
    ),
    (
        {"updates": {a[j + 1]: a[j] * norm(g[j])}},
        ": a[j + 1] reads g[j], which no equation computes",
        "add an equation for g[j]",
    ),
    ({"defaults": {eta: 1}}, ": eta has a default, but no equation reads it", "leave it out"),
    (
        {"start": {}},
        ": a[j + 1] reads a[0], which has no initial value; from zero a[j + 1] would stay zero",
        "give it one: start={a[0]: ...}",
    ),
    ({"start": {a[0]: 1, a[2]: 1}}, ": start gives a[2], which no pass reads", INDEX),
    (
        {"updates": {a[j + 1]: a[j] / 2, Sequence("x")[j]: a[j]}},
        ": x is both a sequence and an argument",
        "rename one of them",
    ),
]


@pytest.mark.parametrize(("fields", "message", "hint"), PROCEDURES, ids=lambda value: str(value)[:60])
def test_procedures(fields, message, hint):
    halving = {
        "takes": (x_,),
        "start": {a[0]: 1},
        "updates": {a[j + 1]: a[j] / 2},
        "until": f(x_) <= a[j],
        "gives": a[j],
    }
    assert Procedure(name="Test", **halving).name == "Test"
    assert refused(lambda: Procedure(name="Test", **{**halving, **fields})) == (f"Test{message}", hint)


EXPRESSIONS = [
    (lambda: beta * v, "v stands without its index", "write v[k]"),
    (lambda: v + g[k], "v stands without its index", "write v[k]"),
    (lambda: eta - v, "v stands without its index", "write v[k]"),
    (lambda: v**2, "v stands without its index", "write v[k]"),
    (lambda: -v / 2, "v stands without its index", "write v[k]"),
    (lambda: v(k), "v stands without its index", "write v[k]"),
    (lambda: grad(w), "w stands without its index", "write w[k]"),
    (lambda: grad("w"), "grad is given the text 'w'", "write it without quotes"),
    (lambda: grad(), "grad is given 0 arguments", "it takes 1 argument"),
    (lambda: dot(w[k]), "dot is given 1 argument", "it takes 2 arguments"),
    (lambda: each("i", k, k - 1), "each counts by 'i'", "give it an index such as i"),
    (lambda: each(i, "k", k - 1), "each is bounded by 'k'", "bound it by expressions such as k - 1"),
    (lambda: armijo(w[k]), "Armijo is called with 1 argument", "it takes (x, d)"),
    (lambda: armijo(w[k], "d"), "Armijo: an argument is the text 'd', not an expression", QUOTES),
    (lambda: armijo(w[k], d), "Armijo: an argument is d, not an expression", "give the letter its index, such as d[k]"),
]
NAMES = [
    (lambda: Optimizer(name=None, updates=PLAIN), "None is not a name", 'name it with words, such as name="Adam"'),
    (lambda: Optimizer(name=" ", updates=PLAIN), "' ' is not a name", 'name it with words, such as name="Adam"'),
    (lambda: adam.where(NEW_V, name=3), "3 is not a name", 'name it with words, such as name="Adam"'),
    (lambda: adam.variant("epsilon-insid"), "Adam has no variant 'epsilon-insid'", "did you mean epsilon-inside?"),
    (lambda: Optimizer(name="Test", updates=PLAIN).variant("x"), "Test has no variant 'x'", "it has none"),
    (
        lambda: Optimizer(name="Test", updates=PLAIN, default={}),
        "Optimizer Test has no field 'default'",
        "did you mean defaults?",
    ),
    (lambda: Optimizer(name="Test"), "Optimizer Test lacks its updates", "write updates=..."),
    (lambda: Procedure(name="Test", takes=(x_,)), "Procedure Test lacks its updates", "write updates=..."),
]


@pytest.mark.parametrize(("make", "message", "hint"), [*EXPRESSIONS, *NAMES], ids=lambda value: str(value)[:60])
def test_mistypings_before_and_around_the_equations(make, message, hint):
    assert refused(make) == (message, hint)


ANYTHING = [
    None,
    0,
    1.5,
    float("nan"),
    2j,
    True,
    "x",
    b"x",
    [],
    {},
    (),
    {1: 2},
    v,
    eta,
    v[k],
    g[k] > 0,
    DOWN,
    object(),
    adam,
]


@pytest.mark.parametrize("field", ["name", "updates", "start", "until", "defaults", "variants"])
@pytest.mark.parametrize("value", ANYTHING, ids=lambda value: repr(value)[:20])
def test_no_field_of_an_optimizer_answers_with_a_python_error(field, value):
    taken_or_refused(lambda: Optimizer(**{"name": "Test", "updates": PLAIN, field: value}))


@pytest.mark.parametrize("field", ["name", "takes", "updates", "start", "until", "gives", "defaults"])
@pytest.mark.parametrize("value", ANYTHING, ids=lambda value: repr(value)[:20])
def test_no_field_of_a_procedure_answers_with_a_python_error(field, value):
    halving = {
        "takes": (x_,),
        "start": {a[0]: 1},
        "updates": {a[j + 1]: a[j] / 2},
        "until": f(x_) <= a[j],
        "gives": a[j],
    }
    taken_or_refused(lambda: Procedure(**{"name": "Test", **halving, field: value}))


@pytest.mark.parametrize("value", ANYTHING, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("place", ["left", "right", "group", "start", "default", "key", "new"])
def test_nothing_inside_a_table_answers_with_a_python_error(place, value):
    try:
        hash(value)
    except TypeError:
        value = str(value)
    tables = {
        "left": {"updates": {value: g[k], **PLAIN}},
        "right": {"updates": {**PLAIN, v[k]: value}},
        "group": {"updates": {DOWN: {value: g[i]}, **PLAIN}},
        "start": {"updates": SUM, "start": {value: 1}},
        "default": {"updates": PLAIN, "defaults": {value: 1}},
        "key": {"updates": PLAIN, "variants": {"x": {value: g[k]}}},
        "new": {"updates": PLAIN, "variants": {"x": {v[k]: value}}},
    }
    taken_or_refused(lambda: Optimizer(name="Test", **tables[place]))


def test_an_error_carries_its_hint_beside_the_message():
    error = SpecificationError("what", "how")
    assert isinstance(error, SymoptError)
    assert (str(error), error.message, error.hint) == ("what", "what", "how")


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("momentun", ["adam", "momentum"], "did you mean momentum?"),
        ("x", ["momentum", "adam"], "known: adam, momentum"),
    ],
)
def test_the_nearest_known_name_is_offered(name, known, hint):
    assert did_you_mean(name, known) == hint


def test_a_refused_rule_leaves_the_good_one_alone():
    before = dict(adam.updates)
    refused(lambda: adam.where({v[k]: u[k]}, name="Test"))
    assert dict(copy.copy(adam).updates) == before
