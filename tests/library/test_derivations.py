"""Every derivation that the library finds: verified, and computed by the engine when its statements are deleted."""

from typing import Any

import pytest
from sympy import Derivative, Eq
from sympy.logic.boolalg import Boolean

from symopt import library
from symopt.derivation import Derivation
from symopt.proof.translation import term
from symopt.rules.calculus import differentiated
from symopt.rules.claims import obligation
from symopt.rules.reason import entries
from symopt.statements import RootsInside
from symopt.verification import Verifier

DERIVATIONS = {item.name: item.value for item in library.items("derivation")}


@pytest.mark.parametrize("name", DERIVATIONS)
def test_every_line_is_proved(name: str, verifier: Verifier) -> None:
    checked = DERIVATIONS[name].verify(verifier)
    assert [verdict for verdict in checked.verdicts if verdict.status != "proved"] == []


@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_deleted_statement_is_computed(name: str, verifier: Verifier) -> None:
    """Each typed statement in turn is left to the engine, which reaches an equal one."""
    derivation: Derivation = DERIVATIONS[name]
    for n, line in enumerate(derivation.lines):
        reached = line.reason.derive(line.before, derivation.context(n))
        for claim in equal(line.statement, reached):
            verdict = verifier.settle(obligation(claim, facts(derivation, n, line)))
            assert verdict.holds, (n + 1, reached, verdict)


def facts(derivation: Derivation, n: int, line: Any) -> tuple[Any, ...]:
    context = derivation.context(n)
    more = getattr(line.reason, "facts", ())
    extra = more(line.before, line.statement, context) if callable(more) else more
    found = [fact for f, _ in context.invariants(_Trusting(), line.before, line.statement) for fact in f]
    return (*context.facts, *extra, *found)


class _Trusting:
    """Engines that have settled these claims before."""

    def settle(self, claim: Any) -> Any:
        from symopt.proof.verdict import Verdict

        return Verdict("proved", "before")


def equal(typed: Any, computed: Any) -> list[Any]:
    if isinstance(typed, RootsInside):
        return equal(typed.args[0], computed.args[0])
    if isinstance(typed, Eq) and isinstance(computed, Eq):
        return [claim for a, b in zip(typed.args, computed.args, strict=True) for claim in equal(a, b)]
    if isinstance(typed, Boolean) and not typed.is_Symbol:
        return [("<=>", term(typed), term(computed))]
    return [same_value(a, b) for a, b in entries(typed, computed)]


def same_value(typed: Any, computed: Any) -> Any:
    if typed.has(Derivative) or computed.has(Derivative):
        return ("=", differentiated(typed), differentiated(computed))
    return Eq(typed, computed, evaluate=False)


@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_derivation_computed_from_its_start_is_proved(name: str, verifier: Verifier) -> None:
    """With every statement deleted, the engine still arrives, and proves what it computed."""
    computed = DERIVATIONS[name].computed()
    assert [verdict for verdict in computed.verify(verifier).verdicts if verdict.status != "proved"] == []
