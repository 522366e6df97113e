"""An objective as text, LaTeX and data: expression, gradient, Hessian, stationary points."""

from collections.abc import Iterator
from typing import Any

from sympy import CRootOf

from symopt.book import Voice
from symopt.cli.reporting import stated
from symopt.library.item import Item
from symopt.spec.writing import written


def text(item: Item, voice: Voice, steps: bool) -> Iterator[str]:
    """Lines of text."""
    value = item.value
    yield f"f = {written(value.expression)}"
    yield f"gradient: {stated(value.gradient)}"
    yield f"Hessian: {stated(value.hessian)}"
    for point in value.stationary_points:
        yield f"{point.kind}: f = {_number(point.value)} at ({', '.join(map(_number, point.point))})"


def tex(item: Item, voice: Voice, steps: bool) -> str:
    """LaTeX."""
    value = item.value
    return "\n".join(voice.about(item).tex(part) for part in (value.expression, value.gradient, value.hessian))


def data(item: Item, voice: Voice) -> dict[str, Any]:
    """What JSON holds."""
    value, speak = item.value, voice.about(item)
    parts = {"expression": value.expression, "gradient": value.gradient, "hessian": value.hessian}
    return {
        **{name: str(part) for name, part in parts.items()},
        **{f"{name}_latex": speak.tex(part) for name, part in parts.items()},
        "points": {name: [str(number) for number in point] for name, point in value.points.items()},
    }


def _number(number: Any) -> str:
    """A number as it is, or about, when only a polynomial says what it is."""
    return f"about {number.evalf(6)}" if number.has(CRootOf) else written(number)
