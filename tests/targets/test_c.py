"""The C target: what it writes, that it runs alone, what it keeps, and what it says without a compiler."""

import json
import os
import shutil
import subprocess
import sys
from ctypes import CDLL, c_double, c_size_t, c_void_p
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symopt.compiling.kept import kernel_of
from symopt.errors import RunError
from symopt.kernels.kernel import Hyperparameter, Kernel, Line
from symopt.library import items
from symopt.targets import _objects, c
from symopt.targets._compiler import Compiler, find

needs_compiler = pytest.mark.skipif(not c.available(), reason="there is no C compiler on this machine")

ADAM = """\
/* Adam, one pass over n parameters.

   g[k] = grad(w[k])
   v[k] = beta_1*v[k - 1] + (1 - beta_1)*g[k]
   s[k] = beta_2*s[k - 1] + (1 - beta_2)*g[k]**2
   v_hat[k] = v[k]/(1 - beta_1**k)
   s_hat[k] = s[k]/(1 - beta_2**k)
   w[k + 1] = w[k] - eta*v_hat[k]/(epsilon + sqrt(s_hat[k]))

   k counts the passes from 1. Before the first, v_before = 0, s_before = 0.
   An array may be written where it is read.

   cc -std=c99 -O3 -march=native -fno-math-errno -fno-trapping-math -fopenmp-simd -fPIC -shared adam.c -o adam.so -lm
   Arrays hold floats; with -Dreal=double they hold doubles. */

#include <stddef.h>
#include <tgmath.h>

#undef I

#ifndef real
#define real float
#endif

void adam_step(size_t n, double k, double beta_1, double beta_2, double epsilon, double eta,
               const real *in_g, const real *in_w, const real *in_v_before, const real *in_s_before,
               real *out_w_new, real *out_v, real *out_s)
{
    const double c_1 = 1.0 - beta_1;
    const double c_2 = 1.0 - beta_2;
    const double c_3 = epsilon * sqrt(1.0 - pow(beta_2, k));
    const double c_4 = eta * sqrt(1.0 - pow(beta_2, k)) / (1.0 - pow(beta_1, k));
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        const real g = in_g[i];
        const real w = in_w[i];
        const real v_before = in_v_before[i];
        const real s_before = in_s_before[i];
        const real v = (real)beta_1 * v_before + (real)c_1 * g;
        const real s = (real)beta_2 * s_before + (real)c_2 * g * g;
        const real w_new = w - (real)c_4 * v / (sqrt(s) + (real)c_3);
        out_w_new[i] = w_new;
        out_v[i] = v;
        out_s[i] = s;
    }
}
"""


def kernels() -> dict[str, Kernel]:
    found = {}
    for item in items("optimizer"):
        try:
            found[item.name] = kernel_of(item.value)
        except RunError:
            continue
    return found


KERNELS = kernels()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYMOPT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def invented(term: Any, *letters: str) -> Kernel:
    """A rule of one line, which computes the new point."""
    given = tuple(Hyperparameter(letter, letter, Fraction(1, 2), "real") for letter in letters)
    return Kernel("Invented", ("w[k + 1] = ...",), given, (), (Line("w_new", False, term),), {}, "g")


def moved(kernel: Kernel, g: Any, w: Any, k: int = 1, dtype: Any = np.float64) -> Any:
    sources = [np.asarray(g, dtype), np.asarray(w, dtype)]
    result = np.full(len(sources[0]), 7, dtype)
    hyper = [float(h.default or 0) for h in kernel.hyperparameters]
    c.load(kernel).step(dtype, k == 1)(sources, [result], k, hyper, np.zeros(0))
    return result


def test_adam_reads_like_a_slide() -> None:
    assert c.source(KERNELS["adam"]) == ADAM


