"""Which rules become kernels, and which are refused before anything is written."""

import pytest

from symopt import Optimizer, each
from symopt.errors import RunError
from symopt.optimizers.bfgs import bfgs
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.optimizers.rprop import rprop
from symopt.optimizers.vsgd import vsgd
from symopt.program import Program
from symopt.program.lowering import lower
from symopt.symbols import a, eta, g, history, i, k, norm, v, w

windowed = Optimizer(
    name="Window",
    updates={
        v[k]: v[k - 1] + g[k],
        each(i, k - history, k - 1): {a[i]: v[i] / history},
        w[k + 1]: w[k] - eta * a[k - 1],
    },
    defaults={eta: 0.1, history: 3},
)
ending = Optimizer(name="Ending", updates={w[k + 1]: w[k] - eta * g[k]}, until=norm(g[k]) <= eta, defaults={eta: 0.1})


@pytest.mark.parametrize(
    "rule", [windowed, ending, bfgs, newton, vsgd, rprop.variant("improved-plus")], ids=lambda rule: rule.name
)
def test_what_is_not_elementwise_with_one_gradient_is_refused(rule: Optimizer) -> None:
    with pytest.raises(RunError) as caught:
        lower(Program.of(rule))
    assert caught.value.message == f"{rule.name} is not an elementwise rule that asks for one gradient in each pass"


def test_the_point_asked_at_is_kept_for_rules_that_look_ahead() -> None:
    kernel = lower(Program.of(nesterov))
    assert [line.name for line in kernel.query] == ["point"]
    assert kernel.gradient == "g"


def test_a_past_gradient_is_state() -> None:
    kernel = lower(Program.of(rprop))
    assert {slot.key for slot in kernel.state} == {"delta", "g"}
    assert kernel.moves["g"] == "g"
