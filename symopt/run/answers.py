"""An objective that answers a program's questions in a backend's numbers."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from sympy import Abs, Expr, Max, Min, Piecewise, Rational, floor, sign

from symopt.errors import ObjectiveError, RunError
from symopt.objectives import Objective
from symopt.program.evaluation import Backend, Closure, Evaluator, Fault, checked, compute
from symopt.run.directions import direction
from symopt.run.line_search import wolfe_step

DOUBLES = "numpy"
"""The backend whose numbers SciPy computes in."""

BENT = (Abs, Max, Min, Piecewise, floor, sign)


class Answers:
    """What an objective says at a point.

    Args:
        objective: the objective.
        backend: the numbers it answers in.

    Raises:
        RunError: when one of its letters has no value, or the backend lacks an operation.
    """

    def __init__(self, objective: Objective, backend: Backend) -> None:
        silent = [letter.name for letter in objective.letters if letter not in objective.defaults]
        if silent:
            raise RunError(f"{objective.name}: {silent[0]} has no value", "give its letters defaults")
        self.objective, self.backend = objective, backend
        self.names = [coordinate.name for coordinate in objective.coordinates]
        self._evaluator = Evaluator(backend)
        self._value = self._compiled([objective.expression])
        self._kinds: dict[str, Callable[..., Any]] = {
            "f": self.value,
            "grad": self.gradient,
            "hess": self.hessian,
            "curvature": self.curvature,
            "hvp": self.product,
            "normal": self.direction,
            "wolfe": self.step,
        }

    def __call__(self, kind: str, *arguments: Any) -> Any:
        """The answer to a question of a program.

        Raises:
            Fault: when the answer is not finite, real and defined.
            RunError: when objectives do not answer such questions.
        """
        if kind not in self._kinds:
            raise RunError(
                f"{self.objective.name} cannot answer {kind}", f"it answers {', '.join(sorted(self._kinds))}"
            )
        return self._kinds[kind](*arguments)

    def value(self, point: Any) -> Any:
        """The value at a point."""
        return self._at(self._value, point, "f")[0]

    def gradient(self, point: Any) -> Any:
        """The gradient at a point."""
        self._check_smooth(point)
        return self.backend.array(self._at(self._gradient, point, "grad"))

    def hessian(self, point: Any) -> Any:
        """The Hessian at a point."""
        size = len(self.names)
        entries = self._at(self._hessian, point, "hess")
        return self.backend.array([entries[n : n + size] for n in range(0, size * size, size)])

    def curvature(self, point: Any) -> Any:
        """The diagonal of the Hessian at a point."""
        return self.backend.array(self._at(self._hessian, point, "curvature")[:: len(self.names) + 1])

    def product(self, point: Any, direction: Any) -> Any:
        """The Hessian at a point, times a direction."""
        return self.backend.operations["dot"](self.hessian(point), direction)

    def direction(self, index: Any) -> Any:
        """The random direction of an index."""
        return direction(index, len(self.names), self.backend)

    def step(self, point: Any, direction: Any, c_1: Any, c_2: Any) -> Any:
        """A step that meets the strong Wolfe conditions, by SciPy.

        Raises:
            Fault: when there is none.
            RunError: when the backend's numbers are no doubles.
        """
        if self.backend.name != DOUBLES:
            raise RunError(
                f"the {self.backend.name} backend has no Wolfe line search: SciPy's computes with doubles",
                "run it with the numpy backend, or take a rule with an exact or an Armijo line search",
            )
        return wolfe_step(self.value, self.gradient, point, direction, c_1, c_2)

    @cached_property
    def _gradient(self) -> list[Closure]:
        return self._compiled(self.objective.gradient)

    @cached_property
    def _hessian(self) -> list[Closure]:
        return self._compiled(self.objective.hessian)

    def _compiled(self, expressions: Iterable[Expr]) -> list[Closure]:
        return [
            self._evaluator.compile(expression.xreplace(dict(self.objective.defaults))) for expression in expressions
        ]

    def _at(self, parts: list[Closure], point: Any, kind: str) -> list[Any]:
        place = lambda: f"{self.objective.name}: {kind} at ({', '.join(map(str, point))})"  # noqa: E731
        values = dict(zip(self.names, point, strict=True))
        found = compute(parts, values, kind, place)
        checked(self.backend, found if len(found) > 1 else found[0], kind)
        return found

    def _check_smooth(self, point: Any) -> None:
        """Where pieces meet, the expression of the gradient has a value though the objective has no gradient."""
        if not self.objective.expression.has(*BENT):
            return
        try:
            self.objective.gradient_at([Rational(str(component)) for component in point])
        except ObjectiveError:
            raise Fault("not-differentiable", "grad") from None
