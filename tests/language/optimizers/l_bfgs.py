"""L-BFGS (Nocedal, 1980): BFGS that remembers only the last m pairs, applied by the two-loop recursion."""

from language.procedures.wolfe import wolfe

from symopt import Optimizer, each
from symopt.symbols import a, dot, epsilon, g, gamma, grad, history, i, k, norm, q, r, s, w, y

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
        w[k + 1]: w[k] - wolfe(w[k], -r[k]) * r[k],
        s[k]: w[k + 1] - w[k],
        y[k]: grad(w[k + 1]) - g[k],
        gamma[k + 1]: dot(s[k], y[k]) / dot(y[k], y[k]),
    },
    start={gamma[1]: 1},
    until=norm(g[k]) <= epsilon,
    defaults={history: 10, epsilon: 1e-8},
)
