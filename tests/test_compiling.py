"""Compiled optimizers on arrays: trees, places, threads, and what they compute."""

import gc
import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import symopt
from symopt.backends import find
from symopt.compiling import kept, slicing
from symopt.compiling.trees import Tree
from symopt.errors import RunError
from symopt.library import items
from symopt.program.machine import Machine
from symopt.program.program import Program
from tests.compiled import Pair, leaves, nested, written

pytestmark = pytest.mark.usefixtures("kept_apart")


def elementwise() -> Iterator[Any]:
    for item in items("optimizer"):
        with suppress(RunError):
            kept.kernel_of(item.value)
            yield item


@pytest.mark.parametrize("item", list(elementwise()), ids=lambda item: item.name)
def test_a_compiled_rule_makes_the_machines_steps(item: Any) -> None:
    rule, machine = symopt.compile(item.value, threads=1), Machine(Program.of(item.value), find("numpy"))
    constants, rng = machine.constants({}), np.random.default_rng(1)
    params = point = rng.normal(size=7)
    state, held = rule.init(params), machine.init(point)
    for k in range(1, 13):
        running = machine.step(held, point, k, constants)
        _, asked = next(running)
        np.testing.assert_allclose(rule.query(state, params, k), asked, rtol=1e-12)
        gradient = rng.normal(size=7)
        with pytest.raises(StopIteration) as done:
            running.send(gradient)
        point, held = done.value.value.params, done.value.value.state
        params, state = rule.update(gradient, state, params, k)
        np.testing.assert_allclose(params, point, rtol=1e-11)
        for own, other in zip(state.values(), held.values(), strict=True):
            np.testing.assert_allclose(own, other, rtol=1e-11)


def test_trees_keep_their_structure_and_their_types(backend: str) -> None:
    adam, params = symopt.compile("adam", backend=backend), nested()
    state = adam.init(params)
    before = written(params), written(state)
    moved, left = adam.update(params, state, params, 1)
    assert (written(params), written(state)) == before
    assert isinstance(moved["pair"], Pair)
    assert [(leaf.dtype, leaf.shape) for leaf in leaves(moved)] == [(leaf.dtype, leaf.shape) for leaf in leaves(params)]
    assert [(leaf.dtype, leaf.shape) for leaf in leaves(left)] == 2 * [
        (leaf.dtype, leaf.shape) for leaf in leaves(params)
    ]
    assert moved["layer"][0].tolist() == pytest.approx([0.999, 1.999, 2.999], abs=1e-6)
    assert moved["pair"].left == pytest.approx(4.999)


@pytest.mark.parametrize("name", ["adam", "momentum:heavy-ball", "momentum:pytorch", "gains", "nadam:pytorch"])
def test_in_place_and_pure_agree_to_the_bit(name: str, backend: str) -> None:
    pure, own = (symopt.compile(name, backend=backend, in_place=place) for place in (False, True))
    params, mine = nested(), nested()
    state, kept_state = pure.init(params), own.init(mine)
    places = [id(leaf) for leaf in leaves(mine)]
    for k in range(1, 6):
        gradient = Tree.of(params).filled(iter([np.cos(k + leaf) for leaf in leaves(params)]))
        gradient = Tree.of(params).filled(
            iter([np.asarray(g, p.dtype) for g, p in zip(leaves(gradient), leaves(params), strict=True)])
        )
        params, state = pure.update(gradient, state, params, k)
        returned = own.update(gradient, kept_state, mine, k)
        assert returned[0] is mine
        assert returned[1] is kept_state
        assert written(mine) == written(params)
        assert written(kept_state) == written(state)
    assert [id(leaf) for leaf in leaves(mine)] == places


def test_the_gradient_may_be_the_parameters_themselves(backend: str) -> None:
    for name in ("adam", "momentum:heavy-ball"):
        pure, own = (symopt.compile(name, backend=backend, in_place=place) for place in (False, True))
        params = mine = np.linspace(1, 2, 1000)
        mine = mine.copy()
        state, held = pure.init(params), own.init(mine)
        for k in (1, 2, 3):
            params, state = pure.update(params, state, params, k)
            own.update(mine, held, mine, k)
        np.testing.assert_array_equal(mine, params)


