"""Each optimizer that the package holds, against its reference written by hand."""

import random
from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from itertools import islice
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pytest
from sympy import Pow

import symopt.optimizers
from symopt.backends import find
from symopt.errors import RunError
from symopt.program import Program
from symopt.program.machine import Machine
from symopt.spec import Optimizer
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


SHIPPED = shipped()


def irrational(optimizer: Optimizer) -> bool:
    powers = {power for equation in optimizer.equations for power in equation.right.atoms(Pow)}
    return any(power.exp.is_Rational and not power.exp.is_Integer for power in powers)


def noise(seed: int) -> list[list[Fraction]]:
    draw = random.Random(seed)
    return [[Fraction(draw.randint(-99, 99), 97) for _ in START] for _ in range(STEPS)]


class Table:
    """Gradients H w + noise, the noise read from a table: they depend on where they are asked, and on when."""

    def __init__(self, number: Any) -> None:
        self.hessian = np.array([[number(entry) for entry in row] for row in HESSIAN])
        self.rows = iter([np.array([number(entry) for entry in row]) for row in noise(seed=2)])

    def __call__(self, point: Any) -> Any:
        return np.dot(self.hessian, point) + next(self.rows)


def by_machine(optimizer: Optimizer, backend: Any, number: Any) -> Iterator[Any]:
    machine, table = Machine(Program.of(optimizer), backend), Table(number)
    answers = {"grad": table, "hess": lambda point: table.hessian}
    point, constants = np.array([number(component) for component in START]), machine.constants({})
    state = machine.init(point)
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


def by_hand(item: str, optimizer: Optimizer, number: Any, root: Any) -> list[Any]:
    table = Table(number)
    hyper = {
        letter.name: number(Fraction(*optimizer.default(letter).as_numer_denom()))
        for letter in optimizer.hyperparameters
    }
    if "hess" in {question.func.__name__ for question in optimizer.queries}:
        hyper["hessian"] = table.hessian
    start = np.array([number(component) for component in START])
    return list(islice(REFERENCES[item](start, table, root, **hyper), STEPS))


@pytest.mark.parametrize("item", SHIPPED)
def test_every_optimizer_has_a_reference(item: str) -> None:
    assert item in REFERENCES, f"write ten lines for {item} in tests/references.py"


def test_every_reference_has_an_optimizer() -> None:
    assert sorted(REFERENCES) == list(SHIPPED)


@pytest.mark.parametrize("item", SHIPPED)
def test_numpy_agrees_to_twelve_digits(item: str) -> None:
    ours = list(by_machine(SHIPPED[item], find("numpy"), float))
    theirs = by_hand(item, SHIPPED[item], float, np.sqrt)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=0)


@pytest.mark.parametrize("item", [item for item in SHIPPED if not irrational(SHIPPED[item])])
def test_rational_rules_agree_exactly(item: str) -> None:
    ours = list(by_machine(SHIPPED[item], find("exact"), Fraction))
    assert np.array_equal(ours, by_hand(item, SHIPPED[item], Fraction, None))
    assert all(isinstance(component, Fraction) for component in ours[-1])


@pytest.mark.parametrize("item", [item for item in SHIPPED if irrational(SHIPPED[item])])
def test_irrational_rules_say_which_root_is_not_rational(item: str) -> None:
    with pytest.raises(RunError, match=r"^.*: w\[k \+ 1\] at step [12]: the square root of .* is not rational$"):
        list(by_machine(SHIPPED[item], find("exact"), Fraction))


@pytest.mark.parametrize("item", SHIPPED)
def test_mpmath_agrees_to_forty_digits(item: str) -> None:
    backend: Any = find("mpmath", REFERENCE_DIGITS)
    context = backend.context
    number = lambda value: context.mpf(value.numerator) / value.denominator  # noqa: E731
    ours = np.array(list(by_machine(SHIPPED[item], backend, number)))
    theirs = np.array(by_hand(item, SHIPPED[item], number, np.frompyfunc(context.sqrt, 1, 1)))
    assert (abs(ours - theirs) <= abs(theirs) * context.mpf(10) ** -AGREEING_DIGITS).all()
