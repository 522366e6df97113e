"""How two rules are related: changes of variables are looked for and proved, or a difference is found and shown."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from typing import Any

from sympy import And, Dummy, Expr, Ge, Le, Poly, S, factor, true
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean
from sympy.polys.polyerrors import PolynomialError

from symopt.domains import domain_of
from symopt.errors import SymoptError
from symopt.program import Ask, Assign
from symopt.proof.verdict import REFUTED, UNDECIDED, Verdict
from symopt.relations import relation as outcomes
from symopt.relations.claims import tried
from symopt.relations.confirming import at_defaults, confirmed
from symopt.relations.coupling import Coupling, guessed
from symopt.relations.differing import Comparison, gap, witness
from symopt.relations.passes import Letters, Passes
from symopt.relations.proving import prove
from symopt.relations.relation import Relation
from symopt.relations.search import survivors
from symopt.rules.claims import Engines
from symopt.spec import Optimizer
from symopt.symbols import Hyper, Oracle, k, w

SPECIAL = (S.Zero, S.One)
"""The values at which a letter that only one rule has may do nothing."""

TRIED = 3
"""How many changes that survive in numbers are tried to be proved."""


def relate(one: Optimizer, other: Optimizer, engines: Engines) -> Relation:
    """How two rules are related.

    Args:
        one: the first rule.
        other: the second, which is read off the first where they are equal; a rule that asks for the gradient ahead of
            its point always comes first.
        engines: whoever settles the claims.

    >>> from symopt.optimizers.momentum import momentum
    >>> from symopt.verification import Verifier
    >>> relate(momentum, momentum.variant("damped"), Verifier()).changes
    (Eq(eta_tilde, eta/(1 - beta)), Eq(v_tilde(k), (1 - beta)*v(k)))
    """
    why = _beyond(one, other)
    if why:
        return _undecided(one, other, why)
    first, second = Passes(one), Passes(other)
    ahead = first.freely and not second.freely
    found = _one_and_the_same(first, second, engines) or _scheduled(first, second, engines)
    found = found or (_one_and_the_same(second, first, engines) if ahead else None)
    return found or _apart(first, second, engines)


def _beyond(*rules: Optimizer) -> str:
    """Why rules cannot be related; empty when they can."""
    for rule in rules:
        if rule.kind != "elementwise":
            return "not-elementwise"
        if rule.until is not None:
            return "ends"
        program = Passes(rule).program
        if not all(isinstance(i, Ask | Assign) for i in (*program.before, *program.first, *program.later)):
            return "loops"
    return ""


def _one_and_the_same(one: Passes, other: Passes, engines: Engines, special: Letters | None = None) -> Relation | None:
    """An equality that is proved and confirmed, under the simplest change of variables."""
    for survivor in islice(survivors(one.rule, other.rule, special), TRIED):
        coupling = guessed(one, other, survivor)
        if coupling is None:
            continue
        verdict = prove(one, other, coupling, engines)
        if verdict.holds and confirmed(Comparison(one, other, coupling)):
            return _equal(one, other, coupling, verdict, engines)
    return None


def _equal(one: Passes, other: Passes, coupling: Coupling, verdict: Verdict, engines: Engines) -> Relation:
    """An equality, and what becomes of it when hyperparameters change from pass to pass.

    A letter of which the invariant does not speak is read in one pass alone, and the proof holds for any value there.
    """
    partings = tuple(
        (letter, witness(Comparison(one, other, coupling, (letter,)), engines))
        for letter in sorted(coupling.invariant, key=str)
    )
    found = Relation(one.rule, other.rule, outcomes.CONSTANT, verdict, coupling=coupling, partings=partings)
    if partings:
        return found
    return replace(found, outcome=outcomes.CHANGED if found.changes else outcomes.EQUAL)


def _scheduled(one: Passes, other: Passes, engines: Engines) -> Relation | None:
    """An equality in which a letter of the first rule stands for an expression that the second spells out.

    An expression that leaves the letter's domain at some point is no value of it.
    """
    for own in _spelled_out(one.rule, other.rule):
        try:
            instance = one.rule.where(own, name=one.rule.name)
        except SymoptError:
            continue
        if any(tried(_within(a, value), (k >= 1,), engines).status == REFUTED for a, value in own.items()):
            continue
        found = _one_and_the_same(Passes(instance), other, engines)
        if found is not None:
            outcome = outcomes.CHANGED if found.outcome == outcomes.EQUAL else found.outcome
            return replace(found, one=one.rule, outcome=outcome, own=own)
    return None


def _within(letter: Hyper, value: Expr) -> Boolean:
    """That a value lies in the domain of a letter, or at its end."""
    domain = domain_of(letter)
    above = true if domain.lower is None else Ge(value, domain.lower, evaluate=False)
    below = true if domain.upper is None else Le(value, domain.upper, evaluate=False)
    return And(above, below, evaluate=False)


def _spelled_out(one: Optimizer, other: Optimizer) -> Iterator[dict[Hyper, Expr]]:
    """What a letter of the first rule has to be for an equation to become that of the second."""
    theirs = {equation.left: equation.right for equation in other.equations}
    for letter in one.hyperparameters:
        for equation in one.equations:
            if equation.left in theirs and equation.right.has(letter):
                value = _solved(equation.right, theirs[equation.left], letter)
                if value is not None and value != letter:
                    yield {letter: value}


def _solved(right: Expr, wanted: Expr, letter: Hyper) -> Expr | None:
    """The solution of an equation that is linear in a letter, if it holds at every point."""
    unknown = Dummy(str(letter))
    try:
        polynomial = Poly(right.xreplace({letter: unknown}) - wanted, unknown)
    except PolynomialError:
        return None
    if polynomial.degree() != 1:
        return None
    slope, rest = polynomial.all_coeffs()
    value = factor(-rest / slope)
    return None if value.atoms(AppliedUndef, Oracle) or value.has(unknown) else value


def _apart(one: Passes, other: Passes, engines: Engines) -> Relation:
    """A difference with its example, or nothing that could be said."""
    compared = Comparison(one, other, Coupling({}, {}, w[k]))
    found = witness(compared, engines)
    if found is None:
        return _undecided(one.rule, other.rule, "no-proof")
    return Relation(
        one.rule,
        other.rule,
        outcomes.DIFFERENT,
        found.verdict,
        witness=found,
        gap=gap(compared, found.step, engines),
        at_defaults=at_defaults(compared, found.step),
        special=_special(one, other, engines) or _special(other, one, engines),
    )


def _undecided(one: Optimizer, other: Optimizer, why: str) -> Relation:
    return Relation(one, other, outcomes.UNDECIDED, Verdict(UNDECIDED, "relation", why=why))


def _special(one: Passes, other: Passes, engines: Engines) -> Letters:
    """Values of the letters that the second rule has alone, at which it nevertheless is the first one."""
    strange = [letter for letter in other.rule.hyperparameters if letter not in one.rule.hyperparameters]
    for values in product(SPECIAL, repeat=len(strange)):
        fixed: dict[Any, Expr] = dict(zip(strange, values, strict=True))
        found = _one_and_the_same(one, other, engines, fixed) if fixed else None
        if found is not None and found.coupling is not None and not (found.partings or found.coupling.shifted):
            return fixed
    return {}
