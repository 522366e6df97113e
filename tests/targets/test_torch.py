"""The generated ``torch.optim.Optimizer`` as its users use it: groups, schedulers, closures, dtypes, saved states."""

import copy
import io
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import symopt
from symopt import Optimizer
from symopt import symbols as letters
from symopt.errors import RunError
from symopt.targets._torch_class import class_name
from tests.frameworks import required
from tests.targets.tensors import SIZES, made, slope, steps, values, weights


@pytest.fixture
def torch() -> ModuleType:
    return required("torch")


@pytest.mark.parametrize(("dtype", "rounding"), [("float64", 1e-15), ("float32", 5e-7), ("bfloat16", 2**-7)])
def test_it_works_in_the_numbers_of_its_parameters(torch: Any, dtype: str, rounding: float) -> None:
    own, other = weights(torch, dtype), weights(torch, dtype)
    adam = made("adam")(own, eta=0.01)
    steps(torch, adam, own, 1, 20)
    steps(torch, torch.optim.Adam(other, lr=0.01), other, 1, 20)
    held = [value for w in own for value in (w, adam.state[w]["v"], adam.state[w]["s"])]
    assert {value.dtype for value in held} == {getattr(torch, dtype)}
    np.testing.assert_allclose(values(own), values(other), rtol=rounding, atol=rounding)


@pytest.mark.parametrize("name", ["adam", "nadam:pytorch", "momentum:heavy-ball", "rprop", "gains:clipped"])
def test_a_state_that_was_saved_goes_on_as_if_nothing_had_happened(torch: Any, name: str) -> None:
    through, parameters = weights(torch), weights(torch)
    steps(torch, made(name)(through), through, 1, 12)
    optimizer = made(name)(parameters)
    steps(torch, optimizer, parameters, 1, 5)
    file = io.BytesIO()
    torch.save(optimizer.state_dict(), file)
    file.seek(0)
    resumed = made(name)(parameters)
    resumed.load_state_dict(torch.load(file, weights_only=True))
    steps(torch, resumed, parameters, 6, 12)
    assert [torch.equal(a, b) for a, b in zip(through, parameters, strict=True)] == [True] * len(SIZES)


def test_large_empty_and_transposed_parameters_are_followed(torch: Any) -> None:
    draw = torch.Generator().manual_seed(1)
    tensors = [torch.randn(size, generator=draw) for size in ((500_001,), (0, 3), (3, 5))]
    own, other = ([torch.nn.Parameter(x.clone() if x.ndim == 1 else x.clone().T) for x in tensors] for _ in "ab")
    assert not own[2].is_contiguous()
    steps(torch, made("adam")(own, eta=0.01), own, 1, 3)
    steps(torch, torch.optim.Adam(other, lr=0.01), other, 1, 3)
    np.testing.assert_allclose(values(own), values(other), rtol=1e-5, atol=1e-6)


def test_a_copy_goes_its_own_way(torch: Any) -> None:
    parameters = weights(torch)
    optimizer = made("adam")(parameters)
    steps(torch, optimizer, parameters, 1, 3)
    before = values(parameters)
    copied = copy.deepcopy(optimizer)
    others = copied.param_groups[0]["params"]
    steps(torch, copied, others, 4, 5)
    assert np.array_equal(values(parameters), before)
    steps(torch, optimizer, parameters, 4, 5)
    assert np.array_equal(values(parameters), values(others))


def test_what_has_no_gradient_stays_and_does_not_count(torch: Any) -> None:
    parameters = weights(torch)
    optimizer = made("adam")(parameters, eta=0.1)
    slope(torch, parameters, 1)
    parameters[1].grad = None
    still = parameters[1].detach().clone()
    optimizer.step()
    assert torch.equal(parameters[1], still)
    assert [optimizer.state[w].get("k") for w in parameters] == [1, None, 1]
    steps(torch, optimizer, parameters, 2, 2)
    assert [optimizer.state[w]["k"] for w in parameters] == [2, 1, 2]


