"""AdamW (Loshchilov & Hutter, 2019): Adam whose weight decay does not pass through the moments."""

from language.optimizers.adam import adam
from sympy import sqrt

from symopt.symbols import epsilon, eta, k, lam, m_hat, v_hat, w

adamw = adam.where(
    {w[k + 1]: w[k] - eta * (m_hat[k] / (sqrt(v_hat[k]) + epsilon) + lam * w[k])},
    name="AdamW",
)
