"""``symopt code`` as its users meet it: what is printed, what is written, what is said when it cannot be."""

import subprocess
import sys
from pathlib import Path

import pytest

from symopt.cli import main

ADAM = '''\
"""Adam: its equations, and the same as a program.

    g[k] = grad(w[k])
    v[k] = beta_1*v[k - 1] + (1 - beta_1)*g[k]
    s[k] = beta_2*s[k - 1] + (1 - beta_2)*g[k]**2
    v_hat[k] = v[k]/(1 - beta_1**k)
    s_hat[k] = s[k]/(1 - beta_2**k)
    w[k + 1] = w[k] - eta*v_hat[k]/(epsilon + sqrt(s_hat[k]))

Here the parameters are w, their gradient is g, and k counts the steps from 1.
"""

import numpy as np


def init(params):
    """Return the state before the first step."""
    return {"v": np.zeros_like(params), "s": np.zeros_like(params)}


def update(grads, state, params, k, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Return the parameters and the state after step k, which counts from 1."""
    w, g = params, grads
    v = beta_1 * state["v"] + (1 - beta_1) * g
    s = beta_2 * state["s"] + (1 - beta_2) * g**2
    v_hat = v / (1 - beta_1**k)
    s_hat = s / (1 - beta_2**k)
    w = w - eta * v_hat / (np.sqrt(s_hat) + epsilon)
    return w, {"v": v, "s": s}
'''
NESTEROV = '''\
def query(state, params, k, eta=0.01, beta=0.9):
    """Return the point where step k needs the gradient."""
    return params - beta * eta * state["v"]


def update(grads, state, params, k, eta=0.01, beta=0.9):
    """Return the parameters and the state after step k, which counts from 1."""
    w, g = params, grads
    v = beta * state["v"] + g
    w = w - eta * v
    return w, {"v": v}
'''
ADAM_LOOP = '''\
@njit(error_model="numpy")
def loop(arrays, results, numbers):
    """Go through the components."""
    grads, params, v_array, s_array = arrays
    params_out, v_out, s_out = results
    beta_1, c_1, beta_2, c_2, c_4, c_3 = numbers
    for i in range(params.size):
        g, w, v_before, s_before = grads[i], params[i], v_array[i], s_array[i]
        v = beta_1 * v_before + c_1 * g
        s = beta_2 * s_before + c_2 * g * g
        w_new = w - c_4 * v / (math.sqrt(s) + c_3)
        params_out[i], v_out[i], s_out[i] = w_new, v, s
'''
MOMENTUM_IN_PLACE = '''\
def update(grads, state, params, k, eta=0.01, beta=0.9):
    """Take step k in place: change the parameters and the state, and return them.

    All arrays are contiguous, of one shape and one type; grads is none of the others.
    """
    arrays = [grads, params, state["v"]]
    if not all(array.flags.c_contiguous for array in arrays):
        raise ValueError("an array is not contiguous")
    arrays = [array.reshape(-1) for array in arrays]
    scratch = np.empty(min(CHUNK, params.size), params.dtype)
    for begin in range(0, params.size, CHUNK):
        g, w, v = (array[begin : begin + CHUNK] for array in arrays)
        t_1 = scratch[: w.size]
        np.multiply(beta, v, out=v)
        np.add(v, g, out=v)
        np.multiply(eta, v, out=t_1)
        np.subtract(w, t_1, out=w)
    return params, state
'''
MINE = '''\
"""Mine."""

from symopt import Optimizer
from symopt.symbols import Hyper, g, k, w

lam = Hyper("lambda")
mine = Optimizer(name="Mine", updates={w[k + 1]: w[k] - lam * g[k]})
'''


