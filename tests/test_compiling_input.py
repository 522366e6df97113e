"""Bad input for compiled optimizers: what is wrong is said, and nothing is changed."""

from typing import Any

import numpy as np
import pytest

import symopt
from symopt.errors import RunError
from tests.compiled import written

pytestmark = pytest.mark.usefixtures("kept_apart")


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown hyperparameter": ({"bta_1": 0.5}, "Adam has no hyperparameter 'bta_1'", "did you mean beta_1?"),
    "outside its domain": (
        {"beta_1": 1},
        "Adam: beta_1 = 1 lies outside its domain [0, 1)",
        "choose beta_1 in [0, 1)",
    ),
    "negative rate": ({"eta": -0.1}, "Adam: eta = -0.1 lies outside its domain (0, oo)", "choose eta in (0, oo)"),
    "no number": ({"eta": "fast"}, "Adam: eta = 'fast' is not a real, finite number", "choose eta in (0, oo)"),
    "not finite": ({"eta": np.nan}, "Adam: eta = nan is not a real, finite number", "choose eta in (0, oo)"),
    "k is 0": ({"k": 0}, "Adam: k = 0 does not count a pass", "k is 1 in the first pass, then 2, 3, ..."),
    "k is negative": ({"k": -3}, "Adam: k = -3 does not count a pass", "k is 1 in the first pass, then 2, 3, ..."),
    "k is no integer": ({"k": 1.0}, "Adam: k = 1.0 does not count a pass", "k is 1 in the first pass, then 2, 3, ..."),
    "k is a truth": ({"k": True}, "Adam: k = True does not count a pass", "k is 1 in the first pass, then 2, 3, ..."),
    "another dtype": (
        {"grads": {"a": [np.ones(3), np.ones((2, 2), np.float32)]}},
        "grads['a'][1] has dtype float32, params['a'][1] has float64",
        "give grads['a'][1].astype(numpy.float64)",
    ),
    "another shape": (
        {"grads": {"a": [np.ones(3), np.ones(4)]}},
        "grads['a'][1] has shape (4,), params['a'][1] has (2, 2)",
        "give them one shape",
    ),
    "integers": (
        {"grads": {"a": [np.ones(3), np.ones((2, 2), int)]}},
        "grads['a'][1] has dtype int64, which is neither float32 nor float64",
        "give grads['a'][1].astype(numpy.float32) or float64",
    ),
    "no array": (
        {"grads": {"a": [np.ones(3), None]}},
        "grads['a'][1] is NoneType, not a NumPy array",
        'give arrays of float32 or float64; backend="torch" and backend="jax" take tensors',
    ),
    "masked": (
        {"grads": {"a": [np.ones(3), np.ma.ones((2, 2))]}},
        "grads['a'][1] is numpy.ma.MaskedArray, not a NumPy array",
        'give arrays of float32 or float64; backend="torch" and backend="jax" take tensors',
    ),
    "a part is missing": ({"grads": {}}, "grads misses 'a'", "grads and each entry of state are nested like params"),
    "a part is too many": (
        {"grads": {"a": [np.ones(3), np.ones((2, 2))], "b": 1}},
        "grads has 'b', which params do not have",
        "grads and each entry of state are nested like params",
    ),
    "too few in a list": (
        {"grads": {"a": [np.ones(3)]}},
        "grads['a'] has 1 parts, params have 2 there",
        "grads and each entry of state are nested like params",
    ),
    "an array where a list is": (
        {"grads": {"a": np.ones(3)}},
        "grads['a'] is a ndarray, params have a list there",
        "grads and each entry of state are nested like params",
    ),
    "a list where an array is": (
        {"grads": {"a": [np.ones(3), [1]]}},
        "grads['a'][1] is a list, params have an array there",
        "grads and each entry of state are nested like params",
    ),
    "state of another rule": (
        {"state": {"v": {"a": [np.ones(3), np.ones((2, 2))]}}},
        "state misses 's', which Adam keeps",
        "give what init(params) returned, or the update before",
    ),
    "state with more": (
        {"state": {"v": 0, "s": 0, "u": 0}},
        "state has 'u', which Adam does not keep",
        "give what init(params) returned, or the update before",
    ),
    "no state": (
        {"state": None},
        "state is a NoneType, not the dict of Adam",
        "give what init(params) returned, or the update before",
    ),
    "state of other parameters": (
        {"state": {"v": {"a": [np.ones(3), np.ones((2, 2))]}, "s": {"a": [np.ones(3), np.ones((3, 2))]}}},
        "state['s']['a'][1] has shape (3, 2), params['a'][1] has (2, 2)",
        "give them one shape",
    ),
}