@needs_compiler
def test_every_source_compiles_alone_without_a_warning(tmp_path: Path) -> None:
    text = "\n".join(_without_head(c.source(kernel)) for kernel in KERNELS.values())
    head = "#include <stddef.h>\n#include <tgmath.h>\n#undef I\n#define real float\n"
    helpers = sorted({line for line in text.splitlines() if line.startswith("static inline")})
    body = "\n".join(line for line in text.splitlines() if not line.startswith("static inline"))
    (tmp_path / "all.c").write_text(f"{head}{chr(10).join(helpers)}\n{body}\n")
    words = [
        *find().command,
        "-std=c99",
        "-fopenmp-simd",
        "-Wall",
        "-Werror",
        "-pedantic",
        "-fPIC",
        "-shared",
        "all.c",
        "-o",
        "all.so",
        "-lm",
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    assert done.returncode == 0


def _without_head(source: str) -> str:
    return source.partition("#endif\n")[2]


@needs_compiler
def test_the_printed_source_runs_without_symopt(tmp_path: Path) -> None:
    (tmp_path / "adam.c").write_text(c.source(KERNELS["adam"]))
    words = [*find().command, "-std=c99", "-O3", "-shared", "-fPIC", "adam.c", "-o", "adam.so", "-lm"]
    subprocess.run(words, cwd=tmp_path, check=True, timeout=60)
    function = CDLL(str(tmp_path / "adam.so")).adam_step
    w, v, s = (np.array([value, value], np.float32) for value in (1, 0, 0))
    g = np.array([0.5, -2], np.float32)
    places = [c_void_p(array.ctypes.data) for array in (g, w, v, s, w, v, s)]
    function(c_size_t(2), *map(c_double, (1, 0.9, 0.999, 1e-8, 0.001)), *places)
    np.testing.assert_allclose(w, [0.999, 1.001], rtol=1e-6)
    np.testing.assert_allclose(v, [0.05, -0.2], rtol=1e-6)


@needs_compiler
@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (("max", "w", "g"), [2, np.nan, np.nan, -1]),
        (("min", "w", "g"), [1, np.nan, np.nan, -3]),
        (("sign", "w"), [1, np.nan, 1, -1]),
        (("abs", "w"), [1, np.nan, 5, 3]),
        (("mod", "w", Fraction(2)), [1, np.nan, 1, 1]),
        (
            ("where", ("or", ("lt", "w", Fraction(0)), ("not", ("le", "g", Fraction(1)))), "w", Fraction(9)),
            [1, 9, 5, -3],
        ),
        (("where", ("and", ("gt", "w", "g"), ("ne", "w", Fraction(5))), "w", Fraction(1, 2)), [0.5, 0.5, 0.5, 0.5]),
        (("add", ("const", "pi"), ("neg", ("sub", "w", ("sub", "g", "w")))), None),
        (("pow", "w", Fraction(3)), [1, np.nan, 125, -27]),
    ],
)
def test_operations_agree_with_numpy_where_numbers_are_missing_too(term: Any, expected: Any) -> None:
    w, g = np.array([1, np.nan, 5, -3.0]), np.array([2.0, 0, np.nan, -1])
    wanted = np.pi - (w - (g - w)) if expected is None else expected
    np.testing.assert_allclose(moved(invented(term), g, w), wanted, rtol=1e-15)


@needs_compiler
def test_helpers_serve_numbers_and_components_alike() -> None:
    term = ("mul", ("max", "a", "b", Fraction(0)), ("max", "w", "g", Fraction(0)))
    assert moved(invented(term, "a", "b"), [3, -1], [2, -5]).tolist() == [1.5, 0]


@needs_compiler
def test_float32_stays_float32() -> None:
    term = ("sub", ("mul", Fraction(1, 3), "w"), ("mul", "eta", "g"))
    w, g = np.float32([0.1, 0.7, 1e-3]), np.float32([0.3, -0.9, 4e-4])
    expected = np.float32(1 / 3) * w - np.float32(0.5) * g
    assert moved(invented(term, "eta"), g, w, dtype=np.float32).tobytes() == expected.tobytes()


@needs_compiler
@pytest.mark.parametrize("letter", ["I", "complex", "real", "kept", "size_t"])
def test_letters_that_headers_define_are_spelled_otherwise(letter: str) -> None:
    assert moved(invented(("mul", letter, "w"), letter), [0, 0], [2, 4]).tolist() == [1, 2]


def test_a_title_cannot_end_the_comment() -> None:
    kernel = invented("w")
    text = c.source(Kernel("a */ b", ("w = w*/2",), (), (), kernel.lines, {}, "g"))
    assert text.startswith("/* a * / b, one pass over n parameters.\n\n   w = w* /2\n")
    assert "void a_b_step(" in text


def test_an_operation_that_c_lacks_is_named() -> None:
    with pytest.raises(RunError, match="C has no operation gamma"):
        c.source(invented(("gamma", "w")))


def test_without_a_compiler_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler -m64")
    with pytest.raises(RunError) as caught:
        c.load(KERNELS["adam"])
    assert caught.value.message == "there is no C compiler: CC=no-such-compiler -m64 not found"
    assert caught.value.hint == 'set CC to a C99 compiler, or take backend="numpy"'
    monkeypatch.delenv("CC")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RunError) as caught:
        c.load(KERNELS["adam"])
    assert caught.value.message == "there is no C compiler: cc, gcc, clang not found"
    assert not c.available()


