"""Relations of two rules: each outcome, what is said of it, and what must never be said."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import Abs, Eq, Max, Min, Piecewise, Rational, cos, floor, sign, sin, sqrt

from symopt import Optimizer, each
from symopt.cli import main
from symopt.cli.relating import data, sentences
from symopt.cli.reporting import stated
from symopt.optimizers.adam import adam
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum
from symopt.optimizers.nesterov import nesterov
from symopt.optimizers.newton import newton
from symopt.optimizers.rmsprop import rmsprop
from symopt.prose import phrases
from symopt.relations import relate
from symopt.relations.coupling import guessed
from symopt.relations.passes import Passes
from symopt.relations.proving import prove
from symopt.relations.search import Survivor, survivors
from symopt.relations.substitutions import factors, of_decays, of_one
from symopt.symbols import beta, beta_2, epsilon, eta, g, gamma, grad, i, k, lam, period, rho, s, s_hat, u, v, v_hat, w
from symopt.verification import Verifier

INSIDE = rmsprop.variant("epsilon-inside")


def changes(relation: Any) -> list[str]:
    return [stated(change) for change in relation.changes]


def rule(updates: Any, **given: Any) -> Optimizer:
    return Optimizer(name="Rule", updates=updates, **given)


@pytest.mark.parametrize(
    ("one", "other", "outcome", "under"),
    [
        (momentum, momentum.variant("eta-inside"), "equal-while-constant", ["v_tilde[k] = -eta*v[k]"]),
        (momentum, momentum.variant("delta-w"), "equal-while-constant", ["d_tilde[k] = eta*v[k]"]),
        (
            momentum,
            momentum.variant("damped"),
            "equal-while-constant",
            ["eta_tilde = eta/(1 - beta)", "v_tilde[k] = (1 - beta)*v[k]"],
        ),
        (
            momentum,
            momentum.variant("heavy-ball"),
            "equal-while-constant",
            ["w_tilde[k - 1] = eta*v[k - 1] + w[k]"],
        ),
        (
            nesterov,
            nesterov.variant("without-look-ahead"),
            "equal-while-constant",
            ["w_tilde[k] = w[k] - beta*eta*v[k - 1]"],
        ),
        (
            adam,
            adam.where({v_hat[k]: v[k], s_hat[k]: s[k]}, name="Uncorrected"),
            "equal-under-change",
            ["epsilon_tilde = epsilon*sqrt(1 - beta_2**k)", "eta_tilde = eta*sqrt(1 - beta_2**k)/(1 - beta_1**k)"],
        ),
        (
            rmsprop,
            rmsprop.where({gamma: beta}, name="Renamed", defaults={beta: 0.9}),
            "equal-under-change",
            ["beta_tilde = gamma"],
        ),
        (
            INSIDE,
            rmsprop.where({sqrt(s[k]) + epsilon: sqrt(s[k] + epsilon**2)}, name="Squared"),
            "equal-under-change",
            ["epsilon_tilde = sqrt(epsilon)"],
        ),
        (
            gradient_descent,
            gradient_descent.where({eta: eta / sqrt(k)}, name="Decaying"),
            "equal-under-change",
            ["eta = eta/sqrt(k)"],
        ),
        (adam, adam.where({s[k]: s[k - 1] - (1 - beta_2) * (s[k - 1] - g[k] ** 2)}, name="Moved"), "equal", []),
    ],
    ids=lambda value: value.name if isinstance(value, Optimizer) else None,
)
def test_equal_rules(one: Any, other: Any, outcome: str, under: Any, verifier: Verifier) -> None:
    found = relate(one, other, verifier)
    assert (found.outcome, changes(found), found.verdict.status) == (outcome, under, "proved")


@pytest.mark.parametrize(
    ("one", "other", "letter", "step"),
    [
        (momentum, momentum.variant("eta-inside"), "eta", 2),
        (momentum, momentum.variant("delta-w"), "eta", 2),
        (momentum, momentum.variant("heavy-ball"), "eta", 2),
        (momentum, momentum.variant("damped"), "beta", 2),
    ],
    ids=lambda value: value.name if isinstance(value, Optimizer) else None,
)
def test_conventions_part_when_a_rate_changes(one: Any, other: Any, letter: str, step: int, verifier: Verifier) -> None:
    ((found, witness),) = relate(one, other, verifier).partings
    assert witness is not None
    assert (found.name, witness.step, witness.first, witness.verdict.status) == (letter, step, True, "refuted")
    settings = [fact for fact in witness.setting if fact.lhs.func.__name__ == letter]
    assert len(settings) == step
    assert len({fact.rhs for fact in settings}) > 1


def test_the_velocity_with_a_changing_rate_inside_by_hand(verifier: Verifier) -> None:
    ((_, witness),) = relate(momentum, momentum.variant("eta-inside"), verifier).partings
    assert witness is not None
    told = {stated(fact.lhs): Fraction(str(fact.rhs)) for fact in witness.setting}
    first, second, rate, later, kept = (told[x] for x in ("grad(w[1])", "grad(w[2])", "eta[1]", "eta[2]", "beta"))
    outside = told["w[1]"] - rate * first - later * (kept * first + second)
    inside = told["w[1]"] - rate * first - (kept * rate * first + later * second)
    assert (Fraction(str(witness.left)), Fraction(str(witness.right))) == (outside, inside)


DIFFERENT = [
    (adam, adam.variant("epsilon-inside"), 1),
    (rmsprop, INSIDE, 1),
    (momentum, gradient_descent, 2),
    (momentum, nesterov, 2),
    (momentum, momentum.where({g[k]: grad(w[k]) + lam * w[k]}, name="Decayed", defaults={lam: 0.1}), 1),
    (momentum, momentum.where({v[k]: Piecewise((beta * v[k - 1] + g[k], k < 4), (g[k], True))}, name="Late"), 4),
    (gradient_descent, gradient_descent.where({g[k]: Min(grad(w[k]), 2)}, name="Clipped"), 1),
]


@pytest.mark.parametrize(("one", "other", "step"), DIFFERENT, ids=[other.name for _, other, _ in DIFFERENT])
def test_different_rules_part_first_at_a_step(one: Any, other: Any, step: int, verifier: Verifier) -> None:
    found = relate(one, other, verifier)
    witness = found.witness
    assert witness is not None
    assert (found.outcome, witness.step, witness.first, found.verdict.status) == ("different", step, True, "refuted")
    assert witness.left.is_Rational
    assert witness.right.is_Rational
    assert witness.left != witness.right


@pytest.mark.parametrize(
    "other",
    [
        momentum.where({v[k]: Piecewise((beta * v[k - 1] + g[k], k < 20), (g[k], True))}, name="Much later"),
        momentum.where(
            {v[k]: beta * v[k - 1] + g[k] * (1 + floor(k / (1000 * period)))}, name="After 1000", defaults={period: 1}
        ),
        gradient_descent.where({g[k]: Min(grad(w[k]), 10**6)}, name="Hardly clipped"),
    ],
    ids=lambda other: other.name,
)
def test_equal_for_many_steps_is_not_equal(other: Optimizer, verifier: Verifier) -> None:
    base = gradient_descent if other.name.startswith("Hardly") else momentum
    found = relate(base, other, verifier)
    assert (found.outcome, found.verdict.why) == ("undecided", "no-proof")
    assert found.changes == ()


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (gradient_descent, momentum, ["beta = 0"]),
        (momentum, gradient_descent, ["beta = 0"]),
        (
            momentum,
            momentum.where({v[k]: beta * v[k - 1] + gamma * g[k]}, name="Scaled", defaults={gamma: 0.1}),
            ["gamma = 1"],
        ),
        (
            gradient_descent,
            gradient_descent.where({g[k]: rho * grad(w[k])}, name="Scaled", defaults={rho: 2}),
            ["rho = 1"],
        ),
    ],
    ids=["momentum", "turned", "end of the domain", "one"],
)
def test_values_at_which_different_rules_agree(one: Any, other: Any, values: Any, verifier: Verifier) -> None:
    found = relate(one, other, verifier)
    assert found.outcome == "different"
    assert [stated(Eq(letter, value, evaluate=False)) for letter, value in found.special.items()] == values


def test_what_the_first_pass_replaces_is_part_of_the_base(verifier: Verifier) -> None:
    spared = momentum.where({v[1]: g[1]}, name="Spared")
    assert relate(momentum, spared, verifier).outcome == "equal"
    halved = momentum.where({v[1]: g[1] / 2}, name="Halved")
    found = relate(momentum, halved, verifier)
    assert found.witness is not None
    assert (found.outcome, found.witness.step) == ("different", 1)


def test_starts_matter(verifier: Verifier) -> None:
    begun = momentum.where({v[0]: w[1]}, name="Begun")
    found = relate(momentum, begun, verifier)
    assert found.witness is not None
    assert (found.outcome, found.witness.step) == ("different", 1)


def test_a_letter_that_does_not_matter_may_be_anything(verifier: Verifier) -> None:
    plain = rule({w[k + 1]: w[k] - eta * sign(g[k])}, defaults={eta: 1})
    idle = rule({u[k]: Max(u[k - 1], Abs(g[k])), w[k + 1]: w[k] - eta * sign(g[k]) + 0 * u[k]}, defaults={eta: 1})
    spare = rule(
        {u[k]: u[k - 1] / 2 + g[k] ** 3, w[k + 1]: w[k] - eta * sign(g[k]) + u[k - 1] - u[k - 1]}, defaults={eta: 1}
    )
    for other in (idle, spare):
        assert relate(plain, other, verifier).outcome == "equal"


def test_a_root_of_what_may_be_negative_is_not_called_equal(verifier: Verifier) -> None:
    rooted = rule({u[k]: u[k - 1] + g[k], w[k + 1]: w[k] - eta * sqrt(u[k]) ** 2}, defaults={eta: 1})
    plain = rule({u[k]: u[k - 1] + g[k], w[k + 1]: w[k] - eta * u[k]}, defaults={eta: 1})
    signed = rule({u[k]: u[k - 1] + g[k], w[k + 1]: w[k] - eta * sqrt(u[k] ** 2)}, defaults={eta: 1})
    assert relate(plain, signed, verifier).outcome == "different"
    assert relate(plain, rooted, verifier).outcome in ("equal", "undecided")  # SymPy itself writes u[k] for the square


def test_a_wrong_coupling_is_not_proved(verifier: Verifier) -> None:
    one, other = Passes(momentum), Passes(momentum.variant("eta-inside"))
    right = guessed(one, other, next(survivors(one.rule, other.rule)))
    assert right is not None
    assert prove(one, other, right, verifier).status == "proved"
    for wrong in ({v[k - 1]: eta * v[k - 1]}, {v[k - 1]: -v[k - 1]}, {v[k - 1]: -eta * v[k - 1] + 1}, {}):
        changed = type(right)(right.change, wrong, right.point)
        assert prove(one, other, changed, verifier).status != "proved"
    halved = type(right)({**right.change, eta: eta / 2}, right.state, right.point)
    assert prove(one, other, halved, verifier).status != "proved"


def test_a_coupling_is_guessed_for_the_change_that_is_given() -> None:
    one, other = Passes(momentum), Passes(momentum.variant("damped"))
    found = guessed(one, other, Survivor({eta: eta / (1 - beta), beta: beta}, shifted=False))
    assert found is not None
    assert dict(found.state) == {v[k - 1]: (1 - beta) * v[k - 1]}


def test_rules_that_are_not_compared(verifier: Verifier) -> None:
    ended = gradient_descent.where({eta: eta / 2}, name="Ended", until=k >= 3)
    for other, why in ((newton, "not-elementwise"), (ended, "ends")):
        found = relate(gradient_descent, other, verifier)
        assert (found.outcome, found.verdict.why) == ("undecided", why)


def test_factors_are_positive_wherever_letters_lie() -> None:
    table = factors(adam, eta)
    assert len(table) == len(set(table)) == 2 * (4 * 2 + 1 + 1)
    for decay in (Rational(0), Rational(1, 2), Rational(99, 100)):
        values = {letter: decay for letter in adam.hyperparameters if letter not in (eta, epsilon)}
        for factor in table:
            for count in (1, 2, 50):
                assert factor.subs(values).subs({epsilon: Rational(1, 10**8), k: count}) > 0
    assert set(of_decays(adam)) < set(table)


def test_candidates_begin_with_no_change() -> None:
    first = next(of_one(adam, adam.variant("epsilon-inside")))
    assert all(part.value == part.letter for part in first)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            momentum.variant("damped"),
            [
                "Momentum, damped reaches the same points as Momentum, with eta_tilde = eta/(1 - beta), "
                "v_tilde[k] = (1 - beta)*v[k]; a tilde marks the letters of Momentum, damped.",
                "They part at step 2 when beta changes from step to step: -7/2 instead of -11/4, at w[1] = 0, "
                "grad(w[1]) = 1, grad(w[2]) = 1, beta[1] = 1/2, beta[2] = 3/4, eta = 1.",
            ],
        ),
        (
            gradient_descent,
            [
                "Gradient descent parts from Momentum first at step 2: -3/2 instead of -15/8, at w[1] = 0, "
                "grad(w[1]) = 1, grad(w[2]) = 2, beta = 3/4, eta = 1/2.",
                "The difference after that step is beta*eta*grad(w[1]).",
                "They agree at beta = 0.",
            ],
        ),
        (
            momentum.where({v[1]: g[1]}, name="Spared"),
            ["Spared reaches the same points as Momentum, for every gradient and all hyperparameters."],
        ),
        (momentum.where({eta: eta / k}, name="Slower"), ["Slower is Momentum with eta = eta/k."]),
        (
            newton,
            [
                "Whether Newton reaches the same points as Momentum is undecided: only rules that work component by "
                "component are compared."
            ],
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Optimizer) else None,
)
def test_what_is_said(other: Optimizer, said: list[str], verifier: Verifier) -> None:
    assert list(sentences(relate(momentum, other, verifier))) == said


def test_the_look_ahead_always_comes_first(verifier: Verifier) -> None:
    found = relate(nesterov.variant("without-look-ahead"), nesterov, verifier)
    assert (found.one, found.other.name) == (nesterov, "Nesterov, without-look-ahead")
    assert next(sentences(found)) == (
        "Nesterov, without-look-ahead stands where Nesterov asks for the gradient: w_tilde[k] = w[k] - "
        "beta*eta*v[k - 1]; a tilde marks the letters of Nesterov, without-look-ahead."
    )


def test_what_json_holds(verifier: Verifier) -> None:
    found = data(relate(momentum, gradient_descent, verifier))
    assert found.pop("sentences")
    assert found == {
        "one": "Momentum",
        "other": "Gradient descent",
        "outcome": "different",
        "verdict": "refuted",
        "method": "sampling",
        "changes": [],
        "constant": {},
        "counterexample": {
            "step": 2,
            "first": True,
            "at": ["w[1] = 0", "grad(w[1]) = 1", "grad(w[2]) = 2", "beta = 3/4", "eta = 1/2"],
            "one": "-15/8",
            "other": "-3/2",
        },
        "difference": "beta*eta*grad(w[1])",
        "difference_at_defaults": "0.009",
        "equal_at": {"beta": "0"},
    }


@pytest.fixture
def symopt(capsys: Any) -> Any:
    """Runs a command; gives its exit code and what it printed."""

    def run(*arguments: str) -> tuple[Any, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_a_variant_is_shown_with_its_relation(symopt: Any) -> None:
    code, out, err = symopt("show", "momentum:damped")
    assert (code, err) == (0, "")
    assert out.splitlines()[-2:] == [
        "  Momentum, damped reaches the same points as Momentum, with eta_tilde = eta/(1 - beta), "
        "v_tilde[k] = (1 - beta)*v[k]; a tilde marks the letters of Momentum, damped.",
        "  They part at step 2 when beta changes from step to step: -7/2 instead of -11/4, at w[1] = 0, "
        "grad(w[1]) = 1, grad(w[2]) = 1, beta[1] = 1/2, beta[2] = 3/4, eta = 1.",
    ]
    found = json.loads(symopt("show", "momentum:damped", "--json")[1])["relation"]
    assert (found["one"], found["outcome"], found["constant"]["beta"]["step"]) == (
        "Momentum",
        "equal-while-constant",
        2,
    )


def test_a_rule_that_is_no_variant_has_no_relation(symopt: Any) -> None:
    assert json.loads(symopt("show", "momentum", "--json")[1])["relation"] is None
    assert not any("reaches" in line or "parts" in line for line in symopt("show", "momentum")[1].splitlines())


def test_a_variant_in_a_users_file_is_related(symopt: Any, tmp_path: Any) -> None:
    path = tmp_path / "rule.py"
    path.write_text(
        "from symopt import Optimizer\nfrom symopt.symbols import eta, g, k, w\n\n"
        'half = Optimizer(name="Half", updates={w[k + 1]: w[k] - eta * g[k]}, defaults={eta: 0.25},\n'
        '    variants={"twice": {w[k + 1]: w[k] - 2 * eta * g[k]}})\n'
    )
    assert symopt("show", f"{path}:half:twice")[1].splitlines()[-1] == (
        "  Half, twice reaches the same points as Half, with eta_tilde = eta/2; a tilde marks the letters of Half, "
        "twice."
    )


def test_any_two_rules_are_related(symopt: Any) -> None:
    assert symopt("relate", "momentum", "gradient-descent") == (
        0,
        "Gradient descent parts from Momentum first at step 2: -3/2 instead of -15/8, at w[1] = 0, grad(w[1]) = 1, "
        "grad(w[2]) = 2, beta = 3/4, eta = 1/2.\nThe difference after that step is beta*eta*grad(w[1]).\n"
        "They agree at beta = 0.\n",
        "",
    )
    assert json.loads(symopt("relate", "momentum", "gradient-descent", "--json")[1])["outcome"] == "different"
    assert symopt("relate", "momentum", "newton")[0] == 1
    code, out, err = symopt("relate", "momentum", "adm")
    assert (code, out) == (2, "")
    assert err.splitlines() == ["error: there is no optimizer 'adm'", "hint: did you mean adam?"]


def test_a_root_that_no_longer_exists_is_a_difference(verifier: Verifier) -> None:
    lost = rmsprop.where({s[k]: gamma * s[k - 1] - g[k] ** 2}, name="Lost")
    found = relate(rmsprop, lost, verifier)
    assert found.witness is not None
    assert (found.outcome, found.witness.right) == ("different", None)
    assert next(sentences(found)).startswith("Lost has no real value at step 1, at w[1] = ")
    assert data(found)["counterexample"]["other"] is None


def test_what_no_engine_reads_is_undecided(verifier: Verifier) -> None:
    waves = rule({w[k + 1]: w[k] - eta * sin(g[k])}, defaults={eta: 1})
    same = rule({w[k + 1]: w[k] - eta * 2 * sin(g[k] / 2) * cos(g[k] / 2)}, defaults={eta: 1})
    assert relate(waves, same, verifier).outcome == "undecided"
    assert relate(waves, waves, verifier).outcome == "equal"


def test_what_is_not_proved_is_said_with_care(verifier: Verifier) -> None:
    found = relate(momentum, gradient_descent, verifier)
    assert found.witness is not None
    later = replace(found, witness=replace(found.witness, first=False), gap=None, special={})
    assert list(sentences(later)) == [
        "Gradient descent parts from Momentum at step 2 at the latest: -3/2 instead of -15/8, at w[1] = 0, "
        "grad(w[1]) = 1, grad(w[2]) = 2, beta = 3/4, eta = 1/2.",
        "The difference after that step is about 0.009 with the usual values, from 0 on a slope of 1.",
    ]
    damped = relate(momentum, momentum.variant("damped"), verifier)
    assert list(sentences(replace(damped, partings=((beta, None),))))[1:] == [
        "This is proved only while beta does not change."
    ]


def test_there_is_a_phrase_for_every_reason_to_be_undecided() -> None:
    reasons = {key.rpartition(".")[2] for key in phrases() if key.startswith("relation.undecided.")}
    assert reasons == {"not-elementwise", "ends", "loops", "no-proof"}


def test_rules_with_groups_of_equations_are_not_compared(verifier: Verifier) -> None:
    window = rule(
        {u[k]: g[k], each(i, k - 1, k): {v[i]: 2 * u[i]}, w[k + 1]: w[k] - eta * v[k]},
        defaults={eta: 1},
    )
    found = relate(gradient_descent, window, verifier)
    assert (found.outcome, found.verdict.why) == ("undecided", "loops")