def test_a_gradient_that_overlaps_what_is_written_is_copied(backend: str) -> None:
    memory = np.linspace(1, 2, 1001)
    expected = memory[:-1] - 0.5 * memory[1:]
    rule = symopt.compile("gradient-descent", backend=backend, in_place=True)
    rule.update(memory[1:], {}, memory[:-1], 1, eta=0.5)
    np.testing.assert_allclose(memory[:-1], expected, rtol=1e-15)


def test_every_kind_of_array_is_taken(backend: str) -> None:
    rule = symopt.compile("gradient-descent", backend=backend)
    read_only = np.ones((3, 4))
    read_only.flags.writeable = False
    unaligned = np.frombuffer(b"x" + np.ones(3).tobytes(), np.float64, offset=1)
    for params in (read_only, np.ones((4, 3)).T, np.ones(12)[::2], np.asfortranarray(np.ones((2, 3))), unaligned, 1.0):
        moved, _ = rule.update(params, {}, params, 1, eta=0.25)
        assert moved.shape == np.shape(params)
        np.testing.assert_array_equal(moved, 0.75)
    own = symopt.compile("gradient-descent", backend=backend, in_place=True)
    params = np.ones((3, 4))
    for gradient in (read_only, np.ones((4, 3)).T, read_only):
        own.update(gradient, {}, params, 1, eta=0.25)
    np.testing.assert_array_equal(params, 0.25)


def test_arrays_that_change_between_calls_are_noticed(backend: str) -> None:
    rule = symopt.compile("momentum", backend=backend, in_place=True)
    params, gradient = np.ones(4), np.ones(4)
    state = rule.init(params)
    rule.update(gradient, state, params, 1, eta=0.5)
    other = gradient * 3
    rule.update(other, state, params, 2, eta=0.5, beta=0)
    np.testing.assert_array_equal(params, 1 - 0.5 - 1.5)
    old, state["v"] = state["v"], np.zeros(4)
    rule.update(other, state, params, 3, eta=0.5)
    np.testing.assert_array_equal(old, 3)
    np.testing.assert_array_equal(params, -1 - 1.5)
    params.flags.writeable = False
    with pytest.raises(RunError, match="params is read-only, so it cannot be updated in place"):
        rule.update(other, state, params, 4)


def test_arrays_cannot_move_while_they_are_known(backend: str) -> None:
    rule, params = symopt.compile("momentum", backend=backend, in_place=True), np.ones(9)
    state = rule.init(params)
    rule.update(params * 1, state, params, 1)
    with pytest.raises(ValueError, match="cannot resize an array that references or is referenced"):
        state["v"].resize(4, refcheck=False)
    state["v"].shape = (3, 3)
    rule.update(params * 1, state, params, 2)
    assert state["v"].shape == (3, 3)


@pytest.mark.parametrize("in_place", [False, True])
def test_arrays_of_earlier_calls_are_not_kept_alive(backend: str, in_place: bool) -> None:
    rule = symopt.compile("adam", backend=backend, in_place=in_place)
    params, gradient = np.ones(10), np.ones(10)
    state = rule.init(params)
    gc.disable()
    try:
        new, left = rule.update(gradient, state, params, 1)
        new, left = rule.update(gradient, left, new, 2)
        dead = [weakref.ref(array) for array in (params, gradient, state["v"], new, left["s"])]
        del params, gradient, state, new, left
        assert [array() for array in dead] == [None] * 5
    finally:
        gc.enable()


def test_many_sets_of_parameters_take_turns() -> None:
    rule = symopt.compile("momentum", in_place=True)
    sets = [np.full(3, float(n)) for n in range(20)]
    states = [rule.init(params) for params in sets]
    for k in (1, 2):
        for params, state in zip(sets, states, strict=True):
            rule.update(np.ones(3), state, params, k, eta=1)
    assert [params[0] for params in sets] == pytest.approx([n - 1 - 1.9 for n in range(20)])


