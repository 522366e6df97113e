"""Four regimes of the learning rate on a parabola, the section of the ravine across its valley.

Below eta_opt = 1/lambda each step goes part of the way; at eta_opt one step arrives; up to 2/lambda the steps jump
over the minimum and still converge; beyond 2/lambda they move away.
Source: LeCun, Bottou, Orr, Mueller (1998), Efficient backprop.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from sympy import And, Eq, Expr, Rational

from symopt import Objective
from symopt.derivations.descent import W_2, ravine_iterates
from symopt.functions.ravine import ravine
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.plot import FAINT, INK, STROKES, Figure, Words, curve, mark, on_grid, path
from symopt.run import Trajectory, run
from symopt.symbols import Hyper, eta, f, k, lam, w_1, w_2

section = Objective("Section of the ravine", ravine.expression.xreplace({w_1: 0}), (w_2,))
CURVATURE = section.hessian[0]
BEST, WALL = 1 / CURVATURE, 2 / CURVATURE
START, STEPS, REACH = ravine.points["start"][1], 4, 3.4
TOP = 0.93 * float(section.value_at((REACH,)))

eta_opt = Hyper("eta_opt")
REGIMES = (
    ("a", Rational(2, 5) * BEST, eta < eta_opt),
    ("b", BEST, Eq(eta, eta_opt)),
    ("c", Rational(8, 5) * BEST, And(eta_opt < eta, eta < 2 * eta_opt)),
    ("d", Rational(21, 10) * BEST, eta > 2 * eta_opt),
)


@cache
def descent(rate: Rational) -> Trajectory:
    """The run at one rate, in exact numbers."""
    return run(gradient_descent, section, (START,), STEPS, backend="exact", eta=rate)


def factor() -> Expr:
    """By what a step multiplies the coordinate: the closed form of the iterates after one step."""
    return ravine_iterates.result[1].subs(k, 1) / W_2[0]


def facts() -> Mapping[str, Any]:
    """What caption and alternative text say."""
    rates = {letter: rate for letter, rate, _ in REGIMES}
    equations = {f"equation_{letter}": Eq(eta, rate) for letter, rate in rates.items()}
    walls = {"best": Eq(eta_opt, 1 / lam), "best_rate": BEST, "wall": WALL, "curvature": Eq(lam, CURVATURE)}
    return {**rates, **equations, **walls, "expression": section.expression, "start": START, "steps": STEPS}


def draw(canvas: Any, words: Words) -> None:
    """The paths above, and below them the factor of each rate."""
    above, below = canvas.subfigures(2, 1, height_ratios=(1.15, 1))
    draw_paths(above, words)
    draw_factors(below.subplots(), words)


def draw_paths(canvas: Any, words: Words) -> None:
    """One parabola per regime, on common axes."""
    axes = canvas.subplots(1, len(REGIMES), sharex=True, sharey=True)
    for ax, stroke, (letter, rate, relation) in zip(axes, STROKES, REGIMES, strict=True):
        curve(ax, section, (-REACH, REACH))
        path(ax, descent(rate), stroke)
        ax.set_title(words.say("figure.panel", letter=letter, relation=relation))
        mark(ax, words.math(Eq(eta, rate)), (0, TOP), (0, 0))
        ax.set(xlim=(-REACH, REACH), xlabel=words.math(w_2), xticks=(float(START), 0, -float(START)))
    axes[0].set_ylabel(words.math(f(w_2)))


def draw_factors(ax: Any, words: Words) -> None:
    """The factor of one step as a function of the rate, with the best rate and the wall."""
    rates = np.linspace(0, 1.2 * float(WALL), 241)
    ax.plot(rates, abs(on_grid(factor(), {eta: rates})), color=INK, label="factor")
    for place, label in ((BEST, Eq(eta_opt, 1 / lam)), (WALL, Eq(2 * eta_opt, 2 / lam))):
        ax.axvline(float(place), color=FAINT, linewidth=0.8, linestyle=":", label="wall")
        mark(ax, words.math(label), (place, 1.4), (-4, 0), fontsize=10)
    ax.axhline(1, color=FAINT, linewidth=0.6, label="one")
    for stroke, (letter, rate, _) in zip(STROKES, REGIMES, strict=True):
        start, first = (step.w[0] for step in descent(rate).steps[:2])
        ratio = abs(float(first / start))
        ax.plot(float(rate), ratio, stroke.marker, color=stroke.colour, label=letter)
        mark(ax, f"({letter})", (rate, ratio), (0, 5))
    ax.set(xlim=(0, rates[-1]), ylim=(-0.12, 1.6), xlabel=words.math(eta), ylabel=words.say("figure.factor"))


learning_rate_regimes = Figure("learning-rate-regimes", draw, facts, height=0.72)
