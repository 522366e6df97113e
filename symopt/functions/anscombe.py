"""Anscombe: the line w_1 + w_2 x through eleven points, by half the mean square of what it misses.

The first of four data sets that share their regression line, about 3 + 0.5 x. Eleven examples: a mini-batch is a few of
them. The inputs are not centred, so the valley is long: the extreme curvatures differ by a factor of more than 800.

Source: Anscombe (1973), Graphs in statistical analysis.
"""

from sympy import Rational

from symopt.objectives import FiniteSum
from symopt.symbols import Letter, w_1, w_2

x, y = Letter("x"), Letter("y")

anscombe = FiniteSum(
    name="Anscombe",
    loss=(w_1 + w_2 * x - y) ** 2 / 2,
    letters=(x, y),
    examples=[
        (10, 8.04),
        (8, 6.95),
        (13, 7.58),
        (9, 8.81),
        (11, 8.33),
        (14, 9.96),
        (6, 7.24),
        (4, 4.26),
        (12, 10.84),
        (7, 4.82),
        (5, 5.68),
    ],
    points={"start": (0, 0), "minimum": (Rational(33001, 11000), Rational(5501, 11000))},
    source="Anscombe (1973)",
)