def test_one_rule_serves_many_threads() -> None:
    rule = symopt.compile("momentum", in_place=True)

    def train(seed: int) -> Any:
        params = np.full(100, float(seed))
        state = rule.init(params)
        for k in range(1, 200):
            rule.update(params * 0.5, state, params, k, eta=0.01 * (1 + seed))
        return params[0]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(train, range(8)))
    assert together == [train(seed) for seed in range(8)]


def test_two_threads_compute_what_one_computes(backend: str) -> None:
    rng = np.random.default_rng(0)
    big = {
        "a": rng.normal(size=3 * slicing.SMALLEST + 17),
        "b": [rng.normal(size=slicing.SMALLEST), rng.normal(size=5)],
    }
    gradient = Tree.of(big).filled(iter([np.sin(leaf) for leaf in leaves(big)]))
    for name in ("adam", "nadam:pytorch"):
        results = []
        for threads in (1, 2, 3):
            rule = symopt.compile(name, backend=backend, threads=threads)
            results.append(rule.update(gradient, rule.init(big), big, 1))
        for params, state in results[1:]:
            assert written(params) == written(results[0][0])
            assert written(state) == written(results[0][1])


def test_slices_cover_a_leaf_and_small_ones_stay_whole() -> None:
    for size in (0, 1, slicing.SMALLEST, 2 * slicing.SMALLEST - 1, 2 * slicing.SMALLEST + 1, 10**7 + 3):
        for threads in (1, 2, 3, 64):
            found = slicing.slices(size, threads)
            assert found[0][0] == 0
            assert found[-1][1] == size
            assert all(end == begin for (_, end), (begin, _) in pairwise(found))
            assert len(found) == max(1, min(threads, size // slicing.SMALLEST))


def test_an_error_in_a_thread_is_raised() -> None:
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        slicing.run([[lambda: None], [fails]])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_has_threads_of_its_own() -> None:
    code = (
        "import os, numpy as np, symopt, warnings\n"
        "warnings.simplefilter('ignore')\n"
        "rule = symopt.compile('gradient-descent', threads=2)\n"
        "w = np.ones(1 << 20)\n"
        "rule.update(w, {}, w, 1)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    rule.update(w, {}, w, 1)\n"
        "    os._exit(7)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_the_look_ahead_point(backend: str) -> None:
    rule = symopt.compile("nesterov", backend=backend)
    params = {"w": np.float32([1, 2])}
    state = {"v": {"w": np.float32([4, -8])}}
    point = rule.query(state, params, 2, eta=0.25, beta=0.5)
    assert point["w"].tolist() == [0.5, 3]
    assert point["w"].dtype == np.float32
    adam = symopt.compile("adam", backend=backend)
    assert adam.query(adam.init(params), params, 1) is params


def test_what_a_start_says_is_where_the_state_starts(backend: str) -> None:
    params = nested()
    heavy = symopt.compile("momentum:heavy-ball", backend=backend).init(params)
    assert written(heavy["w"]) == written(params)
    assert not any(np.shares_memory(a, b) for a, b in zip(leaves(heavy), leaves(params), strict=True))
    state = symopt.compile("nadam:pytorch", backend=backend).init(params)
    assert {key: type(value) for key, value in state.items() if not isinstance(value, dict)} == {
        "P": float,
        "mu": float,
    }


def test_a_state_can_be_pickled_and_taken_up_again(backend: str) -> None:
    rule = symopt.compile("nadam:pytorch", backend=backend, in_place=True)
    params = nested()
    state = rule.init(params)
    rule.update(nested(), state, params, 1)
    params_2, state_2 = pickle.loads(pickle.dumps((params, state)))
    for one, other in ((params, state), (params_2, state_2)):
        rule.update(nested(), other, one, 2)
    assert written(params) == written(params_2)
