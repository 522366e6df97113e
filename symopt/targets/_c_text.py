"""How a kernel reads in C99: one function for the pass, and one for the point where the gradient is asked."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from symopt.kernels.fusing import Loop, fuse, fuse_query
from symopt.kernels.kernel import COUNT, NEW_POINT, POINT, Kernel
from symopt.kernels.terms import names_in
from symopt.kernels.text import Language, decimal

RESERVED = frozenset("I complex imaginary real size_t kept".split())
"""Names that the headers and the functions take, besides those that no letter may have in any language."""

INDENT = " " * 4
WIDTH = 110
EXACT_INTEGERS = 2**24  # up to here, float32 holds each of them

HELPERS = {
    "max": "{T} {T}_max({T} a, {T} b) {{ return a > b || a != a ? a : b; }}",
    "min": "{T} {T}_min({T} a, {T} b) {{ return a < b || a != a ? a : b; }}",
    "sign": "{T} {T}_sign({T} x) {{ return x > 0 ? 1 : x < 0 ? -1 : x; }}",
    "mod": "{T} {T}_mod({T} a, {T} b) {{ return a - b * floor(a / b); }}",
}
"""What C lacks; what is not a number stays so in each of them, which it would not in ``fmax``."""


def _forms(kind: str) -> dict[str, str]:
    calls = {name: f"{name}({{0}})" for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "floor")}
    return {
        **calls,
        "abs": "fabs({0})",
        "pow": "pow({0}, {1})" if kind == "double" else "pow({0}, (real)({1}))",
        "sign": f"{kind}_sign({{0}})",
        **{name: f"{kind}_{name}({{0}}, {{1}})" for name in ("max", "min", "mod")},
        "and": "({0} && {1})",
        "or": "({0} || {1})",
        "not": "!({0})",
        "where": "({0} ? {1} : {2})",
        "const pi": f"({kind})3.141592653589793",
        "const e": f"({kind})2.718281828459045",
        "const true": "1",
        "const false": "0",
    }


def spelled(name: str) -> str:
    """A letter's identifier, apart from what C's headers define.

    >>> spelled("beta_1"), spelled("I")
    ('beta_1', 'I_')
    """
    return f"{name}_" if name in RESERVED else name


def _double(number: Fraction) -> str:
    return " / ".join(part if "." in part or "e" in part else f"{part}.0" for part in decimal(number).split(" / "))


def _real(number: Fraction) -> str:
    """A number among components: C keeps their type beside an integer, and leaves it beside a double."""
    plain = number.denominator == 1 and abs(number) <= EXACT_INTEGERS
    return str(number) if plain else f"(real)({_double(number)})"


SCALARS = Language("C", _forms("double"), _double, spelled)


def components(scalars: Iterable[str]) -> Language:
    """How terms over components are written, where ``scalars`` are numbers of double precision."""
    numbers = frozenset(scalars)
    return Language(
        "C", _forms("real"), _real, lambda name: f"(real){spelled(name)}" if name in numbers else spelled(name)
    )


def function_name(kernel: Kernel, last: str = "step") -> str:
    """What the function of a kernel is called: ``adam_epsilon_inside_step``."""
    plain = "_".join(re.findall(r"[a-z0-9]+", kernel.title.lower()))
    return f"{plain}_{last}" if plain[:1].isalpha() else f"rule_{plain}_{last}"


def pass_function(kernel: Kernel) -> str:
    """The function that makes one pass."""
    keys = [slot.key for slot in kernel.state if not slot.scalar]
    arrays = [kernel.gradient, POINT, *(f"{key}_before" for key in keys)]
    loops = [fuse(kernel, first) for first in ((True, False) if kernel.starts_apart else (False,))]
    written = [_Function(kernel, arrays, [NEW_POINT, *keys]).lines(loop) for loop in loops]
    return _definition(kernel, "step", arrays, [NEW_POINT, *keys], written)


def query_function(kernel: Kernel) -> str:
    """The function that computes where the gradient is asked."""
    arrays = [POINT, *(slot.before for slot in kernel.state if not slot.scalar)]
    apart = any(line.first is not None for line in kernel.query)
    loops = [fuse_query(kernel, first) for first in ((True, False) if apart else (False,))]
    written = [_Function(kernel, arrays, ["point"]).lines(loop) for loop in loops]
    return _definition(kernel, "query", arrays, ["point"], written)


def packed(kernel: Kernel, last: str) -> str:
    """A function that takes the arguments of another from an array: n, the numbers, the scalar slots, the arrays."""
    slots = sum(not slot.scalar for slot in kernel.state)
    arrays = {"step": 2 + slots + 1 + slots, "query": 1 + slots + 1}[last]
    numbers = [f"numbers[{at}]" for at in range(1 + len(kernel.hyperparameters))]
    kept = ["at[2]"] if any(slot.scalar for slot in kernel.state) else []
    given = ", ".join(["(size_t)at[0]", *numbers, *kept, *(f"at[{3 + at}]" for at in range(arrays))])
    name = function_name(kernel, last)
    return f"""
