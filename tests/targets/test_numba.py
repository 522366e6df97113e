"""Compiled loops: what they compute, in which place; what is kept between processes; what is said without Numba."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symopt.errors import RunError
from symopt.kernels.kernel import Line
from symopt.targets import find
from tests.frameworks import required
from tests.targets.loading import arguments, expected, passed
from tests.targets.standalone import KERNELS, TELLING


@pytest.fixture(autouse=True)
def _numba(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    required("numba")
    monkeypatch.setenv("SYMOPT_CACHE", str(tmp_path_factory.getbasetemp() / "loops"))


@pytest.mark.parametrize("item", TELLING)
def test_a_pass_does_what_the_printed_source_does(item: str) -> None:
    for in_place in (False, True):
        for size in (0, 1, 1003):
            for ours, theirs in zip(passed("numba", item, size, in_place), expected(item, size), strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=0)


@pytest.mark.parametrize("item", ["adam", "lion", "momentum:heavy-ball"])
def test_single_precision_is_numpys_to_the_bit_or_nearly(item: str) -> None:
    found = [passed(target, item, 999, dtype=np.float32) for target in ("numba", "numpy")]
    for ours, theirs in zip(*found, strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_almost_equal_nulp(ours, theirs, 2)


def test_a_result_may_take_the_place_of_any_source() -> None:
    kernel = KERNELS["adam"]
    step, wanted = find("numba").load(kernel).step(np.float64, False), passed("numba", "adam", 9)
    for shift in range(4):
        (sources, k, hyper, kept), _ = arguments(kernel, 9)
        places = [*sources[shift:], *sources[:shift]][:3]
        step(sources, places, k, hyper, kept)
        np.testing.assert_array_equal(places, wanted[:3])


def test_the_gradient_may_be_read_only() -> None:
    (sources, k, hyper, kept), places = arguments(KERNELS["adam"], 9)
    sources[0].setflags(write=False)
    find("numba").load(KERNELS["adam"]).step(np.float64, False)(sources, places, k, hyper, kept)
    np.testing.assert_array_equal(places, passed("numba", "adam", 9)[:3])


@pytest.mark.parametrize("item", ["rprop", "lion", "adam", "amsgrad"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_goes_where_numpy_lets_it_go(item: str, value: float) -> None:
    found = []
    for target in ("numpy", "numba"):
        (sources, k, hyper, kept), places = arguments(KERNELS[item], 3)
        sources[0][1] = value
        find(target).load(KERNELS[item]).step(np.float64, False)(sources, places, k, hyper, kept)
        found.append(places)
    np.testing.assert_allclose(*found, rtol=1e-12, atol=0)


def test_the_point_where_the_gradient_is_asked() -> None:
    kernel = KERNELS["nesterov"]
    w, v, point = np.arange(4.0), np.ones(4), np.empty(4)
    find("numba").load(kernel).query(np.float64, False)([w, v], [point], 1, [0.9, 0.5], np.empty(0))
    np.testing.assert_allclose(point, w - 0.45, rtol=1e-15)


def test_a_rule_may_have_no_hyperparameter() -> None:
    kernel = replace(KERNELS["gradient-descent"], hyperparameters=(), lines=(Line("w_new", False, ("sub", "w", "g")),))
    g, w = np.ones(3), np.arange(3.0)
    find("numba").load(kernel).step(np.float64, False)([g, w], [w], 1, [], np.empty(0))
    np.testing.assert_array_equal(w, [-1, 0, 1])


FRESH = """\
import json, sys
import numpy as np
from symopt.kernels.kernel import Kernel
from symopt.targets import find
kernel = Kernel.from_json(json.load(sys.stdin))
step = find("numba").load(kernel).step(np.float32, False)
g, w = np.ones((2, 5), np.float32)
v, s = np.zeros((2, 5), np.float32)
step([g, w, v, s], [w, v, s], 1, [0.9, 0.999, 1e-8, 0.001], np.empty(0))
(made,) = [module.run for name, module in sys.modules.items() if name.startswith("symopt_numba_")]
assert "sympy" not in sys.modules
print(made.cache_hits, round(float(w[0]), 6))
"""


def fresh(folder: Path) -> str:
    environment = {**os.environ, "SYMOPT_CACHE": str(folder)}
    kernel = json.dumps(KERNELS["adam"].to_json())
    done = subprocess.run(
        [sys.executable, "-c", FRESH], input=kernel, capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def test_what_is_compiled_is_kept(tmp_path: Path) -> None:
    assert fresh(tmp_path) == "0 0.999\n"
    assert fresh(tmp_path) == "1 0.999\n"


def test_a_source_that_was_changed_is_written_again(tmp_path: Path) -> None:
    fresh(tmp_path)
    (kept,) = tmp_path.glob("symopt_numba_*.py")
    text = kept.read_text()
    kept.write_text("raise SystemExit('changed')\n")
    assert fresh(tmp_path).endswith(" 0.999\n")
    assert kept.read_text() == text


def test_without_numba_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(RunError) as missing:
        find("numba").load(KERNELS["adam"])
    held: Any = missing.value
    assert held.message == "numba is not installed"
    assert held.hint == "pip install 'symopt-notes[fast]'"
