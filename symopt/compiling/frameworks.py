"""Rules on the tensors of a framework, with the same checks of names and numbers as everywhere."""

from collections.abc import Callable, Mapping
from inspect import signature
from numbers import Real
from typing import Any

from symopt.compiling.settings import Settings, count
from symopt.kernels.kernel import Kernel

PLAIN = (Real, str, type(None))


class Framework:
    """A rule that a framework runs; what else its target offers, such as ``Optimizer``, is there too.

    Args:
        kernel: the rule.
        loaded: what the target loads.
    """

    def __init__(self, kernel: Kernel, loaded: Any) -> None:
        self.kernel, self._loaded, self._settings = kernel, loaded, Settings(kernel)

    def init(self, params: Any, **hyper: Any) -> Any:
        """The state before the first pass.

        Raises:
            RunError: when a hyperparameter is wrong.
        """
        given = self._checked(hyper)
        wanted = signature(self._loaded.init).parameters
        every = any(parameter.kind is parameter.VAR_KEYWORD for parameter in wanted.values())
        return self._loaded.init(params, **{name: v for name, v in given.items() if every or name in wanted})

    def update(self, grads: Any, state: Any, params: Any, k: Any, **hyper: Any) -> tuple[Any, Any]:
        """One pass.

        Raises:
            RunError: when k or a hyperparameter is wrong.
        """
        moved: Callable[..., tuple[Any, Any]] = self._loaded.update
        return moved(grads, state, params, self._count(k), **self._checked(hyper))

    def query(self, state: Any, params: Any, k: Any, **hyper: Any) -> Any:
        """The point where the gradient of a pass is asked; params themselves unless the rule looks ahead.

        Raises:
            RunError: when k or a hyperparameter is wrong.
        """
        number, given = self._count(k), self._checked(hyper)
        return self._loaded.query(state, params, number, **given) if self.kernel.query else params

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._loaded, name)

    def _count(self, k: Any) -> Any:
        """The number of the pass; a tracer has no value yet."""
        return count(k, self.kernel.title) if isinstance(k, PLAIN) else k

    def _checked(self, hyper: Mapping[str, Any]) -> dict[str, Any]:
        """Hyperparameters by their identifiers; plain numbers are checked, tensors and tracers go through."""
        traced = {name for name, value in hyper.items() if not isinstance(value, PLAIN)}
        self._settings.settle(hyper, traced)
        letters = {h.letter: h.name for h in self.kernel.hyperparameters}
        return {letters.get(name, name): value for name, value in hyper.items()}
