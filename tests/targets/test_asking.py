"""Printed rules that ask: each yields, is told, goes where the machine goes; the text runs by itself and reads well."""

import ast
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symopt.backends import find
from symopt.errors import RunError
from symopt.program import Program
from symopt.program.machine import Machine
from symopt.run.line_search import wolfe_step
from symopt.spec import Optimizer
from symopt.spec.writing import show, written
from symopt.symbols import each, g, history, i, k, q, w
from symopt.targets._numpy_asking import source
from tests.targets.standalone import KERNELS, SHIPPED, namespace

STEPS = 8
ASKING = {name: rule for name, rule in SHIPPED.items() if name not in KERNELS}
TEXTS = {name: source(Program.of(rule)) for name, rule in ASKING.items()}
START = np.array([1.0, -2.0, 0.5])
BEND = np.diag([1.0, 3.0, 10.0]) + 0.3

PASS = """\
    w = params
    g_before = state["g"]
    d_before = state["d"]
    g = yield "grad", w
    if np.linalg.norm(g) <= epsilon:
        return params, state, True
    if k == 1:
        beta = 0
    else:
        beta = (g @ g) / (g_before @ g_before)
    d = beta * d_before - g
    hvp_1 = yield "hvp", w, d
    if (d @ hvp_1) > 0:
        eta = -((g @ d) / (d @ hvp_1))
    else:
        raise ArithmeticError("no case of eta applies")
    w_new = w + eta * d
    state = {"g": g, "d": d}
    return w_new, state, False
"""


def value(x: Any) -> Any:
    return x @ BEND @ x / 2 + np.sum(x**4) / 10


def gradient(x: Any) -> Any:
    return BEND @ x + 0.4 * x**3


def hessian(x: Any) -> Any:
    return BEND + np.diag(1.2 * x**2)


ANSWERS = {
    "f": value,
    "grad": gradient,
    "hess": hessian,
    "hvp": lambda x, v: hessian(x) @ v,
    "curvature": lambda x: np.diag(hessian(x)).copy(),
    "normal": lambda count: np.random.default_rng(int(count)).standard_normal(3),
    "wolfe": lambda *asked: wolfe_step(value, gradient, *asked),
}


def told(asking: Any, answers: Any = ANSWERS) -> Any:
    """What a generator returns, once all its questions are answered."""
    answer = None
    while True:
        try:
            kind, *given = asking.send(answer)
        except StopIteration as done:
            return done.value
        answer = answers[kind](*given)


@pytest.mark.parametrize("item", ASKING)
def test_the_printed_source_goes_where_the_machine_goes(item: str) -> None:
    held, machine = namespace(TEXTS[item]), Machine(Program.of(ASKING[item]), find("numpy"))
    params, own = START, START
    constants, state, kept = machine.constants({}), machine.init(START), held["init"](START)
    for count in range(1, STEPS + 1):
        left = told(machine.step(state, params, count, constants))
        own, kept, ended = told(held["step"](kept, own, count))
        params, state = left.params, left.state
        # BFGS divides by differences of gradients, which makes the rounding of another order of factors grow
        np.testing.assert_allclose(own, params, rtol=1e-11 if item == "bfgs:expanded" else 1e-12, atol=0)
        assert ended == left.ended
        if ended:
            break
    answers = ANSWERS | ({"wolfe": held["wolfe"](value, gradient)} if "wolfe" in held else {})
    np.testing.assert_array_equal(held["minimize"](answers, START, count), own)


@pytest.mark.parametrize("item", ASKING)
def test_a_pass_leaves_its_arguments_alone(item: str) -> None:
    held = namespace(TEXTS[item])
    params, state = START.copy(), held["init"](START)
    for count in (1, 2, 3):
        before = params.copy(), {key: np.copy(kept) for key, kept in state.items()}
        new, after, _ = told(held["step"](state, params, count))
        np.testing.assert_equal((params, {key: np.copy(kept) for key, kept in state.items()}), before)
        params, state = new, after


