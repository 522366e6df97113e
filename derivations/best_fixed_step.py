"""The best fixed step, and why no other rate contracts faster.

The step is 2/(lambda_min + lambda_max). Every eigenvalue multiplies its part of the error by |1 - eta lambda|; the
slowest part decides. Flat and steep directions are then equally slow, and the rate of convergence is
(kappa - 1)/(kappa + 1).

Source: Polyak (1964); Nesterov (2004), theorem 2.1.15.
"""

from sympy import Abs, Eq, Max

from symopt import Assumption, Derivation
from symopt.derivations.stability import spectrum
from symopt.rules import algebra, bound_below, given
from symopt.symbols import eta, kappa, lambda_max, lambda_min

condition = Assumption("condition-number", (Eq(lambda_max, kappa * lambda_min),))

best_fixed_step = Derivation(
    title="Best fixed step",
    start=Max(Abs(1 - eta * lambda_min), Abs(1 - eta * lambda_max)),
    assumptions=(spectrum,),
    steps=[
        (
            (lambda_max - lambda_min) / (lambda_max + lambda_min),
            bound_below(at={eta: 2 / (lambda_min + lambda_max)}),
        ),
        ((kappa * lambda_min - lambda_min) / (kappa * lambda_min + lambda_min), given(condition)),
        ((kappa - 1) / (kappa + 1), algebra()),
    ],
)
