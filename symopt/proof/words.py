"""Linear algebra in any dimension: matrices and vectors as words, scalars as polynomials in 1x1 pieces.

A word is a tuple of letters ``(name, kind, turned)``; ``turned`` marks a transpose. Symmetric letters do not turn,
an inverse cancels against its neighbour, and equations such as ``H q = lambda q`` shorten words wherever they fit.
"""

from collections.abc import Callable

from symopt.proof.fractions import Quotient, Ring
from symopt.proof.normal import NotNormal, Normalizer, reduce_roots, with_room
from symopt.proof.obligation import Obligation
from symopt.proof.rewriting import Rewriting
from symopt.proof.terms import Term, parts
from symopt.proof.verdict import PROVED, UNDECIDED, Verdict

METHOD = "any-dimension"
SCALAR, VECTOR, MATRIX = 0, 1, 2

Letter = tuple[str, str, bool]
Word = tuple[Letter, ...]
Words = dict[Word, Quotient]


def prove(obligation: Obligation) -> Verdict:
    """Prove an equation between scalars, vectors or matrices of any dimension by normal forms of words."""
    if obligation.goal[0] != "=":
        return Verdict(UNDECIDED, METHOD, why="not-an-equation")
    try:
        same = with_room(lambda ring: _vanishes(obligation, ring))
    except NotNormal as reason:
        return Verdict(UNDECIDED, METHOD, why=f"no-normal-form: {reason}")
    return Verdict(PROVED, METHOD) if same else Verdict(UNDECIDED, METHOD, why="not-identical")


def _vanishes(obligation: Obligation, ring: Ring) -> bool:
    rewriting = Rewriting(obligation)
    algebra = _Algebra(ring, rewriting)
    rewriting.normalizer = algebra
    algebra.learn([h for h in obligation.hypotheses if h[0] == "=" and h[1][:2] == ("fn", "dot")])
    left, right = (rewriting.prepare(side) for side in obligation.goal[1:])
    if algebra.kind(left) == SCALAR and algebra.kind(right) == SCALAR:
        return reduce_roots(algebra, algebra(left) - algebra(right)).is_zero()
    difference = _add(algebra.words(left), algebra.words(right), -1, ring)
    return all(coefficient.is_zero() for coefficient in difference.values())


