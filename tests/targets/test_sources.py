"""What ``symopt code`` prints for rules that lower: it runs by itself, agrees with the references, and reads well."""

import ast
import hashlib
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

from symopt.errors import SpecificationError
from symopt.program import Program
from symopt.program.lowering import identifier, lower
from symopt.spec import Optimizer
from symopt.symbols import Hyper, Sequence, beta, eta, g, k, v, w
from symopt.targets import find, names
from tests.frameworks import required
from tests.targets.standalone import KERNELS, PYTHON, RUNNING, STEPS, TELLING, Slopes, by_hand, namespace, points, start

IN_PLACE = ("numpy", "numba")
c = Sequence("c")
EVIL = 'Evil """ \\" */ \n\r\x00\u202e\nimport os\nos.EVIL()\n#endif */ \'\'\' # "'
SOURCES = [(target, {}) for target in RUNNING] + [(target, {"in_place": True}) for target in IN_PLACE]


def case(source: tuple[str, dict[str, Any]]) -> str:
    return source[0] + "-in-place" * bool(source[1])


@pytest.mark.parametrize("item", KERNELS)
@pytest.mark.parametrize("target", RUNNING)
def test_the_printed_source_agrees_with_the_reference(target: str, item: str) -> None:
    np.testing.assert_allclose(points(target, KERNELS[item]), by_hand(item), rtol=1e-12, atol=0)


@pytest.mark.parametrize("item", KERNELS)
def test_numpy_in_place_agrees_with_the_reference(item: str) -> None:
    np.testing.assert_allclose(points("numpy", KERNELS[item], in_place=True), by_hand(item), rtol=1e-12, atol=0)


@pytest.mark.parametrize("item", TELLING)
def test_numba_in_place_agrees_with_the_reference(item: str) -> None:
    np.testing.assert_allclose(points("numba", KERNELS[item], in_place=True), by_hand(item), rtol=1e-12, atol=0)


def test_every_target_is_run() -> None:
    assert sorted(RUNNING) == names()


def moved(item: str, target: str, dtype: Any, **options: Any) -> tuple[Any, ...]:
    """Arguments before, arguments after, and what three steps gave."""
    held = namespace(find(target).source(KERNELS[item], **options))
    params, gradient = start(dtype), Slopes()
    state = held["init"](params)
    for count in range(1, 4):
        asked = held["query"](state, params, count) if "query" in held else params
        given = [gradient(asked), state, params]
        before = [given[0].copy(), {key: np.copy(value) for key, value in state.items()}, params.copy()]
        params, state = held["update"](*given, count)
    return before, given, params, state


@pytest.mark.parametrize("item", KERNELS)
def test_pure_functions_leave_their_arguments_alone(item: str) -> None:
    before, given, params, state = moved(item, "numpy", np.float64)
    np.testing.assert_equal(given, before)
    arrays = [value for value in state.values() if isinstance(value, np.ndarray)]
    assert not any(np.shares_memory(made, old) for made in [params, *arrays] for old in (given[0], given[2]))


@pytest.mark.parametrize("item", TELLING)
def test_pure_loops_leave_their_arguments_alone(item: str) -> None:
    required("numba")
    before, given, *_ = moved(item, "numba", np.float64)
    np.testing.assert_equal(given, before)


@pytest.mark.parametrize("item", TELLING)
@pytest.mark.parametrize("target", IN_PLACE)
def test_in_place_writes_into_its_arguments(target: str, item: str) -> None:
    required(target)
    before, (grads, held, given), params, state = moved(item, target, np.float64, in_place=True)
    assert params is given
    assert state is held
    np.testing.assert_equal(grads, before[0])
    assert not np.array_equal(params, before[2])


@pytest.mark.parametrize("target", IN_PLACE)
def test_in_place_refuses_arrays_that_are_not_contiguous(target: str) -> None:
    required(target)
    held = namespace(find(target).source(KERNELS["adam"], in_place=True))
    params = np.ones((4, 4))[:, ::2]
    with pytest.raises(ValueError, match=r"^an array is not contiguous$"):
        held["update"](np.ones((4, 2)), held["init"](params), params, 1)


@pytest.mark.parametrize("item", KERNELS)
@pytest.mark.parametrize("in_place", [False, True])
def test_single_precision_stays_single(item: str, in_place: bool) -> None:
    *_, params, state = moved(item, "numpy", np.float32, in_place=in_place)
    found = {slot.key: np.asarray(state[slot.key]).dtype for slot in KERNELS[item].state if not slot.scalar}
    assert {"params": params.dtype, **found} == dict.fromkeys(["params", *found], np.dtype("float32"))


