"""Optimizers held once, as their update equations; everything else comes out of them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symopt.compiling import compile as compile
    from symopt.derivation import Derivation as Derivation
    from symopt.errors import SymoptError as SymoptError
    from symopt.objectives import Objective as Objective
    from symopt.proof.verdict import Verdict as Verdict
    from symopt.run import Trajectory as Trajectory
    from symopt.spec import Optimizer as Optimizer
    from symopt.spec import Procedure as Procedure
    from symopt.spec import Schedule as Schedule
    from symopt.statements import Assumption as Assumption
    from symopt.symbols import each as each

_HOMES = {
    "Assumption": "statements",
    "Derivation": "derivation",
    "Objective": "objectives",
    "Optimizer": "spec",
    "Procedure": "spec",
    "Schedule": "spec",
    "SymoptError": "errors",
    "Trajectory": "run",
    "Verdict": "proof.verdict",
    "compile": "compiling",
    "each": "symbols",
}
__all__ = sorted(_HOMES)
__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``symopt --help`` needs none."""
    if name not in _HOMES:
        raise AttributeError(f"module 'symopt' has no attribute {name!r}")
    return getattr(import_module(f"symopt.{_HOMES[name]}"), name)
