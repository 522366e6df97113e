"""The house style: sizes, colours, dashes and markers, and what matplotlib is told about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging import ERROR, getLogger
from typing import Any

WIDTH = 345.0  # pt: the text width of LaTeX's article class
INCH = 72.27  # pt: TeX's points, not PostScript's
PNG_DPI = 300
INK, FAINT = "#222222", "#767676"


@dataclass(frozen=True)
class Stroke:
    """How one curve differs from the others, in colour and without it.

    Args:
        colour: of Okabe and Ito's palette.
        dash: matplotlib's line style.
        marker: matplotlib's marker.
    """

    colour: str
    dash: Any
    marker: str


# Okabe and Ito (2008); their other colours have less than three times the luminance contrast that white asks for.
STROKES = (
    Stroke("#D55E00", "-", "o"),
    Stroke("#0072B2", (0, (5, 1.5)), "s"),
    Stroke("#009E73", (0, (1.5, 1)), "^"),
    Stroke("#CC79A7", (0, (5, 1, 1, 1)), "D"),
)
FIELD = "cividis"
FIELD_LINES = (0.05, 0.6)  # the part of the field's colours that lines on white can be seen in

SETTINGS: dict[str, Any] = {
    "font.family": ["cmr10", "DejaVu Serif"],  # the second for letters that Computer Modern lacks
    "font.size": 9,
    "mathtext.fontset": "cm",
    "axes.formatter.use_mathtext": True,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.2,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "savefig.edgecolor": "none",
    "savefig.dpi": PNG_DPI,
    "svg.hashsalt": "symopt",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Within it matplotlib follows the house style, whatever its user's own settings are."""
    from matplotlib import rc_context, rcdefaults, rcParams

    fonts = getLogger("fontTools")  # it remarks on the dates inside Computer Modern, on stderr
    level = fonts.level
    with rc_context():
        rcdefaults()
        rcParams.update(SETTINGS)
        fonts.setLevel(ERROR)
        try:
            yield
        finally:
            fonts.setLevel(level)
