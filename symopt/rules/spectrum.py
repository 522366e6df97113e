"""Reasons about linear recurrences: their characteristic polynomial, and when its roots lie inside the unit circle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sympy import Abs, Add, And, Eq, Expr, Poly, Symbol, expand
from sympy.core.function import AppliedUndef

from symopt.errors import DerivationError
from symopt.proof.translation import term
from symopt.proof.verdict import UNDECIDED, Verdict, weakest
from symopt.rules.claims import Engines, obligation
from symopt.rules.reason import Context, Reason
from symopt.rules.solving import interval
from symopt.statements import Assumption, RootsInside, Tends
from symopt.symbols import Letter, z

if TYPE_CHECKING:
    from symopt.derivation import Derivation


@dataclass(frozen=True, eq=False)
class characteristic_polynomial(Reason):
    """A linear recurrence dies out from every start exactly if the roots of its polynomial lie inside the unit circle.

    "Every start" includes the state: a derivation has to leave its initial values free.

    Args:
        by: the result that gives the letter at the next index from its past.
    """

    by: "Derivation"
    phrase: ClassVar[str] = "reason.characteristic-polynomial"
    relation: ClassVar[str] = "iff"

    @property
    def assumptions(self) -> tuple[Assumption, ...]:  # type: ignore[override]
        """What the recurrence assumed."""
        return self.by.assumed

    @property
    def words(self) -> Mapping[str, Any]:
        """The recurrence."""
        return {"title": self.by.title, "result": self.by}

    def derive(self, before: Any, context: Context) -> Any:
        """``z**n`` for the letter n indices after the oldest one that the recurrence reads."""
        letter, index = self._letter(before)
        oldest = min(offset for _, offset in self._reads(letter, index))
        whole = z ** int(1 - oldest) - self.by.result.replace(letter.func, lambda at: z ** (at - index - oldest))
        return RootsInside(Poly(expand(whole), z).as_expr(), z)

    def _letter(self, before: Any) -> tuple[AppliedUndef, Symbol]:
        if not isinstance(before, Tends) or before.args[2] != 0:
            raise DerivationError(
                f"{before} does not say that something dies out", "start from Tends(letter, index, 0)"
            )
        letter, index, _ = before.args
        if self.by.start != letter.func(index + 1):
            raise DerivationError(f"{self.by.title} does not give {letter.func(index + 1)}", "name the recurrence")
        return letter, index

    def _reads(self, letter: AppliedUndef, index: Symbol) -> list[tuple[AppliedUndef, int]]:
        reads = sorted((a for a in self.by.result.atoms(AppliedUndef) if a.func == letter.func), key=str)
        offsets = [read.args[0] - index for read in reads]
        if not reads or not all(offset.is_Integer and offset <= 0 for offset in offsets):
            raise DerivationError(
                f"{self.by.title} does not give {letter.func(index + 1)} by its past", "name the recurrence"
            )
        return [(read, int(offset)) for read, offset in zip(reads, offsets, strict=True)]

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The recurrence holds, is linear with constant coefficients, and the polynomial is its own."""
        letter, index = self._letter(before)
        if not set(context.carried) <= set(context.free):
            return Verdict(UNDECIDED, "linear-recurrence", why="start-not-free")
        reads = self._reads(letter, index)
        oldest = min(offset for _, offset in reads)
        letters = [Letter(f"past_{n}") for n in range(len(reads))]
        update = self.by.result.xreplace({read: past for (read, _), past in zip(reads, letters, strict=True)})
        factors = [update.subs({other: int(other == past) for other in letters}) for past in letters]
        if any(factor.has(index) for factor in factors):
            raise DerivationError(f"{self.by.title} has factors that change with {index}", "name a constant recurrence")
        combined = Add(*(factor * past for factor, past in zip(factors, letters, strict=True)))
        powers = Add(*(f * z ** (offset - oldest) for f, (_, offset) in zip(factors, reads, strict=True)))
        goals = (
            Eq(update, combined, evaluate=False),
            Eq(after.args[0], z ** int(1 - oldest) - powers, evaluate=False),
        )
        premise = context.premise(self.by, engines)
        return weakest("linear-recurrence", (premise, *(engines.settle(obligation(g, context.facts)) for g in goals)))


@dataclass(frozen=True)
class jury(Reason):
    """Both roots of ``z**2 + a z + b`` lie inside the unit circle exactly if ``|b| < 1`` and ``|a| < 1 + b``.

    Source: Jury (1964).

    Args:
        on: the letter that the region is solved for.
    """

    on: Symbol | None = None
    phrase: ClassVar[str] = "reason.jury"
    relation: ClassVar[str] = "iff"

    def derive(self, before: Any, context: Context) -> Any:
        """Jury's inequalities, solved for the letter if one is named."""
        condition = _inequalities(before)
        return interval(condition, self.on, context.facts) if self.on is not None else condition

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Jury's criterion through the roots themselves, then the inequalities against the region."""
        condition = _inequalities(before)
        directions = (("=>", term(condition), term(after)), ("=>", term(after), term(condition)))
        region = tuple(engines.settle(obligation(direction, context.facts)) for direction in directions)
        return weakest("jury", (*(engines.settle(obligation(lemma)) for lemma in criterion()), *region))


def _coefficients(polynomial: Expr, letter: Symbol) -> list[Expr]:
    coefficients: list[Expr] = (
        Poly(polynomial, letter).all_coeffs() if polynomial.is_polynomial(letter) else [polynomial]
    )
    if coefficients[0] != 1 or len(coefficients) not in (2, 3):
        raise DerivationError(f"{polynomial} is not a monic polynomial of degree 1 or 2", "bring it to that form")
    return coefficients[1:]


def _inequalities(statement: Any) -> Any:
    if not isinstance(statement, RootsInside):
        raise DerivationError(f"{statement} does not speak of roots", "start from RootsInside(polynomial, letter)")
    coefficients = _coefficients(*statement.args)
    if len(coefficients) == 1:
        return Abs(coefficients[0]) < 1
    a, b = coefficients
    return And(Abs(b) < 1, Abs(a) < 1 + b)


def criterion() -> tuple[Any, ...]:
    """Jury's criterion for degree two, through Vieta: for two real roots, and for a conjugate pair."""
    r, s, p, q = (term(Letter(name)) for name in ("r_1", "r_2", "p", "q"))
    real = _vieta(("+", r, s), ("*", r, s), ("and", _inside(r), _inside(s)))
    square = ("+", ("*", p, p), ("*", q, q))
    pair = _vieta(("*", ("num", 2, 1), p), square, ("<", square, ("num", 1, 1)))
    return real, pair


def _inside(root: Any) -> Any:
    return ("<", ("fn", "Abs", root), ("num", 1, 1))


def _vieta(total: Any, product: Any, inside: Any) -> Any:
    """For roots with this sum and product: inside exactly if the inequalities hold."""
    one = ("num", 1, 1)
    inequalities = (
        "and",
        ("<", ("fn", "Abs", product), one),
        ("<", ("fn", "Abs", total), ("+", one, product)),
    )
    return ("<=>", inside, inequalities)
