"""Why Rprop fails with mini-batches: one weight, ten batches, gradients +0.1 nine times and -0.9 once.

The gradients cancel, so the weight should stay where it is. What it does, in the order of the notes:

    gradient descent   comes back exactly;
    RMSProp            does too, once its mean square has settled: it divides every gradient by the same number;
    signSGD            counts signs, and ends eight steps away;
    Rprop              stretches its steps by 1.2 while the sign stays, and ends 18.6 first steps away;
                       with the large gradient first it ends 9.4 first steps away, so the order counts.

Rprop+ takes the last step back where the sign turns, improved Rprop- waits there: 16.5 and 20.8 first steps.

Source: Hinton (2012), lecture 6, without Rprop's adaptation; quoted in Berzal's notes, which lose the sign.
"""

from sympy import Eq, Rational, Sum

from symopt import Assumption, Derivation
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.rmsprop import rmsprop
from symopt.optimizers.rprop import rprop
from symopt.optimizers.signsgd import signsgd
from symopt.rules import given, passes
from symopt.symbols import Sequence, delta_0, down, epsilon, eta, eta_max, eta_min, g, i, q, s, up, w

small, large = Rational("0.1"), Rational("-0.9")
net = w[11] - w[1]


def batches(asked: Sequence, turn: int) -> Assumption:
    """Ten gradients, the large one at this turn."""
    table = (Eq(asked[n], large if n == turn else small) for n in range(1, 11))
    return Assumption("ten-mini-batches", tuple(table))


large_last, large_first = batches(g, 10), batches(g, 1)
factors = Assumption("usual-factors", (Eq(up, Rational("1.2")), Eq(down, Rational("0.5"))))
within_limits = Assumption("steps-within-limits", (Rational("1.2") ** 8 * delta_0 <= eta_max, eta_min <= delta_0 / 2))
settled = Assumption("settled-mean-square", (Eq(s[i], (9 * small**2 + large**2) / 10),))

with_descent = Derivation(
    title="Ten mini-batches with gradient descent",
    of=gradient_descent,
    start=net,
    steps=[
        (-eta * Sum(g[i], (i, 1, 10)), passes()),
        (0, given(large_last)),
    ],
)

with_rmsprop = Derivation(
    title="Ten mini-batches with RMSProp",
    of=rmsprop,
    start=net,
    assumptions=(settled,),
    steps=[
        (-eta / (0.3 + epsilon) * Sum(g[i], (i, 1, 10)), passes()),
        (0, given(large_last)),
    ],
)

with_signs = Derivation(
    title="Ten mini-batches with signSGD",
    of=signsgd,
    start=net,
    assumptions=(large_last,),
    steps=[(-8 * eta, passes())],
)

with_rprop = Derivation(
    title="Ten mini-batches with Rprop",
    of=rprop,
    start=net,
    assumptions=(large_last, factors, within_limits),
    steps=[(-18.64899328 * delta_0, passes())],
    remarks=("remark.falling-weight",),
)

with_rprop_large_first = Derivation(
    title="Ten mini-batches with Rprop, the large gradient first",
    of=rprop,
    start=net,
    assumptions=(large_first, factors, within_limits),
    steps=[(-9.39945088 * delta_0, passes())],
)

with_rprop_plus = Derivation(
    title="Ten mini-batches with Rprop, taking a step back",
    of=rprop.variant("plus"),
    start=net,
    assumptions=(batches(q, 10), factors, within_limits),
    steps=[(-16.49908480 * delta_0, passes())],
)

with_improved_rprop = Derivation(
    title="Ten mini-batches with Rprop, waiting for a step",
    of=rprop.variant("improved-minus"),
    start=net,
    assumptions=(batches(q, 10), factors, within_limits),
    steps=[(-20.79890176 * delta_0, passes())],
)
