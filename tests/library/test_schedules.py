"""Every schedule that the library finds: its claims decided, looked at a second way, and equal to the frameworks'."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from sympy import Expr, false, true

from symopt import Schedule, library
from symopt.backends import find
from symopt.derivations import schedules as proved
from symopt.domains import domain_of
from symopt.errors import SymoptError
from symopt.optimizers.momentum import momentum
from symopt.program.evaluation import Evaluator
from symopt.rules.claims import facts_of, obligation
from symopt.spec.joining import ends
from symopt.symbols import beta, eta, eta_0, k
from symopt.verification import Verifier
from tests.frameworks import required
from tests.mutants import mutants

SCHEDULES: dict[str, Schedule] = {item.name: item.value for item in library.items("schedule")}
STEPS = 400


def values(schedule: Schedule, points: Any = range(1, STEPS), **settings: float) -> list[float]:
    """Values in floating point, also between the steps."""
    numbers = find("numpy")
    given = {letter.name: float(number) for letter, number in schedule.defaults.items()} | settings
    function = Evaluator(numbers).compile(schedule.value)
    return [float(function({**given, "k": point})) for point in points]


def turn(schedule: Schedule) -> int:
    return int(ends(schedule.value)[0].subs(schedule.defaults))


def falls(found: list[float]) -> bool:
    return all(after <= before + 1e-15 for before, after in pairwise(found))


def rises(found: list[float]) -> bool:
    return falls([-value for value in found])


LOOKS: dict[str, Callable[[Schedule], bool]] = {
    "decreasing": lambda s: falls(values(s)),
    "increasing": lambda s: rises(values(s)),
    "rises-then-falls": lambda s: rises(values(s)[: turn(s)]) and falls(values(s)[turn(s) - 1 :]),
    "falls-then-rises": lambda s: falls(values(s)[: turn(s)]) and rises(values(s)[turn(s) - 1 :]),
    "within-start": lambda s: all(0 < v <= float(s.defaults[eta_0]) * (1 + 1e-12) for v in values(s)),
    "within-unit": lambda s: all(0 <= v < 1 for v in values(s)),
    "continuous": lambda s: _steady(s),
    "robbins-monro": lambda s: _sums(s),
}
"""How each claim looks in floating point: no proof, and no code in common with one."""


def _steady(schedule: Schedule) -> bool:
    """No value is far from that a moment before: the largest step shrinks with the distance."""
    coarse, fine = (_largest_step(schedule, pieces) for pieces in (64, 4096))
    return fine < coarse / 16 or coarse < 1e-12


def _largest_step(schedule: Schedule, pieces: int) -> float:
    ended = [int(end.subs(schedule.defaults)) for end in ends(schedule.value)]
    places = [place for place in ended if place > 1] or [2]
    widest = 0.0
    for place in places:
        found = values(schedule, [place - 1 + 2 * n / pieces for n in range(pieces + 1)])
        widest = max([widest, *(abs(b - a) for a, b in pairwise(found))])
    return widest


def _sums(schedule: Schedule) -> bool:
    """Ten times more steps add to the sum as ever, and to the squares ever less."""
    ranges = [range(10**n, 10 ** (n + 1)) for n in (2, 3, 4)]
    sums = [sum(values(schedule, span)) for span in ranges]
    squares = [sum(value**2 for value in values(schedule, span)) for span in ranges]
    return sums[2] > 0.9 * sums[1] and squares[2] < squares[1] / 2 and squares[1] < squares[0] / 2


def test_there_are_schedules_of_every_kind() -> None:
    assert {"constant", "step", "exponential", "time-based", "cosine", "polynomial", "one-cycle"} <= set(SCHEDULES)
    assert {"linear-warm-up", "exponential-warm-up", "inverse", "inverse-square-root"} <= set(SCHEDULES)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_claim_has_its_proof(name: str) -> None:
    schedule = SCHEDULES[name]
    letter = eta if eta_0 in schedule.hyperparameters else beta
    found = {(d.start, d.result) for d in proved.proofs if schedule.value.subs(k, 1) == _at_one(d)}
    for claim in schedule.claims:
        assert (schedule.stated(claim, letter[k]), true) in found
    for claim in set(proved.decided(schedule)) - set(schedule.claims):
        assert (schedule.stated(claim, letter[k]), false) in found


def _at_one(derivation: Any) -> Expr:
    fact = derivation.assumptions[0].facts[0]
    return fact.rhs.subs(fact.lhs.args[0], 1)


@pytest.mark.parametrize(("name", "claim"), [(name, claim) for name, s in SCHEDULES.items() for claim in s.claims])
def test_every_claim_looks_true(name: str, claim: str) -> None:
    assert LOOKS[claim](SCHEDULES[name])


@pytest.mark.parametrize("name", SCHEDULES)
def test_what_is_not_claimed_looks_false(name: str) -> None:
    schedule = SCHEDULES[name]
    if "continuous" not in schedule.claims and ends(schedule.value):
        assert not _steady(schedule)
    if eta_0 in schedule.hyperparameters and "robbins-monro" not in schedule.claims:
        assert not _sums(schedule)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_stands_for_its_letter(name: str) -> None:
    schedule = SCHEDULES[name]
    letter = eta if eta_0 in schedule.hyperparameters else beta
    scheduled = momentum.where({letter: schedule}, name="Scheduled")
    assert set(schedule.hyperparameters) <= set(scheduled.hyperparameters)
    assert all(schedule.at(n) in domain_of(letter) for n in (1, 2, 17))


def changed(name: str) -> list[Schedule]:
    """The schedule with one thing in its value changed."""
    found = []
    for mutant in mutants(SCHEDULES[name].value):
        try:
            found.append(Schedule(name, mutant.formula))
        except SymoptError:
            continue
    return found


@pytest.mark.parametrize("name", ["time-based", "inverse-square-root", "exponential", "linear-warm-up", "cosine"])
def test_what_holds_of_a_changed_schedule_looks_true(name: str, verifier: Verifier) -> None:
    """No claim about a changed value is proved that its values contradict."""
    original, judged = SCHEDULES[name], 0
    requires = proved.proof(original, original.claims[0]).assumptions[1:]
    for schedule in changed(name):
        defaults = {letter: number for letter, number in original.defaults.items() if schedule.value.has(letter)}
        whole = Schedule(name, schedule.value, defaults)
        for claim in original.claims:
            verdict = verifier.settle(obligation(schedule.stated(claim), (*facts_of(requires), k >= 1)))
            if verdict.status == "proved" and not (claim == "within-start" and eta_0 not in defaults):
                assert LOOKS[claim](whole), (claim, schedule.value)
            judged += 1
    assert judged


def torch_values(make: Callable[[Any, Any], Any], steps: int, rate: float = 0.1) -> list[float]:
    torch = required("torch")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate, momentum=0.9)
    scheduler, found = make(torch.optim.lr_scheduler, optimizer), []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def warm_then_decay(lr: Any, optimizer: Any) -> Any:
    warm_up = lr.LinearLR(optimizer, start_factor=0.1, total_iters=10)
    return lr.SequentialLR(optimizer, [warm_up, lr.ExponentialLR(optimizer, 0.951229424500714)], milestones=[10])


TORCH: dict[str, tuple[Callable[[Any, Any], Any], int]] = {
    "constant": (lambda lr, o: lr.ConstantLR(o, factor=1.0), 20),
    "step": (lambda lr, o: lr.StepLR(o, step_size=10, gamma=0.5), 45),
    "kept-fraction": (lambda lr, o: lr.ExponentialLR(o, gamma=0.95), 40),
    "cosine": (lambda lr, o: lr.CosineAnnealingLR(o, T_max=100, eta_min=0.001), 101),
    "linear-warm-up": (lambda lr, o: lr.LinearLR(o, start_factor=0.1, total_iters=10), 30),
    "inverse-square-root": (lambda lr, o: lr.LambdaLR(o, lambda n: (n + 1) ** -0.5), 40),
    "warm-up-exponential": (warm_then_decay, 40),
}


@pytest.mark.filterwarnings("ignore:The epoch parameter:UserWarning")  # PyTorch's own, within SequentialLR
@pytest.mark.parametrize("name", TORCH)
def test_equal_to_pytorch(name: str) -> None:
    make, steps = TORCH[name]
    theirs = torch_values(make, steps)
    assert values(SCHEDULES[name], range(1, steps + 1)) == pytest.approx(theirs, rel=1e-12, abs=0)


def test_polynomial_to_zero_is_pytorchs() -> None:
    """PyTorch's polynomial ends at zero; ours at eta_min, which a relative may set to zero."""
    from symopt.symbols import eta_min

    ours = SCHEDULES["polynomial"].where({eta_min: 0}, name="To zero", claims=())
    theirs = torch_values(lambda lr, o: lr.PolynomialLR(o, total_iters=100, power=2.0), 120)
    assert values(ours, range(1, 121)) == pytest.approx(theirs, rel=1e-12, abs=1e-18)


