"""What compiled optimizers cost: memory, the first step of a fresh process, and what is kept between runs."""

import resource
import subprocess
import sys
import tracemalloc
from fractions import Fraction
from pathlib import Path
from time import time
from typing import Any

import numpy as np
import pytest

import symopt
from symopt.compiling import kept

pytestmark = pytest.mark.usefixtures("kept_apart")


def test_an_update_in_place_allocates_nothing_that_grows(backend: str) -> None:
    size = 3_000_000
    rule = symopt.compile("adam", backend=backend, in_place=True, threads=2)
    params, gradient = np.ones(size, np.float32), np.ones(size, np.float32)
    state = rule.init(params)
    rule.update(gradient, state, params, 1)
    tracemalloc.start()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for k in (2, 3):
        rule.update(gradient, state, params, k)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_500_000, "chunks of the numpy target are all that there may be"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - resident) * (1 if sys.platform == "darwin" else 1024)
    assert grown < size


def test_the_first_step_of_a_fresh_process_needs_no_sympy() -> None:
    code = (
        "import numpy as np, symopt, sys\n"
        "rule = symopt.compile('adam', in_place=True)\n"
        "params = np.ones(1000, np.float32)\n"
        "rule.update(params * 2, rule.init(params), params, 1)\n"
        "print(params[0], 'sympy' in sys.modules)\n"
    )
    for fresh in (False, True):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
        assert done.stderr == ""
        value, sympy = done.stdout.split()
        assert float(value) == pytest.approx(0.999)
        if fresh:
            assert sympy == "False"


def test_kept_kernels_follow_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMOPT_CACHE", str(tmp_path / "cache"))
    rule = tmp_path / "mine.py"
    text = (
        "from symopt import Optimizer\nfrom symopt.symbols import eta, g, k, w\nfrom beside import FACTOR\n"
        "mine = Optimizer(name='Mine', updates={w[k + 1]: w[k] - FACTOR*eta*g[k]}, defaults={eta: 0.5})\n"
    )
    rule.write_text(text)
    (tmp_path / "beside.py").write_text("FACTOR = 2\n")
    first = kept._digest(str(rule))
    assert kept.kernel_of(str(rule)).lines[0].term == ("sub", "w", ("mul", Fraction(2), "eta", "g"))
    place = tmp_path / "cache" / f"{first}.json"
    assert not place.exists(), "what may have changed since it was imported is not kept"
    monkeypatch.setattr(kept, "_began", lambda: time() + 10)
    kernel = kept.kernel_of(str(rule))
    assert place.exists()
    monkeypatch.setattr("symopt.library.find", None)
    assert kept.kernel_of(str(rule)) == kernel
    (tmp_path / "beside.py").write_text("FACTOR = 3\n")
    assert kept._digest(str(rule)) != first
    assert kept._digest("adam") != kept._digest("momentum") != first


def test_a_kept_kernel_that_is_not_whole_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMOPT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_began", lambda: time() + 10)
    kernel = kept.kernel_of("adam")
    (place,) = (tmp_path / "cache").iterdir()
    place.write_bytes(place.read_bytes()[:-5])
    assert kept.kernel_of("adam") == kernel


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setenv("SYMOPT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_began", lambda: time() + 10)
    monkeypatch.setattr(kept, "keep", full)
    assert kept.kernel_of("adam").title == "Adam"


def test_this_process_began_before_now() -> None:
    assert time() - 24 * 3600 < kept._began() <= time() + kept.LEEWAY
