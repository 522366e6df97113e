"""A step of the generated optimizer as one kernel that torch.compile makes, and without it where that cannot be."""

import os
import shutil
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest

from tests.frameworks import missing, required
from tests.targets.tensors import made, steps, values, weights

FUSED = ["adam:float64", "adam:float32", "gains:clipped:float32"]
PROGRAM = """
import warnings, sys, torch, symopt
kernels = []
def run(name, fused, dtype):
    torch.manual_seed(0)
    parameters = [torch.nn.Parameter(torch.randn(size, dtype=dtype)) for size in ((300, 7), (50,), (4, 3, 2))]
    optimizer = symopt.compile(name, backend="torch").Optimizer(parameters, fused=fused)
    for k in range(1, 13):
        for w in parameters:
            w.grad = torch.cos(3 * w.detach() + k)
        optimizer.step()
        if k == 3:
            made = torch._dynamo.utils.counters["stats"]["unique_graphs"] if fused else 0
    if fused:
        assert torch._dynamo.utils.counters["stats"]["unique_graphs"] == made, "a later step made a new kernel"
    return torch.cat([w.detach().ravel() for w in parameters])
for case in sys.argv[1:]:
    name, _, numbers = case.rpartition(":")
    dtype = getattr(torch, numbers)
    plain, fused = run(name, False, dtype), run(name, True, dtype)
    assert fused.dtype == dtype
    difference = ((plain - fused).abs().max() / plain.abs().max()).item()
    assert difference < 50 * torch.finfo(dtype).eps, (case, difference)
print("equal")
"""


def test_a_fused_step_is_the_same_step_and_is_compiled_once() -> None:
    """In a process of its own: the compiler leaves threads, and warns of its own use of what it deprecates."""
    required("torch")
    if shutil.which(os.environ.get("CXX", "g++")) is None:
        missing("there is no C++ compiler")
    done = subprocess.run(
        [sys.executable, "-W", "error:not fused", "-c", PROGRAM, *FUSED], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("equal\n", 0), done.stderr


def test_where_nothing_can_be_compiled_a_step_is_taken_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = required("torch")

    def failing(*_: Any, **__: Any) -> None:
        raise RuntimeError("no working C++ compiler")

    monkeypatch.setattr(torch, "compile", failing)
    own, other = weights(torch), weights(torch)
    optimizer = made("adam")(own, fused=True)
    with pytest.warns(UserWarning, match="^not fused, torch.compile failed: no working C\\+\\+ compiler$"):
        steps(torch, optimizer, own, 1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        steps(torch, optimizer, own, 2, 5)
    steps(torch, made("adam")(other), other, 1, 5)
    assert np.array_equal(values(own), values(other))
