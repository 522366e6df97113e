"""What may be written where in a specification: names, tables of equations, expressions, conditions, numbers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sympy import Expr, Function, I, Integer, Symbol, nan, oo, zoo
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean, BooleanAtom

from symopt.errors import SpecificationError
from symopt.spec.reading import exact, letter_of
from symopt.spec.writing import described, written
from symopt.symbols import Argument, Each, Hyper, Sequence


def name(given: Any) -> str:
    """The name of an optimizer or a procedure."""
    if not isinstance(given, str) or not given.strip():
        raise SpecificationError(f"{given!r} is not a name", 'name it with words, such as name="Adam"')
    return given


def variant_name(owner: str, given: Any) -> str:
    """The name of a variant: lower-case words joined by hyphens."""
    words = given.split("-") if isinstance(given, str) else [""]
    if not all(word.isalnum() and word == word.lower() for word in words):
        raise SpecificationError(
            f"{owner}: {given!r} is not the name of a variant", "use small letters and hyphens, such as epsilon-inside"
        )
    return str(given)


def table(where: str, given: Any, entry: str) -> Mapping[Any, Any]:
    """A mapping; ``entry`` says what one looks like."""
    if not isinstance(given, Mapping):
        raise SpecificationError(f"{where} is {described(given)}, not a table", f"write {{{entry}: ...}}")
    return given


def expression(where: str, given: Any) -> Expr:
    """An expression over the reals; ``where`` names its place."""
    made = exactly(where, given)
    if not isinstance(made, Expr) or made.is_Matrix:
        raise SpecificationError(f"{where} is {described(made)}, not an expression", "write what it is computed from")
    if made.has(nan, zoo, oo, -oo):
        raise SpecificationError(f"{where} is {written(made)}, which is not finite", "write a finite value")
    if made.has(I):
        raise SpecificationError(
            f"{where} is {written(made)}, which is not real", "write a real value; the identity is symopt.symbols.I"
        )
    return made


def condition(where: str, given: Any) -> Boolean | None:
    """A relation, or several joined by And and Or."""
    if given is None:
        return None
    made = given if isinstance(given, bool) else exactly(where, given)
    if not isinstance(made, Boolean) or isinstance(made, BooleanAtom | Symbol):
        raise SpecificationError(
            f"{where} is {described(made)}, not a condition",
            "write a relation, such as norm(g[k]) <= epsilon; for an equality, Eq(left, right)",
        )
    return made


def equations(owner: str, given: Any, counter: Symbol) -> dict[Any, Any]:
    """Equations as they are kept: exact, tables of groups closed."""
    kept: dict[Any, Any] = {}
    for left, right in table(f"{owner}: updates", given, f"w[{counter} + 1]").items():
        if isinstance(left, Each):
            inside = table(f"{owner}: the group {written(left)}", right, f"a[{left.args[0]}]")
            kept[exact(left)] = MappingProxyType(equations(owner, inside, left.args[0]))
        else:
            letter = _letter(owner, left, counter)
            kept[letter] = expression(f"{owner}: the right side of {written(letter)}", right)
    return kept


def start_values(owner: str, given: Any) -> dict[AppliedUndef, Expr]:
    """Values at fixed indices."""
    kept: dict[AppliedUndef, Expr] = {}
    for left, right in table(f"{owner}: start", given, "v[0]").items():
        if not fixed(left):
            raise SpecificationError(
                f"{owner}: start gives {described(left)}, which is not a letter at a fixed index", "write {v[0]: ...}"
            )
        kept[left] = expression(f"{owner}: the start of {written(left)}", right)
    return kept


def numbers(owner: str, given: Any) -> dict[Hyper, Expr]:
    """Defaults: hyperparameters and their numbers."""
    kept: dict[Hyper, Expr] = {}
    for letter, number in table(f"{owner}: defaults", given, "eta").items():
        if not isinstance(letter, Hyper):
            raise SpecificationError(
                f"{owner}: defaults gives {described(letter)}, which is not a hyperparameter",
                "its keys are letters such as eta, or your own: Hyper('zeta'), Decay('zeta'), Count('zeta')",
            )
        kept[letter] = expression(f"{owner}: the default of {letter}", number)
    return kept


def arguments(owner: str, given: Any) -> tuple[Argument, ...]:
    """The letters that a procedure is called with."""
    letters = tuple(given) if isinstance(given, tuple | list) else (given,)
    strangers = [letter for letter in letters if not isinstance(letter, Argument)]
    if strangers:
        raise SpecificationError(
            f"{owner} takes {described(strangers[0])}, which is not an argument",
            "take letters such as x_, or your own: Argument('x')",
        )
    if len(set(letters)) < len(letters):
        raise SpecificationError(f"{owner} takes a letter twice", "give each argument its own letter")
    return letters


def check_sequence(owner: str, letter: AppliedUndef) -> None:
    """Check that a letter at an index was made by a sequence: SymPy's plain functions are other letters."""
    name = letter.func.__name__
    if letter.func != Function(name, real=True):
        raise SpecificationError(
            f"{owner}: {written(letter)} was not made as a sequence", f"make it so: {name} = Sequence('{name}')"
        )


def fixed(left: Any) -> bool:
    """Whether something is a letter at a fixed index, such as ``v[0]``."""
    return letter_of(left) and isinstance(left.args[0], Integer)


def _letter(owner: str, left: Any, counter: Symbol) -> AppliedUndef:
    if not letter_of(left):
        letter = str(left) if isinstance(left, Sequence | Hyper) else "v"
        raise SpecificationError(
            f"{owner}: {described(left)} cannot stand on the left of an equation",
            f"write a letter at {counter} or {counter} + 1, such as {letter}[{counter}]",
        )
    check_sequence(owner, left)
    return exact(left)


def exactly(where: str, given: Any) -> Any:
    """A number, an expression or a condition with its decimals made exact; ``where`` names its place."""
    try:
        return exact(given)
    except SpecificationError as error:
        raise SpecificationError(f"{where} is {described(given)}, not an expression", error.hint) from None
