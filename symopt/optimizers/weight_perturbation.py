"""Weight perturbation: shake all weights at random, keep the direction in proportion to what the objective says.

The rule follows Jabri & Flower (1992), all weights shaken at once as by Cauwenberghs (1993). ``central`` asks on both
sides (Spall, 1992); ``trial`` keeps the shaken weights where they are better, and forgets them otherwise (Hinton,
2012).
"""

from sympy import Piecewise

from symopt import Optimizer
from symopt.symbols import eta, f, g, k, normal, sigma, w, xi

weight_perturbation = Optimizer(
    name="Weight perturbation",
    updates={
        xi[k]: normal(k),
        g[k]: (f(w[k] + sigma * xi[k]) - f(w[k])) / sigma * xi[k],
        w[k + 1]: w[k] - eta * g[k],
    },
    defaults={eta: 0.01, sigma: 0.001},
    variants={
        "central": {g[k]: (f(w[k] + sigma * xi[k]) - f(w[k] - sigma * xi[k])) / (2 * sigma) * xi[k]},
        "trial": {
            w[k + 1]: Piecewise((w[k] + sigma * xi[k], f(w[k] + sigma * xi[k]) < f(w[k])), (w[k], True)),
        },
    },
)