class _Algebra(Normalizer):
    """Normal forms of scalars whose letters may be 1x1 products of vectors and matrices."""

    def __init__(self, ring: Ring, rewrite: Rewriting) -> None:
        super().__init__(ring, rewrite)
        self.shortcuts: list[tuple[Word, Words]] = []

    def learn(self, equations: list[Term]) -> None:
        """Use equations such as ``dot(H, q) = lambda*q`` to shorten words."""
        for _, left, right in equations:
            (word,) = self.words(left)
            self.shortcuts.append((word, self.words(right)))

    def kind(self, t: Term) -> int:
        """Whether a term is a scalar, a vector or a matrix; letters at an index are vectors here."""
        if t[0] == "var":
            return {"vector": VECTOR, "symmetric": MATRIX, "identity": MATRIX}.get(t[2], SCALAR)
        if t[0] == "app":
            return VECTOR
        if t[0] == "fn" and t[1] in _KINDS:
            return _KINDS[t[1]](*(self.kind(part) for part in t[2:]))
        return max((self.kind(part) for part in parts(t)), default=SCALAR) if t[0] in ("+", "*") else SCALAR

    def words(self, t: Term) -> Words:
        """A vector or a matrix as a combination of words."""
        if t[0] == "+":
            total: Words = {}
            for part in parts(t):
                total = _add(total, self.words(part), 1, self.ring)
            return total
        if t[0] == "*":
            return self._scaled(t)
        if t[0] == "fn" and t[1] in _WORDS:
            return _WORDS[t[1]](self, *t[2:])
        if t[0] in ("app", "fn"):
            replaced = self.rewrite(t)
            return self.words(replaced) if replaced is not None else {((self._name(t), "vector", False),): self._one()}
        if t[0] == "var":
            return {() if t[2] == "identity" else ((t[1], t[2], False),): self._one()}
        if t == ("num", 0, 1):
            return {}
        raise NotNormal(f"{t} is not a vector or a matrix")

    def _one(self) -> Quotient:
        return self.ring.constant(1)

    def _name(self, t: Term) -> str:
        inner = (str(self(p)) if self.kind(p) == SCALAR else self._spell(self.words(p)) for p in t[1:] if isinstance(p, tuple))
        return f"{t[1]}[{', '.join(inner)}]"

    def _spell(self, words: Words) -> str:
        return " + ".join(f"{words[word]} {word}" for word in sorted(words) if not words[word].is_zero())

    def _scaled(self, t: Term) -> Words:
        factor, body = self._one(), None
        for part in parts(t):
            if self.kind(part) == SCALAR:
                factor = factor * self(part)
            elif body is None:
                body = self.words(part)
            else:
                raise NotNormal(f"an elementwise product in {t}")
        return {word: factor * coefficient for word, coefficient in (body or {}).items()}

    def product(self, left: Words, right: Words) -> Words:
        """The product of two combinations, shortened."""
        total: Words = {}
        for a, x in left.items():
            for b, y in right.items():
                total = _add(total, self._shortened(a + b, x * y), 1, self.ring)
        return total

    def _shortened(self, word: Word, coefficient: Quotient) -> Words:
        for n in range(len(word) - 1):
            if _inverse(word[n], word[n + 1]):
                return self._shortened(word[:n] + word[n + 2 :], coefficient)
        for pattern, replacement in self.shortcuts:
            for old, new in ((pattern, replacement), (turned_word(pattern), turned(replacement))):
                for n in range(len(word) - len(old) + 1):
                    if word[n : n + len(old)] == old:
                        return self._replaced(word[:n], new, word[n + len(old) :], coefficient)
        return {word: coefficient}

    def _replaced(self, before: Word, middle: Words, after: Word, coefficient: Quotient) -> Words:
        total: Words = {}
        for word, factor in middle.items():
            total = _add(total, self._shortened(before + word + after, coefficient * factor), 1, self.ring)
        return total

    def _function(self, t: Term) -> Quotient:
        if t[1] == "norm":
            return self._root(("fn", "dot", t[2], t[2]), 2)
        if t[1] != "dot" or self.kind(t) != SCALAR:
            return super()._function(t)
        total = self.ring.constant(0)
        for word, coefficient in self.product(turned(self.words(t[2])), self.words(t[3])).items():
            total = total + coefficient * self.atom(("piece", min(word, turned_word(word))), t)
        return total

    def _dot(self, left: Term, right: Term) -> Words:
        if self.kind(left) == VECTOR:  # dot(vector, matrix): the vector A^T x
            return self.product(turned(self.words(right)), self.words(left))
        return self.product(self.words(left), self.words(right))

    def _outer(self, left: Term, right: Term) -> Words:
        return self.product(self.words(left), turned(self.words(right)))

    def _solve(self, matrix: Term, right: Term) -> Words:
        words = {word: c for word, c in self.words(matrix).items() if not c.is_zero()}
        if len(words) == 1:
            ((word, coefficient),) = words.items()
            if len(word) == 1:
                inverse = {((word[0][0], f"inverse {word[0][1]}", word[0][2]),): coefficient**-1}
                return self.product(inverse, self.words(right))
        whole: Words = {((self._spell(words), "inverse matrix", False),): self._one()}
        return self.product(whole, self.words(right))

    def _matrix_power(self, base: Term, exponent: Term) -> Words:
        """``A**(k + 2)`` as A A A**k."""
        bare, offset = self._exponent(exponent)
        result: Words = {(): self._one()}
        if bare is not None:
            name = f"({self._spell(self.words(base))})**({self(bare)})"
            kind = "symmetric" if _symmetric(self.words(base)) else "matrix"
            result = {((name, kind, False),): self._one()}
        if offset < 0:
            raise NotNormal("a matrix power below its bare exponent")
        for _ in range(offset):
            result = self.product(self.words(base), result)
        return result

    def _exponent(self, exponent: Term) -> tuple[Term | None, int]:
        linear = dict(self._linear(exponent))
        offset = linear.pop(("num", 1, 1), 0)
        if offset != 0 and offset.q != 1:
            raise NotNormal("a matrix power with a broken exponent")
        bare = ("+", *(("*", ("num", int(c.p), int(c.q)), m) for m, c in sorted(linear.items(), key=str))) if linear else None
        return bare, int(offset)

    def _transpose(self, matrix: Term) -> Words:
        return turned(self.words(matrix))


def turned_word(word: Word) -> Word:
    """The transpose of a word: reversed, each letter turned."""
    return tuple((name, kind, turn if "symmetric" in kind else not turn) for name, kind, turn in reversed(word))


def turned(words: Words) -> Words:
    """The transpose of a combination."""
    return {turned_word(word): coefficient for word, coefficient in words.items()}


def _symmetric(words: Words) -> bool:
    return all(turned_word(word) == word for word in words)


def _inverse(one: Letter, other: Letter) -> bool:
    """Whether two neighbours are a matrix and its inverse."""
    return one[0] == other[0] and one[2] == other[2] and (one[1] == f"inverse {other[1]}" or other[1] == f"inverse {one[1]}")


def _add(left: Words, right: Words, sign: int, ring: Ring) -> Words:
    total = dict(left)
    for word, coefficient in right.items():
        total[word] = total.get(word, ring.constant(0)) + coefficient * ring.constant(sign)
    return total


_KINDS: dict[str, Callable[..., int]] = {
    "dot": lambda a, b: {(1, 1): SCALAR, (2, 1): VECTOR, (1, 2): VECTOR, (2, 2): MATRIX}.get((a, b), SCALAR),
    "outer": lambda a, b: MATRIX,
    "transpose": lambda a: MATRIX,
    "solve": lambda a, b: VECTOR,
    "norm": lambda a: SCALAR,
    "power": lambda a, b: MATRIX,
    "grad": lambda a: VECTOR,
    "hess": lambda a: MATRIX,
}
_WORDS: dict[str, Callable[..., Words]] = {
    "dot": _Algebra._dot,
    "outer": _Algebra._outer,
    "transpose": _Algebra._transpose,
    "solve": _Algebra._solve,
    "power": _Algebra._matrix_power,
}
