"""Each elementwise optimizer that the package holds, against its reference written by hand."""

import contextlib
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib import import_module
from itertools import islice
from keyword import iskeyword
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pytest
from sympy import Pow

import symopt.optimizers
from symopt.backends import find
from symopt.errors import RunError
from symopt.program import Program
from symopt.program.evaluation import Fault
from symopt.program.machine import Machine
from symopt.spec import Optimizer
from symopt.symbols import Hyper
from tests.references import REFERENCES

STEPS = 50
HESSIAN = [[Fraction(3, 10), Fraction(1, 10)], [Fraction(1, 10), Fraction(1, 2)]]
START = [Fraction(-5), Fraction(-2)]
REFERENCE_DIGITS, AGREEING_DIGITS = 60, 40


def shipped() -> dict[str, Optimizer]:
    found: dict[str, Optimizer] = {}
    for module in iter_modules(symopt.optimizers.__path__):
        held = vars(import_module(f"{symopt.optimizers.__name__}.{module.name}"))
        for name, optimizer in held.items():
            if isinstance(optimizer, Optimizer):
                item = name.replace("_", "-")
                found[item] = optimizer
                found.update({f"{item}:{variant}": optimizer.variant(variant) for variant in optimizer.variants})
    return dict(sorted(found.items()))


SHIPPED = {item: optimizer for item, optimizer in shipped().items() if optimizer.kind == "elementwise"}


def irrational(optimizer: Optimizer) -> bool:
    powers = {power for equation in optimizer.equations for power in equation.right.atoms(Pow)}
    return any(power.exp.is_Rational and not power.exp.is_Integer for power in powers)


def noise(seed: int) -> list[list[Fraction]]:
    draw = random.Random(seed)
    return [[Fraction(draw.randint(-99, 99), 97) for _ in START] for _ in range(STEPS)]


class Table:
    """A quadratic objective; gradients are H w + noise from a table, and so depend on where and when they are asked."""

    def __init__(self, number: Any) -> None:
        self.number = number
        self.hessian = np.array([[number(entry) for entry in row] for row in HESSIAN])
        self.rows = iter([self._vector(row) for row in noise(seed=2)])
        self.draws = [self._vector(row) for row in noise(seed=3)]

    def _vector(self, row: list[Fraction]) -> Any:
        return np.array([self.number(entry) for entry in row])

    def grad(self, point: Any) -> Any:
        return np.dot(self.hessian, point) + next(self.rows)

    def f(self, point: Any) -> Any:
        return np.dot(point, np.dot(self.hessian, point)) / 2

    def hess(self, point: Any) -> Any:
        return self.hessian

    def curvature(self, point: Any) -> Any:
        return np.diag(self.hessian) - point * point / 50

    def normal(self, k: Any) -> Any:
        return self.draws[int(k) - 1]

    def answers(self) -> dict[str, Callable[..., Any]]:
        return {kind: getattr(self, kind) for kind in ("grad", "f", "hess", "curvature", "normal")}


Choice = Callable[[Hyper, Fraction], Fraction]


def as_declared(letter: Hyper, default: Fraction) -> Fraction:
    return default


def elsewhere(letter: Hyper, default: Fraction) -> Fraction:
    """Another value inside the letter's domain: at some defaults a variant cannot be told from its sibling."""
    return {"unit": (default + 1) / 3, "count": Fraction(3)}.get(letter.domain, default * 3 / 2)


def chosen(optimizer: Optimizer, choose: Choice) -> dict[str, Fraction]:
    defaults = {letter: optimizer.default(letter) for letter in optimizer.hyperparameters}
    return {letter.name: choose(letter, Fraction(*value.as_numer_denom())) for letter, value in defaults.items()}


