"""The first passes of two rules written out in letters: what both are told, and where each of them stands."""

from collections.abc import Callable, Iterable
from typing import Any

from sympy import Eq, Expr, Ge, Gt, Integer, Le, Lt, Rational
from sympy.logic.boolalg import Boolean

from symopt.domains import Domain, domain_of
from symopt.relations.passes import Letters, Passes, Stand, Tell, as_asked
from symopt.relations.samples import Sample
from symopt.symbols import Hyper, c, f, grad, h, k, normal, w, z
from symopt.symbols import Sequence as Series

answer, drawn = Series("answer"), Series("drawn")
"""What the objective answers in each pass, where any number may be the gradient; and the direction drawn at random."""

_QUADRATIC: dict[str, Callable[..., Expr]] = {
    "f": lambda x: h * x**2 / 2 + c * x,
    "grad": lambda x: h * x + c,
    "curvature": lambda x: h,
    "hess": lambda x: h,
    "hvp": lambda x, direction: h * direction,
}


Teller = Callable[[int], Tell]
"""What answers the questions of each pass."""


def unrolled(
    rule: Passes, steps: int, teller: Teller, change: Letters | None = None, changing: Iterable[Hyper] = ()
) -> Stand:
    """Where a rule stands after so many passes, from ``w[1]``.

    Args:
        rule: the rule.
        steps: how many passes.
        teller: what answers.
        change: what its hyperparameters stand for.
        changing: the hyperparameters that have one value per pass.
    """
    moving = {letter: letter[k] for letter in changing}
    hyper = {a: value.xreplace(moving) for a, value in {**{a: a for a in moving}, **(change or {})}.items()}
    stand = rule.begin(w[1], hyper, teller(1))
    for n in range(1, steps + 1):
        stand = rule.after(stand, Integer(n), hyper, teller(n), n == 1)
    return stand


def openly(count: int) -> Tell:
    """Leaves every question open: what is then equal is equal for every gradient function."""
    return as_asked


def freely(count: int) -> Tell:
    """Any numbers, the same for all rules."""
    return lambda question: drawn[count] if isinstance(question, normal) else answer[count]


def quadratically(count: int) -> Tell:
    """What ``h*w**2/2 + c*w`` says."""
    return lambda question: (
        drawn[count] if isinstance(question, normal) else _QUADRATIC[question.func.__name__](*question.args)
    )


def within(letters: Iterable[Hyper], steps: int) -> list[Boolean]:
    """Where hyperparameters that have one value per pass lie."""
    return [fact for letter in letters for n in range(1, steps + 1) for fact in _inside(letter[n], domain_of(letter))]


def _inside(value: Expr, domain: Domain) -> list[Boolean]:
    above = [] if domain.lower is None else [(Gt if domain.lower_open else Ge)(value, domain.lower)]
    below = [] if domain.upper is None else [(Lt if domain.upper_open else Le)(value, domain.upper)]
    return above + below


def at(sample: Sample, letters: Iterable[Hyper], steps: int, changing: Iterable[Hyper] = ()) -> tuple[Boolean, ...]:
    """A sample as equations for the letters of the written-out passes."""
    told = [_equal(letter[n], sample.noise[n - 1]) for letter in (answer, drawn) for n in range(1, steps + 1)]
    quadratic = [_equal(h, sample.slope), _equal(c, sample.noise[0])]
    return (_equal(w[1], sample.start), *told, *quadratic, *_hyper(sample, letters, steps, changing))


def readable(expression: Expr, steps: int) -> Expr:
    """An expression in the letters of a reader: questions in place of their answers."""
    asked = {answer[n]: grad(w[n]) for n in range(1, steps + 1)}
    return expression.xreplace({**asked, **{drawn[n]: normal(n) for n in range(1, steps + 1)}})


def shown(facts: Iterable[Boolean], used: Iterable[Any], steps: int, free: bool) -> tuple[Boolean, ...]:
    """A sample as a reader wants to see it: what of it is used."""
    read, made = set(used), {fact.lhs: fact.rhs for fact in facts}
    said = [Eq(readable(left, steps), right, evaluate=False) for left, right in made.items() if left in read - {h, c}]
    quadratic = [] if free else [Eq(f(z), made[h] * z**2 / 2 + made[c] * z, evaluate=False)]
    return (*quadratic, *said)


def _hyper(sample: Sample, letters: Iterable[Hyper], steps: int, changing: Iterable[Hyper]) -> list[Boolean]:
    varied, found = set(changing), []
    for letter in letters:
        values = sample.hyper[letter.name]
        if letter in varied:
            found += [_equal(letter[n], values[n - 1]) for n in range(1, steps + 1)]
        else:
            found.append(_equal(letter, values[0]))
    return found


def _equal(left: Any, number: Any) -> Boolean:
    return Eq(left, _number(number), evaluate=False)


def _number(number: Any) -> Rational:
    return Rational(number.numerator, number.denominator)
