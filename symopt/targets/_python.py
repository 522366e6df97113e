"""What the targets that write Python share: docstrings, signatures, states, and statements that fit on a slide.

Everything is laid out as ruff and black would, so that they leave it unchanged.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from textwrap import wrap

from symopt.kernels.kernel import Hyperparameter, Kernel
from symopt.kernels.text import Language, decimal

WIDTH = 88
INDENT = "    "
SCALARS: Mapping[str, str] = {
    **{name: f"math.{name}({{0}})" for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "floor")},
    "abs": "abs({0})",
    "max": "max({0}, {1})",
    "min": "min({0}, {1})",
    "mod": "{0} % {1}",
    "sign": "({0} > 0) - ({0} < 0)",
    "and": "{0} and {1}",
    "or": "{0} or {1}",
    "not": "not {0}",
    "where": "{1} if {0} else {2}",
}
"""How Python writes what is computed for one number; a framework's functions would make arrays of them."""


def python(name: str, forms: Mapping[str, str], scalars: Mapping[str, str] = SCALARS) -> Language:
    """A language that is Python.

    Args:
        name: what it is called in messages.
        forms: how operations on components are written: ``{"sqrt": "np.sqrt({0})", ...}``. ``where scalars`` is a
            choice between two numbers, component by component, ``{3}`` an array of the type to take; ``fill`` is an
            array like ``{0}`` of the number ``{1}``. Powers are written with ``**``.
        scalars: how operations on single numbers are written.
    """
    own = {f"scalar {operation}": form for operation, form in scalars.items()}
    constants = {"const pi": "math.pi", "const e": "math.e", "const true": "True", "const false": "False"}
    powers = {"pow": "{0}**{1}", "pow apart": "{0} ** {1}", "group": "({0})"}
    return Language(name, {**constants, **own, **powers, **forms}, literal)


def literal(number: Fraction) -> str:
    """A number as people type it.

    >>> literal(Fraction(1, 10**8)), literal(Fraction(1, 20))
    ('1e-8', '0.05')
    """
    return decimal(number).replace("e-0", "e-").replace("e+", "e")


def imports(code: str, *frameworks: str) -> str:
    """The import statements that a code needs, Python's own first.

    Args:
        code: what reads them.
        frameworks: a statement each; ``import numpy as np`` only where the code reads ``np``.
    """
    own = [f"import {name}" for name in ("math", "warnings") if f"{name}." in code]
    needed = [line for line in frameworks if not line.endswith(" as np") or "np." in code]
    return "\n".join([*own, *([""] if own and needed else []), *needed])


def module(kernel: Kernel, code: str, *frameworks: str, constants: str = "") -> str:
    """A module: its docstring, what it imports, its constants, its functions."""
    heads = [part for part in (imports(code, *frameworks), constants) if part]
    return docstring(kernel) + "".join(f"\n{head}\n" for head in heads) + f"\n\n{code}\n"


def docstring(kernel: Kernel, *notes: str) -> str:
    """A module's docstring: what the rule is called, its equations, and what else there is to say.

    Args:
        kernel: the rule.
        notes: paragraphs that stand below the equations.
    """
    title = "\n".join(wrap(f"{escaped(kernel.title)}: its equations, and the same as a program.", WIDTH - 3))
    letters = "the parameters are w" + (f", their gradient is {kernel.gradient}" if kernel.gradient != "grads" else "")
    equations = "\n".join(paragraph(kernel.equations, 1))
    below = ["\n".join(wrap(note, WIDTH)) for note in (f"Here {letters}, and k counts the steps from 1.", *notes)]
    return '"""' + "\n\n".join([title, equations, *below]) + '\n"""\n'


def paragraph(equations: Iterable[str], level: int) -> list[str]:
    """Equations as the lines of a docstring, so far indented."""
    first, later = level * INDENT, (level + 2) * INDENT
    wrapped = (wrap(escaped(text), WIDTH, initial_indent=first, subsequent_indent=later) for text in equations)
    return [line for lines in wrapped for line in lines]


def escaped(text: str) -> str:
    r"""A text that stands in a docstring and cannot end it.

    >>> print(escaped('three " and a new' + chr(10) + 'line'))
    three \" and a new\nline
    """
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in plain)


def keywords(hyperparameters: Iterable[Hyperparameter]) -> list[str]:
    """Hyperparameters as a function takes them, those without a default first, then the learning rate.

    >>> beta = Hyperparameter("beta", "beta", Fraction(9, 10), "unit")
    >>> keywords([beta, Hyperparameter("lambda_", "lambda", None, "positive")])
    ['lambda_', 'beta=0.9']
    """
    ordered = sorted(hyperparameters, key=lambda h: (h.default is not None, h.name != "eta"))
    return [h.name if h.default is None else f"{h.name}={literal(h.default)}" for h in ordered]


def signature(name: str, arguments: Iterable[str], indent: str = "") -> str:
    """The head of a function, on as many lines as it takes.

    >>> signature("init", ["params"])
    'def init(params):'
    """
    return bracketed(f"{indent}def {name}(", list(arguments), "):", indent)


def bracketed(head: str, items: list[str], close: str, indent: str = "", display: bool = False) -> str:
    """What stands between brackets: on one line, or indented on the next, or one item on each.

    Args:
        head: the text up to the opening bracket.
        items: what stands between.
        close: the closing bracket and what follows.
        indent: how far the statement is indented.
        display: whether it is a dict or a list, which has one item on each line as soon as it is too long for one.
    """
    one, inner = ", ".join(items), indent + INDENT
    if len(head + one + close) <= WIDTH:
        return head + one + close
    if not display and len(inner + one) <= WIDTH:
        return f"{head}\n{inner}{one}\n{indent}{close}"
    return head + "".join(f"\n{inner}{item}," for item in items) + f"\n{indent}{close}"