void {name}_packed(void **at)
{{
    const double *numbers = at[1];
    {name}({given});
}}
"""


def helpers(text: str) -> str:
    """The definitions of what a text calls and C lacks."""
    wanted = [
        f"static inline {form.format(T=kind)}\n"
        for kind in ("double", "real")
        for name, form in HELPERS.items()
        if f"{kind}_{name}(" in text
    ]
    return "".join(wanted) + ("\n" if wanted else "")


class _Function:
    """What stands between the braces."""

    def __init__(self, kernel: Kernel, arrays: list[str], results: list[str]) -> None:
        self.kernel, self.arrays, self.results = kernel, arrays, results

    def lines(self, loop: Loop) -> list[str]:
        kept = [slot for slot in self.kernel.state if slot.scalar]
        read = {name for _, term in (*loop.scalars, *loop.body) for name in names_in(term)}
        read |= {*loop.results.values(), *loop.kept.values()}
        held = [
            f"const double {spelled(slot.before)} = kept[{at}];" for at, slot in enumerate(kept) if slot.before in read
        ]
        scalars = [f"const double {spelled(name)} = {SCALARS.write(term)};" for name, term in loop.scalars]
        left = [f"kept[{at}] = {spelled(loop.kept[slot.key])};" for at, slot in enumerate(kept) if loop.kept]
        return [*held, *scalars, "#pragma omp simd", *self._loop(loop, read), *left]

    def _loop(self, loop: Loop, read: set[str]) -> Iterator[str]:
        language = components({*self.kernel.scalars, *(name for name, _ in loop.scalars)})
        yield "for (size_t i = 0; i < n; i++) {"
        yield from (f"{INDENT}const real {spelled(a)} = in_{a}[i];" for a in self.arrays if a in read)
        yield from (f"{INDENT}const real {spelled(name)} = {language.write(term)};" for name, term in loop.body)
        for result in self.results:
            yield f"{INDENT}out_{result}[i] = {language.leaf(loop.results[result])};"
        yield "}"


def _definition(kernel: Kernel, last: str, arrays: list[str], results: list[str], written: list[list[str]]) -> str:
    body = _cases(*written) if len(written) == 2 else written[0]
    lines = [line if line.startswith("#") else f"{INDENT}{line}" for line in body]
    return "\n".join([*_head(kernel, last, arrays, results), "{", *lines, "}", ""])


def _cases(first: list[str], later: list[str]) -> list[str]:
    def deeper(lines: list[str]) -> list[str]:
        return [line if line.startswith("#") else f"{INDENT}{line}" for line in lines]

    return [f"if ({COUNT} == 1) {{", *deeper(first), "} else {", *deeper(later), "}"]


def _head(kernel: Kernel, last: str, arrays: list[str], results: list[str]) -> list[str]:
    kept = [f"{'const ' if last == 'query' else ''}double *kept"] if any(s.scalar for s in kernel.state) else []
    groups = [
        ["size_t n", f"double {COUNT}", *(f"double {spelled(h.name)}" for h in kernel.hyperparameters), *kept],
        [f"const real *in_{name}" for name in arrays],
        [f"real *out_{name}" for name in results],
    ]
    start = f"void {function_name(kernel, last)}("
    wrapped = [line for group in groups for line in _wrapped(group, WIDTH - len(start))]
    return [f"{start if at == 0 else ' ' * len(start)}{line}" for at, line in enumerate(wrapped[:-1])] + [
        f"{' ' * len(start)}{wrapped[-1].rstrip(',')})"
    ]


def _wrapped(words: list[str], width: int) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) + 2 > width:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word},"
    return lines
