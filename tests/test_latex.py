"""The printer: each form, in the look of the notes."""

import shutil
import subprocess
from pathlib import Path

import pytest
from sympy import (
    Abs,
    Add,
    And,
    Derivative,
    Eq,
    Equivalent,
    Float,
    Function,
    Implies,
    Interval,
    Matrix,
    Max,
    Min,
    Mod,
    Mul,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    exp,
    floor,
    log,
    oo,
    sign,
    sqrt,
    true,
)

from symopt import symbols
from symopt.errors import OutputError, UnknownNameError
from symopt.latex import OPERATORS, latex, update_lines
from symopt.optimizers.adam import adam
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.spec import Optimizer
from symopt.statements import AnyTwo, Chance, ConditionalMean, PositiveDefinite, RootsInside, Tends, UniformDraw
from symopt.symbols import (
    Draws,
    H,
    I,
    SymmetricMatrix,
    Vector,
    beta,
    beta_1,
    c,
    c_1,
    c_2,
    curvature,
    d,
    dot,
    e,
    each,
    epsilon,
    eta,
    eta_0,
    f,
    g,
    gamma,
    grad,
    hess,
    hvp,
    i,
    j,
    k,
    kappa,
    lam,
    lambda_max,
    lambda_min,
    mu,
    norm,
    normal,
    outer,
    pivot,
    power,
    q,
    rho,
    s,
    s_hat,
    sigma,
    solve,
    transpose,
    up,
    v,
    v_hat,
    v_max,
    w,
    w_1,
    w_2,
    wolfe,
    xi,
    y,
    z,
)

A, x, b = SymmetricMatrix("H"), Vector("x"), Vector("b")
COST = Function("f")(Function("w_1")(2), Function("w_2")(2))
half = Rational(1, 2)

