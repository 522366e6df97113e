"""What a state holds, by a kernel: trees like params for its slots, numbers for those that are one for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Any

from symopt.compiling.leaves import alike, array_of
from symopt.compiling.trees import Tree
from symopt.errors import RunError
from symopt.kernels.kernel import Kernel
from symopt.targets._arrays import Array


@dataclass(frozen=True)
class Shape:
    """The state of a kernel.

    Args:
        kernel: the rule.
    """

    kernel: Kernel

    @cached_property
    def vectors(self) -> tuple[str, ...]:
        """The keys of the slots that are nested like params."""
        return tuple(slot.key for slot in self.kernel.state if not slot.scalar)

    @cached_property
    def scalars(self) -> tuple[str, ...]:
        """The keys of the slots that hold one number."""
        return tuple(slot.key for slot in self.kernel.state if slot.scalar)

    def check(self, state: Any) -> None:
        """Check that a state is this rule's.

        Raises:
            RunError: when it is not.
        """
        title, keys = self.kernel.title, [slot.key for slot in self.kernel.state]
        hint = "give what init(params) returned, or the update before"
        if not isinstance(state, dict):
            raise RunError(f"state is a {type(state).__name__}, not the dict of {title}", hint)
        for key in keys:
            if key not in state:
                raise RunError(f"state misses {key!r}, which {title} keeps", hint)
        for key in state:
            if key not in keys:
                raise RunError(f"state has {key!r}, which {title} does not keep", hint)

    def numbers(self, state: Mapping[str, Any]) -> list[float]:
        """The scalar slots.

        Raises:
            RunError: when one is no number.
        """
        for key in self.scalars:
            if not isinstance(state[key], Real):
                said = f"state[{key!r}] is a {type(state[key]).__name__}, not a number"
                raise RunError(said, "give what init(params) returned, or the update before")
        return [float(state[key]) for key in self.scalars]

    def arrays(self, state: Mapping[str, Any], tree: Tree, models: list[Array], paths: list[str]) -> list[list[Array]]:
        """For each slot of arrays, its leaves, which are like those of params.

        Raises:
            RunError: when they are not.
        """
        return [like(tree, state[key], f"state[{key!r}]", models, paths) for key in self.vectors]


def like(tree: Tree, nested: Any, name: str, models: list[Array], paths: list[str]) -> list[Array]:
    """The leaves of a nested value, each of the dtype and the shape of its model.

    Raises:
        RunError: when one is not, or the structure differs.
    """
    leaves = zip(tree.leaves(nested, name), tree.paths(name), models, paths, strict=True)
    return [alike(array_of(leaf, path), path, model.dtype, model.shape, other) for leaf, path, model, other in leaves]
