"""What a call is given besides arrays: the count of the pass, and hyperparameters, checked against their domains."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from numbers import Real
from operator import index
from typing import Any

from symopt.errors import RunError, did_you_mean
from symopt.intervals import DOMAINS
from symopt.kernels.kernel import Hyperparameter, Kernel

PLAIN = (int, float)


@dataclass
class Settings:
    """The hyperparameters of a kernel.

    Args:
        kernel: the rule.
    """

    kernel: Kernel
    _last: tuple[dict[str, Any], tuple[float, ...]] | None = field(default=None, init=False)

    def values(self, given: dict[str, Any]) -> tuple[float, ...]:
        """The value of each hyperparameter in the kernel's order: what is given, or else the default.

        What was checked last is not checked again.

        Raises:
            RunError: for a name that the rule does not have, for none, and for a value outside its domain.
        """
        last = self._last
        if last is not None and (not given if not last[0] else _same(given, last[0])):
            return last[1]
        values = tuple(self.settle(given).values())
        if all(type(value) in PLAIN for value in given.values()):
            self._last = dict(given), values
        return values

    def settle(self, given: Mapping[str, Any], unseen: Collection[str] = ()) -> dict[str, float]:
        """The value of each hyperparameter by its identifier.

        Args:
            given: those that are not at their defaults.
            unseen: which of them have a name to check and no value yet; they are left out.

        Raises:
            RunError: as ``values`` does.
        """
        known = {name: h for h in self.kernel.hyperparameters for name in (h.letter, h.name)}
        for name in given:
            if name not in known:
                letters = [h.name for h in self.kernel.hyperparameters]
                raise RunError(
                    f"{self.kernel.title} has no hyperparameter {name!r}",
                    did_you_mean(name, letters) if letters else "it has none",
                )
        chosen = {known[name].name: value for name, value in given.items()}
        hidden = {known[name].name for name in unseen}
        return {h.name: self._value(h, chosen.get(h.name)) for h in self.kernel.hyperparameters if h.name not in hidden}

    def _value(self, letter: Hyperparameter, given: Any) -> float:
        if given is None:
            if letter.default is None:
                hint = f"choose one, such as {letter.name}=1"
                raise RunError(f"{self.kernel.title}: {letter.letter} has no value", hint)
            return float(letter.default)
        domain = DOMAINS[letter.domain]
        number = _number(given)
        if number is None:
            said = f"{letter.letter} = {given!r} is not a real, finite number"
            raise RunError(f"{self.kernel.title}: {said}", f"choose {letter.letter} in {domain}")
        if Fraction(number) not in domain:
            raise RunError(
                f"{self.kernel.title}: {letter.letter} = {given} lies outside its domain {domain}",
                f"choose {letter.letter} in {domain}",
            )
        return number


def count(k: Any, title: str) -> int:
    """The number of a pass.

    Raises:
        RunError: when it is not 1, 2, 3, ...
    """
    try:
        number = None if isinstance(k, bool) else index(k)
    except TypeError:
        number = None
    if number is None or number < 1:
        raise RunError(f"{title}: k = {k!r} does not count a pass", "k is 1 in the first pass, then 2, 3, ...")
    return number


def _number(given: Any) -> float | None:
    """A number as a float, or None; arrays of one number without dimension will do."""
    scalar = given.item() if getattr(given, "shape", None) == () and hasattr(given, "item") else given
    real = isinstance(scalar, Real) and not isinstance(scalar, bool)
    number = float(scalar) if real else None
    return number if number is not None and isfinite(number) else None


def _same(given: dict[str, Any], last: dict[str, Any]) -> bool:
    """Whether the same was given last time; arrays are never the same, since they may change."""
    return all(type(value) in PLAIN for value in given.values()) and given == last
