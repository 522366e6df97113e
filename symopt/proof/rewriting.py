"""What the hypotheses allow to be replaced: letters by what they equal, expectations by their known values."""

from symopt.proof.normal import NotNormal, Normalizer
from symopt.proof.obligation import Definition, Obligation
from symopt.proof.terms import Term, substitute, variables, walk


class Rewriting:
    """The equations of an obligation, read from left to right.

    Args:
        obligation: whose hypotheses and closed definitions are used.
    """

    def __init__(self, obligation: Obligation) -> None:
        self.applications = [h[1:] for h in obligation.hypotheses if h[0] == "=" and h[1][0] == "app"]
        self.letters = [h[1:] for h in obligation.hypotheses if h[0] == "=" and h[1][0] == "var" and h[1] not in variables(h[2])]
        self.means = [(h[1], *h[2][1:]) for h in obligation.hypotheses if h[0] == "forall" and h[2][0] == "="]
        self.closed = {d.name: d for d in obligation.definitions if is_closed(d)}
        self.normalizer: Normalizer | None = None

    def prepare(self, t: Term) -> Term:
        """A term with the letters replaced that equal something else."""
        for left, right in self.letters:
            t = substitute(t, left, right)
        return t

    def __call__(self, t: Term) -> Term | None:
        """The term that an application or an expectation equals, or None."""
        if t[0] == "fn":
            return self._mean(t)
        for left, right in self.applications:
            if left[1] == t[1] and self._same(left, t):
                return self.prepare(right)
        definition = self.closed.get(t[1])
        return substitute(definition.value, definition.index, t[2]) if definition and len(t) == 3 else None

    def _same(self, left: Term, right: Term) -> bool:
        if self.normalizer is None or len(left) != len(right):
            return left == right
        pairs = zip(left[2:], right[2:], strict=True)
        return all(str(self.normalizer(self.prepare(a))) == str(self.normalizer(b)) for a, b in pairs)

    def _mean(self, t: Term) -> Term | None:
        indices = sorted({p[2] for p in walk(t) if p[0] == "app" and len(p) == 3}, key=str)
        for index, left, right in self.means:
            for at in indices:
                if self._equal(substitute(left, index, at)[2], t[2]):
                    return substitute(right, index, at)
        return None

    def _equal(self, left: Term, right: Term) -> bool:
        if self.normalizer is None:
            return left == right
        try:
            return (self.normalizer(left) - self.normalizer(right)).is_zero()
        except NotNormal:
            return False


def is_closed(definition: Definition) -> bool:
    """Whether a letter is given at every index without reading itself."""
    return definition.first is None and all(p[:2] != ("app", definition.name) for p in walk(definition.value))
