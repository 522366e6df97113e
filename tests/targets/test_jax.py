"""The generated JAX functions as their users use them: compiled, scanned, on trees, in chains of optax."""

import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

import symopt
from symopt.errors import RunError
from symopt.program import Program
from symopt.program.lowering import lower
from symopt.targets import find
from tests.frameworks import required

TELLING = ["adam", "momentum:pytorch", "nadam:pytorch", "gains:clipped", "adagrad:optax", "rprop:improved-minus"]


@pytest.fixture
def jax() -> Any:
    return required("jax")


@pytest.fixture
def optax(jax: Any) -> Any:
    return required("optax")


@pytest.fixture
def doubles(jax: Any) -> Iterator[None]:
    with jax.enable_x64(True):
        yield


def loaded(name: str) -> Any:
    return symopt.compile(name, backend="jax")


def slopes(w: Any, k: int) -> Any:
    return np.cos(3 * np.asarray(w) + k)


def visited(name: str, steps: int, **hyper: float) -> Any:
    """The points of a rule on NumPy arrays."""
    rule, w = symopt.compile(name, backend="numpy"), np.linspace(-1, 1, 5)
    state, points = rule.init(w, **hyper), []
    for k in range(1, steps + 1):
        w, state = rule.update(slopes(w, k), state, w, k, **hyper)
        points.append(w)
    return np.array(points)


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("name", TELLING)
def test_one_compiled_loop_takes_all_steps(jax: Any, name: str) -> None:
    """``k`` is traced: the first step is told apart inside, and states keep their dtypes and shapes."""
    rule, jnp = loaded(name), jax.numpy
    start = jnp.linspace(-1, 1, 5)

    def step(held: Any, k: Any) -> Any:
        w, state = held
        w, state = rule.update(jnp.cos(3 * w + k), state, w, k)
        return (w, state), w

    _, points = jax.jit(lambda w: jax.lax.scan(step, (w, rule.init(w)), jnp.arange(1, 31)))(start)
    np.testing.assert_allclose(points, visited(name, 30), rtol=1e-12)


class Layer(NamedTuple):
    weight: Any
    bias: Any


@pytest.mark.parametrize("name", TELLING)
def test_trees_keep_their_kind_and_their_dtypes(jax: Any, name: str) -> None:
    jnp, rule = jax.numpy, loaded(name)
    params = {
        "a": Layer(jnp.ones((2, 3), jnp.bfloat16), None),
        "b": [jnp.zeros((), jnp.float32), jnp.ones(4, jnp.float16)],
    }
    state = rule.init(params)
    new, after = jax.jit(rule.update)(jax.tree.map(jnp.ones_like, params), state, params, 1)
    before = (params, state)
    assert jax.tree.structure((new, after)) == jax.tree.structure(before)
    assert jax.tree.map(jnp.result_type, (new, after)) == jax.tree.map(jnp.result_type, before)
    assert [leaf.shape for leaf in jax.tree.leaves((new, after))] == [leaf.shape for leaf in jax.tree.leaves(before)]


def test_numpy_arrays_will_do(jax: Any) -> None:
    rule, params = loaded("adam"), {"w": np.ones(3, np.float32)}
    new, _ = rule.update({"w": np.ones(3, np.float32)}, rule.init(params), params, 1)
    np.testing.assert_allclose(new["w"], 0.999, rtol=1e-6)


@pytest.mark.usefixtures("doubles")
def test_a_rule_that_looks_ahead_says_where_it_asks(jax: Any) -> None:
    rule, w = loaded("nesterov"), jax.numpy.asarray([2.0, -1.0])
    state, asked = rule.init(w), []
    for k in (1, 2):
        point = rule.query(state, w, k, eta=0.25, beta=0.5)
        asked.append(point.tolist())
        w, state = rule.update(2 * point, state, w, k, eta=0.25, beta=0.5)
    assert asked == [[2, -1], [0.5, -0.25]]
    assert w.tolist() == [0.25, -0.125]
    with pytest.raises(RunError) as refused:
        rule.transformation()
    assert (refused.value.message, refused.value.hint) == (
        "Nesterov asks for the gradient ahead of w, and optax brings it from w",
        "use init, query and update",
    )