@pytest.fixture
def symopt(capsys):
    """Runs a command; gives its exit code and what it printed."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_adam_as_a_lecturer_writes_it(symopt):
    assert symopt("code", "adam", "--backend", "numpy") == (0, ADAM, "")


def test_a_rule_that_looks_ahead_says_where(symopt):
    code, out, err = symopt("code", "nesterov", "--backend", "numpy")
    assert (code, err) == (0, "")
    assert out.endswith(NESTEROV)


def test_numba_has_one_loop(symopt):
    code, out, err = symopt("code", "adam", "--backend", "numba")
    assert (code, err) == (0, "")
    assert ADAM_LOOP in out


def test_numpy_in_place(symopt):
    code, out, err = symopt("code", "momentum", "--backend", "numpy", "--in-place")
    assert (code, err) == (0, "")
    assert out.endswith(MOMENTUM_IN_PLACE)


def test_a_variant_and_a_file(symopt, tmp_path):
    path = tmp_path / "aside" / "rule.py"
    printed = symopt("code", "adam:epsilon-inside", "--backend", "numpy")
    assert symopt("code", "adam:epsilon-inside", "--backend", "numpy", "-o", path) == (0, f"{path}\n", "")
    assert printed == (0, path.read_text(encoding="utf-8"), "")
    assert "np.sqrt(epsilon + s_hat)" in printed[1]


def test_a_rule_of_the_users_own(symopt, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MINE, encoding="utf-8")
    code, out, err = symopt("code", path, "--backend", "numpy")
    assert (code, err) == (0, "")
    assert "def update(grads, state, params, k, lambda_):\n" in out
    assert "    w = w - lambda_ * g\n" in out


def test_a_rule_that_asks_is_a_generator(symopt):
    code, out, err = symopt("code", "newton", "--backend", "numpy")
    assert (code, err) == (0, "")
    assert '    hess_1 = yield "hess", w\n    w_new = w - eta * np.linalg.solve(hess_1, g)\n' in out


@pytest.mark.parametrize("backend", ["c", "jax", "numba", "numpy", "torch"])
def test_every_backend_writes_without_its_framework(backend, tmp_path):
    frameworks = ["jax", "numba", "optax", "torch"]
    code = f"import sys; sys.modules.update(dict.fromkeys({frameworks})); from symopt.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "code", "adam", "--backend", backend], capture_output=True, text=True, check=True
    )
    assert "Adam" in done.stdout.partition("\n")[0]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ("adam --backend nump", "no source is written for 'nump'", "did you mean numpy?"),
        ("adam --backend exact", "no source is written for 'exact'", "known: c, jax, numba, numpy, torch"),
        ("adam --backend exact --in-place", "no source is written for 'exact'", "known: c, jax, numba, numpy, torch"),
        ("adamm --backend numpy", "there is no optimizer 'adamm'", "did you mean adam?"),
        ("adam", "missing option '--backend'", "`symopt code --help` shows how it is used"),
        (
            "newton --backend jax",
            "Newton is not an elementwise rule that asks for one gradient in each pass",
            "--backend numpy writes it as a function that asks",
        ),
        (
            "bfgs --backend numpy --in-place",
            "BFGS is not an elementwise rule that asks for one gradient in each pass",
            "leave out --in-place, and it is written as a function that asks",
        ),
        ("adam --backend jax --in-place", "--in-place is not for jax", "it is for numba and numpy"),
    ],
)
def test_what_cannot_be_written_is_said(symopt, arguments, message, hint):
    assert symopt("code", *arguments.split()) == (2, "", f"error: {message}\nhint: {hint}\n")


def test_a_file_that_cannot_be_written(symopt, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    code, out, err = symopt("code", "adam", "--backend", "numpy", "-o", blocked / "rule.py")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: cannot write {blocked / 'rule.py'}: a file stands where a folder should be\n")


def test_what_is_written_runs(symopt, tmp_path):
    path = tmp_path / "adam.py"
    symopt("code", "adam", "--backend", "numpy", "-o", path)
    code = f"import runpy; m = runpy.run_path({str(path)!r}); import numpy as np; w = np.ones(2, np.float32)\n"
    code += "w, s = m['update'](w, m['init'](w), w, 1, eta=0.5); print(w, w.dtype)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, cwd=Path(tmp_path)
    )
    assert done.stdout == "[0.5 0.5] float32\n"
