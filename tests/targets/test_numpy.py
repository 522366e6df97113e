"""Passes over chunks: results in any place, chunks of any length, few buffers, no allocation that grows."""

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from symopt.kernels.fusing import Loop, fuse
from symopt.kernels.kernel import Kernel, Line, Slot
from symopt.targets import find
from symopt.targets._chunks import Instruction, Plan, Result, results
from symopt.targets._passes import CHUNK
from tests.targets.loading import arguments, expected, passed
from tests.targets.standalone import KERNELS, TELLING

SIZES = [0, 1, 7, CHUNK, 2 * CHUNK + 5]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("item", TELLING)
@pytest.mark.parametrize("in_place", [False, True])
def test_a_pass_does_what_the_printed_source_does(item: str, size: int, in_place: bool) -> None:
    for ours, theirs in zip(passed("numpy", item, size, in_place), expected(item, size), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=0)


@pytest.mark.parametrize("item", KERNELS)
def test_single_precision_is_computed_in_single(item: str) -> None:
    double, single = passed("numpy", item, 50), passed("numpy", item, 50, dtype=np.float32)
    for wide, narrow in zip(double[:-1], single[:-1], strict=True):
        assert narrow.dtype == np.float32
        np.testing.assert_allclose(narrow, wide, rtol=2e-4, atol=1e-6)


def test_a_result_may_take_the_place_of_any_source() -> None:
    kernel = KERNELS["adam"]
    step, wanted = find("numpy").load(kernel).step(np.float64, False), passed("numpy", "adam", 9)
    for shift in range(4):
        (sources, k, hyper, kept), _ = arguments(kernel, 9)
        places = [*sources[shift:], *sources[:shift]][:3]
        step(sources, places, k, hyper, kept)
        np.testing.assert_array_equal(places, wanted[:3])


def test_the_gradient_may_be_the_parameters() -> None:
    kernel = KERNELS["momentum"]
    step, params, velocity = find("numpy").load(kernel).step(np.float64, False), np.ones(5), np.zeros(5)
    step([params, params, velocity], [params, velocity], 1, [0.9, 0.5], np.empty(0))
    np.testing.assert_array_equal([params, velocity], [[0.5] * 5, [1.0] * 5])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_goes_through_the_equations_in_silence(value: float) -> None:
    (sources, k, hyper, kept), places = arguments(KERNELS["adam"], 3)
    sources[0][1] = value
    find("numpy").load(KERNELS["adam"]).step(np.float64, False)(sources, places, k, hyper, kept)
    assert np.isfinite(places[0]).tolist() == [True, False, True]


def test_nothing_that_grows_is_allocated() -> None:
    size = 40 * CHUNK
    (sources, k, hyper, kept), _ = arguments(KERNELS["adam"], size, np.float32)
    step = find("numpy").load(KERNELS["adam"]).step(np.float32, False)
    step(sources, sources[1:], k, hyper, kept)
    tracemalloc.start()
    try:
        step(sources, sources[1:], k, hyper, kept)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * CHUNK * 4 < sources[0].nbytes / 10


@pytest.mark.parametrize(
    ("item", "scratch", "masks", "calls"),
    [("gradient-descent", 1, 0, 2), ("momentum", 1, 0, 4), ("adam", 2, 0, 12), ("rprop", 2, 2, 14), ("lion", 2, 0, 11)],
)
def test_few_buffers_and_calls_are_enough(item: str, scratch: int, masks: int, calls: int) -> None:
    kernel = KERNELS[item]
    plan = Plan(fuse(kernel), [kernel.gradient, "w", *(slot.before for slot in kernel.state)], results(kernel))
    assert (len(plan.buffers["scratch"]), len(plan.buffers["mask"]), len(plan.instructions)) == (scratch, masks, calls)


def test_a_result_waits_until_its_place_is_read() -> None:
    body = (("a", ("mul", "x", "y")), ("b", ("add", "a", "x")))
    plan = Plan(Loop((), body, {}, {}), ["x", "y"], [Result("result 0", "a", "x"), Result("result 1", "b", "y")])
    assert plan.instructions == [
        Instruction("mul", ("x", "y"), "scratch 1"),
        Instruction("add", ("scratch 1", "x"), "result 1"),
        Instruction("copy", ("scratch 1",), "result 0"),
    ]


def test_slots_may_change_places() -> None:
    swap = Kernel(
        title="Swap",
        equations=(),
        hyperparameters=(),
        state=(Slot("a", False, "w"), Slot("b", False, "w")),
        lines=(Line("w_new", False, ("sub", "w", ("mul", "a_before", "g"))),),
        moves={"a": "b_before", "b": "a_before"},
        gradient="g",
    )
    step = find("numpy").load(swap).step(np.float64, False)
    g, w, a, b = (np.full(3, float(value)) for value in (1, 10, 2, 3))
    step([g, w, a, b], [w, a, b], 1, [], np.empty(0))
    assert [array[0] for array in (g, w, a, b)] == [1, 8, 3, 2]


def test_the_first_pass_is_another() -> None:
    assert KERNELS["gains"].starts_apart
    loaded = find("numpy").load(KERNELS["gains"])
    (sources, _, hyper, kept), places = arguments(KERNELS["gains"], 4)
    loaded.step(np.float64, True)(sources, places, 1, hyper, kept)
    assert 1.0 in [place[0] for place in places]


def test_a_scalar_slot_is_replaced_even_where_there_is_no_component() -> None:
    kernel: Any = KERNELS["nadam:scheduled"]
    (sources, k, hyper, kept), places = arguments(kernel, 0)
    before = kept.copy()
    find("numpy").load(kernel).step(np.float64, False)(sources, places, k, hyper, kept)
    assert (kept != before).all()


def test_a_rule_may_have_no_hyperparameter() -> None:
    kernel = replace(KERNELS["gradient-descent"], hyperparameters=(), lines=(Line("w_new", False, ("sub", "w", "g")),))
    g, w = np.ones(3), np.arange(3.0)
    find("numpy").load(kernel).step(np.float64, False)([g, w], [w], 1, [], np.empty(0))
    np.testing.assert_array_equal(w, [-1, 0, 1])
