"""RMSProp (Hinton, 2012): AdaGrad with a memory that fades."""

from symopt.symbols import gamma, g, k, s
from language.optimizers.adagrad import adagrad

rmsprop = adagrad.where(
    {s[k]: gamma * s[k - 1] + (1 - gamma) * g[k] ** 2},
    name="RMSProp",
    defaults={gamma: 0.9},
)