def test_gradients_that_cannot_be_followed_are_refused_before_anything_moves(torch: Any) -> None:
    parameters = [*weights(torch), torch.nn.Parameter(torch.ones(2, dtype=torch.float64))]
    before = values(parameters)
    optimizer = made("adam")(parameters)
    slope(torch, parameters, 1)
    parameters[-1].grad = torch.ones(2, dtype=torch.float64).to_sparse()
    with pytest.raises(RuntimeError, match=r"^only real, dense gradients can be followed$"):
        optimizer.step()
    assert np.array_equal(values(parameters), before)
    complex_one = torch.nn.Parameter(torch.ones(2, dtype=torch.complex64))
    complex_one.grad = torch.ones(2, dtype=torch.complex64)
    with pytest.raises(RuntimeError, match=r"^only real, dense gradients can be followed$"):
        made("adam")([complex_one]).step()


@pytest.mark.parametrize("rate", ["eta", "lr"])
def test_groups_have_hyperparameters_of_their_own(torch: Any, rate: str) -> None:
    own, other = weights(torch), weights(torch)
    optimizer = made("adam")([{"params": own[:1], rate: 0.1}, {"params": own[1:2], "beta_1": 0.5}], eta=0.01)
    optimizer.add_param_group({"params": own[2], rate: 0.2, "beta_2": 0.9})
    groups = [{"params": other[:1], "lr": 0.1}, {"params": other[1:2], "betas": (0.5, 0.999)}]
    theirs = torch.optim.Adam([*groups, {"params": other[2], "lr": 0.2, "betas": (0.9, 0.9)}], lr=0.01)
    steps(torch, optimizer, own, 1, 10)
    steps(torch, theirs, other, 1, 10)
    np.testing.assert_allclose(values(own), values(other), rtol=1e-14)
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 0.01, 0.2]
    assert not any("eta" in group for group in optimizer.param_groups)


SCHEDULERS = {
    "StepLR": {"step_size": 3},
    "ExponentialLR": {"gamma": 0.9},
    "CosineAnnealingLR": {"T_max": 10},
    "OneCycleLR": {"max_lr": 0.1, "total_steps": 20, "cycle_momentum": False},
    "LambdaLR": {"lr_lambda": lambda k: 1 / (1 + k)},
}


@pytest.mark.parametrize("name", SCHEDULERS)
def test_schedulers_set_the_rate(torch: Any, name: str) -> None:
    runs = []
    for build, rate in ((made("adam"), "eta"), (torch.optim.Adam, "lr")):
        parameters = weights(torch)
        optimizer = build(parameters, **{rate: 0.05})
        scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **SCHEDULERS[name])
        for k in range(1, 13):
            steps(torch, optimizer, parameters, k, k)
            scheduler.step()
        runs.append((values(parameters), scheduler.get_last_lr()))
    np.testing.assert_allclose(runs[0][0], runs[1][0], rtol=1e-14)
    assert runs[0][1] == runs[1][1] != [0.05]


def test_a_closure_computes_gradients_and_its_loss_is_returned(torch: Any) -> None:
    w = torch.nn.Parameter(torch.tensor([2.0, -1.0], dtype=torch.float64))
    optimizer = made("gradient-descent")([w], eta=0.25)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = (w**2).sum()
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 5.0
    assert w.tolist() == [1.0, -0.5]


def test_a_rule_that_looks_ahead_asks_there(torch: Any) -> None:
    w = torch.nn.Parameter(torch.tensor([2.0, -1.0], dtype=torch.float64))
    optimizer = made("nesterov")([w], eta=0.25, beta=0.5)
    asked = []

    def closure() -> Any:
        asked.append(w.tolist())
        w.grad = 2 * w.detach()
        return (w.detach() ** 2).sum()

    assert [optimizer.step(closure).item() for _ in range(2)] == [5.0, 0.3125]
    assert asked == [[2.0, -1.0], [0.5, -0.25]]  # the second: [1, -1/2] - 1/4 * 1/2 * [4, -2]
    assert w.tolist() == [0.25, -0.125]


