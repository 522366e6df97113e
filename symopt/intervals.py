"""The intervals in which letters may lie, by name; engines that do without SymPy read them too."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Domain:
    """An interval; None is an end that does not exist."""

    lower: int | None = None
    upper: int | None = None
    lower_open: bool = True
    upper_open: bool = True
    integer: bool = False

    def __contains__(self, number: Any) -> bool:
        return (
            (self.lower is None or number > self.lower or (number == self.lower and not self.lower_open))
            and (self.upper is None or number < self.upper or (number == self.upper and not self.upper_open))
            and (not self.integer or number.denominator == 1)
        )

    def __str__(self) -> str:
        if self.integer:
            return "{" + f"{self.lower}, {self.lower + 1}, ..." + "}" if self.lower is not None else "the integers"
        left = "(-oo" if self.lower is None else f"{'(' if self.lower_open else '['}{self.lower}"
        right = "oo)" if self.upper is None else f"{self.upper}{')' if self.upper_open else ']'}"
        return f"{left}, {right}"


DOMAINS = {
    "real": Domain(),
    "positive": Domain(lower=0),
    "unit": Domain(lower=0, upper=1, lower_open=False),
    "count": Domain(lower=1, lower_open=False, integer=True),
}
