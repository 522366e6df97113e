"""The examples run, and what the generated optimizers do there is what the frameworks' do."""

import re
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from .frameworks import required


@pytest.fixture
def digits() -> Any:
    for name in ("torch", "sklearn"):
        required(name)
    return import_module("examples.digits")


@pytest.fixture
def logistic_regression() -> Any:
    for name in ("scipy", "sklearn"):
        required(name)
    return import_module("examples.logistic_regression")


def test_the_digits_are_learned_along_the_same_curve(digits: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """In single precision each step rounds by 6e-8; after 174 steps the mean losses agree to six digits."""
    digits.main()
    head, *rows, last = capsys.readouterr().out.splitlines()
    assert head.split("  ") == ["epoch", "generated Adam", "torch.optim.Adam", "relative difference"]
    table = np.array([[float(entry) for entry in row.split()] for row in rows])
    epochs, own, other, apart = table.T
    assert epochs.tolist() == [1, 2, 3, 4, 5, 6]
    assert np.all(np.diff(own) < 0)
    assert own[-1] < 0.3
    np.testing.assert_allclose(own, other, rtol=1e-5)
    assert np.all(apart < 1e-5)
    shares = [float(share) for share in re.findall(r"[\d.]+(?=%)", last)]
    assert min(shares) > 93
    assert abs(shares[0] - shares[1]) < 0.2


def test_logistic_regression_ends_where_scipy_s_ends(
    logistic_regression: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss is at least as curved as its decay: that bounds how far from the optimum a short gradient can be."""
    module = logistic_regression
    objective, own, other = module.Regression(), module.generated(), module.by_scipy()
    slopes = [float(np.linalg.norm(objective.gradient(result.w))) for result in (own, other)]
    assert max(slopes) <= module.SHORT
    assert np.linalg.norm(own.w - other.w) <= sum(slopes) / module.DECAY
    assert abs(objective.loss(own.w) - objective.loss(other.w)) <= max(slopes) ** 2 / (2 * module.DECAY)
    assert 0.75 < own.iterations / other.iterations < 1.33
    assert own.gradients < 1.33 * other.gradients
    module.main()
    rows = capsys.readouterr().out.splitlines()
    assert [row.split("  ")[0] for row in rows[1:5]] == [
        "loss",
        "length of gradient",
        "iterations",
        "gradients computed",
    ]
    assert rows[3].split()[1:] == [str(own.iterations), str(other.iterations)]


def test_the_gradient_of_the_regression_is_that_of_its_loss(logistic_regression: Any) -> None:
    objective = logistic_regression.Regression()
    draw = np.random.default_rng(0)
    w, direction = draw.normal(size=(2, objective.start.size)) / 10
    step = 1e-5
    slope = (objective.loss(w + step * direction) - objective.loss(w - step * direction)) / (2 * step)
    assert slope == pytest.approx(objective.gradient(w) @ direction, rel=1e-7)


def test_what_is_missing_is_skipped_or_fails_as_the_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = "no_such_module is not installed: pip install 'symopt-notes[frameworks]'"
    monkeypatch.delenv("SYMOPT_REQUIRE_FRAMEWORKS", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        required("no_such_module")
    assert skipped.value.msg == reason
    monkeypatch.setenv("SYMOPT_REQUIRE_FRAMEWORKS", "1")
    with pytest.raises(pytest.fail.Exception) as failed:
        required("no_such_module")
    assert failed.value.msg == f"{reason}; SYMOPT_REQUIRE_FRAMEWORKS=1 wants it"
