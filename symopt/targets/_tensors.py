"""A rule's functions on one tensor, as pure functions on trees: nested dicts, lists and tuples of tensors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from symopt.kernels.kernel import Kernel

Hyper = Mapping[str, float]
State = Mapping[str, Any]


@dataclass(frozen=True)
class Pure:
    """A rule on trees of tensors. What is given stays as it is.

    Args:
        kernel: the rule.
        torch: PyTorch.
        rule: the rule's source as a module: ``init``, ``advance``, ``ahead``, ``plain``.
    """

    kernel: Kernel
    torch: ModuleType
    rule: ModuleType

    def init(self, params: Any, hyper: Hyper) -> dict[str, Any]:
        """The state before the first pass: for each slot a tree like ``params``, or a number."""
        chosen = self._chosen(hyper)
        start = [chosen[letter.name] for letter in self.kernel.start_reads]
        with self.torch.no_grad():
            return self._joined([self.rule.init(w, *start) for w in leaves(params, params)], params, {})

    def update(self, grads: Any, state: State, params: Any, k: int, hyper: Hyper) -> tuple[Any, dict[str, Any]]:
        """The parameters and the state after the k-th pass, from 1."""
        chosen, points, states = self._chosen(hyper).values(), [], []
        gradients = leaves(grads, params)
        with self.torch.no_grad():
            for w, g, before in zip(leaves(params, params), gradients, self._apart(state, params), strict=True):
                points.append(w.clone())
                states.append({key: _copy(value) for key, value in before.items()})
                self.rule.advance(points[-1], g, states[-1], k, self.rule.plain, *chosen)
        return filled(params, iter(points)), self._joined(states, params, state)

    def query(self, state: State, params: Any, k: int, hyper: Hyper) -> Any:
        """The point where the k-th pass needs the gradient: ``params``, unless the rule looks ahead."""
        if not self.kernel.query:
            return params
        chosen = self._chosen(hyper).values()
        each = zip(leaves(params, params), self._apart(state, params), strict=True)
        with self.torch.no_grad():
            return filled(params, iter([self.rule.ahead(w, before, k, *chosen) for w, before in each]))

    def _chosen(self, hyper: Hyper) -> dict[str, float]:
        """The value of each hyperparameter: what is given, or else the default."""
        defaults = {h.name: float(h.default) for h in self.kernel.hyperparameters if h.default is not None}
        return {h.name: hyper[h.name] if h.name in hyper else defaults[h.name] for h in self.kernel.hyperparameters}

    def _apart(self, state: State, params: Any) -> list[dict[str, Any]]:
        """The state of each leaf."""
        size = len(leaves(params, params))
        columns = {
            slot.key: [state[slot.key]] * size if slot.scalar else leaves(state[slot.key], params)
            for slot in self.kernel.state
        }
        return [{key: column[place] for key, column in columns.items()} for place in range(size)]

    def _joined(self, states: list[dict[str, Any]], params: Any, before: State) -> dict[str, Any]:
        """The states of leaves as one: a number is the same for all of them."""
        found = {}
        for slot in self.kernel.state:
            held = [own[slot.key] for own in states]
            found[slot.key] = [before.get(slot.key), *held][-1] if slot.scalar else filled(params, iter(held))
        return found


def _copy(value: Any) -> Any:
    return value.clone() if hasattr(value, "clone") else value


def leaves(tree: Any, model: Any) -> list[Any]:
    """The leaves of a tree, in the order of a model that is nested alike.

    >>> leaves({"b": 1, "a": [2, 3]}, {"a": [0, 0], "b": 0})
    [2, 3, 1]
    """
    if isinstance(model, dict):
        return [leaf for key, part in model.items() for leaf in leaves(tree[key], part)]
    if isinstance(model, list | tuple):
        return [leaf for own, part in zip(tree, model, strict=True) for leaf in leaves(own, part)]
    return [tree]


def filled(model: Any, values: Iterator[Any]) -> Any:
    """A tree that is nested like a model, with these leaves.

    >>> filled({"a": [0, 0], "b": (0,)}, iter([1, 2, 3]))
    {'a': [1, 2], 'b': (3,)}
    """
    if isinstance(model, dict):
        return {key: filled(part, values) for key, part in model.items()}
    if isinstance(model, list | tuple):
        parts = [filled(part, values) for part in model]
        return type(model)(*parts) if hasattr(model, "_fields") else type(model)(parts)
    return next(values)
