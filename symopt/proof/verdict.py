"""What may be said of a claim, and on what grounds."""

from dataclasses import dataclass, replace

PROVED, ENCLOSED, SAMPLED, REFUTED = "proved", "enclosed", "sampled", "refuted"
UNDECIDED, VACUOUS = "undecided", "vacuous"

STRENGTH = (REFUTED, VACUOUS, UNDECIDED, SAMPLED, ENCLOSED, PROVED)
"""From the weakest to the strongest; a whole is as strong as its weakest part."""


@dataclass(frozen=True)
class Counterexample:
    """A point at which the hypotheses hold and the claim does not.

    Args:
        point: each letter's name and its value, as exact text.
        left: the value of the left side there, or of the whole claim when it has no sides.
        right: the value of the right side.
    """

    point: tuple[tuple[str, str], ...]
    left: str
    right: str

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.point)
        return f"{self.left} against {self.right} at {at}" if at else f"{self.left} against {self.right}"


@dataclass(frozen=True)
class Verdict:
    """The outcome of checking one claim.

    Args:
        status: ``proved``, ``enclosed``, ``sampled``, ``refuted``, ``undecided`` or ``vacuous``.
        method: the engine or the rule of inference, as a key.
        seconds: how long the engines took.
        counterexample: where the claim fails, when it is refuted.
        why: why the claim is not proved, as a key with its detail.
        parts: the verdicts that this one rests on.
        witness: what the proof constructed, such as the N of each epsilon, as pairs of a name and a text.
    """

    status: str
    method: str
    seconds: float = 0.0
    counterexample: Counterexample | None = None
    why: str = ""
    parts: tuple["Verdict", ...] = ()
    witness: tuple[tuple[str, str], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the claim may be used: it is proved, or enclosed by rigorous arithmetic."""
        return self.status in (PROVED, ENCLOSED)

    def taking(self, seconds: float) -> "Verdict":
        """The same verdict, with the time that it took."""
        return replace(self, seconds=seconds)


def weakest(method: str, parts: tuple[Verdict, ...]) -> Verdict:
    """The verdict of a rule of inference whose premises these are: the weakest premise decides.

    >>> weakest("induction", (Verdict("proved", "identity"), Verdict("undecided", "smt", why="timeout"))).status
    'undecided'
    """
    if not parts:
        raise ValueError("a rule of inference needs premises")
    worst = min(parts, key=lambda part: STRENGTH.index(part.status))
    return Verdict(
        status=worst.status,
        method=method,
        seconds=sum(part.seconds for part in parts),
        counterexample=worst.counterexample,
        why=worst.why,
        parts=parts,
    )
