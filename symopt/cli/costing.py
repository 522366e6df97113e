"""How the cost of a rule is told: lines of text, and what JSON holds."""

from collections.abc import Iterator
from typing import Any

from sympy import Expr

from symopt.program.cost import Cost, per_parameter
from symopt.spec import Optimizer
from symopt.spec.writing import written

PRECISIONS = {"float32": 4, "float64": 8}


def lines(rule: Optimizer) -> Iterator[str]:
    """What a rule keeps, computes and asks, in each step."""
    cost, (keeps, computes, share) = Cost.of(rule), WAYS.get(rule.kind, WHOLE)
    memory = ", ".join(f"{share(cost.bytes(size))} bytes in {name}" for name, size in PRECISIONS.items())
    yield f"{keeps}: {_few(share(cost.numbers), 'number')}" + (f", {memory}" if cost.numbers != 0 else "")
    apart = cost.work.scalars
    rest = f", and {written(apart)} on scalars" if apart != 0 else ""
    yield f"{computes}: {_few(share(cost.work.arrays), 'operation')}{rest}"
    yield "asks per step: " + ", ".join(f"{kind} {_often(count)}" for kind, count in cost.work.questions.items())
    for procedure, letter in cost.turns.items():
        yield f"{letter} is how many turns {procedure} takes"


def _each(total: Expr) -> str:
    return written(per_parameter(total))


WAYS = {"elementwise": ("keeps per parameter", "computes per parameter and step", _each)}
WHOLE = ("keeps", "computes per step", written)
"""How what is kept and what is computed are told, and in which unit."""


def _few(count: str, noun: str) -> str:
    return f"{count} {noun}" if count == "1" else f"{count} {noun}s"


def _often(count: Expr) -> str:
    return "once" if count == 1 else f"{written(count)} times"


def data(rule: Optimizer) -> dict[str, Any]:
    """What JSON holds: polynomials in n, the number of parameters, and in the letters of windows and turns."""
    cost = Cost.of(rule)
    return {
        "state": {name: str(count) for name, count in cost.state.items()},
        "numbers": str(cost.numbers),
        "bytes": {name: str(cost.bytes(size)) for name, size in PRECISIONS.items()},
        "operations": str(cost.work.arrays),
        "operations_on_scalars": str(cost.work.scalars),
        "questions": {kind: str(count) for kind, count in cost.work.questions.items()},
        "turns": {letter.name: procedure for procedure, letter in cost.turns.items()},
    }