def test_arrays_may_have_any_shape() -> None:
    for target in ("numpy", "numba"):
        if target == "numba":
            required("numba")
        held = namespace(find(target).source(KERNELS["adam"]))
        params = np.asfortranarray(np.arange(6.0).reshape(2, 3))
        new, state = held["update"](np.ones((2, 3)), held["init"](params), params, 1)
        np.testing.assert_allclose(new, params - 0.001, atol=1e-10)
        assert state["v"].shape == (2, 3)


DRIVER = """\
import json, sys
import numpy as np
sys.modules["symopt"] = None
found = {}
for item, text in json.load(sys.stdin).items():
    held = {"__name__": "standalone"}
    exec(compile(text, item, "exec"), held)
    noise, slopes = np.random.default_rng(4), np.linspace(0.1, 1.3, 7)
    params = np.linspace(-2, 2, 7)
    state = held["init"](params)
    for k in range(1, 31):
        asked = held["query"](state, params, k) if "query" in held else params
        grads = slopes * asked + noise.standard_normal(7)
        params, state = held["update"](grads, state, params, k)
    found[item] = params.tolist()
assert sys.modules["symopt"] is None
json.dump(found, sys.stdout)
"""


def test_the_printed_source_needs_no_symopt() -> None:
    texts = {item: find("numpy").source(kernel) for item, kernel in KERNELS.items()}
    texts |= {f"{item} in place": find("numpy").source(kernel, in_place=True) for item, kernel in KERNELS.items()}
    done = subprocess.run(
        [sys.executable, "-I", "-c", DRIVER], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert sorted(found) == sorted(texts)
    for item, last in found.items():
        np.testing.assert_allclose(last, by_hand(item.removesuffix(" in place"))[STEPS - 1], rtol=1e-12, atol=0)


@pytest.mark.parametrize("item", KERNELS)
@pytest.mark.parametrize("target", PYTHON)
def test_only_frameworks_are_imported(target: str, item: str) -> None:
    tree = ast.parse(find(target).source(KERNELS[item]))
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    found = {alias.name for n in imports if isinstance(n, ast.Import) for alias in n.names}
    found |= {str(n.module) for n in imports if isinstance(n, ast.ImportFrom)}
    allowed = {"math", "numpy", "numba", "jax", "jax.numpy", "optax", "torch", "warnings"}
    assert found <= allowed


@pytest.mark.parametrize("item", KERNELS)
@pytest.mark.parametrize("source", SOURCES, ids=case)
def test_lines_fit_on_a_slide(source: tuple[str, dict[str, Any]], item: str) -> None:
    target, options = source
    text = find(target).source(KERNELS[item], **options)
    assert target == "c" or max(map(len, text.splitlines())) <= 88
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert all(line == line.rstrip() for line in text.splitlines())


def test_ruff_would_not_lay_it_out_differently(tmp_path: Path) -> None:
    ruff = shutil.which("ruff") or shutil.which("ruff", path=str(Path(sys.executable).parent))
    if ruff is None:
        pytest.skip("ruff is not installed")
    for target, options in SOURCES:
        for item, kernel in KERNELS.items():
            if target != "c":
                name = f"{case((target, options))}-{item.replace(':', '-')}.py"
                (tmp_path / name).write_text(find(target).source(kernel, **options), encoding="utf-8")
    done = subprocess.run(
        [ruff, "format", "--isolated", "--diff", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("", 0)
    done = subprocess.run(
        [ruff, "check", "--isolated", "--select", "E,F,W,I", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("item", KERNELS)
@pytest.mark.parametrize("source", SOURCES, ids=case)
def test_the_equations_stand_at_the_top(source: tuple[str, dict[str, Any]], item: str) -> None:
    target, options = source
    text = find(target).source(KERNELS[item], **options)
    top = text.partition("*/")[0] if target == "c" else str(ast.get_docstring(ast.parse(text)))
    words = top.split()
    for equation in KERNELS[item].equations:
        parts = equation.split()
        assert any(words[n : n + len(parts)] == parts for n in range(len(words)))


HASHES = """\
import hashlib, json
from symopt.library import items
from symopt.program import Program
from symopt.program.lowering import lower
from symopt.targets import find
from tests.frameworks import required
chosen = {items!r}
kernels = {{item.name: lower(Program.of(item.value)) for item in items("optimizer") if item.name in chosen}}
texts = {{t: [find(t).source(kernels[name], **o) for name in chosen] for t, o in {sources!r}}}
print(json.dumps({{t: hashlib.sha256("".join(found).encode()).hexdigest() for t, found in texts.items()}}))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_text_does_not_depend_on_the_order_of_hashes(seed: str) -> None:
    code = HASHES.format(items=TELLING, sources=SOURCES)
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    texts = {target: [find(target).source(KERNELS[name], **o) for name in TELLING] for target, o in SOURCES}
    here = {target: hashlib.sha256("".join(found).encode()).hexdigest() for target, found in texts.items()}
    assert json.loads(done.stdout) == here


@pytest.mark.parametrize("source", SOURCES, ids=case)
def test_titles_and_equations_stay_text(source: tuple[str, dict[str, Any]]) -> None:
    target, options = source
    plain, evil = KERNELS["adam"], replace(KERNELS["adam"], title=EVIL, equations=(EVIL, f"w[k + 1] = {EVIL}"))
    text, harmless = find(target).source(evil, **options), find(target).source(plain, **options)
    assert all(c.isprintable() or c == "\n" for c in text)
    if target == "c":
        assert text.partition("*/")[2].count("EVIL") == 0
        return
    tree, own = ast.parse(text), ast.parse(harmless)
    assert "os.EVIL()" in str(ast.get_docstring(tree, clean=False))
    assert "os.EVIL()" not in ast.unparse(tree.body[1:])
    assert [type(node) for node in tree.body] == [type(node) for node in own.body]


@pytest.mark.parametrize("name", ['__import__("os").system("x")', "v\nimport os", 'v"', "v]", "v + w", ""])
@pytest.mark.parametrize("kind", [Sequence, Hyper])
def test_letters_that_are_no_names_are_refused(kind: Any, name: str) -> None:
    letter = kind(name)
    used = letter[k] if kind is Sequence else letter
    updates = {letter[k]: g[k], w[k + 1]: w[k] - eta * used} if kind is Sequence else {w[k + 1]: w[k] - used * g[k]}
    with pytest.raises(SpecificationError) as refused:
        Optimizer(name="Mine", updates=updates, defaults={eta: 1} if kind is Sequence else {letter: 1})
    assert refused.value.message == f"Mine: {name!r} cannot be the name of a letter"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("beta_1", "beta_1"),
        ("lambda", "lambda_"),
        ("np", "np_"),
        ("range", "range_"),
        ("w_new", "w_new_"),
        ("v_before", "v_before_"),
        ("part_1", "part_1_"),
        ('"', "letter_u0022"),
        ("a b", "letter_a_u0020_b"),
    ],
)
def test_names_are_identifiers_that_mean_nothing_else(name: str, written: str) -> None:
    assert identifier(name) == written


def test_the_state_holds_nothing_that_the_caller_may_write_over() -> None:
    start_there = {v[1]: g[1], c[0]: 2}
    updates = {c[k]: beta, v[k]: c[k] * v[k - 1] + g[k] + c[k - 1], w[k + 1]: w[k] - eta * v[k]}
    rule = Optimizer(name="Begun", updates=updates, start=start_there, defaults={eta: 1, beta: 0.5})
    held = namespace(find("numpy").source(lower(Program.of(rule))))
    grads, params = np.ones(2), np.zeros(2)
    new, state = held["update"](grads, held["init"](params), params, 1)
    grads[:], params[:] = 7, 7
    np.testing.assert_array_equal([new, state["v"]], [[-1, -1], [1, 1]])
    assert state["c"] == 0.5


def test_letters_may_be_called_what_generated_code_calls_its_own() -> None:
    letters = [Sequence(name) for name in ("range", "part_1", "v_before", "t_1", "loop", "point", "scratch")]
    rate = Hyper("c_1")
    sums = {letter[k]: rate * letter[k - 1] + g[k] / n for n, letter in enumerate(letters, 1)}
    total = sum(letter[k] ** 2 for letter in letters)
    rule = Optimizer(name="Odd", updates={**sums, w[k + 1]: w[k] - eta * total}, defaults={eta: 0.01, rate: 0.5})
    kernel = lower(Program.of(rule))
    held, gradient, here = [0.0] * len(letters), Slopes(), start()
    wanted = []
    for _ in range(STEPS):
        slope = gradient(here)
        held = [0.5 * value + slope / n for n, value in enumerate(held, 1)]
        here = here - 0.01 * sum(value**2 for value in held)
        wanted.append(here)
    for target, options in SOURCES:
        np.testing.assert_allclose(points(target, kernel, **options), wanted, rtol=1e-12, atol=0, err_msg=target)
