"""The gain of a weight whose gradient has a random sign: it stays around 1, and how far around.

Half of the time the gain grows by delta, half of the time it is multiplied by 1 - delta. With m_k the mean of the gain
after k comparisons and q_k the mean of its square,

    mean      m_k = 1 + (1 - delta/2)^k (m_0 - 1): from any start it tends to 1, and 1 is the only mean that stays;
    spread    from gain 1 the variance is 2 delta/(2 - delta) (1 - (1 - delta + delta^2/2)^k);
    in time   it tends to 2 delta/(2 - delta): 2/39 for delta = 0.05, a standard deviation of 0.23.

Source: Hinton (2012), lecture 6; quoted in Berzal's notes; both without proof.
"""

from sympy import Eq, Rational, Sum

from symopt import Assumption, Derivation
from symopt.optimizers.gains import gains
from symopt.rules import (
    algebra,
    at,
    chance,
    expectation,
    geometric_sum,
    given,
    induction,
    limit_of,
    solve_for,
    unfold,
    using,
)
from symopt.statements import Chance
from symopt.symbols import E, Letter, delta_0, g, gain, i, k, m, q

fair = Assumption("sign-at-random", (Chance(g[i] * g[i - 1] > 0, Rational(1, 2), gain[i - 1]),))
mean = Assumption("mean-gain", (Eq(m[i], E(gain[i + 1])),))
square = Assumption("mean-square-of-the-gain", (Eq(q[i], E(gain[i + 1] ** 2)),))
gentle = Assumption("gentle-gain", (delta_0 < 1,))
from_one = Assumption("gain-from-one", (Eq(gain[1], 1),))
stays = Letter("m")

mean_step = Derivation(
    title="Mean gain after one more gradient",
    of=gains,
    start=m[k + 1],
    origin=0,
    free=(gain[1],),
    steps=[
        (E(gain[k + 2]), given(mean)),
        unfold(gain[k + 2]),
        (E(gain[k + 1] + delta_0) / 2 + E(gain[k + 1] * (1 - delta_0)) / 2, chance(fair)),
        ((E(gain[k + 1]) + delta_0) / 2 + (1 - delta_0) * E(gain[k + 1]) / 2, expectation()),
        ((1 - delta_0 / 2) * m[k] + delta_0 / 2, given(mean)),
    ],
)

stationary_mean = Derivation(
    title="Stationary mean gain",
    start=Eq(stays, (stays + delta_0) / 2 + (1 - delta_0) * stays / 2),
    steps=[(Eq(stays, 1), solve_for(stays))],
)

mean_gain = Derivation(
    title="Mean gain",
    of=gains,
    start=m[k],
    origin=0,
    free=(gain[1],),
    steps=[
        (
            (1 - delta_0 / 2) ** k * m[0] + Sum((1 - delta_0 / 2) ** (k - i) * (delta_0 / 2), (i, 1, k)),
            induction(on=k, by=mean_step),
        ),
        (1 + (1 - delta_0 / 2) ** k * (m[0] - 1), geometric_sum()),
    ],
)

mean_in_time = Derivation(
    title="Mean gain in the long run",
    of=gains,
    start=mean_gain,
    origin=0,
    free=(gain[1],),
    assumptions=(gentle,),
    steps=[(1, limit_of(k))],
)

mean_from_one = Derivation(
    title="Mean gain from gain one",
    of=gains,
    start=mean_gain,
    origin=0,
    free=(gain[1],),
    steps=[
        (1 + (1 - delta_0 / 2) ** k * (E(gain[1]) - 1), given(mean)),
        (1, given(from_one)),
    ],
)

square_step = Derivation(
    title="Mean square of the gain after one more gradient",
    of=gains,
    start=q[k + 1],
    origin=0,
    free=(gain[1],),
    steps=[
        (E(gain[k + 2] ** 2), given(square)),
        (E((gain[k + 1] + delta_0) ** 2) / 2 + E((gain[k + 1] * (1 - delta_0)) ** 2) / 2, chance(fair, gain[k + 2])),
        (
            (E(gain[k + 1] ** 2) + 2 * delta_0 * E(gain[k + 1]) + delta_0**2) / 2
            + (1 - delta_0) ** 2 * E(gain[k + 1] ** 2) / 2,
            expectation(),
        ),
        ((q[k] + 2 * delta_0 * E(gain[k + 1]) + delta_0**2) / 2 + (1 - delta_0) ** 2 * q[k] / 2, given(square)),
        ((q[k] + 2 * delta_0 * m[k] + delta_0**2) / 2 + (1 - delta_0) ** 2 * q[k] / 2, given(mean)),
        ((q[k] + 2 * delta_0 + delta_0**2) / 2 + (1 - delta_0) ** 2 * q[k] / 2, using(mean_from_one)),
        ((1 - delta_0 + delta_0**2 / 2) * q[k] + delta_0 + delta_0**2 / 2, algebra()),
    ],
)

factor = 1 - delta_0 + delta_0**2 / 2
mean_square = Derivation(
    title="Mean square of the gain",
    of=gains,
    start=q[k],
    origin=0,
    free=(gain[1],),
    assumptions=(gentle,),
    steps=[
        (
            factor**k * q[0] + Sum(factor ** (k - i) * (delta_0 + delta_0**2 / 2), (i, 1, k)),
            induction(on=k, by=square_step),
        ),
        (factor**k * q[0] + (2 + delta_0) / (2 - delta_0) * (1 - factor**k), geometric_sum()),
        (factor**k * E(gain[1] ** 2) + (2 + delta_0) / (2 - delta_0) * (1 - factor**k), given(square)),
        (factor**k + (2 + delta_0) / (2 - delta_0) * (1 - factor**k), given(from_one)),
    ],
)

variance = Derivation(
    title="Variance of the gain",
    of=gains,
    start=q[k] - m[k] ** 2,
    origin=0,
    free=(gain[1],),
    assumptions=(gentle,),
    steps=[
        (q[k] - 1, using(mean_from_one)),
        (factor**k + (2 + delta_0) / (2 - delta_0) * (1 - factor**k) - 1, using(mean_square)),
        (2 * delta_0 / (2 - delta_0) * (1 - factor**k), algebra()),
    ],
)

spread = Derivation(
    title="Spread of the gain in the long run",
    of=gains,
    start=variance,
    origin=0,
    free=(gain[1],),
    steps=[(2 * delta_0 / (2 - delta_0), limit_of(k))],
)

usual_spread = Derivation(
    title="Spread of the usual gain in the long run",
    of=gains,
    start=spread,
    origin=0,
    free=(gain[1],),
    steps=[(Rational(2, 39), at({delta_0: 0.05}))],
)
