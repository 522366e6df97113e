"""What a mini-batch knows of the gradient: nothing wrong on average, and a k-th of the variance.

With a gradient G_i for each of N examples, and k examples r_1, ..., r_k drawn uniformly,

    unbiased    the mean of the drawn gradients is, on average, the full gradient, whether examples may repeat or not;
    variance    of k independent draws it is that of one draw, m_2 - m_1^2, divided by k;
    online      one draw at a time (k = 1) has the whole of it;
    epochs      without replacement it is smaller by the factor (N - k)/(N - 1), and a batch of all has none.

In the variance, x_i is a component of the gradient of the i-th draw, S_k the sum of the first k, and q_k the mean of
its square.

Source: Robbins and Monro (1951); Bottou, Curtis, Nocedal (2018), section 3.
"""

from sympy import Eq, Sum

from symopt import Assumption, Derivation
from symopt.rules import (
    algebra,
    at,
    conditional_mean,
    expectation,
    given,
    induction,
    of_pairs,
    power_sum,
    uniform_draw,
    using,
)
from symopt.statements import AnyTwo, ConditionalMean, UniformDraw
from symopt.symbols import Draws, E, Letter, Sequence, i, j, k, period, q

G, S, x, drawn = Sequence("G"), Sequence("S"), Sequence("x"), Draws("r")
m_1, m_2, m_12 = Letter("m_1"), Letter("m_2"), Letter("m_12")
alike = Assumption("draws-alike", (Eq(E(x[i]), m_1), Eq(E(x[i] ** 2), m_2)))
uniform = Assumption("uniform-draws", (UniformDraw(drawn[i], period, G[i]),))
sums = Assumption("sum-of-draws", (Eq(S[i], Sum(x[j], (j, 1, i))),))
square = Assumption("mean-square-of-the-sum", (Eq(q[i], E(S[i] ** 2)),))
independent = Assumption("independent-draws", (ConditionalMean(x[i + 1], m_1, S[i]),))

unbiased = Derivation(
    title="Mean of a mini-batch gradient",
    start=E(1 / k * Sum(G[drawn[j]], (j, 1, k))),
    steps=[
        (1 / k * Sum(E(G[drawn[j]]), (j, 1, k)), expectation()),
        (1 / k * Sum(1 / period * Sum(G[i], (i, 1, period)), (j, 1, k)), uniform_draw(uniform)),
        (1 / period * Sum(G[i], (i, 1, period)), algebra()),
    ],
)

square_step = Derivation(
    title="Mean square of a sum of draws after one more",
    start=q[k + 1],
    origin=0,
    assumptions=(alike, sums),
    steps=[
        (E(S[k + 1] ** 2), given(square)),
        (E((S[k] + x[k + 1]) ** 2), algebra()),
        (E(S[k] ** 2) + 2 * E(S[k] * x[k + 1]) + E(x[k + 1] ** 2), expectation()),
        (E(S[k] ** 2) + 2 * m_1 * E(S[k]) + E(x[k + 1] ** 2), conditional_mean(independent)),
        (q[k] + 2 * m_1 * E(S[k]) + E(x[k + 1] ** 2), given(square)),
        (q[k] + 2 * m_1 * (k * m_1) + m_2, given(alike)),
    ],
)

mean_square = Derivation(
    title="Mean square of a sum of draws",
    start=q[k],
    origin=0,
    steps=[
        (q[0] + Sum(2 * (i - 1) * m_1**2 + m_2, (i, 1, k)), induction(on=k, by=square_step)),
        (q[0] + k * m_2 + k * (k - 1) * m_1**2, power_sum()),
        (E(S[0] ** 2) + k * m_2 + k * (k - 1) * m_1**2, given(square)),
        (k * m_2 + k * (k - 1) * m_1**2, given(sums)),
    ],
)

variance = Derivation(
    title="Variance of a mini-batch gradient",
    start=q[k] / k**2 - m_1**2,
    steps=[
        ((k * m_2 + k * (k - 1) * m_1**2) / k**2 - m_1**2, using(mean_square)),
        ((m_2 - m_1**2) / k, algebra()),
    ],
)

online = Derivation(
    title="Variance of an online gradient",
    start=variance,
    steps=[(m_2 - m_1**2, at({k: 1}))],
)

alike_in_pairs = Assumption("drawn-alike", (AnyTwo(x[i], m_12), Eq(m_12, E(x[1] * x[2]))))
not_again = Assumption("not-drawn-again", (ConditionalMean(x[2], (period * m_1 - x[1]) / (period - 1), x[1]),))
two_examples = Assumption("two-examples", (period >= 2,))

pair = Derivation(
    title="Mean product of two draws without replacement",
    start=E(x[1] * x[2]),
    assumptions=(alike, two_examples),
    steps=[
        (E(x[1] * (period * m_1 - x[1]) / (period - 1)), conditional_mean(not_again)),
        ((period * m_1 * E(x[1]) - E(x[1] ** 2)) / (period - 1), expectation()),
        ((period * m_1**2 - m_2) / (period - 1), given(alike)),
    ],
)

square_step_in_epochs = Derivation(
    title="Mean square of a sum of draws after one more, without replacement",
    start=q[k + 1],
    origin=0,
    assumptions=(alike, sums),
    steps=[
        (E(S[k + 1] ** 2), given(square)),
        (E((S[k] + x[k + 1]) ** 2), algebra()),
        (E(S[k] ** 2) + 2 * E(S[k] * x[k + 1]) + E(x[k + 1] ** 2), expectation()),
        (q[k] + 2 * E(S[k] * x[k + 1]) + E(x[k + 1] ** 2), given(square)),
        (q[k] + 2 * E(S[k] * x[k + 1]) + m_2, given(alike)),
        (q[k] + 2 * E(Sum(x[j], (j, 1, k)) * x[k + 1]) + m_2, given(sums)),
        (q[k] + 2 * k * m_12 + m_2, of_pairs(alike_in_pairs)),
    ],
)

mean_square_in_epochs = Derivation(
    title="Mean square of a sum of draws without replacement",
    start=q[k],
    origin=0,
    steps=[
        (q[0] + Sum(2 * (i - 1) * m_12 + m_2, (i, 1, k)), induction(on=k, by=square_step_in_epochs)),
        (q[0] + k * m_2 + k * (k - 1) * m_12, power_sum()),
        (E(S[0] ** 2) + k * m_2 + k * (k - 1) * m_12, given(square)),
        (k * m_2 + k * (k - 1) * m_12, given(sums)),
    ],
)

variance_in_epochs = Derivation(
    title="Variance of a mini-batch gradient without replacement",
    start=q[k] / k**2 - m_1**2,
    assumptions=(two_examples,),
    steps=[
        ((k * m_2 + k * (k - 1) * m_12) / k**2 - m_1**2, using(mean_square_in_epochs)),
        ((k * m_2 + k * (k - 1) * ((period * m_1**2 - m_2) / (period - 1))) / k**2 - m_1**2, using(pair)),
        ((m_2 - m_1**2) / k * ((period - k) / (period - 1)), algebra()),
    ],
)
