"""BFGS (Broyden, Fletcher, Goldfarb, Shanno, 1970): an inverse Hessian learnt from how the gradient changes."""

from sympy import Piecewise

from symopt import Optimizer
from symopt.procedures.exact import exact
from symopt.symbols import H, I, V, c_1, c_2, d, dot, epsilon, eta, g, grad, k, norm, outer, rho, s, u, w, wolfe, y
from symopt.symbols import transpose as T

bfgs = Optimizer(
    name="BFGS",
    updates={
        d[k]: -dot(H[k], g[k]),
        eta[k]: wolfe(w[k], d[k], c_1, c_2),
        w[k + 1]: w[k] + eta[k] * d[k],
        s[k]: w[k + 1] - w[k],
        y[k]: grad(w[k + 1]) - g[k],
        rho[k]: Piecewise((1 / dot(y[k], s[k]), dot(y[k], s[k]) > 0)),
        V[k]: I - rho[k] * outer(y[k], s[k]),
        H[k + 1]: dot(dot(T(V[k]), H[k]), V[k]) + rho[k] * outer(s[k], s[k]),
    },
    start={H[1]: I},
    until=norm(g[k]) <= epsilon,
    defaults={epsilon: 1e-6, c_1: 1e-4, c_2: 0.9},
    variants={
        "expanded": {
            u[k]: dot(H[k], y[k]),
            H[k + 1]: H[k]
            + rho[k] * (1 + rho[k] * dot(y[k], u[k])) * outer(s[k], s[k])
            - rho[k] * (outer(s[k], u[k]) + outer(u[k], s[k])),
        },
        "exact-line-search": {eta[k]: exact(w[k], d[k])},
    },
)
