"""A derivation as a fragment: what is assumed, the steps with their reasons, the verdict, the remarks."""

from collections.abc import Iterator

from sympy import Basic, Eq, Expr, Integer
from sympy.core.function import AppliedUndef

from symopt.book.display import Row, display
from symopt.book.voice import Voice
from symopt.derivation import Checked, Derivation, Line
from symopt.library.item import Item
from symopt.spec import Optimizer
from symopt.spec.reading import Equation, letters_in, name_of


def derivation(item: Item, checked: Checked, voice: Voice) -> str:
    """A derivation as LaTeX.

    Args:
        item: the derivation.
        checked: the verdicts on it.
        voice: the language and the notation.
    """
    value: Derivation = item.value
    voice = voice.about(item)
    rows = [_row(line, item.name, voice) for line in value.lines]
    parts = [
        " ".join(_premises(value, voice)),
        display(value.start, rows, voice),
        verdict(checked, voice),
        *(voice.say(remark) for remark in value.remarks),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def label(name: str, n: int | str) -> str:
    """What a step is referred to by."""
    return f"symopt:{name}:{n}"


def verdict(checked: Checked, voice: Voice) -> str:
    """What was found about a derivation, and by which methods, each named once."""
    found = dict.fromkeys(step.method for step in checked.verdicts)
    methods = ", ".join(voice.say(f"method.{method}") for method in found)
    return voice.say("fragment.verdict", verdict=voice.say(f"verdict.{checked.verdict.status}"), methods=methods)


def reason(line: Line, voice: Voice) -> str:
    """Why a step may be taken, in words."""
    return voice.say(line.reason.phrase, **line.reason.words)


def _row(line: Line, name: str, voice: Voice) -> Row:
    return Row(line.relation, line.statement, reason(line, voice), label(name, line.n))


def _premises(value: Derivation, voice: Voice) -> Iterator[str]:
    """What is taken for granted: where the letters start, and the assumptions."""
    if value.free:
        yield voice.say("fragment.any-start", letters=value.free)
    starts = [start for optimizer in value.optimizers for start in _starts(value, optimizer)]
    if starts:
        yield voice.say("fragment.starting-from", values=list(dict.fromkeys(starts)))
    for assumption in value.assumed:
        yield voice.say("fragment.assuming", what=assumption)


def _starts(value: Derivation, optimizer: Optimizer) -> Iterator[Basic]:
    """The values before the first pass of the states that the derivation speaks of."""
    statements = [value.start, *(line.statement for line in value.lines)]
    spoken = {name_of(letter) for statement in statements for letter in letters_in(statement)}
    for equation in optimizer.equations:
        if equation.name in spoken and optimizer.state.get(equation.name) == 1 and equation.name != "w":
            before: AppliedUndef = _first(optimizer, equation, value.origin)
            if before not in value.free and not _replaced(optimizer, equation):
                yield Eq(before, _start(optimizer, before), evaluate=False)


def _first(optimizer: Optimizer, equation: Equation, origin: int) -> AppliedUndef:
    """The last value of a state that no pass computes: one before the first pass, or in place of it."""
    given = [left.args[0] for left in optimizer.start if left.func == equation.left.func]
    return equation.left.func(max([origin - 1, *given]))


def _replaced(optimizer: Optimizer, equation: Equation) -> bool:
    """Whether all that would read a state in the first pass is given by the start instead."""
    given = {name_of(left) for left in optimizer.start if left.args[0] == optimizer.computed[name_of(left)] + 1}
    past = equation.left.func(equation.counter + equation.offset - 1)
    readers = {other.name for other in optimizer.equations if past in other.reads}
    return equation.name not in given and readers <= given


def _start(optimizer: Optimizer, letter: AppliedUndef) -> Expr:
    return optimizer.start.get(letter, Integer(0))
