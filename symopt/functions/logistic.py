"""Logistic regression: the mean negative log-likelihood of eight labels, +1 or -1, given one input and an intercept.

Of four examples at x = 1 three are positive, of four at x = -1 three are negative; so the minimum is at (log 3, 0).
Source: Cox (1958), The regression analysis of binary sequences.
"""

from sympy import Rational, exp, log

from symopt import Objective
from symopt.symbols import w_1, w_2

examples = [(1, 1), (1, 1), (1, 1), (1, -1), (-1, -1), (-1, -1), (-1, -1), (-1, 1)]

logistic = Objective(
    name="Logistic regression",
    expression=Rational(1, 8) * sum(log(1 + exp(-label * (w_1 * x + w_2))) for x, label in examples),
    points={"start": (0, 0), "minimum": (log(3), 0)},
    source="Cox (1958)",
)
