"""An optimizer held once, as its update equations; its state, order and hyperparameters are read off them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from symopt.errors import SpecificationError, did_you_mean
from symopt.spec import differences, forms, validation
from symopt.spec.procedure import Procedure as Procedure
from symopt.spec.reading import Equations
from symopt.spec.recurrence import Call as Call
from symopt.spec.recurrence import Recurrence
from symopt.spec.shapes import MATRIX, infer
from symopt.symbols import Hyper, Oracle, dot, k, norm, outer, pivot, solve, transpose

LINEAR_ALGEBRA = (dot, outer, transpose, solve, norm, pivot)
OF_WHOLE_MATRICES = {solve, pivot}


@dataclass(frozen=True, eq=False)
class Optimizer(Recurrence):
    """A rule for finding a minimum, held as the equations of its ``k``-th pass.

    Args:
        name: what people call it.
        updates: the equations in the order of one pass; ``w[k + 1]`` is the new point. A letter read at an earlier
            index than it is computed is state. ``g[k]`` is ``grad(w[k])`` unless an equation says otherwise.
        start: values before the first pass, or in place of an equation in the first pass; zero when silent, for
            vectors that can leave zero.
        until: a relation that ends the run.
        defaults: values of the hyperparameters, inside their domains; decimals are exact.
        variants: named differences, each as ``where`` takes them; what they state under ``"defaults"`` is theirs alone.

    Raises:
        SpecificationError: when the equations do not define a computation; the message names the equation, the letter
            and the mend.

    >>> from symopt.symbols import eta, g, w
    >>> Optimizer(name="Descent", updates={w[k + 1]: w[k] - eta * g[k]}, defaults={eta: 0.1}).hyperparameters
    (eta,)
    """

    name: str
    updates: Equations
    start: Mapping[Any, Any] = field(default_factory=dict)
    until: Any = None
    defaults: Mapping[Hyper, Any] = field(default_factory=dict)
    variants: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)

    counter = k
    takes = ()
    gives = None

    def __post_init__(self) -> None:
        self._settle()
        validation.check(self)
        variants = forms.table(f"{self.name}: variants", self.variants, '"damped": {v[k]: ...}').items()
        self._put("variants", MappingProxyType({forms.variant_name(self.name, key): new for key, new in variants}))
        used = self.chosen.union(*(relative.chosen for relative in self._relatives.values()))
        validation.check_defaults(self, used)

    @cached_property
    def shapes(self) -> Mapping[str, int]:
        """0 for each scalar letter, 1 for each vector, 2 for each matrix."""
        equations = [(equation.left, equation.right) for equation in self.equations]
        return infer([*equations, *self.start.items()], self.name, known={"w": 1})

    @cached_property
    def kind(self) -> str:
        """What the rule asks of its parameters' layout.

        ``elementwise`` when every operation is; ``matrix`` when a pass holds a matrix, be it the Hessian that ``solve``
        or ``pivot`` needs whole; ``vector`` when products suffice.
        """
        words = (*LINEAR_ALGEBRA, Call)
        sides = [*(equation.right for equation in self.equations), *self.start.values()]
        sides += [side for procedure in self.procedures for side in procedure.expressions()]
        used = {call.func for side in sides for call in side.atoms(*words)}
        if MATRIX in self.shapes.values() or used & OF_WHOLE_MATRICES:
            return "matrix"
        return "vector" if used else "elementwise"

    @cached_property
    def queries(self) -> tuple[Oracle, ...]:
        """The questions that one pass asks about the objective, in the order of the pass, inner ones first.

        >>> from symopt.optimizers.nesterov import nesterov
        >>> nesterov.queries
        (grad(-beta*eta*v(k - 1) + w(k)),)
        """
        asked: dict[Oracle, None] = {}
        for equation in self.equations:
            asked.update(dict.fromkeys(sorted(equation.right.atoms(Oracle), key=_depth)))
        return tuple(asked)

    @cached_property
    def _relatives(self) -> Mapping[str, "Optimizer"]:
        return {name: self._relative(name, difference) for name, difference in self.variants.items()}

    def _relative(self, variant: str, difference: Mapping[Any, Any]) -> "Optimizer":
        name = f"{self.name}, {variant}"
        return Optimizer(**differences.apply(self, difference, name).made())

    def variant(self, name: str) -> "Optimizer":
        """A declared variant.

        Raises:
            SpecificationError: when there is no such variant.
        """
        if name not in self._relatives:
            hint = did_you_mean(name, self.variants) if self.variants else "it has none"
            raise SpecificationError(f"{self.name} has no variant {name!r}", hint)
        return self._relatives[name]

    def where(
        self,
        difference: Mapping[Any, Any],
        *,
        name: str,
        start: Mapping[Any, Any] | None = None,
        until: Any = None,
        defaults: Mapping[Hyper, Any] | None = None,
        variants: Mapping[str, Mapping[Any, Any]] | None = None,
    ) -> "Optimizer":
        """A relative of this rule; unless it is given variants, it keeps those that do not touch what makes it differ.

        Args:
            difference: what is replaced. A key is a letter at its index (its equation), an index such as ``P[0]`` (its
                start), a hyperparameter (a schedule in ``k``) or a subexpression; under the word ``"defaults"`` stand
                values of hyperparameters.
            name: what people call the relative.
            start: values before the first pass to add.
            until: another relation that ends the run.
            defaults: values of hyperparameters to add.
            variants: the relative's own variants.

        Raises:
            SpecificationError: when the difference changes nothing, or what comes out does not define a computation.
        """
        parts = differences.apply(self, difference, name, start=start, until=until, defaults=defaults)
        relative = Optimizer(**parts.made())
        if variants is None:
            variants = relative._variants_among(differences.apart(self.variants, difference))
        if not variants:
            return relative
        kept = {**differences.read_by(variants, self.defaults), **relative.defaults}
        return replace(relative, defaults=kept, variants=variants)

    def _variants_among(self, variants: Mapping[str, Mapping[Any, Any]]) -> dict[str, Mapping[Any, Any]]:
        """Those that still change this rule, to one that defines a computation."""
        kept: dict[str, Mapping[Any, Any]] = {}
        for variant, difference in variants.items():
            with suppress(SpecificationError):
                self._relative(variant, difference)
                kept[variant] = difference
        return kept


def _depth(question: Oracle) -> tuple[int, str]:
    return len(question.atoms(Oracle)), str(question)
