"""Adam's moments start at zero and are too small at first: by how much, and what the correction leaves.

If the gradients' distribution does not change, with E[g] = m_1 and E[g^2] = m_2, then

    bias        E[v_k] = (1 - beta_1^k) m_1 and E[s_k] = (1 - beta_2^k) m_2,
    corrected   so that v_k/(1 - beta_1^k) and s_k/(1 - beta_2^k) are right on average, for every k;
    left over   if the distribution drifts, a weighted sum of the drifts remains, which no constant factor removes.

Source: Kingma and Ba (2015), section 3, where the remainder is called zeta and left unspecified.
"""

from sympy import Eq, Sum

from symopt import Assumption, Derivation
from symopt.optimizers.adam import adam
from symopt.rules import algebra, expectation, geometric_sum, given, induction, unfold, using
from symopt.symbols import E, Letter, beta_1, beta_2, g, i, k, s, s_hat, v, v_hat

m_1, m_2 = Letter("m_1"), Letter("m_2")
stationary = Assumption("stationary-gradients", (Eq(E(g[i]), m_1), Eq(E(g[i] ** 2), m_2)))

first_moment = Derivation(
    title="First moment of Adam unrolled",
    of=adam,
    start=v[k],
    steps=[
        ((1 - beta_1) * Sum(beta_1 ** (k - i) * g[i], (i, 1, k)), induction(on=k)),
    ],
)

second_moment = Derivation(
    title="Second moment of Adam unrolled",
    of=adam,
    start=s[k],
    steps=[
        ((1 - beta_2) * Sum(beta_2 ** (k - i) * g[i] ** 2, (i, 1, k)), induction(on=k)),
    ],
)

first_bias = Derivation(
    title="Bias of the first moment",
    of=adam,
    start=E(v[k]),
    steps=[
        (E((1 - beta_1) * Sum(beta_1 ** (k - i) * g[i], (i, 1, k))), using(first_moment)),
        ((1 - beta_1) * Sum(beta_1 ** (k - i) * E(g[i]), (i, 1, k)), expectation()),
        ((1 - beta_1) * Sum(beta_1 ** (k - i) * m_1, (i, 1, k)), given(stationary)),
        ((1 - beta_1**k) * m_1, geometric_sum()),
    ],
)

second_bias = Derivation(
    title="Bias of the second moment",
    of=adam,
    start=E(s[k]),
    steps=[
        (E((1 - beta_2) * Sum(beta_2 ** (k - i) * g[i] ** 2, (i, 1, k))), using(second_moment)),
        ((1 - beta_2) * Sum(beta_2 ** (k - i) * E(g[i] ** 2), (i, 1, k)), expectation()),
        ((1 - beta_2) * Sum(beta_2 ** (k - i) * m_2, (i, 1, k)), given(stationary)),
        ((1 - beta_2**k) * m_2, geometric_sum()),
    ],
)

first_corrected = Derivation(
    title="Bias correction of the first moment",
    of=adam,
    start=E(v_hat[k]),
    steps=[
        (E(v[k] / (1 - beta_1**k)), unfold(v_hat[k])),
        (E(v[k]) / (1 - beta_1**k), expectation()),
        (m_1, using(first_bias)),
    ],
)

second_corrected = Derivation(
    title="Bias correction of the second moment",
    of=adam,
    start=E(s_hat[k]),
    steps=[
        (E(s[k] / (1 - beta_2**k)), unfold(s_hat[k])),
        (E(s[k]) / (1 - beta_2**k), expectation()),
        (m_2, using(second_bias)),
    ],
)

drift = Sum(beta_1 ** (k - i) * (E(g[i]) - E(g[k])), (i, 1, k))
left_over = Derivation(
    title="What bias correction leaves over",
    of=adam,
    start=E(v[k]),
    steps=[
        (E((1 - beta_1) * Sum(beta_1 ** (k - i) * g[i], (i, 1, k))), using(first_moment)),
        ((1 - beta_1) * Sum(beta_1 ** (k - i) * E(g[i]), (i, 1, k)), expectation()),
        ((1 - beta_1) * (Sum(beta_1 ** (k - i) * E(g[k]), (i, 1, k)) + drift), algebra()),
        ((1 - beta_1**k) * E(g[k]) + (1 - beta_1) * drift, geometric_sum(fixed=(E(g[k]),))),
    ],
)
