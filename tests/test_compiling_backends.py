"""Backends of compiled optimizers: which one is taken, and those that do not work on arrays of floats."""

from fractions import Fraction

import numpy as np
import pytest

import symopt
from symopt.errors import RunError, SymoptError, UnknownNameError
from tests.frameworks import required

pytestmark = pytest.mark.usefixtures("kept_apart")


def test_backends_are_chosen_by_name() -> None:
    with pytest.raises(UnknownNameError) as caught:
        symopt.compile("adam", backend="numpi")
    assert (caught.value.message, caught.value.hint) == ("there is no backend 'numpi'", "did you mean numpy?")
    with pytest.raises(RunError, match="threads = 0 is no number of threads"):
        symopt.compile("adam", threads=0)
    with pytest.raises(UnknownNameError, match="there is no optimizer 'adm'"):
        symopt.compile("adm")


def test_without_a_compiler_numpy_takes_over_unless_c_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    rule = symopt.compile("gradient-descent")
    assert rule.update(np.ones(1), {}, np.ones(1), 1, eta=0.5)[0] == 0.5
    with pytest.raises(RunError, match="there is no C compiler: CC=no-such-compiler not found"):
        symopt.compile("gradient-descent", backend="c")


def test_fractions_stay_fractions() -> None:
    rule = symopt.compile("nesterov", backend="exact")
    params = {"a": [1, Fraction(1, 3)], "b": np.array([0.5, 0.25])}
    state = rule.init(params)
    point = rule.query(state, params, 1, eta="1/10", beta=0.5)
    assert point["a"] == [1, Fraction(1, 3)]
    params, state = rule.update(point, state, point, 1, eta="1/10", beta=0.5)
    assert params["a"] == [Fraction(9, 10), Fraction(3, 10)]
    assert params["b"].tolist() == [Fraction(9, 20), Fraction(9, 40)]
    point = rule.query(state, params, 2, eta="1/10", beta=0.5)
    assert point["a"] == [Fraction(17, 20), Fraction(17, 60)]
    with pytest.raises(RunError, match="Nesterov: k = 0 does not count a pass"):
        rule.query(state, params, 0)
    with pytest.raises(RunError, match="state is not one of Nesterov"):
        rule.update(point, {}, params, 2)


def test_many_digits() -> None:
    rule = symopt.compile("adam", backend="mpmath")
    params, state = rule.update(np.array([0.5]), rule.init(np.array([1.0])), np.array([1.0]), 1)
    assert str(params[0])[:24] == "0.9990000000199999996000"
    assert list(state) == ["v", "s"]


def test_a_rule_that_asks_for_more_is_driven() -> None:
    rule = symopt.compile("newton")
    params = np.array([1.0, 2.0])
    running = rule.step(rule.init(params), params, 1)
    kind, point = next(running)
    answers = {"grad": 2 * params, "hess": np.diag([2.0, 2.0])}
    kind, point = running.send(answers[kind])
    np.testing.assert_array_equal(point, params)
    with pytest.raises(StopIteration) as done:
        running.send(answers[kind])
    np.testing.assert_allclose(done.value.value.params, [0, 0], atol=1e-15)
    with pytest.raises(SymoptError, match="asks for more than the gradient"):
        rule.update(params, {}, params, 1)
    with pytest.raises(RunError, match="Newton is not an elementwise rule that asks for one gradient in each pass"):
        symopt.compile("newton", backend="c")
    with pytest.raises(RunError, match="there is no in_place for rules that are not elementwise"):
        symopt.compile("newton", in_place=True)


def test_torch_and_jax_are_checked_alike() -> None:
    torch, jax = required("torch"), required("jax")
    for backend, ones in (("torch", torch.ones), ("jax", jax.numpy.ones)):
        rule, params = symopt.compile("adam", backend=backend), ones(3)
        state = rule.init(params, eta=0.5)
        moved, _ = rule.update(params, state, params, 1, eta=0.25)
        np.testing.assert_allclose(np.asarray(moved), 0.75, rtol=1e-6)
        for wrong, message in (
            ({"bta_1": 0.5}, "Adam has no hyperparameter 'bta_1'"),
            ({"beta_1": 1}, "Adam: beta_1 = 1 lies outside its domain [0, 1)"),
            ({"k": 0}, "Adam: k = 0 does not count a pass"),
        ):
            with pytest.raises(RunError) as caught:
                rule.update(params, state, params, **{"k": 1, **wrong})
            assert caught.value.message == message
        assert rule.query(state, params, 1) is params
        with pytest.raises(RunError, match=f"there is no in_place for the {backend} backend"):
            symopt.compile("adam", backend=backend, in_place=True)


def test_what_a_framework_offers_besides_is_there_too() -> None:
    required("torch")
    rule = symopt.compile("adamw", backend="torch")
    assert rule.Optimizer.__name__ == "AdamW"
    with pytest.raises(AttributeError, match="transformation"):
        rule.transformation  # noqa: B018  # that of jax


def test_traced_numbers_go_through_jit() -> None:
    jax = required("jax")
    rule, params = symopt.compile("adam", backend="jax"), jax.numpy.ones(3)
    state = rule.init(params)
    moved, _ = jax.jit(rule.update)(params, state, params, 1, eta=0.25)
    np.testing.assert_allclose(np.asarray(moved), 0.75, rtol=1e-5)  # traced numbers are float32 too
