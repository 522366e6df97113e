"""Facts that become hypotheses or definitions, and specifications that become recurrences."""

from typing import Any

import pytest
from sympy import Eq, true

from symopt.optimizers.adam import adam
from symopt.optimizers.gains import gains
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.proof.translation import term
from symopt.rules.claims import equation_at, facts_of, is_reached, obligation, recurrence, recurrences
from symopt.statements import AnyTwo, Chance, ConditionalMean, UniformDraw
from symopt.symbols import E, Letter, beta, c, eta, g, gain, grad, i, k, s, v, w
from tests.rules.steps import assuming

x = Letter("x")


@pytest.mark.parametrize("fact", [Eq(g[i], c), Eq(grad(x), c * x)], ids=["any index", "any point"])
def test_what_holds_everywhere_is_a_definition(fact: Any) -> None:
    claim = obligation(Eq(x, x, evaluate=False), (fact,))
    assert claim.hypotheses == ()
    assert [(d.name, d.first) for d in claim.definitions] == [(fact.lhs.func.__name__, None)]


@pytest.mark.parametrize("fact", [Eq(g[k], c), Eq(g[3], c), x > 0, Eq(x, c), Eq(g[k] + x, c)])
def test_what_holds_once_is_a_hypothesis(fact: Any) -> None:
    claim = obligation(Eq(x, x, evaluate=False), (fact, true, fact))
    assert claim.hypotheses == (term(fact),)
    assert claim.definitions == ()


def test_an_expectation_is_known_at_every_index() -> None:
    (known,) = obligation(Eq(x, x, evaluate=False), (Eq(E(g[i]), c),)).hypotheses
    assert known == ("forall", term(i), term(Eq(E(g[i]), c)))


def test_a_known_gradient_answers_in_the_claim() -> None:
    assert obligation(grad(w[k]) > 0, (Eq(grad(x), c * x),)).goal == term(c * w[k] > 0)


def test_a_fact_takes_the_place_of_a_recurrence() -> None:
    claim = obligation(Eq(v[k], c), (Eq(v[i], c),), recurrences(momentum))
    assert [(d.name, d.first) for d in claim.definitions] == [("v", None), ("w", 2)]


def test_facts_of_assumptions() -> None:
    assert facts_of((*assuming(x > 0), *assuming(x < 1, c > 0))) == (x > 0, x < 1, c > 0)


def test_gradients_are_drawn_unless_they_are_known() -> None:
    assert [d.name for d in recurrences(momentum)] == ["v", "w"]
    assert [d.name for d in recurrences(momentum, known_gradient=True)] == ["g", "v", "w"]
    assert "g" in [d.name for d in recurrences(nesterov)]


@pytest.mark.parametrize(("origin", "free", "start"), [(1, (), {0: 0}), (0, (), {-1: 0}), (1, (v[0],), {})])
def test_a_recurrence_starts_before_the_first_pass(origin: int, free: Any, start: Any) -> None:
    velocity = next(d for d in recurrences(momentum, origin, free) if d.name == "v")
    assert velocity.first == origin
    assert velocity.start == {n: ("num", value, 1) for n, value in start.items()}


def test_a_letter_given_by_its_past() -> None:
    found = recurrence(v[k + 1], beta * v[k])
    assert (found.name, found.first) == ("v", 1)


def test_an_equation_at_an_index() -> None:
    assert equation_at(momentum, v[3]) == Eq(v[3], beta * v[2] + g[3])
    assert equation_at(momentum, w[k]) == Eq(w[k], w[k - 1] - eta * v[k - 1])
    assert equation_at(momentum, s[k]) is None


@pytest.mark.parametrize(
    ("letter", "origin", "reached"),
    [
        (gain[1], 1, False),
        (gain[2], 1, True),
        (gain[k], 1, False),
        (gain[k], 2, True),
        (gain[k + 1], 1, True),
        (gain[k + 2], 0, True),
        (gain[k + 1], 0, False),
        (w[k + 1], 1, True),
    ],
)
def test_a_start_in_place_of_an_equation_is_not_reached(letter: Any, origin: int, reached: bool) -> None:
    assert is_reached(gains, letter, origin) is reached


@pytest.mark.parametrize("origin", [0, 1, 2])
def test_a_start_in_place_of_an_equation_moves_the_recurrence(origin: int) -> None:
    found = next(d for d in recurrences(gains, origin) if d.name == "gain")
    assert (found.first, found.start[1]) == (2, ("num", 1, 1))


@pytest.mark.parametrize(
    "fact", [Chance(g[i] > 0, 0.5), UniformDraw(v[i], 3), ConditionalMean(g[i], c), AnyTwo(v[i], c)]
)
def test_what_is_said_of_chance_is_no_hypothesis(fact: Any) -> None:
    claim = obligation(Eq(x, x, evaluate=False), (fact, x > 0))
    assert (claim.hypotheses, claim.definitions) == ((term(x > 0),), ())


@pytest.mark.parametrize(
    ("letter", "origin", "reached"),
    [(v[1], 1, True), (v[0], 1, False), (v[0], 0, True), (w[1], 1, False), (w[2], 1, True), (v[i], 1, False)],
)
def test_initial_values_are_not_reached(letter: Any, origin: int, reached: bool) -> None:
    assert is_reached(adam, letter, origin) is reached
