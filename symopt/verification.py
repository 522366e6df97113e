"""Who settles the claims of derivations: child processes, and a memory of what was checked before."""

from symopt.derivation import Checked, Derivation
from symopt.proof.obligation import Obligation
from symopt.proof.pool import Pool, shared_pool
from symopt.proof.refutation import refute
from symopt.proof.verdict import REFUTED, SAMPLED, Verdict


class Verifier:
    """Settles obligations in child processes.

    Args:
        pool: the child processes; those of this process when none are given.
    """

    def __init__(self, pool: Pool | None = None) -> None:
        self.pool = pool if pool is not None else shared_pool()
        self.checked: dict[Derivation, Checked] = {}
        self._settled: dict[str, Verdict] = {}

    def settle(self, obligation: Obligation) -> Verdict:
        """Refute the claim or prove it; the same claim is settled once."""
        key = repr(obligation)
        if key not in self._settled:
            self._settled[key] = self.pool.settle(obligation)
        return self._settled[key]

    def refute(self, obligation: Obligation) -> Verdict:
        """Look for a counterexample only; ``sampled`` when there is none."""
        trial = self.pool.ask(refute, obligation)
        if isinstance(trial, Verdict):
            return trial
        if trial.counterexample is None:
            return Verdict(SAMPLED, "sampling", why=f"{trial.held} points")
        return Verdict(REFUTED, "sampling", counterexample=trial.counterexample)
