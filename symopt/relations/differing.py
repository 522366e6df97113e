"""Where two rules part: the first step at which they do, an exact example, and by how much."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sympy import Eq, Expr, Integer, Piecewise, factor, together
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.backends import find
from symopt.errors import SymoptError
from symopt.program.evaluation import Backend
from symopt.proof.verdict import REFUTED, Verdict
from symopt.relations.claims import settled, tried
from symopt.relations.coupling import Coupling, read
from symopt.relations.passes import Passes
from symopt.relations.running import turns, under
from symopt.relations.samples import MANY, STEPS, Sample, sample
from symopt.relations.unrolled import Teller, at, freely, openly, quadratically, readable, shown, unrolled, within
from symopt.rules.claims import Engines
from symopt.symbols import Hyper

AGREEING = 1e-9
DIGITS, SAME = 60, 40
SHORT, LONG = 20, 80
"""How many operations a difference may have to be shown, and to be worth the try."""

LOST = Verdict(REFUTED, "counterexample")
"""Points cannot be the same when one of them does not exist; the engines only know real ones."""


@dataclass(frozen=True)
class Comparison:
    """Two rules side by side.

    Args:
        one: the first rule.
        other: the second.
        coupling: how the second is read off the first.
        changing: the hyperparameters that have one value per pass.
    """

    one: Passes
    other: Passes
    coupling: Coupling
    changing: tuple[Hyper, ...] = ()

    @property
    def letters(self) -> tuple[Hyper, ...]:
        """The hyperparameters that a comparison gives values to."""
        own = set(self.one.rule.hyperparameters)
        strange = {a for a in self.other.rule.hyperparameters if self.coupling.change.get(a, a) == a}
        return tuple(sorted(own | strange, key=str))

    @property
    def free(self) -> bool:
        """Whether any numbers may be the gradients."""
        return self.one.freely and self.other.freely

    def samples(self) -> list[Sample]:
        """Where the rules are compared."""
        return [sample(n, self.letters, self.free, self.changing, STEPS + 1) for n in range(MANY)]

    def points(self, chosen: Sample, numbers: Backend, steps: int = STEPS) -> tuple[list[Any], list[Any]]:
        """Where both rules stand after each step of a run; the first one asks there, when the coupling says so.

        A run ends early when a letter leaves the finite real numbers.

        Raises:
            RunError: when the backend cannot hold a number.
        """
        settings = chosen.in_numbers(numbers)
        start, objective = numbers.array([settings.start]), settings.objective
        changed = under(self.coupling.change, settings.settings, numbers)
        later = int(self.coupling.shifted)
        ours = turns(self.one.machine(numbers), start, settings.settings, objective, steps + later)
        theirs = turns(self.other.machine(numbers), start, changed, objective, steps)
        if later:
            return [turn.asked[0] for turn in ours[1:]], [turn.point[0] for turn in theirs]
        return [turn.point[0] for turn in ours], [turn.point[0] for turn in theirs]


@dataclass(frozen=True)
class Witness:
    """An exact example of a difference.

    Args:
        step: after how many steps the points differ.
        first: whether it is proved that they agree before, whatever the example.
        setting: the start, what the objective answers, the hyperparameters.
        left: where the first rule stands; None when it has no real value.
        right: where the second one stands, or None.
        verdict: what the engines say of the claim that both stand at the same point.
    """

    step: int
    first: bool
    setting: tuple[Boolean, ...]
    left: Expr | None
    right: Expr | None
    verdict: Verdict


def witness(compared: Comparison, engines: Engines) -> Witness | None:
    """An exact example of the earliest difference that any sample shows; None when none shows one."""
    floats, exact = find("numpy"), find("exact")
    apart = [(step, s) for s in compared.samples() if (step := _parting(compared, s, floats)) is not None]
    if not apart:
        return None
    step = min(first for first, _ in apart)
    early = [s for first, s in apart if first == step]
    chosen = next((s for s in early if _parting(compared, s, exact, step) == step), early[0])
    return _witness(compared, chosen, step, engines)


def _witness(compared: Comparison, chosen: Sample, step: int, engines: Engines) -> Witness | None:
    left, right = written_out(compared, step)
    read_to = step + int(compared.coupling.shifted)
    point = at(chosen, compared.letters, read_to, compared.changing)
    values = {fact.lhs: fact.rhs for fact in point}
    ends = _real(left.xreplace(values)), _real(right.xreplace(values))
    verdict = tried(Eq(left, right, evaluate=False), point, engines) if None not in ends else LOST
    if verdict.status != REFUTED or not _again(compared, chosen, step, ends):
        return None
    used = {letter for side in (left, right) for letter in (*side.atoms(AppliedUndef), *side.free_symbols)}
    setting = shown(point, used, read_to, compared.free)
    return Witness(step, all(_agree(compared, n, engines) for n in range(1, step)), setting, *ends, verdict)


def _real(number: Expr) -> Expr | None:
    return number if number.is_real else None


def _again(compared: Comparison, chosen: Sample, step: int, ends: tuple[Expr | None, Expr | None]) -> bool:
    """Whether the programs of both rules arrive where the formulas say, to many digits; or nowhere, if those say so."""
    numbers: Any = find("mpmath", DIGITS)
    try:
        runs = compared.points(chosen, numbers, step)
    except SymoptError:
        return False
    small = numbers.context.mpf(10) ** -SAME
    for run, end in zip(runs, ends, strict=True):
        reached = run[step - 1] if len(run) >= step else None
        if reached is None or end is None:
            if reached is not end:
                return False
        elif abs(reached - numbers.number(end)) > small * (1 + abs(reached)):
            return False
    return True


def written_out(compared: Comparison, steps: int, teller: Teller | None = None) -> tuple[Expr, Expr]:
    """Where the coupling puts the second rule after so many steps, and where that rule stands."""
    told = teller or (freely if compared.free else quadratically)
    ours = unrolled(compared.one, steps, told, {}, compared.changing)
    theirs = unrolled(compared.other, steps, told, compared.coupling.change, compared.changing)
    following = {letter: letter[steps + 1] for letter in compared.changing}
    return read(compared.coupling.point.xreplace(following), ours, Integer(steps + 1)), theirs.point


def _agree(compared: Comparison, steps: int, engines: Engines) -> bool:
    """Whether it is proved that the points still agree after so many steps, for every gradient function."""
    left, right = written_out(compared, steps, openly)
    facts = within(compared.changing, steps)
    return settled(left, right, facts, engines).holds


def _parting(compared: Comparison, chosen: Sample, numbers: Backend, steps: int = STEPS) -> int | None:
    """The first step after which two runs stand apart; None when they never do, or leave the backend's numbers."""
    try:
        ours, theirs = compared.points(chosen, numbers, steps)
    except SymoptError:
        return None
    apart = (step for step, (a, b) in enumerate(zip_longest(ours, theirs), 1) if _differ(a, b))
    return next(apart, None)


def _differ(a: Any, b: Any) -> bool:
    """Whether two points differ, or one of them does not exist."""
    return a is None or b is None or bool(abs(a - b) > AGREEING * (1 + abs(a) + abs(b)))


def gap(compared: Comparison, step: int, engines: Engines) -> Expr | None:
    """By how much the second rule stands further than the first, in letters; None when that cannot be said shortly."""
    left, right = written_out(compared, step)
    difference = right - left
    if difference.has(Piecewise) or difference.count_ops() > LONG or not compared.free:
        return None
    short = min((difference, together(difference), factor(difference)), key=lambda e: (e.count_ops(), str(e)))
    if short.count_ops() > SHORT:
        return None
    claim = settled(right, left + short, within(compared.changing, step + 1), engines)
    return readable(short, step) if claim.holds else None
