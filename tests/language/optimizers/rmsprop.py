"""RMSProp (Hinton, 2012): AdaGrad with a memory that fades."""

from language.optimizers.adagrad import adagrad

from symopt.symbols import g, gamma, k, s

rmsprop = adagrad.where(
    {s[k]: gamma * s[k - 1] + (1 - gamma) * g[k] ** 2},
    name="RMSProp",
    defaults={gamma: 0.9},
)
