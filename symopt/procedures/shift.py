"""The multiple of I that makes a symmetric matrix definite enough to eliminate (Nocedal & Wright, 2006, alg. 3.3)."""

from sympy import Max

from symopt import Procedure
from symopt.symbols import A_ as A
from symopt.symbols import I, delta_0, j, pivot, tau

shift = Procedure(
    name="Shift",
    takes=(A,),
    start={tau[0]: 0},
    updates={tau[j + 1]: Max(2 * tau[j], delta_0)},
    until=pivot(A + tau[j] * I) >= delta_0,
    gives=tau[j],
    defaults={delta_0: 0.001},
)
