"""Step decay: every N steps, the value is multiplied by gamma.

After n executed steps it is eta_0 gamma^floor(n/N); step k comes after k - 1 of them.

Source: the Italian notes, where gamma is called delta and N is called s.
"""

from sympy import floor

from symopt import Schedule
from symopt.symbols import eta_0, gamma, k, period

step = Schedule(
    name="Step decay",
    value=eta_0 * gamma ** floor((k - 1) / period),
    defaults={eta_0: 0.1, gamma: 0.5, period: 10},
    requires=(gamma > 0,),
    claims=("decreasing", "within-start"),
)