def by_machine(optimizer: Optimizer, backend: Any, number: Any, choose: Choice = as_declared) -> Iterator[Any]:
    machine, answers = Machine(Program.of(optimizer), backend), Table(number).answers()
    hyper = chosen(optimizer, choose)
    point, constants = np.array([number(component) for component in START]), machine.constants(hyper)
    state = machine.init(point, **hyper)
    for k in range(1, STEPS + 1):
        asking, answer = machine.step(state, point, k, constants), None
        while True:
            try:
                kind, *arguments = asking.send(answer)
            except StopIteration as done:
                point, state = done.value.params, done.value.state
                break
            answer = answers[kind](*arguments)
        yield point


def by_hand(
    item: str, optimizer: Optimizer, number: Any, root: Any, choose: Choice = as_declared, steps: int = STEPS
) -> list[Any]:
    table = Table(number)
    hyper: dict[str, Any] = {
        f"{name}_" if iskeyword(name) else name: number(value) for name, value in chosen(optimizer, choose).items()
    }
    asked = {question.func.__name__ for question in optimizer.queries} - {"grad"}
    hyper |= {"hessian" if kind == "hess" else kind: table.answers()[kind] for kind in sorted(asked)}
    if "hess" in asked:
        hyper["hessian"] = table.hessian
    start = np.array([number(component) for component in START])
    return list(islice(REFERENCES[item](start, table.grad, root, **hyper), steps))


def while_short(points: Iterator[Any]) -> list[Any]:
    """Points until their fractions grow too long, as they do where a rule divides by what depends on the point."""
    found = []
    with contextlib.suppress(Fault):
        for point in points:
            found.append(point)
    return found


@pytest.mark.parametrize("item", SHIPPED)
def test_every_optimizer_has_a_reference(item: str) -> None:
    assert item in REFERENCES, f"write ten lines for {item} in tests/references.py"


def test_every_reference_has_an_optimizer() -> None:
    assert sorted(REFERENCES) == list(SHIPPED)


@pytest.mark.parametrize("choose", [as_declared, elsewhere])
@pytest.mark.parametrize("item", SHIPPED)
def test_numpy_agrees_to_twelve_digits(item: str, choose: Choice) -> None:
    ours = list(by_machine(SHIPPED[item], find("numpy"), float, choose))
    theirs = by_hand(item, SHIPPED[item], float, np.sqrt, choose)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=0)


@pytest.mark.parametrize("item", [item for item in SHIPPED if not irrational(SHIPPED[item])])
def test_rational_rules_agree_exactly(item: str) -> None:
    ours = while_short(by_machine(SHIPPED[item], find("exact"), Fraction))
    assert len(ours) > 2
    assert np.array_equal(ours, by_hand(item, SHIPPED[item], Fraction, None, steps=len(ours)))
    assert all(isinstance(component, Fraction) for component in ours[-1])


@pytest.mark.parametrize("item", [item for item in SHIPPED if irrational(SHIPPED[item])])
def test_irrational_rules_say_which_root_is_not_rational(item: str) -> None:
    said = r"^.*: .* at step \d: the (square|\d+th) root of .* is not rational$"
    if item == "amsgrad:optax":
        said = "^too-long$"  # the first gradient stays the largest, and the root of its square is rational
    with pytest.raises((RunError, Fault), match=said):
        list(by_machine(SHIPPED[item], find("exact"), Fraction, elsewhere))


@pytest.mark.parametrize("item", SHIPPED)
def test_mpmath_agrees_to_forty_digits(item: str) -> None:
    backend: Any = find("mpmath", REFERENCE_DIGITS)
    context = backend.context
    number = lambda value: context.mpf(value.numerator) / value.denominator  # noqa: E731
    ours = np.array(list(by_machine(SHIPPED[item], backend, number)))
    theirs = np.array(by_hand(item, SHIPPED[item], number, np.frompyfunc(context.sqrt, 1, 1)))
    assert (abs(ours - theirs) <= abs(theirs) * context.mpf(10) ** -AGREEING_DIGITS).all()