@pytest.mark.parametrize("in_place", [False, True], ids=["pure", "in place"])
@pytest.mark.parametrize("case", WRONG)
def test_bad_input_is_told_and_changes_nothing(case: str, in_place: bool) -> None:
    wrong, message, hint = WRONG[case]
    rule = symopt.compile("adam", in_place=in_place)
    params = {"a": [np.ones(3), np.ones((2, 2))]}
    state = rule.init(params)
    given = {"grads": {"a": [np.ones(3), np.ones((2, 2))]}, "state": state, "params": params, "k": 1, **wrong}
    before = written(params), written(state)
    with pytest.raises(RunError) as caught:
        rule.update(**given)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert (written(params), written(state)) == before
    rule.update({"a": [np.ones(3), np.ones((2, 2))]}, state, params, 1)
    with pytest.raises(RunError) as again:
        rule.update(**given)
    assert again.value.message == message


def test_wrong_hyperparameters_of_rules_without_any() -> None:
    rule = symopt.compile(symopt.Optimizer(name="Walk", updates=_walk()))
    with pytest.raises(RunError) as caught:
        rule.init(np.ones(2), eta=1)
    assert (caught.value.message, caught.value.hint) == ("Walk has no hyperparameter 'eta'", "it has none")


def _walk() -> Any:
    from symopt.symbols import g, k, w

    return {w[k + 1]: w[k] - g[k]}


def test_a_hyperparameter_goes_by_its_letter_and_its_identifier() -> None:
    rule, params = symopt.compile("adamw"), np.ones(2)
    state = rule.init(params)
    one = rule.update(params, state, params, 1, lambda_=0.5, eta=0.1)[0]
    other = rule.update(params, state, params, 1, **{"lambda": np.float64(0.5), "eta": np.array(0.1)})[0]
    assert one.tolist() == other.tolist()
    assert one.tolist() != rule.update(params, state, params, 1, eta=0.1)[0].tolist()


def test_a_hyperparameter_array_that_changes_is_read_again() -> None:
    rule, params, eta = symopt.compile("gradient-descent"), np.ones(1), np.array(0.5)
    assert rule.update(params, {}, params, 1, eta=eta)[0] == 0.5
    eta[...] = 0.25
    assert rule.update(params, {}, params, 2, eta=eta)[0] == 0.75


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (np.ones(4)[::2], "params is not contiguous, so it cannot be updated in place"),
        (1.0, "params is no array, so it cannot be updated in place"),
        (np.broadcast_to(np.ones(()), (3,)), "params is read-only, so it cannot be updated in place"),
    ],
)
def test_what_cannot_be_written_is_refused_in_place(params: Any, message: str) -> None:
    with pytest.raises(RunError) as caught:
        symopt.compile("gradient-descent", in_place=True).update(np.ones(np.shape(params)), {}, params, 1)
    assert caught.value.message == message


def test_parameters_that_share_memory_are_refused_in_place() -> None:
    tied = np.ones(5)
    with pytest.raises(RunError) as caught:
        symopt.compile("gradient-descent", in_place=True).update([np.ones(5)] * 2, {}, [tied, tied], 1)
    assert caught.value.message == "params[0] and params[1] share memory, so they cannot be updated in place"
    np.testing.assert_array_equal(tied, 1)


@pytest.mark.parametrize("in_place", [False, True])
def test_what_is_not_finite_goes_through_unless_it_is_checked(in_place: bool, backend: str) -> None:
    params = {"a": np.ones((200, 200))}
    gradient = {"a": np.ones((200, 200))}
    gradient["a"][170, 3] = np.nan
    plain = symopt.compile("momentum", backend=backend, in_place=in_place)
    moved, _ = plain.update(gradient, plain.init(params), {"a": params["a"].copy()}, 1)
    assert np.argwhere(np.isnan(moved["a"])).tolist() == [[170, 3]]
    careful = symopt.compile("momentum", backend=backend, in_place=in_place, check=True)
    state = careful.init(params)
    for _ in range(2):
        with pytest.raises(RunError) as caught:
            careful.update(gradient, state, params, 1)
        assert caught.value.message == "grads['a'][170, 3] is nan"
    np.testing.assert_array_equal(params["a"], 1)
    np.testing.assert_array_equal(state["v"]["a"], 0)
    careful.update({"a": np.ones((200, 200))}, state, params, 1)
