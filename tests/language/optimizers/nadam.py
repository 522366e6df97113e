"""NAdam (Dozat, 2016): Adam that already takes the momentum step of its next iteration."""

from language.optimizers.adam import adam
from sympy import Rational

from symopt.symbols import P, beta_1, c_1, g, k, m, m_hat, mu

nadam = adam.where(
    {m_hat[k]: beta_1 * m[k] / (1 - beta_1 ** (k + 1)) + (1 - beta_1) * g[k] / (1 - beta_1**k)},
    name="NAdam",
)
falling = beta_1 * (1 - Rational("0.96") ** (c_1 * k) / 2)
nadam_scheduled = adam.where(
    {
        mu[k]: falling,
        P[k]: P[k - 1] * mu[k],
        P[0]: 1,
        m_hat[k]: falling.subs(k, k + 1) * m[k] / (1 - P[k] * falling.subs(k, k + 1)) + (1 - mu[k]) * g[k] / (1 - P[k]),
    },
    name="NAdam, scheduled momentum",
    defaults={c_1: 0.004},
)