OPTAX: dict[str, Callable[[Any], Any]] = {
    "constant": lambda s: s.constant_schedule(0.1),
    "step": lambda s: s.exponential_decay(0.1, transition_steps=10, decay_rate=0.5, staircase=True),
    "kept-fraction": lambda s: s.exponential_decay(0.1, transition_steps=1, decay_rate=0.95),
    "cosine": lambda s: s.cosine_decay_schedule(0.1, 100, alpha=0.01),
    "cosine-to-zero": lambda s: s.cosine_decay_schedule(0.1, 100),
    "polynomial": lambda s: s.polynomial_schedule(0.1, 0.001, 2, 100),
    "polynomial:linear": lambda s: s.linear_schedule(0.1, 0.001, 100),
    "linear-warm-up": lambda s: s.linear_schedule(0.01, 0.1, 10),
    "warm-up-cosine": lambda s: s.warmup_cosine_decay_schedule(0.01, 0.1, 10, 110, 0.001),
    "one-cycle": lambda s: s.linear_onecycle_schedule(100, 0.1, 0.45, 0.9, 10.0, 100.0),
}


@pytest.mark.parametrize("name", OPTAX)
def test_equal_to_optax(name: str) -> None:
    """Optax computes in single precision, unless told otherwise; it counts from 0."""
    optax = required("optax")
    jax = required("jax")
    with jax.enable_x64(True):
        schedule = OPTAX[name](optax.schedules)
        theirs = [float(schedule(n)) for n in range(150)]
    assert values(SCHEDULES[name], range(1, 151)) == pytest.approx(theirs, rel=1e-12, abs=1e-18)
