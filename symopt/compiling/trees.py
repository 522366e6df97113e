"""Nested dicts, lists and tuples of arrays: their structure, their leaves, and where in them a leaf stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from symopt.errors import RunError

CONTAINERS = (dict, list, tuple)


@dataclass(frozen=True)
class Tree:
    """How leaves are nested.

    Args:
        kind: the container's class, or None for a leaf.
        keys: those of a dict, or positions.
        parts: what stands there.
    """

    kind: type | None = None
    keys: tuple[Any, ...] = ()
    parts: tuple["Tree", ...] = ()

    @classmethod
    def of(cls, nested: Any) -> "Tree":
        """The structure of a nested value.

        >>> Tree.of({"a": 1.0, "b": [2.0, 3.0]}).paths("params")
        ["params['a']", "params['b'][0]", "params['b'][1]"]
        """
        if not isinstance(nested, CONTAINERS):
            return cls()
        keys = tuple(nested) if isinstance(nested, dict) else tuple(range(len(nested)))
        return cls(type(nested), keys, tuple(cls.of(nested[key]) for key in keys))

    def leaves(self, nested: Any, name: str) -> list[Any]:
        """The leaves of a nested value that has this structure, in its order.

        Args:
            nested: the value.
            name: what it is called in messages.

        Raises:
            RunError: when it has another structure; the message says where.
        """
        if self.kind is None and not isinstance(nested, CONTAINERS):
            return [nested]
        found: list[Any] = []
        self._collect(nested, name, found)
        return found

    def _collect(self, nested: Any, path: str, found: list[Any]) -> None:
        if self.kind is None:
            if isinstance(nested, CONTAINERS):
                raise RunError(f"{path} is a {type(nested).__name__}, params have an array there", ALIKE)
            found.append(nested)
            return
        self._check(nested, path)
        for key, part in zip(self.keys, self.parts, strict=True):
            if part.kind is None and not isinstance(nested[key], CONTAINERS):
                found.append(nested[key])
            else:
                part._collect(nested[key], f"{path}[{key!r}]", found)

    def _check(self, nested: Any, path: str) -> None:
        kind = self.kind or object
        if not isinstance(nested, CONTAINERS) or isinstance(nested, dict) != issubclass(kind, dict):
            raise RunError(f"{path} is a {type(nested).__name__}, params have a {kind.__name__} there", ALIKE)
        if not isinstance(nested, dict):
            if len(nested) != len(self.keys):
                raise RunError(f"{path} has {len(nested)} parts, params have {len(self.keys)} there", ALIKE)
        elif nested.keys() != set(self.keys):
            missing = [key for key in self.keys if key not in nested]
            extra = [key for key in nested if key not in self.keys]
            said = f"misses {missing[0]!r}" if missing else f"has {extra[0]!r}, which params do not have"
            raise RunError(f"{path} {said}", ALIKE)

    def paths(self, name: str) -> list[str]:
        """Where each leaf stands, as Python writes it."""
        if self.kind is None:
            return [name]
        inner = zip(self.keys, self.parts, strict=True)
        return [path for key, part in inner for path in part.paths(f"{name}[{key!r}]")]

    def filled(self, leaves: Iterator[Any]) -> Any:
        """A nested value of this structure, with these leaves."""
        if self.kind is None:
            return next(leaves)
        parts = [part.filled(leaves) for part in self.parts]
        if issubclass(self.kind, dict):
            return _made(self.kind, dict(zip(self.keys, parts, strict=True)))
        return self.kind(*parts) if hasattr(self.kind, "_fields") else _made(self.kind, parts)


ALIKE = "grads and each entry of state are nested like params"


def _made(kind: type, parts: Any) -> Any:
    """A container of a class; subclasses that cannot be made from their parts alone become plain."""
    plain: Callable[[Any], Any] = next(container for container in CONTAINERS if issubclass(kind, container))
    return kind(parts) if kind in CONTAINERS else plain(parts)
