"""vSGD (Schaul, Zhang, LeCun, 2013): each weight's best learning rate, from its noise and its curvature.

The averages start at the first sample, noise and curvature overestimated alpha times, so that the first steps are
short; epsilon, which the paper has not, keeps a weight without gradient where it is.
"""

from sympy import Abs

from symopt import Optimizer
from symopt.symbols import alpha, curvature, epsilon, eta, g, g_bar, h_bar, k, tau, v_bar, w

vsgd = Optimizer(
    name="vSGD",
    updates={
        g_bar[k]: g_bar[k - 1] + (g[k] - g_bar[k - 1]) / tau[k - 1],
        v_bar[k]: v_bar[k - 1] + (g[k] ** 2 - v_bar[k - 1]) / tau[k - 1],
        h_bar[k]: h_bar[k - 1] + (Abs(curvature(w[k])) - h_bar[k - 1]) / tau[k - 1],
        eta[k]: g_bar[k] ** 2 / (h_bar[k] * v_bar[k] + epsilon),
        tau[k]: (1 - g_bar[k] ** 2 / (v_bar[k] + epsilon)) * tau[k - 1] + 1,
        w[k + 1]: w[k] - eta[k] * g[k],
    },
    start={tau[0]: 1, g_bar[1]: g[1], v_bar[1]: alpha * g[1] ** 2, h_bar[1]: alpha * Abs(curvature(w[1]))},
    defaults={alpha: 2, epsilon: 1e-12},
)
