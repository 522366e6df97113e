"""What every reason has: a way to compute its result, a way to check it, and words for it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sympy import Eq, ImmutableDenseMatrix, MatrixBase
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.proof.obligation import Definition
from symopt.proof.verdict import UNDECIDED, Verdict, weakest
from symopt.rules.claims import Engines, obligation, recurrences
from symopt.rules.ground import same_ground
from symopt.rules.invariants import nonnegative, under_roots
from symopt.spec import Optimizer
from symopt.spec.reading import name_of
from symopt.statements import Assumption
from symopt.symbols import Sequence, grad, w

if TYPE_CHECKING:
    from symopt.derivation import Derivation


@dataclass(frozen=True)
class Context:
    """What a step may use.

    Args:
        optimizers: the specifications that the derivation is about.
        facts: what is assumed.
        origin: the index of the first pass.
        free: initial values that may be anything.
    """

    optimizers: tuple[Optimizer, ...] = ()
    facts: tuple[Boolean, ...] = ()
    origin: int = 1
    free: tuple[Any, ...] = ()

    @property
    def optimizer(self) -> Optimizer:
        """The first specification."""
        return self.optimizers[0]

    @property
    def recurrences(self) -> tuple[Definition, ...]:
        """The specification as recurrences that can be run."""
        if not self.optimizers:
            return ()
        known = any(isinstance(fact, Eq) and isinstance(fact.lhs, grad) for fact in self.facts)
        return recurrences(self.optimizer, self.origin, self.free, known)

    @property
    def carried(self) -> tuple[AppliedUndef, ...]:
        """The initial values of the state: what the first pass finds beside the point itself."""
        return tuple(
            Sequence(name)[first - depth]
            for optimizer in self.optimizers[:1]
            for name, depths in optimizer.state.items()
            for first in (self.origin + optimizer.computed[name] - int(name == w.name),)
            for depth in range(1, int(depths) + 1)
        )

    def invariants(self, engines: Engines, *statements: Any) -> list[tuple[tuple[Boolean, ...], Verdict]]:
        """What the specification keeps from becoming negative under a root, with the proofs."""
        if not self.optimizers:
            return []
        found = (nonnegative(letter, self, engines) for letter in under_roots(*statements))
        return [invariant for invariant in found if invariant is not None]

    def rule(self, letter: AppliedUndef) -> Optimizer | None:
        """The first specification that computes a letter: two that share a name do not both say what it is."""
        return next((optimizer for optimizer in self.optimizers if name_of(letter) in optimizer.computed), None)

    def premise(self, derivation: "Derivation", engines: Engines) -> Verdict:
        """A result obtained before, as far as it speaks of the same runs: same rules, same counting, same starts."""
        narrower = self.origin != derivation.origin or set(self.free) - set(derivation.free)
        if derivation.optimizers and (narrower or not same_ground(derivation, self.optimizers)):
            return Verdict(UNDECIDED, "using", why="about-other-runs")
        return derivation.verify(engines).verdict


class Reason(ABC):
    """Why one statement follows from the one before it."""

    phrase: ClassVar[str]
    relation: ClassVar[str] = "eq"
    assumptions: tuple[Assumption, ...] = ()

    @property
    def words(self) -> Mapping[str, Any]:
        """What the phrase's slots hold."""
        return {}

    @abstractmethod
    def derive(self, before: Any, context: Context) -> Any:
        """The statement that this reason leads to."""

    @abstractmethod
    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Whether the statement follows."""


class Equality(Reason):
    """A reason for an equation: both sides agree under the facts."""

    def facts(self, before: Any, after: Any, context: Context) -> tuple[Boolean, ...]:
        """What this reason may use beyond the assumptions in force."""
        return ()

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Settle the equation, entry by entry for matrices."""
        facts = (*context.facts, *self.facts(before, after, context))
        invariants = context.invariants(engines, before, after)
        facts = (*facts, *(fact for found, _ in invariants for fact in found))
        verdicts = tuple(
            engines.settle(obligation(Eq(a, b, evaluate=False), facts, context.recurrences))
            for a, b in entries(before, after)
        )
        premises = tuple(proof for _, proof in invariants)
        return (
            verdicts[0] if len(verdicts) == 1 and not premises else weakest(verdicts[0].method, (*verdicts, *premises))
        )


def entries(before: Any, after: Any) -> list[tuple[Any, Any]]:
    """Two statements paired: as they are, or entry by entry.

    Raises:
        DerivationError: when a matrix stands against something of another shape.
    """
    if not isinstance(before, MatrixBase) and not isinstance(after, MatrixBase):
        return [(before, after)]
    if getattr(before, "shape", None) != getattr(after, "shape", None):
        raise DerivationError(f"{after} has not the shape of {before}", "write an entry for each entry")
    return list(zip(before, after, strict=True))


def entrywise(function: Any, statement: Any) -> Any:
    """A function applied to a statement, or to each entry of a matrix."""
    if isinstance(statement, MatrixBase):
        return ImmutableDenseMatrix(statement.applyfunc(function))
    return function(statement)