@pytest.mark.skipif(shutil.which("false") is None, reason="there is no command that fails")
def test_a_compiler_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "false")
    with pytest.raises(RunError, match=r"the C compiler \S*false failed: exit code 1"):
        c.load(KERNELS["adam"]).step(np.float32, False)


@needs_compiler
def test_an_object_is_compiled_once_and_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved(KERNELS["gradient-descent"], [1.0], [1.0])
    assert cache.stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(Compiler, "shared_object", _unwanted)
    assert moved(KERNELS["gradient-descent"], [1.0], [1.0]).tolist() == [1 - 0.01]
    with pytest.raises(AssertionError, match="compiled again"):
        moved(KERNELS["gradient-descent"], [1.0], [1.0], dtype=np.float32)


def _unwanted(*_: Any) -> None:
    raise AssertionError("compiled again")


@needs_compiler
@pytest.mark.parametrize("damage", [b"", b"\x7fELF", None])
def test_an_object_that_is_not_whole_is_made_again(cache: Path, damage: bytes | None) -> None:
    moved(KERNELS["gradient-descent"], [1.0], [1.0])
    (held,) = cache.glob("*.so")
    held.unlink()
    held.write_bytes(b"" if damage is None else damage)
    if damage is None:
        for key in cache.iterdir():
            key.write_bytes(b"\xff")
    assert moved(KERNELS["gradient-descent"], [1.0], [1.0]).tolist() == [1 - 0.01]


@needs_compiler
def test_a_folder_from_which_no_code_may_run_is_no_obstacle(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: str) -> CDLL:
        if path.startswith(str(cache)):
            raise OSError("failed to map segment from shared object")
        return CDLL(path)

    monkeypatch.setattr(_objects, "CDLL", refused)
    assert moved(KERNELS["gradient-descent"], [1.0], [1.0]).tolist() == [1 - 0.01]

    def never(path: str) -> CDLL:
        raise OSError("no code runs here")

    monkeypatch.setattr(_objects, "CDLL", never)
    with pytest.raises(RunError, match="what the C compiler made cannot be loaded: no code runs here"):
        moved(KERNELS["gradient-descent"], [1.0], [1.0])


@needs_compiler
def test_a_full_disk_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(_objects, "keep", full)
    assert moved(KERNELS["gradient-descent"], [1.0], [1.0]).tolist() == [1 - 0.01]


@needs_compiler
def test_a_compiler_that_does_not_know_the_flags_is_asked_more_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old cc"
    old.write_text(f"""#!/bin/sh
case "$*" in *-march*|*-fopenmp*) echo "unknown option" >&2; exit 1;; esac
exec {find().command[0]} "$@"
""")
    old.chmod(0o700)
    monkeypatch.setenv("CC", f"'{old}' -Wall")
    assert moved(KERNELS["gradient-descent"], [1.0], [1.0]).tolist() == [1 - 0.01]


@needs_compiler
def test_other_flags_and_other_compilers_make_other_objects(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiler = find()
    text = "double one(void) { return 1; }\n"
    _objects.loaded(text, (), compiler)
    assert len(list(cache.glob("*.so"))) == 1
    for other in (("-O1",), compiler), ((), Compiler(compiler.command, "newer")):
        monkeypatch.setattr(Compiler, "shared_object", _unwanted)
        with pytest.raises(AssertionError, match="compiled again"):
            _objects.loaded(text, *other)


@needs_compiler
def test_processes_that_start_at_once_agree(cache: Path) -> None:
    code = (
        "import json, sys, numpy as np\n"
        "from symopt.kernels.kernel import Kernel\n"
        "from symopt.targets import c\n"
        "step = c.load(Kernel.from_json(json.loads(sys.argv[1]))).step('float64', False)\n"
        "w = np.ones(3)\n"
        "step([w, w], [w], 1, [0.25], np.zeros(0))\n"
        "print(w.tolist())"
    )
    environment = {**os.environ, "SYMOPT_CACHE": str(cache)}
    words = [sys.executable, "-c", code, json.dumps(KERNELS["gradient-descent"].to_json())]
    running = [
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = [process.communicate(timeout=120) for process in running]
    assert told == [("[0.75, 0.75, 0.75]\n", "")] * 3
    assert [path.name for path in cache.iterdir() if path.name.startswith(".")] == []
