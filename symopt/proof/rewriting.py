"""What the hypotheses allow to be replaced: letters by what they equal, expectations by their known values."""

from collections.abc import Iterator

from symopt.proof.normal import INTERPRETED, Normalizer, NotNormal
from symopt.proof.obligation import Definition, Obligation
from symopt.proof.terms import Term, substitute, variables, walk


class Rewriting:
    """The equations of an obligation, read from left to right.

    Args:
        obligation: whose hypotheses and closed definitions are used.
    """

    def __init__(self, obligation: Obligation) -> None:
        facts = [part for h in obligation.hypotheses for part in conjuncts(h)]
        equations = [h[1:] for h in facts if h[0] == "="]
        universal = [(h[1], *h[2][1:]) for h in facts if h[0] == "forall" and h[2][0] == "="]
        self.applications = [(left, right) for left, right in equations if is_application(left)]
        self.letters = [(left, right) for left, right in equations if left[0] == "var" and left not in variables(right)]
        self.means = [fact for fact in universal if fact[1][:2] == ("fn", "E")]
        self.means += [(None, left, right) for left, right in equations if left[:2] == ("fn", "E")]
        self.everywhere = {left[:2]: (index, right) for index, left, right in universal if _at_any(left, index)}
        self.closed = {d.name: d for d in obligation.definitions if is_closed(d)}
        self.normalizer: Normalizer | None = None

    def prepare(self, t: Term) -> Term:
        """A term with the letters replaced that equal something else."""
        for left, right in self.letters:
            t = substitute(t, left, right)
        return t

    def __call__(self, t: Term) -> Term | None:
        """The term that an application or an expectation equals, or None."""
        if t[:2] == ("fn", "E"):
            return self._mean(t)
        everywhere = self._at(t) if len(t) == 3 else None
        if everywhere is not None:
            return everywhere
        for left, right in self.applications:
            if left[:2] == t[:2] and self._same(left, t):
                return self.prepare(right)
        return None

    def _at(self, t: Term) -> Term | None:
        """What a letter is at every index, taken at this one."""
        if t[:2] in self.everywhere:
            index, right = self.everywhere[t[:2]]
            return self.prepare(substitute(right, index, t[2]))
        definition = self.closed.get(t[1])
        return self.prepare(substitute(definition.value, definition.index, t[2])) if definition else None

    def _same(self, left: Term, right: Term) -> bool:
        if len(left) != len(right):
            return False
        return all(self._equal(self.prepare(a), b) for a, b in zip(left[2:], right[2:], strict=True))

    def _mean(self, t: Term) -> Term | None:
        indices = sorted({p[2] for p in walk(t) if p[0] == "app" and len(p) == 3}, key=str)
        for index, left, right in self.means:
            for at in indices if index is not None else [None]:
                expected, value = (left, right) if at is None else (substitute(x, index, at) for x in (left, right))
                if self._equal(self.prepare(expected[2]), t[2]):
                    return self.prepare(value)
        return None

    def _equal(self, left: Term, right: Term) -> bool:
        if self.normalizer is None:
            return left == right
        try:
            return (self.normalizer(left) - self.normalizer(right)).is_zero()
        except NotNormal:
            return False


def conjuncts(formula: Term) -> Iterator[Term]:
    """The formulas that a conjunction says hold."""
    if formula[0] == "and":
        for part in formula[1:]:
            yield from conjuncts(part)
    else:
        yield formula


def is_application(t: Term) -> bool:
    """Whether a term is a letter at an index, or an unknown function at a point."""
    return t[0] == "app" or (t[0] == "fn" and t[1] not in INTERPRETED and t[1] not in _KNOWN_WORDS)


def _at_any(left: Term, index: Term) -> bool:
    return is_application(left) and left[2:] == (index,)


_KNOWN_WORDS = ("dot", "outer", "transpose", "solve", "norm", "power")


def is_closed(definition: Definition) -> bool:
    """Whether a letter is given at every index without reading itself."""
    own = (("app", definition.name), ("fn", definition.name))
    return definition.first is None and all(p[:2] not in own for p in walk(definition.value))
