"""What letters and operations the equations of a rule may be written with."""

from sympy import Derivative, Limit, Order, Subs, Symbol
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef

from symopt.errors import SpecificationError
from symopt.spec.forms import check_sequence
from symopt.spec.reading import Rule, places
from symopt.spec.writing import written
from symopt.symbols import Argument, Count, Decay, E, Hyper, Identity, Letter, i, j, k, n, power

NOT_COMPUTED = (E, power, Derivative, ExprWithLimits, Limit, Order, Subs)
"""What statements may say, and no program computes."""

COUNTERS = (k, i, j, n)
KINDS = {Argument: "an argument", Decay: "a decay", Count: "a count", Hyper: "a hyperparameter"}


def check_words(rule: Rule) -> None:
    """Check that expressions hold only letters and operations that a program can give values to.

    Raises:
        SpecificationError: naming the place, the word and the mend.
    """
    for place, expression in places(rule):
        strange = sorted(expression.atoms(*NOT_COMPUTED), key=str)
        if strange:
            raise SpecificationError(
                f"{rule.name}: {place} holds {written(strange[0])}, which no program computes",
                "write it with arithmetic, SymPy's functions, dot, outer, transpose, solve, norm, pivot, and oracles",
            )
        for letter in expression.atoms(AppliedUndef):
            _check_letter(rule, place, letter)
        for symbol in sorted(expression.free_symbols - {rule.counter, *rule.takes, *_indices(rule)}, key=str):
            if not isinstance(symbol, Hyper | Identity):
                raise SpecificationError(
                    f"{rule.name}: {place} reads {symbol}, {_strangeness(symbol)}", _mend(rule, symbol)
                )


def _indices(rule: Rule) -> set[Symbol]:
    return {equation.counter for equation in rule.equations}


def _strangeness(symbol: Symbol) -> str:
    if symbol in COUNTERS:
        return "which counts nothing there"
    return "which has no value in a rule" if isinstance(symbol, Letter) else "a letter outside the alphabet"


def _mend(rule: Rule, symbol: Symbol) -> str:
    if symbol in COUNTERS:
        return f"count by {rule.counter}, or by the index of a group inside it"
    if isinstance(symbol, Argument):
        return "only a procedure reads arguments: those that it takes"
    return f"import it from symopt.symbols, or make your own: Hyper('{symbol}'), Decay('{symbol}') or Count('{symbol}')"


def _check_letter(rule: Rule, place: str, letter: AppliedUndef) -> None:
    if len(letter.args) != 1:
        raise SpecificationError(
            f"{rule.name}: {place} reads {written(letter)}", "give a letter one index, such as v[k]"
        )
    check_sequence(rule.name, letter)


def check_names(rule: Rule) -> None:
    """Check that a name stands for one thing, and that programs can use it.

    Raises:
        SpecificationError: naming the letter.
    """
    bounds = [bound for equation in rule.equations for bound in equation.bounds]
    expressions = [*bounds, *(expression for _, expression in places(rule))]
    symbols = {s for expression in expressions for s in expression.free_symbols if isinstance(s, Letter)}
    kinds: dict[str, str] = {}
    for symbol in sorted({*symbols, *rule.takes}, key=lambda symbol: (symbol.name, type(symbol).__name__)):
        kind = KINDS.get(type(symbol), f"a {type(symbol).__name__}")
        other = "a sequence" if symbol.name in rule.computed else kinds.setdefault(symbol.name, kind)
        if other != kind:
            raise SpecificationError(f"{rule.name}: {symbol.name} is both {other} and {kind}", "rename one of them")
    for name in sorted({*kinds, *rule.computed}):
        if not name.isidentifier():
            raise SpecificationError(
                f"{rule.name}: {name!r} cannot be the name of a letter", "use letters, digits and _, a letter first"
            )
