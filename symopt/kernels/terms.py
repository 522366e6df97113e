"""Terms of a kernel: a name, a fraction, or an operation on terms."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

Term = Any
"""A ``str``, a ``Fraction``, or a tuple ``(operation, term, ...)``.

The operations are ``add mul`` of two or more terms; ``sub div pow``; ``neg sqrt exp log sin cos tan tanh abs sign
floor``; ``max min and or`` of two or more; ``mod``; ``lt le gt ge eq ne not``; ``where`` of a condition and two terms.
``("const", "pi")`` and ``("const", "e")`` are numbers.
"""


def parts(term: Term) -> tuple[Term, ...]:
    """What the operation at the root is applied to.

    >>> parts(("sub", "w", ("mul", "eta", "g")))
    ('w', ('mul', 'eta', 'g'))
    """
    return term[1:] if isinstance(term, tuple) and term[0] != "const" else ()


def rebuilt(term: Term, change: Callable[[Term], Term]) -> Term:
    """A term with each of its parts changed."""
    inner = parts(term)
    return (term[0], *map(change, inner)) if inner else term


def names_in(term: Term) -> Iterator[str]:
    """The names that a term reads, each as often as it stands there."""
    if isinstance(term, str):
        yield term
    for part in parts(term):
        yield from names_in(part)


def substituted(term: Term, values: Mapping[str, Term]) -> Term:
    """A term with names replaced by terms.

    >>> substituted(("sqrt", "s"), {"s": ("mul", "g", "g")})
    ('sqrt', ('mul', 'g', 'g'))
    """
    if isinstance(term, str):
        return values.get(term, term)
    return rebuilt(term, lambda part: substituted(part, values))


def product(factors: list[Term]) -> Term:
    """The product of any number of terms; 1 of none."""
    plain = [factor for factor in factors if factor != 1]
    return ("mul", *plain) if len(plain) > 1 else (plain or [Fraction(1)])[0]


def factors(term: Term) -> tuple[list[Term], list[Term]]:
    """The factors of nested products and quotients, above and below the line.

    >>> factors(("div", ("mul", "eta", "v"), "s"))
    (['eta', 'v'], ['s'])
    """
    if not isinstance(term, tuple) or term[0] not in ("mul", "div", "neg"):
        return [term], []
    if term[0] == "neg":
        above, below = factors(term[1])
        return [Fraction(-1), *above], below
    if term[0] == "div":
        (above, below), (under, over) = factors(term[1]), factors(term[2])
        return above + over, below + under
    found = [factors(part) for part in term[1:]]
    return [factor for above, _ in found for factor in above], [factor for _, below in found for factor in below]


def to_json(term: Term) -> Any:
    """A term as JSON holds it: fractions are objects.

    >>> to_json(("mul", Fraction(1, 2), "g"))
    ['mul', {'number': '1/2'}, 'g']
    """
    if isinstance(term, Fraction):
        return {"number": str(term)}
    return (
        term
        if isinstance(term, str)
        else [term[0], *(part if term[0] == "const" else to_json(part) for part in term[1:])]
    )


def from_json(held: Any) -> Term:
    """The term that ``to_json`` wrote."""
    if isinstance(held, dict):
        return Fraction(held["number"])
    return held if isinstance(held, str) else tuple(map(from_json, held))
