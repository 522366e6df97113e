"""Four regimes of the learning rate on a parabola, told apart by the factor of each step.

    below eta_opt = 1/lambda      the error shrinks and keeps its sign;
    at eta_opt                    one step reaches the minimum;
    up to 2 eta_opt               the error shrinks and changes sign at every step;
    beyond 2 eta_opt              it grows.

Source: LeCun, Bottou, Orr, Mueller (1998), figure 6; quoted in the FAMAF notes.
"""

from sympy import And, Eq

from symopt import Derivation
from symopt.rules import equivalence
from symopt.symbols import eta, lam

factor = 1 - eta * lam

creeping = Derivation(
    title="Regime below the best rate",
    start=And(0 < factor, factor < 1),
    steps=[(And(0 < eta, eta < 1 / lam), equivalence(on=eta))],
)

at_once = Derivation(
    title="Regime at the best rate",
    start=Eq(factor, 0),
    steps=[(Eq(eta, 1 / lam), equivalence(on=eta))],
)

zigzag = Derivation(
    title="Regime above the best rate",
    start=And(-1 < factor, factor < 0),
    steps=[(And(1 / lam < eta, eta < 2 / lam), equivalence(on=eta))],
)

divergent = Derivation(
    title="Regime beyond twice the best rate",
    start=factor < -1,
    steps=[(2 / lam < eta, equivalence(on=eta))],
)
