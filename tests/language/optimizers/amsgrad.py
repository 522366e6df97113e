"""AMSGrad (Reddi, Kale, Kumar, 2018): Adam whose second moment never shrinks; the paper lets eta fall as 1/sqrt(k)."""

from language.optimizers.adam import adam
from sympy import Max, sqrt

from symopt.symbols import epsilon, eta, eta_0, k, m, m_hat, v, v_hat, v_max, w

amsgrad = adam.where(
    {m_hat[k]: m[k], v_hat[k]: Max(v_hat[k - 1], v[k])},
    name="AMSGrad",
)
amsgrad_decaying = amsgrad.where({eta: eta_0 / sqrt(k)}, name="AMSGrad, decaying", defaults={eta_0: 0.1})
amsgrad_pytorch = adam.where(
    {v_max[k]: Max(v_max[k - 1], v_hat[k]), w[k + 1]: w[k] - eta * m_hat[k] / (sqrt(v_max[k]) + epsilon)},
    name="AMSGrad, maximum after the correction",
)