@pytest.mark.parametrize("item", ASKING)
def test_it_fits_on_a_slide(item: str) -> None:
    text = TEXTS[item]
    assert max(map(len, text.splitlines())) <= 88
    assert all(line == line.rstrip() for line in text.splitlines())
    imports = {a.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import) for a in n.names}
    assert imports <= {"math", "numpy", "warnings"}
    top = " ".join(str(ast.get_docstring(ast.parse(text))).split())
    for equation in ASKING[item].equations:
        assert f"{show(equation.left)} = {written(equation.right)}" in top


def test_ruff_would_not_lay_it_out_differently(tmp_path: Path) -> None:
    ruff = shutil.which("ruff") or shutil.which("ruff", path=str(Path(sys.executable).parent))
    if ruff is None:
        pytest.skip("ruff is not installed")
    for item, text in TEXTS.items():
        (tmp_path / f"{item.replace(':', '-')}.py").write_text(text, encoding="utf-8")
    for command in (["format", "--diff"], ["check", "--select", "E,F,W,I"]):
        words = [ruff, *command, "--isolated", str(tmp_path)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


DRIVER = """\
import json, sys
import numpy as np
sys.modules["symopt"] = None
found = {}
for item, text in json.load(sys.stdin).items():
    held = {"__name__": "standalone"}
    exec(compile(text, item, "exec"), held)
    bend = np.diag([1.0, 3.0, 10.0])
    answers = {"f": lambda x: x @ bend @ x / 2, "grad": lambda x: bend @ x, "hvp": lambda x, v: bend @ v}
    answers |= {"hess": lambda x: bend, "wolfe": held["wolfe"](answers["f"], answers["grad"])}
    found[item] = float(np.linalg.norm(held["minimize"](answers, np.array([1.0, -2.0, 0.5]), 40)))
json.dump(found, sys.stdout)
"""


def test_the_printed_source_needs_no_symopt() -> None:
    chosen = {item: TEXTS[item] for item in ("bfgs", "l-bfgs", "conjugate-gradient:fletcher-reeves")}
    done = subprocess.run(
        [sys.executable, "-I", "-c", DRIVER], input=json.dumps(chosen), capture_output=True, text=True, check=True
    )
    assert max(json.loads(done.stdout).values()) < 1e-5


HASHES = """\
import json
from symopt.library import find
from symopt.program import Program
from symopt.targets._numpy_asking import source
print(json.dumps([source(Program.of(find(name, "optimizer").value)) for name in {items!r}]))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_text_does_not_depend_on_the_order_of_hashes(seed: str) -> None:
    items = ["bfgs", "l-bfgs", "hessian-free", "newton:modified", "vsgd", "weight-perturbation"]
    done = subprocess.run(
        [sys.executable, "-c", HASHES.format(items=items)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip
    assert json.loads(done.stdout) == [TEXTS[item] for item in items]


def test_titles_stay_text() -> None:
    evil = 'Evil """ \\ \n import os # '
    rule = replace(ASKING["newton"], name=evil)
    tree = ast.parse(source(Program.of(rule)))
    assert "import os" in str(ast.get_docstring(tree, clean=False))
    assert [type(node) for node in tree.body] == [type(node) for node in ast.parse(TEXTS["newton"]).body]


def test_conjugate_gradients_as_a_lecturer_writes_them() -> None:
    assert PASS in TEXTS["conjugate-gradient"]


def test_parameters_of_many_passes_ago_are_not_written() -> None:
    loop = {each(i, k - 1, k - history): {q[i]: q[i + 1] + w[i]}}
    rule = Optimizer("Long", {q[k]: g[k], **loop, w[k + 1]: w[k] - q[k - history]}, defaults={history: 3})
    with pytest.raises(RunError) as refused:
        source(Program.of(rule))
    assert refused.value.message == "Long reads parameters of many passes ago, which source does not"
