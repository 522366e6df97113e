"""Reasons that lead to a specification: its update recognised, its rule read coordinate by coordinate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sympy import Derivative, Eq, Expr, ImmutableDenseMatrix, MatrixBase
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from symopt.errors import DerivationError
from symopt.objectives import Objective
from symopt.proof.derivative import derivative
from symopt.proof.terms import Term, substitute
from symopt.proof.translation import term
from symopt.proof.verdict import Verdict, weakest
from symopt.rules.calculus import differentiated
from symopt.rules.claims import Engines, equation_at, is_reached, obligation
from symopt.rules.reason import Context, Equality, Reason, entries, entrywise
from symopt.spec import Optimizer
from symopt.spec.reading import letters_in, name_of
from symopt.symbols import Letter, Sequence, g, grad, hess, k, w


@dataclass(frozen=True, eq=False)
class as_in(Equality):
    """The update of another specification, recognised.

    Args:
        optimizer: whose update it is.
        computes: the letters that it computes, as the specification writes them, one for each entry.
        renamed: how its letters are called here.
    """

    optimizer: Optimizer
    computes: AppliedUndef | tuple[AppliedUndef, ...]
    renamed: Mapping[Sequence, Sequence] = field(default_factory=dict)
    phrase: ClassVar[str] = "reason.as-in"

    @property
    def words(self) -> Mapping[str, Any]:
        """The specification's name."""
        return {"name": self.optimizer.name}

    def derive(self, before: Any, context: Context) -> Any:
        """The update, in the letters used here."""
        if isinstance(self.computes, tuple):
            return ImmutableDenseMatrix([self._update(letter) for letter in self.computes])
        return self._update(self.computes)

    def _update(self, letter: AppliedUndef) -> Expr:
        equation = equation_at(self.optimizer, letter)
        if equation is None:
            raise DerivationError(f"{self.optimizer.name} does not compute {letter}", "name a letter that it computes")
        names = {old.of: new.of for old, new in self.renamed.items()}
        return equation.rhs.replace(lambda e: e.func in names, lambda e: names[e.func](*e.args))

    def facts(self, before: Any, after: Any, context: Context) -> tuple[Boolean, ...]:
        """What the letters of the update are, where this pass computes them."""
        return tuple(
            equation
            for letter in letters_in(after)
            if (optimizer := context.rule(letter)) is not None
            and (equation := equation_at(optimizer, letter)) is not None
            and name_of(letter) != w.name
            and is_reached(optimizer, letter, context.origin)
        )

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """The equation holds, and its right side is the update of the specification."""
        update = entries(self.derive(before, context), after)
        recognised = tuple(engines.settle(obligation(Eq(a, b, evaluate=False), context.facts)) for a, b in update)
        return weakest("recognised", (super().check(before, after, context, engines), *recognised))


@dataclass(frozen=True, eq=False)
class by_coordinates(Reason):
    """A gradient or a Hessian as the partial derivatives that define it.

    Args:
        objective: whose it is.
    """

    objective: Objective
    phrase: ClassVar[str] = "reason.by-coordinates"

    @property
    def words(self) -> Mapping[str, Any]:
        """The objective."""
        return {"name": self.objective.name, "function": self.objective.expression}

    def derive(self, before: Any, context: Context) -> Any:
        """The vector or the matrix of partial derivatives."""
        expression, letters = self.objective.expression, self.objective.coordinates
        if isinstance(before, grad):
            return ImmutableDenseMatrix([Derivative(expression, letter) for letter in letters])
        if isinstance(before, hess):
            return ImmutableDenseMatrix([[Derivative(expression, a, b) for b in letters] for a in letters])
        raise DerivationError(f"{before} is neither a gradient nor a Hessian", "start from grad(...) or hess(...)")

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """A definition: each entry must have the value of the partial derivative that stands there."""
        pairs = entries(self.derive(before, context), after)
        claims = (obligation(("=", differentiated(a), differentiated(b)), context.facts) for a, b in pairs)
        return weakest("definition", tuple(map(engines.settle, claims)))


@dataclass(frozen=True, eq=False)
class coordinatewise(Reason):
    """An elementwise rule on an objective, written for each coordinate.

    Args:
        objective: the objective; its gradient takes the place of ``g``.
        sequences: the letters of the coordinates, one value per step.
    """

    objective: Objective
    sequences: tuple[Sequence, ...]
    phrase: ClassVar[str] = "reason.coordinatewise"

    @property
    def words(self) -> Mapping[str, Any]:
        """The objective."""
        return {"name": self.objective.name, "function": self.objective.expression}

    def derive(self, before: Any, context: Context) -> Any:
        """The update of each coordinate."""
        self._coordinates(before)
        gradient = self._gradient_at_points()
        return ImmutableDenseMatrix(
            [
                self._update(n, context).replace(g.of, lambda at, n=n: gradient[n].subs(k, at))
                for n in range(len(self.sequences))
            ]
        )

    def _gradient_at_points(self) -> MatrixBase:
        points = dict(zip(self.objective.coordinates, (s[k] for s in self.sequences), strict=True))
        return entrywise(lambda e: e.subs(points), self.objective.gradient)

    def _coordinates(self, before: Any) -> ImmutableDenseMatrix:
        coordinates = ImmutableDenseMatrix([sequence[k + 1] for sequence in self.sequences])
        if before != coordinates:
            raise DerivationError(f"{before} is not {coordinates}", "start from the coordinates at k + 1")
        return coordinates

    def _update(self, n: int, context: Context) -> Expr:
        rule = context.optimizer
        equation, asked = equation_at(rule, w[k + 1]), equation_at(rule, g[k])
        plain = rule.kind == "elementwise" and not rule.state and asked == Eq(g[k], grad(w[k]), evaluate=False)
        if equation is None or not plain:
            raise DerivationError(f"{rule.name} is not a rule without state", "unfold its state first")
        return equation.rhs.replace(w.of, self.sequences[n].of)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Differentiate the objective a second way and settle each coordinate's update."""
        verdicts = []
        slope = Letter("slope")
        for n, (_, reached) in enumerate(entries(self._coordinates(before), after)):
            update = term(self._update(n, context).replace(g.of, lambda at: slope))
            expected = substitute(update, term(slope), self._slope(n))
            verdicts.append(engines.settle(obligation(("=", expected, term(reached)), context.facts)))
        return weakest("coordinatewise", tuple(verdicts))

    def _slope(self, n: int) -> Term:
        found = derivative(term(self.objective.expression), term(self.objective.coordinates[n]))
        for letter, sequence in zip(self.objective.coordinates, self.sequences, strict=True):
            found = substitute(found, term(letter), term(sequence[k]))
        return found
