"""Real arithmetic by z3 on formulas cleaned first, with cvc5 as a second opinion when it is installed.

Cleaning: atoms become letters, denominators are cleared, ``Abs``, ``Max``, ``Min``, ``sign`` and case distinctions are
named and split, roots are replaced by letters whose power is the radicand. Integers are relaxed to reals, which can
only lose proofs, never gain false ones.
"""

from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import z3

from symopt.proof.cleaning import Cleaned, clean
from symopt.proof.normal import NotNormal
from symopt.proof.obligation import Obligation
from symopt.proof.refutation import refute_at
from symopt.proof.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict

METHOD = "smt"


def prove(obligation: Obligation, milliseconds: int = 5000, second_opinion: bool = True) -> Verdict:
    """Prove a formula of real arithmetic: its hypotheses without it cannot be met.

    Args:
        obligation: the claim.
        milliseconds: how long each solver may think.
        second_opinion: whether cvc5 is asked as well, when it is installed.
    """
    try:
        cleaned = clean(obligation)
    except NotNormal as reason:
        return Verdict(UNDECIDED, METHOD, why=f"no-normal-form: {reason}")
    answer, model = _ask(cleaned, [*cleaned.hypotheses, z3.Not(cleaned.goal)], milliseconds)
    if answer == z3.sat:
        return _refuted(obligation, cleaned, model)
    if answer != z3.unsat:
        return Verdict(UNDECIDED, METHOD, why="solver-gave-up")
    consistent, _ = _ask(cleaned, list(cleaned.hypotheses), milliseconds)
    if consistent == z3.unsat:
        return Verdict(VACUOUS, METHOD, why="contradictory-hypotheses")
    if consistent != z3.sat:
        return Verdict(UNDECIDED, METHOD, why="hypotheses-not-shown-satisfiable")
    return _agreed(cleaned, milliseconds) if second_opinion else Verdict(PROVED, METHOD)


def _ask(cleaned: Cleaned, formulas: list[Any], milliseconds: int) -> tuple[Any, Any]:
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
        value = _rational(model.eval(letter, model_completion=True))
        if value is None:
            return Verdict(UNDECIDED, METHOD, why="irrational-model")
        if origin[0] == "var":
            point[origin[1]] = value
        elif origin[0] == "app":
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
    import cvc5

    solver = z3.Solver()
    solver.add(*formulas)
    engine = cvc5.Solver()
    engine.setOption("tlimit-per", str(milliseconds))
    parser = cvc5.InputParser(engine)
    text = "(set-logic QF_NRA)\n" + solver.to_smt2()
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "claim")
    symbols, answer = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(engine, symbols) or answer
    return str(answer).strip()