def moved(optax: Any, transformation: Any, steps: int) -> Any:
    """The points of a transformation, as optax's users apply it."""
    w, points = np.linspace(-1, 1, 5), []
    state = transformation.init(w)
    for k in range(1, steps + 1):
        updates, state = transformation.update(slopes(w, k), state, w)
        w = np.asarray(optax.apply_updates(w, updates))
        points.append(w)
    return np.array(points)


@pytest.mark.usefixtures("doubles")
def test_a_hyperparameter_may_be_a_schedule(optax: Any) -> None:
    schedule = optax.cosine_decay_schedule(0.1, 20)
    own = moved(optax, loaded("adam").transformation(eta=schedule), 20)
    np.testing.assert_allclose(own, moved(optax, optax.adam(schedule), 20), rtol=1e-12)


@pytest.mark.usefixtures("doubles")
def test_it_stands_in_a_chain(optax: Any) -> None:
    own, other = (
        optax.chain(optax.clip_by_global_norm(0.5), rule, optax.scale(0.5))
        for rule in (loaded("adam").transformation(eta=0.1), optax.adam(0.1))
    )
    np.testing.assert_allclose(moved(optax, own, 20), moved(optax, other, 20), rtol=1e-12)


@pytest.mark.usefixtures("doubles")
def test_its_hyperparameters_can_be_injected(optax: Any) -> None:
    injected = optax.inject_hyperparams(loaded("momentum").transformation)(eta=0.1, beta=0.9)
    np.testing.assert_allclose(moved(optax, injected, 10), visited("momentum", 10, eta=0.1, beta=0.9), rtol=1e-12)


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("name", ["adagrad:optax", "nadam:pytorch"])
def test_a_start_may_depend_on_hyperparameters(optax: Any, name: str) -> None:
    hyper = {"adagrad:optax": {"s_0": 0.5}, "nadam:pytorch": {"psi": 0.5}}[name]
    own = moved(optax, loaded(name).transformation(**hyper), 10)
    np.testing.assert_allclose(own, visited(name, 10, **hyper), rtol=1e-12)


def test_a_transformation_needs_the_parameters(optax: Any, jax: Any) -> None:
    rule, w = loaded("adam").transformation(), jax.numpy.ones(2)
    with pytest.raises(ValueError, match=r"^this rule needs params: update\(grads, state, params\)$"):
        rule.update(w, rule.init(w))


def test_the_count_is_kept_in_the_state(optax: Any, jax: Any) -> None:
    rule, w = loaded("adam").transformation(), jax.numpy.ones(2)
    state = rule.init(w)
    counts = [int(state[0])]
    for _ in range(3):
        _, state = jax.jit(rule.update)(w, state, w)
        counts.append(int(state[0]))
    assert counts == [0, 1, 2, 3]


@pytest.mark.parametrize(("name", "extra"), [("jax", "jax"), ("optax", "jax")])
def test_without_a_framework_the_error_names_the_extra(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "optax":
        required("jax")
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(RunError) as refused:
        loaded("adam").transformation()
    assert (refused.value.message, refused.value.hint) == (
        f"{name} is not installed",
        f"pip install 'symopt-notes[{extra}]'",
    )


def test_the_source_needs_optax_only_where_it_is_asked_for(jax: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from symopt.optimizers.adam import adam

    monkeypatch.setitem(sys.modules, "optax", None)
    held: dict[str, Any] = {}
    exec(find("jax").source(lower(Program.of(adam))), held)
    w = jax.numpy.ones(2)
    new, _ = held["update"](w, held["init"](w), w, 1)
    np.testing.assert_allclose(new, 0.999, rtol=1e-6)
    with pytest.raises(ImportError):
        held["transformation"]()
