"""What the schedules claim: continuity, monotony, bounds, and whether they meet the conditions of Robbins and Monro.

Stochastic approximation converges when the rates add up beyond every number, so that any distance can be covered, and
their squares do not, so that the noise averages out. The inverse of the step meets both conditions, its root only the
first, exponential decay only the second. Among the powers of the step, those between 1/2 and 1 do.

Source: Robbins & Monro (1951).
"""

from sympy import And, Eq, Rational, false, floor, true

from symopt import Assumption, Derivation, Schedule, library
from symopt.rules import at_every_step, by_monotony, by_pieces, by_series
from symopt.statements import Converges, Diverges
from symopt.symbols import alpha, beta, eta, eta_0, i, k

PROOFS = {
    "continuous": ("Continuity", by_pieces()),
    "decreasing": ("Decrease", by_monotony()),
    "increasing": ("Increase", by_monotony()),
    "rises-then-falls": ("Rise and fall", by_monotony()),
    "falls-then-rises": ("Fall and rise", by_monotony()),
    "within-start": ("Bounds", at_every_step()),
    "within-unit": ("Bounds", at_every_step()),
    "robbins-monro": ("Robbins-Monro conditions", by_series()),
}


def decided(schedule: Schedule) -> tuple[str, ...]:
    """What is said of a schedule: its claims; continuity, and of rates the sums, are refuted where not claimed."""
    of_rates = ("robbins-monro",) if eta_0 in schedule.hyperparameters else ()
    return tuple(dict.fromkeys((*schedule.claims, "continuous", *of_rates)))


def proof(schedule: Schedule, claim: str) -> Derivation:
    """The derivation that decides a claim."""
    title, reason = PROOFS[claim]
    letter = eta if eta_0 in schedule.hyperparameters else beta
    follows = Assumption("schedule", (Eq(letter[i], schedule.value.subs(k, i), evaluate=False),))
    requires = (Assumption("hyperparameters", schedule.requires),) if schedule.requires else ()
    return Derivation(
        title=f"{title} of {schedule.name[0].lower()}{schedule.name[1:]}",
        start=schedule.stated(claim, letter[k]),
        assumptions=(follows, *requires),
        steps=[(true if claim in schedule.claims else false, reason)],
    )


proofs = [proof(item.value, claim) for item in library.items("schedule") for claim in decided(item.value)]

powers = Derivation(
    title="Robbins-Monro conditions of a power of the step",
    start=And(Diverges(eta_0 / k**alpha, k), Converges((eta_0 / k**alpha) ** 2, k)),
    steps=[(And(Rational(1, 2) < alpha, alpha <= 1), by_series())],
)

halves = Derivation(
    title="A half after every ten steps",
    start=Converges(Rational(1, 2) ** floor(k / 10), k),
    steps=[(true, by_series())],
)
