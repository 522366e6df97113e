"""Every shipped optimizer once more, by hand: a few lines each, for any kind of number."""

from collections.abc import Callable, Iterator
from typing import Any

Gradient = Callable[[Any], Any]
Points = Iterator[Any]
Root = Callable[[Any], Any]
Reference = Callable[..., Points]
