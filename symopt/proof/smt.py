"""Real arithmetic by z3 on formulas cleaned first, with cvc5 as a second opinion when it is installed.

Cleaning: atoms become letters, denominators are cleared, ``Abs``, ``Max``, ``Min``, ``sign`` and case distinctions are
named and split, roots are replaced by letters whose power is the radicand. Integers are relaxed to reals, which can
only lose proofs, never gain false ones. Symbolic powers of a base that may be zero are a case of their own.
"""

from fractions import Fraction
from importlib.util import find_spec
from itertools import product
from typing import Any

import z3

from symopt.proof.cleaning import Cleaned, clean, is_zero
from symopt.proof.fractions import NotNormal
from symopt.proof.obligation import Obligation
from symopt.proof.refutation import refute_at
from symopt.proof.terms import Term
from symopt.proof.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict

METHOD = "smt"
MOST_BASES = 4
"""Of how many bases it is considered whether they are zero."""


def prove(
    obligation: Obligation, milliseconds: int = 5000, second_opinion: bool = True, original: Obligation | None = None
) -> Verdict:
    """Prove a formula of real arithmetic: its hypotheses without it cannot be met.

    Args:
        obligation: the claim.
        milliseconds: how long each solver may think.
        second_opinion: whether cvc5 is asked as well, when it is installed.
        original: the statement on which a counterexample must count; the claim itself when not given.
    """
    try:
        verdicts = [_prove(case, milliseconds, second_opinion, original or obligation) for case in _cases(obligation)]
    except NotNormal as reason:
        return Verdict(UNDECIDED, METHOD, why=f"no-normal-form: {reason}")
    return _together(verdicts)


def _cases(obligation: Obligation) -> list[tuple[Obligation, Cleaned]]:
    """The claim once for each choice of the bases that are zero, among those that may be."""
    whole = clean(obligation)
    bases = [base for base in whole.bases if _may_vanish(obligation, base)]
    if len(bases) > MOST_BASES:
        raise NotNormal(f"{len(bases)} bases that may be zero")
    cases = []
    for choice in product((False, True), repeat=len(bases)):
        facts: list[Term] = [is_zero(b) if zero else ("not", is_zero(b)) for b, zero in zip(bases, choice, strict=True)]
        zero = tuple(base for base, chosen in zip(bases, choice, strict=True) if chosen)
        case = obligation.under(facts)
        cases.append((case, clean(case, zero) if bases else whole))
    return cases


def _may_vanish(obligation: Obligation, base: Term) -> bool:
    """Whether nothing excludes that a base is zero; hypotheses with powers of it are not asked."""
    plain = Obligation(("not", is_zero(base)), tuple(h for h in obligation.hypotheses if not _has_symbolic_power(h)))
    cleaned = clean(plain)
    return bool(_ask([*cleaned.hypotheses, z3.Not(cleaned.goal)], 500)[0] != z3.unsat)


def _has_symbolic_power(t: Term) -> bool:
    if t[0] in ("sum", "app", "forall") or (t[0] == "^" and t[2][0] != "num"):
        return True
    return any(_has_symbolic_power(a) for a in t[1:] if isinstance(a, tuple))


def _together(verdicts: list[Verdict]) -> Verdict:
    """All cases must hold; those that the hypotheses exclude do not count, unless they are all."""
    refuted = [verdict for verdict in verdicts if verdict.status == REFUTED]
    open_ = [verdict for verdict in verdicts if verdict.status == UNDECIDED]
    proved = [verdict for verdict in verdicts if verdict.status == PROVED]
    for group in (refuted, open_):
        if group:
            return group[0]
    return min(proved, key=lambda verdict: verdict.method) if proved else verdicts[0]


def _prove(case: tuple[Obligation, Cleaned], milliseconds: int, second_opinion: bool, original: Obligation) -> Verdict:
    _, cleaned = case
    answer, model = _ask([*cleaned.hypotheses, z3.Not(cleaned.goal)], milliseconds)
    if answer == z3.sat:
        return _refuted(original, cleaned, model)
    if answer != z3.unsat:
        return Verdict(UNDECIDED, METHOD, why="solver-gave-up")
    consistent, _ = _ask(list(cleaned.hypotheses), milliseconds)
    if consistent == z3.unsat:
        return Verdict(VACUOUS, METHOD, why="contradictory-hypotheses")
    if consistent != z3.sat:
        return Verdict(UNDECIDED, METHOD, why="hypotheses-not-shown-satisfiable")
    return _agreed(cleaned, milliseconds) if second_opinion else Verdict(PROVED, METHOD)


def _ask(formulas: list[Any], milliseconds: int) -> tuple[Any, Any]:
    """Ask the non-linear solver, and the general one when it gives up."""
    for tactic in ("qfnra-nlsat", "smt"):
        solver = z3.TryFor(z3.Tactic(tactic), milliseconds).solver()
        solver.add(*formulas)
        answer = solver.check()
        if answer != z3.unknown:
            return answer, solver.model() if answer == z3.sat else None
    return z3.unknown, None


def _refuted(obligation: Obligation, cleaned: Cleaned, model: Any) -> Verdict:
    """A counterexample, if the model survives evaluation of the original claim."""
    point: dict[str, Fraction] = {}
    applications: dict[Any, Fraction] = {}
    for origin, letter in cleaned.letters:
        if origin[0] not in ("var", "app"):
            continue
        value = _rational(model.eval(letter, model_completion=True))
        if value is None:
            return Verdict(UNDECIDED, METHOD, why="irrational-model")
        if origin[0] == "var":
            point[origin[1]] = value
        else:
            applications[origin] = value
    found = refute_at(obligation, point, applications)
    if found is None:
        return Verdict(UNDECIDED, METHOD, why="model-does-not-refute-the-original")
    return Verdict(REFUTED, METHOD, counterexample=found)


def _rational(value: Any) -> Fraction | None:
    if z3.is_algebraic_value(value):
        return None
    return Fraction(value.numerator_as_long(), value.denominator_as_long()) if z3.is_rational_value(value) else None


def _agreed(cleaned: Cleaned, milliseconds: int) -> Verdict:
    """One or two engines behind the verdict; two that disagree prove nothing."""
    if find_spec("cvc5") is None:
        return Verdict(PROVED, "smt-one")
    opinion = _cvc5([*cleaned.hypotheses, z3.Not(cleaned.goal)], milliseconds)
    if opinion == "sat":
        return Verdict(UNDECIDED, METHOD, why="solvers-disagree")
    return Verdict(PROVED, "smt-two" if opinion == "unsat" else "smt-one")


def _cvc5(formulas: list[Any], milliseconds: int) -> str:
    """What cvc5 says; nothing when it cannot read the formulas."""
    import cvc5

    solver = z3.Solver()
    solver.add(*formulas)
    engine = cvc5.Solver()
    engine.setOption("tlimit-per", str(milliseconds))
    parser = cvc5.InputParser(engine)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, "(set-logic QF_NRA)\n" + solver.to_smt2(), "claim")
    symbols, answer = parser.getSymbolManager(), ""
    try:
        while not (command := parser.nextCommand()).isNull():
            answer = command.invoke(engine, symbols) or answer
    except RuntimeError:
        return ""
    return str(answer).strip()
