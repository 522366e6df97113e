"""What adaptive rules make of a constant gradient: all of them forget its size, epsilon apart.

    AdaGrad   takes steps eta c/(|c| sqrt(k) + epsilon), ever shorter;
    RMSProp   approaches eta c/(|c| + epsilon);
    Adam      takes eta c/(|c| + epsilon) from the first step on: that is what the bias correction is for.

With epsilon inside the root, |c| + epsilon becomes sqrt(c^2 + epsilon).
"""

from sympy import Abs, Sum, sqrt

from symopt import Derivation
from symopt.derivations.momentum import constant_gradient
from symopt.optimizers.adagrad import adagrad
from symopt.optimizers.adam import adam
from symopt.optimizers.rmsprop import rmsprop
from symopt.rules import algebra, geometric_sum, given, induction, limit_of, unfold, using
from symopt.symbols import beta_1, beta_2, c, epsilon, eta, g, gamma, i, k, s, s_hat, v, v_hat, w

step = w[k] - w[k + 1]

adagrad_accumulates = Derivation(
    title="AdaGrad under a constant gradient",
    of=adagrad,
    start=s[k],
    steps=[
        (Sum(g[i] ** 2, (i, 1, k)), induction(on=k)),
        (Sum(c**2, (i, 1, k)), given(constant_gradient)),
        (k * c**2, algebra()),
    ],
)

adagrad_step = Derivation(
    title="Step of AdaGrad under a constant gradient",
    of=adagrad,
    start=step,
    steps=[
        (eta * g[k] / (sqrt(s[k]) + epsilon), unfold(w[k + 1])),
        (eta * g[k] / (sqrt(k * c**2) + epsilon), using(adagrad_accumulates)),
        (eta * c / (Abs(c) * sqrt(k) + epsilon), given(constant_gradient)),
    ],
)

rmsprop_saturates = Derivation(
    title="RMSProp under a constant gradient",
    of=rmsprop,
    start=s[k],
    steps=[
        (Sum(gamma ** (k - i) * (1 - gamma) * g[i] ** 2, (i, 1, k)), induction(on=k)),
        (Sum(gamma ** (k - i) * (1 - gamma) * c**2, (i, 1, k)), given(constant_gradient)),
        (c**2 * (1 - gamma**k), geometric_sum()),
        (c**2, limit_of(k)),
    ],
)

rmsprop_step = Derivation(
    title="Step of RMSProp under a constant gradient",
    of=rmsprop,
    start=step,
    steps=[
        (eta * g[k] / (sqrt(s[k]) + epsilon), unfold(w[k + 1])),
        (eta * c / (sqrt(s[k]) + epsilon), given(constant_gradient)),
        (eta * c / (Abs(c) + epsilon), using(rmsprop_saturates)),
    ],
)

adam_velocity = Derivation(
    title="First moment of Adam under a constant gradient",
    of=adam,
    start=v[k],
    steps=[
        (Sum(beta_1 ** (k - i) * (1 - beta_1) * g[i], (i, 1, k)), induction(on=k)),
        (Sum(beta_1 ** (k - i) * (1 - beta_1) * c, (i, 1, k)), given(constant_gradient)),
        (c * (1 - beta_1**k), geometric_sum()),
    ],
)

adam_square = Derivation(
    title="Second moment of Adam under a constant gradient",
    of=adam,
    start=s[k],
    steps=[
        (Sum(beta_2 ** (k - i) * (1 - beta_2) * g[i] ** 2, (i, 1, k)), induction(on=k)),
        (Sum(beta_2 ** (k - i) * (1 - beta_2) * c**2, (i, 1, k)), given(constant_gradient)),
        (c**2 * (1 - beta_2**k), geometric_sum()),
    ],
)

first_corrected = Derivation(
    title="Corrected first moment under a constant gradient",
    of=adam,
    start=v_hat[k],
    steps=[
        (v[k] / (1 - beta_1**k), unfold(v_hat[k])),
        (c, using(adam_velocity)),
    ],
)

second_corrected = Derivation(
    title="Corrected second moment under a constant gradient",
    of=adam,
    start=s_hat[k],
    steps=[
        (s[k] / (1 - beta_2**k), unfold(s_hat[k])),
        (c**2, using(adam_square)),
    ],
)

adam_step = Derivation(
    title="Step of Adam under a constant gradient",
    of=adam,
    start=step,
    steps=[
        (eta * v_hat[k] / (sqrt(s_hat[k]) + epsilon), unfold(w[k + 1])),
        (eta * c / (sqrt(s_hat[k]) + epsilon), using(first_corrected)),
        (eta * c / (Abs(c) + epsilon), using(second_corrected)),
    ],
)

adagrad_step_inside = Derivation(
    title="Step of AdaGrad under a constant gradient, epsilon inside",
    of=adagrad.variant("epsilon-inside"),
    start=step,
    steps=[
        (eta * g[k] / sqrt(s[k] + epsilon), unfold(w[k + 1])),
        (eta * g[k] / sqrt(k * c**2 + epsilon), using(adagrad_accumulates)),
        (eta * c / sqrt(k * c**2 + epsilon), given(constant_gradient)),
    ],
)

rmsprop_step_inside = Derivation(
    title="Step of RMSProp under a constant gradient, epsilon inside",
    of=rmsprop.variant("epsilon-inside"),
    start=step,
    steps=[
        (eta * g[k] / sqrt(s[k] + epsilon), unfold(w[k + 1])),
        (eta * c / sqrt(s[k] + epsilon), given(constant_gradient)),
        (eta * c / sqrt(c**2 + epsilon), using(rmsprop_saturates)),
    ],
)

adam_step_inside = Derivation(
    title="Step of Adam under a constant gradient, epsilon inside",
    of=adam.variant("epsilon-inside"),
    start=step,
    steps=[
        (eta * v_hat[k] / sqrt(s_hat[k] + epsilon), unfold(w[k + 1])),
        (eta * c / sqrt(s_hat[k] + epsilon), using(first_corrected)),
        (eta * c / sqrt(c**2 + epsilon), using(second_corrected)),
    ],
)
