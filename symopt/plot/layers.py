"""Layers that compose on matplotlib axes: an objective's curve, contours or field, a run's path, a labelled point."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from symopt.errors import OutputError
from symopt.objectives import Objective
from symopt.plot.grids import on_grid
from symopt.plot.style import FIELD, FIELD_LINES, INK, STROKES, Stroke
from symopt.run import Trajectory

Interval = tuple[float, float]
Box = tuple[Interval, Interval]
CELLS = 240  # along each side of a box


def curve(ax: Any, objective: Objective, interval: Interval, **style: Any) -> Any:
    """The graph of an objective of one coordinate."""
    places = np.linspace(*interval, CELLS + 1)
    (line,) = ax.plot(places, _values(objective, places), label="curve", **{"color": INK, "linewidth": 0.8, **style})
    return line


def contours(ax: Any, objective: Objective, box: Box, lines: int = 14, **style: Any) -> Any:
    """Contours of an objective of two coordinates, evenly spaced around a quadratic minimum."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    across, along, values = _sampled(objective, box)
    lowest, highest = np.nanmin(values), np.nanmax(values)
    levels = lowest + (highest - lowest) * (np.arange(1, lines + 1) / (lines + 1)) ** 2
    colours = ListedColormap(colormaps[FIELD](np.linspace(*FIELD_LINES, lines)))
    return ax.contour(across, along, values, levels, **{"cmap": colours, "linewidths": 0.6, **style})


def field(ax: Any, objective: Objective, box: Box, **style: Any) -> Any:
    """The values of an objective of two coordinates as colours; a dense layer, rasterised in vector formats."""
    return ax.pcolormesh(
        *_sampled(objective, box), **{"cmap": FIELD, "shading": "gouraud", "rasterized": True, **style}
    )


def path(ax: Any, trajectory: Trajectory, stroke: Stroke = STROKES[0], **style: Any) -> Any:
    """The points of a run: in the plane of two coordinates, or on the graph of one."""
    _check_dimension(trajectory.objective, 1, 2)
    places = [(*step.w, step.f) if len(step.w) == 1 else step.w for step in trajectory.steps]
    look = {"color": stroke.colour, "linestyle": stroke.dash, "marker": stroke.marker}
    (line,) = ax.plot(*np.array(places, dtype=float).T, label="path", **{**look, **style})
    return line


def mark(ax: Any, text: str, at: Iterable[Any], offset: tuple[float, float], **style: Any) -> Any:
    """A direct label: text beside a point.

    Args:
        ax: the axes.
        text: what it says.
        at: the point, in the axes' data.
        offset: from the point to the text, in points; the text lies on that side.
        style: anything that matplotlib's annotations take.
    """
    sides = {-1: ("right", "top"), 0: ("center", "center"), 1: ("left", "bottom")}
    aligned = {"ha": sides[int(np.sign(offset[0]))][0], "va": sides[int(np.sign(offset[1]))][1]}
    ground = {
        "facecolor": "white",
        "edgecolor": "none",
        "boxstyle": "square,pad=0.1",
    }  # pieces of lines look like minus
    look = {"fontsize": 8, "bbox": ground, **aligned, **style}
    return ax.annotate(text, tuple(map(float, at)), offset, textcoords="offset points", **look)


def _sampled(objective: Objective, box: Box) -> tuple[Any, Any, Any]:
    _check_dimension(objective, 2)
    across, along = np.meshgrid(*(np.linspace(*interval, CELLS + 1) for interval in box))
    return across, along, _values(objective, across, along)


def _values(objective: Objective, *grids: Any) -> Any:
    _check_dimension(objective, len(grids))
    put = dict(zip(objective.coordinates, grids, strict=True))
    return on_grid(objective.expression.xreplace(dict(objective.defaults)), put)


def _check_dimension(objective: Objective, *drawable: int) -> None:
    if objective.dimension not in drawable:
        asked = " or ".join(map(str, drawable))
        raise OutputError(
            f"{objective.name} has dimension {objective.dimension}, but this layer draws dimension {asked}",
            "draw a section of it: put numbers for the other coordinates",
        )
