"""BFGS (Broyden, Fletcher, Goldfarb, Shanno, 1970): an inverse Hessian learnt from how the gradient changes."""

from language.procedures.wolfe import wolfe

from symopt import Optimizer
from symopt.symbols import H, I, V, d, dot, epsilon, g, grad, k, norm, outer, rho, s, transpose, u, w, y

bfgs = Optimizer(
    name="BFGS",
    updates={
        d[k]: -dot(H[k], g[k]),
        w[k + 1]: w[k] + wolfe(w[k], d[k]) * d[k],
        s[k]: w[k + 1] - w[k],
        y[k]: grad(w[k + 1]) - g[k],
        rho[k]: 1 / dot(s[k], y[k]),
        V[k]: I - rho[k] * outer(y[k], s[k]),
        H[k + 1]: dot(dot(transpose(V[k]), H[k]), V[k]) + rho[k] * outer(s[k], s[k]),
    },
    start={H[1]: I},
    until=norm(g[k]) <= epsilon,
    defaults={epsilon: 1e-8},
    variants={
        "expanded": {
            u[k]: dot(H[k], y[k]),
            H[k + 1]: H[k]
            + rho[k] * (1 + rho[k] * dot(y[k], u[k])) * outer(s[k], s[k])
            - rho[k] * (outer(s[k], u[k]) + outer(u[k], s[k])),
        },
    },
)
