"""Rules that ask for more than one gradient as standalone NumPy code: ``init``, ``step``, and ``minimize``."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symopt.kernels.kernel import Hyperparameter, Kernel
from symopt.program.instructions import Ask, Instruction, Invoke, flattened
from symopt.program.lowering import identifier
from symopt.program.program import Program
from symopt.spec.writing import show, written
from symopt.targets._asking import Passes, parameters, read
from symopt.targets._python import INDENT, bracketed, keywords, module, signature

PIVOT = '''\
def pivot(matrix):
    """Return the least pivot of a symmetric matrix, or the first not positive."""
    rows, least = matrix.copy(), np.inf
    for n in range(len(rows)):
        least = min(least, rows[n, n])
        if not least > 0:
            break
        rows[n + 1 :] -= np.outer(rows[n + 1 :, n] / rows[n, n], rows[n])
    return least'''
WOLFE = '''\
def wolfe(value, gradient):
    """Return what answers ("wolfe", point, direction, c_1, c_2), by SciPy."""

    def answer(point, direction, c_1, c_2):
        start, slope = value(point), gradient(point) @ direction
        if not slope < 0:
            raise ArithmeticError("the objective does not fall along the direction")
        for trial in (1, 1e-2, 1e-4, 1e-6, 1e-8):
            before = start - trial * slope / 2.02  # from here SciPy begins with trial
            given = (value, gradient, point, direction, None, start, before)
            with warnings.catch_warnings(action="ignore"):
                found = line_search(*given, c1=c_1, c2=c_2)
            if found[-1] is not None:
                return found[0]
        raise ArithmeticError("no step meets the Wolfe conditions")

    return answer'''
MINIMIZE = '''\
def minimize(answers, params, steps, **hyper):
    """Take so many steps, unless the rule ends before; return the parameters.

    A function answers each kind of question: answers has {kinds}.{wolfe}
    """
    state = init(params{given})
    for k in range(1, steps + 1):
        asking, answer = step(state, params, k, **hyper), None
        try:
            while True:
                kind, *given = asking.send(answer)
                answer = answers[kind](*given)
        except StopIteration as done:
            params, state, ended = done.value
        if ended:
            break
    return params'''
STEP = '''\
    """Take step k, which counts from 1: yield questions, receive answers.

    Return the parameters, the state, and whether the rule ends here.
    """
    w = params'''


def source(program: Program) -> str:
    """Standalone source of a rule that is a generator: it yields ``("grad", point)`` and the like.

    Raises:
        RunError: when NumPy code has no such operation.
    """
    functions: dict[str, str] = {}
    passes = Passes(program.layout, program.optimizer.name, functions)
    hyper = [_hyperparameter(program, letter) for letter in sorted(program.optimizer.chosen, key=str)]
    own = [_init(passes, hyper), _step(passes, hyper)]
    kinds = sorted({ask.kind for ask in _asks(program)})
    shown = ", ".join(f'"{kind}"' for kind in kinds)
    told = ' Take\n    wolfe(f, grad) for "wolfe".' if "wolfe" in kinds else ""
    parts = [*functions.values(), *own, MINIMIZE.format(kinds=shown, given=_given(own[0]), wolfe=told)]
    parts = [*([PIVOT] if "pivot(" in "".join(parts) else []), *([WOLFE] if "wolfe" in kinds else []), *parts]
    scipy = ["from scipy.optimize import line_search"] if "wolfe" in kinds else []
    return module(_described(program, hyper), "\n\n\n".join(parts), "import numpy as np", *scipy)


def _given(init: str) -> str:
    """How ``init`` is handed the hyperparameters that it reads."""
    names = ", ".join(f'"{name}"' for name in parameters(init)[1:])
    return f", **{{name: hyper[name] for name in hyper.keys() & {{{names}}}}}" if names else ""


def _init(passes: Passes, hyper: list[Hyperparameter]) -> str:
    lines = passes.before()
    read_there = read("\n".join(lines)) if lines else set()
    opened = [f"{INDENT}w = params"] if "w" in read_there else []
    items = [f'"{key}": {before}' for key, (before, _) in passes.carried().items()]
    items += [f'"{identifier(name)}": {identifier(name)}' for name in passes.lasting]
    head = signature("init", ["params", *keywords(h for h in hyper if h.name in read_there)])
    told = bracketed(f"{INDENT}return {{", items, "}", INDENT, display=True)
    return "\n".join([head, f'{INDENT}"""Return the state before the first step."""', *opened, *lines, told])


def _step(passes: Passes, hyper: list[Hyperparameter]) -> str:
    carried = passes.carried()
    opened = [f'{INDENT}{before} = state["{key}"]' for key, (before, _) in carried.items()]
    opened += [f'{INDENT}{identifier(name)} = dict(state["{identifier(name)}"])' for name in passes.lasting]
    body = passes.both("k == 1", INDENT)
    items = [f'"{key}": {after}' for key, (_, after) in carried.items()]
    items += [f'"{identifier(name)}": {passes.kept(name)}' for name in passes.lasting]
    state = bracketed(f"{INDENT}state = {{", items, "}", INDENT, display=True)
    head = signature("step", ["state", "params", "k", *keywords(hyper)])
    return "\n".join([head, STEP, *opened, *body, state, f"{INDENT}return w_new, state, False"])


def _asks(program: Program) -> Iterator[Ask]:
    code: list[Instruction] = [*program.before, *program.first, *program.later]
    for instruction in flattened(code):
        if isinstance(instruction, Ask):
            yield instruction


def _hyperparameter(program: Program, letter: Any) -> Hyperparameter:
    called: list[Any] = [i.layout.rule for i in flattened(program.later) if isinstance(i, Invoke)]
    rules = [program.optimizer, *called]
    value = next((rule.default(letter) for rule in rules if rule.default(letter) is not None), None)
    default = None if value is None or not value.is_Rational else Fraction(int(value.p), int(value.q))
    return Hyperparameter(identifier(letter.name), letter.name, default, letter.domain)


def _described(program: Program, hyper: list[Hyperparameter]) -> Kernel:
    """What the docstring says."""
    equations = tuple(map(_equation, program.optimizer.equations))
    return Kernel(program.optimizer.name, equations, tuple(hyper), (), (), {}, "g")


def _equation(equation: Any) -> str:
    plain = f"{show(equation.left)} = {written(equation.right)}"
    if not equation.group:
        return plain
    first, last = map(written, equation.bounds)
    return f"{plain}, {equation.counter} = {first}, ..., {last}"
