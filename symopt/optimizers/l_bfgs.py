"""L-BFGS (Nocedal, 1980): BFGS that remembers only the last m pairs, applied by the two-loop recursion."""

from symopt import Optimizer, each
from symopt.procedures.exact import exact
from symopt.symbols import a, c_1, c_2, d, dot, epsilon, eta, g, gamma, grad, history, i, k, norm, q, r, s, w, wolfe, y

l_bfgs = Optimizer(
    name="L-BFGS",
    updates={
        q[k]: g[k],
        each(i, k - 1, k - history): {
            a[i]: dot(s[i], q[i + 1]) / dot(s[i], y[i]),
            q[i]: q[i + 1] - a[i] * y[i],
        },
        r[k - history]: gamma[k] * q[k - history],
        each(i, k - history, k - 1): {r[i + 1]: r[i] + (a[i] - dot(y[i], r[i]) / dot(s[i], y[i])) * s[i]},
        d[k]: -r[k],
        eta[k]: wolfe(w[k], d[k], c_1, c_2),
        w[k + 1]: w[k] + eta[k] * d[k],
        s[k]: w[k + 1] - w[k],
        y[k]: grad(w[k + 1]) - g[k],
        gamma[k + 1]: dot(s[k], y[k]) / dot(y[k], y[k]),
    },
    start={gamma[1]: 1},
    until=norm(g[k]) <= epsilon,
    defaults={history: 10, epsilon: 1e-6, c_1: 1e-4, c_2: 0.9},
    variants={
        "exact-line-search": {eta[k]: exact(w[k], d[k])},
        "unscaled": {r[k - history]: q[k - history]},
    },
)