NUMBERS = [
    (0, "0"),
    (Rational(2, 5), "0.4"),
    (Rational(1, 20), "0.05"),
    (Rational(1, 8), "0.125"),
    (Rational(-23, 5), "-4.6"),
    (half, r"\frac{1}{2}"),
    (Rational(-3, 4), r"-\frac{3}{4}"),
    (Rational(2, 15), r"\frac{2}{15}"),
    (Rational(4996, 1000), "4.996"),
    (Rational(1, 10**8), "10^{-8}"),
    (Rational(-73, 10**6), r"-7.3 \cdot 10^{-5}"),
    (Rational(1, 1000), "0.001"),
    (S(10) ** 6, "10^6"),
    (S(2500000), r"2.5 \cdot 10^6"),
    (S(1234567), "1234567"),
    (Float("0.943467"), "0.943467"),
    (Float("-1.5e-7"), r"-1.5 \cdot 10^{-7}"),
    (oo, r"\infty"),
]
LETTERS = [
    (v[k - 1], "v_{k-1}"),
    (w[k], "w_k"),
    (v_hat[k], r"\hat{v}_k"),
    (v_max[k], r"v_{\max}^{(k)}"),
    (lambda_max, r"\lambda_{\max}"),
    (eta_0, r"\eta_0"),
    (up, r"\eta_+"),
    (Function("w_1")(k), "w_1^{(k)}"),
    (Function("w_1")(k) ** 2, "(w_1^{(k)})^2"),
    (Function("f")(w_1, w_2), "f(w_1, w_2)"),
    (Symbol("w12"), "w_{12}"),
    (Symbol("speed"), r"\mathrm{speed}"),
    (Symbol("a%b"), r"\mathrm{a\%b}"),
]
SUMS = [
    (beta * v[k - 1] + g[k], r"\beta v_{k-1} + \nabla C(w_k)"),
    (w[k] - eta * v[k], r"w_k - \eta v_k"),
    (-eta * v[k], r"-\eta v_k"),
    (gamma * s[k - 1] + (1 - gamma) * g[k] ** 2, r"\gamma s_{k-1} + (1 - \gamma) (\nabla C(w_k))^2"),
    (sqrt(s[k]) + epsilon, r"\sqrt{s_k} + \epsilon"),
    (1 - beta, r"1 - \beta"),
    (1 + beta - eta * lam, r"1 + \beta - \eta \lambda"),
    (kappa - 1, r"\kappa - 1"),
    (1 + kappa, r"\kappa + 1"),
    (w[k + 1] - w[k], "w_{k+1} - w_k"),
    (beta**2 * v[0] + beta * g[1] + g[2], r"\beta^2 v_0 + \beta \nabla C(w_1) + \nabla C(w_2)"),
    (w_1**2 / 10 + 2 * w_2**2, "0.1 w_1^2 + 2 w_2^2"),
    (w_2 - w_1**2, "w_2 - w_1^2"),
    (w_1**2 + 2 * w_1 + 1, "w_1^2 + 2 w_1 + 1"),
    (z**2 - (1 + beta - eta * lam) * z + beta, r"z^2 - (1 + \beta - \eta \lambda) z + \beta"),
    (k + 1 - j, "k + 1 - j"),
]
PRODUCTS = [
    (beta_1 * eta, r"\eta \beta_1"),
    (Mul(Rational(2, 5), -5, evaluate=False), r"0.4 \cdot (-5)"),
    (Mul(2, 3, evaluate=False), r"2 \cdot 3"),
    (
        Add(-5, Mul(-1, Rational(2, 5), Mul(Rational(1, 5), -5, evaluate=False), evaluate=False), evaluate=False),
        r"-5 - 0.4 (0.2 \cdot (-5))",
    ),
    (3 * 2**k, r"3 \cdot 2^k"),
    (k / 2, r"\frac{k}{2}"),
    (floor(k / 10), r"\left\lfloor \frac{k}{10} \right\rfloor"),
    (3 * k / 2, r"\frac{3}{2} k"),
    (eta * w[k] / 2, r"\frac{1}{2} \eta w_k"),
    (v[k] / (1 - beta_1**k), r"\frac{v_k}{1 - \beta_1^k}"),
    (eta * v_hat[k] / (sqrt(s_hat[k]) + epsilon), r"\frac{\eta}{\sqrt{\hat{s}_k} + \epsilon} \, \hat{v}_k"),
    (eta * g[k] / sqrt(s[k] + epsilon), r"\frac{\eta}{\sqrt{s_k + \epsilon}} \, \nabla C(w_k)"),
    (2 / (lambda_min + lambda_max), r"\frac{2}{\lambda_{\min} + \lambda_{\max}}"),
    (eta / (3 * lam), r"\frac{\eta}{3 \lambda}"),
    (s[k] * y[k], r"s_k \odot y_k"),
    (eta * rho * s[k], r"\eta \rho s_k"),
    (Mul(log(beta), 1 - beta, evaluate=False), r"(1 - \beta) \log(\beta)"),
    (Mul(3, half, evaluate=False), r"3 \cdot \frac{1}{2}"),
    (Mul(3, 10**-8 * S.One, 2, evaluate=False), r"3 \cdot 10^{-8} \cdot 2"),
]
POWERS = [
    (beta ** (k - i), r"\beta^{k-i}"),
    (half**k, r"\left( \frac{1}{2} \right)^k"),
    (Pow(-5, 2, evaluate=False), "(-5)^2"),
    (Rational(2, 5) ** k, "0.4^k"),
    (sqrt(beta), r"\sqrt{\beta}"),
    (1 / sqrt(eta), r"\frac{1}{\sqrt{\eta}}"),
    (beta ** Rational(3, 2), r"\beta^{3/2}"),
    (beta ** (k / 2), r"\beta^{k/2}"),
    ((1 - w_1) ** 2, "(1 - w_1)^2"),
    (beta**-k, r"\beta^{-k}"),
    (exp(-c * k), "e^{-k c}"),
    (dot(x, x) ** 2, r"(x^{\top} x)^2"),
]
CALLS = [
    (Abs(eta * lam - 1), r"\lvert 1 - \eta \lambda \rvert"),
    (Max(eta, 0), r"\max(0, \eta)"),
    (Min(eta, lam), r"\min(\eta, \lambda)"),
    (sign(s[k]), r"\operatorname{sign}(s_k)"),
    (log(beta), r"\log(\beta)"),
    (log(eta) * (1 - beta), r"(1 - \beta) \log(\eta)"),
    (Mod(k + 1, 3), r"(k + 1) \bmod 3"),
    (Sum(beta ** (k - i) * g[i], (i, 1, k)), r"\sum_{i=1}^k \beta^{k-i} \nabla C(w_i)"),
    (Sum(g[i] + c, (i, 1, k + 1)), r"\sum_{i=1}^{k+1} (\nabla C(w_i) + c)"),
    (beta * Sum(q[i], (i, 1, k)) + v[0], r"v_0 + \beta \sum_{i=1}^k q_i"),
    (Piecewise((v[k], rho > 0), (w[k], True)), r"\begin{cases} v_k, & \rho > 0 \\ w_k, & \text{otherwise} \end{cases}"),
    (Derivative(Function("f")(w_1, w_2), w_1), r"\frac{\partial f(w_1, w_2)}{\partial w_1}"),
    (Derivative(Function("f")(z), (z, 2)), r"\frac{d^2 f(z)}{d z^2}"),
    (Derivative(COST, COST.args[0]), r"\frac{\partial f}{\partial w_1}(w_1^{(2)}, w_2^{(2)})"),
    (Derivative(z**2, z), r"\frac{d}{d z} (z^2)"),
    (symbols.E(v[k]), r"\operatorname{E}[v_k]"),
    (f(w[k]), "C(w_k)"),
    (hess(w[k]), r"\nabla^2 C(w_k)"),
    (curvature(w[k]), r"\operatorname{diag} \nabla^2 C(w_k)"),
    (wolfe(w[k], -g[k], c_1, c_2), r"\operatorname{Wolfe}(w_k, -\nabla C(w_k), c_1, c_2)"),
    (pivot(hess(w[k]) + mu * I), r"\operatorname{pivot}(\nabla^2 C(w_k) + \mu I)"),
    (grad(w[k] - eta * v[k] / 2), r"\nabla C\left( w_k - \frac{1}{2} \eta v_k \right)"),
    (w[k] + sigma * normal(k), r"w_k + \sigma \xi_k"),
    (Function("armijo")(w[k], d[k]), r"\mathrm{armijo}(w_k, d_k)"),
    (Tuple(Rational(-23, 5), Rational(6, 5)), "(-4.6, 1.2)"),
]
LINEAR = [
    (half * dot(x, dot(A, x)) - dot(b, x), r"\frac{1}{2} x^{\top} H x - b^{\top} x"),
    (dot(A, x - b), "H (x - b)"),
    (dot(A, eta * x), r"H (\eta x)"),
    (-dot(H[k], s[k]), "-H_k s_k"),
    (dot(dot(A, x), b), r"(H x)^{\top} b"),
    (dot(g[k], d[k]), r"\nabla C(w_k)^{\top} d_k"),
    (dot(s[k], y[k]) * d[k], r"(s_k^{\top} y_k) d_k"),
    (rho * outer(s[k], y[k]), r"\rho s_k y_k^{\top}"),
    (transpose(H[k]), r"H_k^{\top}"),
    (solve(A, b), "H^{-1} b"),
    (solve(A + lam * I, x), r"(H + \lambda I)^{-1} x"),
    (solve(A, I), "H^{-1}"),
    (solve(hess(w[k]), s[k]), r"(\nabla^2 C(w_k))^{-1} s_k"),
    (hvp(w[k], d[k]), r"\nabla^2 C(w_k) d_k"),
    (norm(s[k]), r"\lVert s_k \rVert"),
    (norm(s[k] / eta), r"\left\lVert \frac{s_k}{\eta} \right\rVert"),
    (dot(power(I - eta * A, k), e[0]), r"(I - \eta H)^k e_0"),
    (power(A, k - 1), "H^{k-1}"),
    (Matrix([w_1 / 5, 4 * w_2]), r"\begin{bmatrix} 0.2 w_1 \\ 4 w_2 \end{bmatrix}"),
    (Matrix([[1, 0], [0, half]]), r"\begin{bmatrix} 1 & 0 \\ 0 & \frac{1}{2} \end{bmatrix}"),
]
STATEMENTS = [
    (Eq(v[k], 0), "v_k = 0"),
    (Ne(eta, 1), r"\eta \ne 1"),
    (eta > 0, r"\eta > 0"),
    (eta <= 1, r"\eta \le 1"),
    (And(eta > 0, eta < 2 / lam), r"0 < \eta < \frac{2}{\lambda}"),
    (And(beta >= 0, beta < 1), r"0 \le \beta < 1"),
    (And(eta > 0, eta < lam, lam < kappa), r"0 < \eta < \lambda < \kappa"),
    (And(c > 0, z > 0), r"c > 0 \wedge z > 0"),
    (Or(c < 0, And(beta > 1, eta > 0)), r"(\beta > 1 \wedge \eta > 0) \vee c < 0"),
    (And(c < 0, Or(eta > 1, lam > 1)), r"(\eta > 1 \vee \lambda > 1) \wedge c < 0"),
    (Not(And(c > 0, z > 0), evaluate=False), r"\neg (c > 0 \wedge z > 0)"),
    (Equivalent(beta < 1, eta > 0), r"\eta > 0 \iff \beta < 1"),
    (Implies(And(c > 0, z > 0), eta > 0), r"c > 0 \wedge z > 0 \implies \eta > 0"),
    (Tends(v[k], k, c / (1 - beta)), r"v_k \to \frac{c}{1 - \beta} \ (k \to \infty)"),
    (true, r"\top"),
    (PositiveDefinite(A), r"H \succ 0"),
    (Chance(c > 0, 0.5, v[k - 1]), r"\Pr(c > 0 \mid v_{k-1}) = \frac{1}{2}"),
    (Chance(c > 0, 1), r"\Pr(c > 0) = 1"),
    (ConditionalMean(v[k], c, v[k - 1]), r"\operatorname{E}[v_k \mid v_{k-1}] = c"),
    (AnyTwo(v[i], c), r"\operatorname{E}[v_i v_j] = c \ (i \ne j)"),
    (UniformDraw(Draws("r")[k], symbols.period), r"r_k \sim \mathcal{U}\{1, \ldots, N\}"),
    (symbols.Sequence("G")[Draws("r")[k]], "G_{r_k}"),
    (RootsInside(z**2 - beta, z), r"z^2 - \beta = 0 \implies \lvert z \rvert < 1"),
]
ALL = [*NUMBERS, *LETTERS, *SUMS, *PRODUCTS, *POWERS, *CALLS, *LINEAR, *STATEMENTS]


