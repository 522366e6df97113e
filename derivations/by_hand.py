"""The notes' example by hand: gradient descent in the ravine, from (-5, -2) with the learning rate 0.4.

Along w_1, the flat direction, each step keeps 0.92 of the distance to the minimum; along w_2 it jumps to the other side
and keeps 0.6. With momentum, the same descent swings along the valley: the more, the larger beta.

Source: the Italian lecture notes, which print what is compared here. They draw the path with momentum but do not print
its numbers, and say that beta should lie between 0.8 and 0.9; 0.5 is where Berzal's notes begin.
"""

from sympy import Expr

from symopt.examples.example import Example
from symopt.examples.worked import component, value_at
from symopt.functions.ravine import ravine
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.optimizers.momentum import momentum


def _value(step: int) -> Expr:
    return value_at([component("w", n, step) for n in (1, 2)])


descent = Example(
    title="Gradient descent by hand",
    optimizer=gradient_descent,
    objective=ravine,
    start=(-5, -2),
    steps=20,
    settings={"eta": 0.4},
    printed={
        _value(0): "10.5",
        component("w", 1, 1): "-4.6",
        component("w", 2, 1): "1.2",
        _value(1): "4.996",
        component("w", 1, 2): "-4.2",
        component("w", 2, 2): "-0.7",
        _value(2): "2.7",
        component("w", 1, 20): "-0.943467",
        component("w", 2, 20): "-0.000073",
    },
)

with_momentum = [
    Example(
        title=title,
        optimizer=momentum,
        objective=ravine,
        start=(-5, -2),
        steps=20,
        settings={"eta": 0.4, "beta": beta},
    )
    for title, beta in (
        ("Momentum by hand", 0.9),
        ("Momentum by hand, with beta = 0.8", 0.8),
        ("Momentum by hand, with beta = 0.5", 0.5),
    )
]
