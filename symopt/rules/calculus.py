"""Reasons from calculus: derivatives, gradients in any dimension, limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Derivative, Eq, Expr, MatrixBase, Pow, Symbol

from symopt.errors import DerivationError
from symopt.objectives.calculus import VECTOR, gradient, jacobian, rank
from symopt.proof.derivative import derivative, joints
from symopt.proof.terms import Term, substitute
from symopt.proof.translation import term
from symopt.proof.verdict import Verdict, weakest
from symopt.rules.claims import Engines, obligation
from symopt.rules.reason import Context, Reason, entries, entrywise
from symopt.statements import Tends
from symopt.symbols import Letter, Vector, dot


@dataclass(frozen=True)
class differentiate(Reason):
    """Derivatives carried out; checked by rules of differentiation that share no code with SymPy's."""

    phrase: ClassVar[str] = "reason.differentiate"

    def derive(self, before: Any, context: Context) -> Any:
        """Every derivative carried out."""
        return before.doit() if not isinstance(before, MatrixBase) else entrywise(lambda e: e.doit(), before)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Differentiate a second way and settle the equation."""
        verdicts = tuple(
            engines.settle(obligation(("=", differentiated(a), term(b)), context.facts))
            for a, b in entries(before, after)
        )
        return weakest("derivative", verdicts)


def differentiated(expression: Expr) -> Term:
    """A term in which our own rules have carried out every derivative."""
    nodes = sorted(expression.atoms(Derivative), key=str)
    names = {node: Letter(f"derivative_{n}") for n, node in enumerate(nodes)}
    whole = term(expression.xreplace(names))
    for node, name in names.items():
        inner = term(node.expr)
        for letter, times in node.variable_count:
            for _ in range(int(times)):
                if joints(inner, term(letter)):
                    raise DerivationError(f"{node.expr} is given piece by piece", "differentiate each piece by itself")
                inner = derivative(inner, term(letter))
        whole = substitute(whole, term(name), inner)
    return whole


@dataclass(frozen=True)
class gradient_of(Reason):
    """The gradient of a function of vectors: the part of its change that is linear in a displacement.

    Args:
        function: the function's value at ``point``.
        point: the vector that it is differentiated by.
    """

    function: Expr
    point: Vector
    phrase: ClassVar[str] = "reason.gradient"

    @property
    def words(self) -> Mapping[str, Any]:
        """The function."""
        return {"function": self.function}

    def derive(self, before: Any, context: Context) -> Any:
        """The gradient by the rules of matrix calculus."""
        differentiated = jacobian if rank(self.function) == VECTOR else gradient
        return differentiated(self.function, self.point)

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """What remains of the change beyond the linear part grows with the square of the displacement."""
        shift, scale = Vector("h:shift"), Letter("t:scale")  # no letter of the function has such a name
        stretched, plain = self._rest(after, scale * shift), self._rest(after, shift)
        return engines.settle(obligation(Eq(stretched, scale**2 * plain, evaluate=False), context.facts))

    def _rest(self, after: Any, step: Expr) -> Expr:
        """What the linear part leaves of the change."""
        return self.function.subs(self.point, self.point + step) - self.function - dot(after, step)


@dataclass(frozen=True)
class limit_of(Reason):
    """A limit, with a witness: from which index on the difference is small.

    Args:
        on: the index that grows without bound.
    """

    on: Symbol
    phrase: ClassVar[str] = "reason.limit"
    relation: ClassVar[str] = "to"

    @property
    def words(self) -> Mapping[str, Any]:
        """The index."""
        return {"index": self.on}

    def derive(self, before: Any, context: Context) -> Any:
        """What is left when powers with this exponent have died out."""
        return entrywise(
            lambda e: e.replace(lambda p: isinstance(p, Pow) and p.exp.has(self.on), lambda p: 0 * p), before
        )

    def check(self, before: Any, after: Any, context: Context, engines: Engines) -> Verdict:
        """Settle the limit, entry by entry for matrices."""
        verdicts = tuple(
            engines.settle(obligation(Tends(a, self.on, b), context.facts)) for a, b in entries(before, after)
        )
        return weakest("limit", verdicts)
