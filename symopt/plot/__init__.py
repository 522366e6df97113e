"""Figures: the house style, layers to compose on given axes, and files that are the same wherever they are made."""

from symopt.plot.figure import Figure as Figure
from symopt.plot.figure import compose as compose
from symopt.plot.grids import on_grid as on_grid
from symopt.plot.layers import contours as contours
from symopt.plot.layers import curve as curve
from symopt.plot.layers import field as field
from symopt.plot.layers import mark as mark
from symopt.plot.layers import path as path
from symopt.plot.saving import FORMATS as FORMATS
from symopt.plot.saving import rendered as rendered
from symopt.plot.saving import save as save
from symopt.plot.style import FAINT as FAINT
from symopt.plot.style import INK as INK
from symopt.plot.style import STROKES as STROKES
from symopt.plot.style import Stroke as Stroke
from symopt.plot.words import Words as Words