def test_a_rule_that_looks_ahead_needs_a_closure_and_comes_back_when_it_fails(torch: Any) -> None:
    parameters = weights(torch)
    optimizer = made("nesterov")(parameters)
    optimizer.step(lambda: slope(torch, parameters, 1))
    before = values(parameters)
    with pytest.raises(TypeError) as refused:
        optimizer.step()
    assert str(refused.value) == "gradients are needed ahead of w: call step(closure)"
    with pytest.raises(ZeroDivisionError):
        optimizer.step(lambda: 1 / 0)
    assert np.array_equal(values(parameters), before)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("adam", {"eta": -1}, "lr = -1 is not positive"),
        ("adam", {"epsilon": float("nan")}, "epsilon = nan is not positive"),
        ("adam", {"beta_1": 1}, "beta_1 = 1 is not in [0, 1)"),
    ],
)
def test_hyperparameters_stay_in_their_domains(torch: Any, name: str, given: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match="is not") as refused:
        made(name)(weights(torch), **given)
    assert str(refused.value) == said
    optimizer = made(name)(weights(torch)[:1])
    with pytest.raises(ValueError, match="is not"):
        optimizer.add_param_group({"params": weights(torch)[1:], **given})
    assert len(optimizer.param_groups) == 1


class Shift(letters.Hyper):
    __slots__ = ()
    domain = "real"


def test_a_count_and_a_real_number_have_domains_too(torch: Any) -> None:
    batch, shift = letters.Count("B"), Shift("shift")
    w, g, k = letters.w, letters.g, letters.k
    rule = Optimizer(name="Mine", updates={w[k + 1]: w[k] - g[k] / batch + shift}, defaults={batch: 2, shift: 0})
    build = symopt.compile(rule, backend="torch").Optimizer
    with pytest.raises(ValueError, match=r"^B = 2\.5 is not 1, 2, 3, \.\.\.$"):
        build(weights(torch), B=2.5)
    with pytest.raises(ValueError, match=r"^shift = inf is not finite$"):
        build(weights(torch), shift=float("inf"))
    assert build(weights(torch), B=3, shift=-1).param_groups[0]["shift"] == -1


def test_an_unknown_hyperparameter_is_refused(torch: Any) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'betas'"):
        made("adam")(weights(torch), betas=(0.9, 0.999))


def test_pure_functions_take_trees_and_leave_them_alone(torch: Any) -> None:
    rule, plain = (symopt.compile("nadam:pytorch", backend=name) for name in ("torch", "numpy"))
    params = {"layer": [torch.ones(2, requires_grad=True), torch.zeros(())], "scale": (torch.full((3,), 2.0),)}
    grads = {"scale": (torch.ones(3),), "layer": [torch.ones(2), torch.tensor(-1.0)]}
    state = rule.init(params)
    new, after = rule.update(grads, state, params, 1, eta=0.5)
    start = np.array([1, 1, 0, 2, 2, 2], np.float32)
    wanted, held = plain.update(np.array([1, 1, -1, 1, 1, 1], np.float32), plain.init(start), start, 1, eta=0.5)
    found = [*new["layer"][0].tolist(), new["layer"][1].item(), *new["scale"][0].tolist()]
    np.testing.assert_allclose(found, wanted, rtol=1e-6)
    assert (after["P"], after["mu"]) == pytest.approx((held["P"], held["mu"]), rel=1e-15)
    assert [tensor.requires_grad for tensor in (*new["layer"], *new["scale"])] == [False] * 3
    assert (params["layer"][0].tolist(), state["v"]["scale"][0].tolist()) == ([1, 1], [0, 0, 0])


def test_without_pytorch_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(RunError) as refused:
        symopt.compile("adam", backend="torch")
    assert (refused.value.message, refused.value.hint) == (
        "torch is not installed",
        "pip install 'symopt-notes[torch]'",
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [("Adam", "Adam"), ("Momentum, heavy-ball", "MomentumHeavyBall"), ("None", "RuleNone"), ("2 steps", "Rule2Steps")],
)
def test_a_class_is_called_like_its_rule(title: str, name: str) -> None:
    assert class_name(title) == name