@pytest.mark.parametrize(("statement", "code"), ALL)
def test_forms(statement, code):
    assert latex(statement) == code


@pytest.mark.parametrize(
    ("optimizer", "lines"),
    [
        (momentum, [r"v_k = \beta v_{k-1} + \nabla C(w_k)", r"w_{k+1} = w_k - \eta v_k"]),
        (
            adam.variant("epsilon-inside"),
            [
                r"v_k = \beta_1 v_{k-1} + (1 - \beta_1) \nabla C(w_k)",
                r"s_k = \beta_2 s_{k-1} + (1 - \beta_2) (\nabla C(w_k))^2",
                r"\hat{v}_k = \frac{v_k}{1 - \beta_1^k}",
                r"\hat{s}_k = \frac{s_k}{1 - \beta_2^k}",
                r"w_{k+1} = w_k - \frac{\eta}{\sqrt{\hat{s}_k + \epsilon}} \, \hat{v}_k",
            ],
        ),
        (nesterov, [r"v_k = \beta v_{k-1} + \nabla C(w_k - \eta \beta v_{k-1})", r"w_{k+1} = w_k - \eta v_k"]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_update_lines(optimizer, lines):
    assert update_lines(optimizer) == lines


def test_a_gradient_that_is_more_than_a_question_keeps_its_own_line():
    noisy = Optimizer(
        "Noisy", {g[k]: grad(w[k]) + sigma * normal(k), w[k + 1]: w[k] - eta * g[k]}, defaults={eta: 0.1, sigma: 0.1}
    )
    drawn = Optimizer("Drawn", {xi[k]: normal(k), w[k + 1]: w[k] - eta * xi[k]}, defaults={eta: 0.1})
    assert update_lines(drawn)[0] == r"\xi_k \sim \mathcal{N}(0, I)"
    assert update_lines(noisy) == [r"g_k = \nabla C(w_k) + \sigma \xi_k", r"w_{k+1} = w_k - \eta g_k"]


def test_the_owner_says_where_the_gradient_is_asked():
    assert latex(g[3], of=nesterov) == r"\nabla C(w_3 - \eta \beta v_2)"


def test_a_group_prints_its_window():
    group = Optimizer(
        "Window",
        {q[k]: g[k], each(i, k - 1, k - 2): {q[i]: q[i + 1] / 2}, w[k + 1]: w[k] - eta * q[k - 2]},
        defaults={eta: 0.1},
    )
    assert update_lines(group)[1] == r"q_i = \frac{q_{i+1}}{2} \quad (i = k - 1, \ldots, k - 2)"


def test_values_stand_where_the_letters_stood():
    step = w_1 - eta * (w_1 + 1)
    assert latex(step, values={w_1: S(-5), eta: Rational(2, 5)}) == r"-5 - 0.4 (-5 + 1)"


def test_components_keep_the_look_of_the_formula():
    first, second = Function("w_1")(0), Function("w_2")(0)
    cost = first**2 / 10 + 2 * second**2
    assert latex(cost) == "0.1 (w_1^{(0)})^2 + 2 (w_2^{(0)})^2"
    assert latex(cost, values={first: S(-5), second: S(-2)}) == r"0.1 \cdot (-5)^2 + 2 \cdot (-2)^2"
    assert latex(first * second) == "w_1^{(0)} w_2^{(0)}"
    slope = Derivative(COST, COST.args[0])
    squared = r"\left( \frac{\partial f}{\partial w_1}(w_1^{(2)}, w_2^{(2)}) \right)^2"
    assert latex(beta * Function("s_1")(2) + slope**2) == rf"\beta s_1^{{(2)}} + {squared}"


def test_a_value_that_is_the_letter_itself_ends():
    assert latex(eta * beta, values={eta: eta * 2}) == r"(2 \eta) \beta"


def test_what_has_no_form_is_an_error():
    with pytest.raises(OutputError) as caught:
        latex(Interval(0, 1))
    assert caught.value.message == "there is no LaTeX form for Interval: Interval(0, 1)"


def test_unknown_notation():
    with pytest.raises(UnknownNameError) as caught:
        latex(eta, "italian-note")
    assert (caught.value.message, caught.value.hint) == (
        "there is no notation 'italian-note'",
        "did you mean italian-notes?",
    )


def test_relation_keys():
    assert set(OPERATORS) == {"eq", "to", "approx", "iff", "implies", "le", "ge"}


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_every_form_compiles(tmp_path: Path):
    rows = "\n".join(f"\\[ {code} \\]" for _, code in ALL)
    source = "\\documentclass{article}\\usepackage{amsmath,booktabs}\\begin{document}\n" + rows + "\n\\end{document}\n"
    (tmp_path / "forms.tex").write_text(source)
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "forms.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
