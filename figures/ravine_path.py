"""Gradient descent on the ravine at eta = 0.4: the path crosses the valley at every step and creeps along it.

Source: the Italian lecture notes' worked example, from (-5, -2).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sympy import Eq, Expr, Rational, Tuple

from symopt.examples.roundings import shortened
from symopt.functions.ravine import ravine
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.plot import INK, Figure, Words, contours, mark, path
from symopt.run import Trajectory, run
from symopt.symbols import eta, w_1, w_2

RATE, STEPS = Rational(2, 5), 20
BOX = ((-6.1, 1.9), (-2.7, 2.1))
OFFSETS = {"start": (6, -4), "first": (2, 5), "minimum": (6, 6)}


@cache
def descent() -> Trajectory:
    """The run, in exact numbers."""
    return run(gradient_descent, ravine, ravine.points["start"], STEPS, backend="exact", eta=RATE)


def points() -> Mapping[str, Tuple]:
    """The points that carry a label."""
    first = Tuple(*map(Rational, descent().steps[1].w))
    return {"start": Tuple(*ravine.points["start"]), "first": first, "minimum": Tuple(*ravine.points["minimum"])}


def factors() -> tuple[Expr, ...]:
    """By what one step multiplies each coordinate."""
    (before, after) = (descent().steps[n].w for n in (0, 1))
    return tuple(Rational(new) / Rational(old) for old, new in zip(before, after, strict=True))


def facts() -> Mapping[str, Any]:
    """What caption and alternative text say about the path."""
    along, across = factors()
    last = Tuple(*(shortened(Rational(number), 3) for number in descent().steps[-1].w))
    said = {"expression": ravine.expression, "equation": Eq(eta, RATE), "rate": RATE, "steps": STEPS}
    return {**said, **points(), "along": along, "across": across, "last": last}


def draw(canvas: Any, words: Words) -> None:
    """Contours, the path, and the points that the notes work out."""
    ax = canvas.subplots()
    contours(ax, ravine, BOX)
    path(ax, descent())
    for label, point in points().items():
        mark(ax, words.say(f"figure.point.{label}", point=words.point(point)), point, OFFSETS[label])
    ax.plot(*map(float, points()["minimum"]), "+", color=INK, label="minimum")
    ax.set(aspect="equal", xlim=BOX[0], ylim=BOX[1], xlabel=words.math(w_1), ylabel=words.math(w_2))


ravine_path = Figure("ravine-path", draw, facts, height=0.66)
