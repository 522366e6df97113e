"""Linear algebra in any dimension: matrices and vectors as combinations of words, scalars as polynomials in 1x1 pieces.

An inverse cancels against its neighbour (``definedness`` asks that there is one), powers of a matrix commute with it,
and equations that it was taught, such as ``H q = lambda q``, shorten words wherever they fit.
"""

from collections.abc import Callable

from symopt.proof.alphabet import (
    INVERSE,
    SQUARE,
    SYMMETRIC,
    VECTOR,
    Letter,
    Word,
    canonical,
    scalar_part,
    shortened,
    turned_word,
)
from symopt.proof.fractions import NotNormal, Quotient, Ring
from symopt.proof.normal import Normalizer
from symopt.proof.rewriting import Rewriting
from symopt.proof.shapes import COLUMN, SCALAR, shape
from symopt.proof.terms import ONE, Term, parts

Words = dict[Word, Quotient]


class Algebra(Normalizer):
    """Normal forms of scalars whose atoms may be 1x1 products of vectors and matrices.

    Args:
        ring: where the atoms live.
        rewriting: the equations of an obligation.
        vectors: whether letters at an index are vectors.
        cautious: see ``Normalizer``.
    """

    def __init__(self, ring: Ring, rewriting: Rewriting, vectors: bool, cautious: bool = False) -> None:
        super().__init__(ring, rewriting, cautious)
        self.rewriting, self.vectors = rewriting, vectors
        self.shortcuts: list[tuple[Word, Words]] = []
        self.known: dict[Word, Quotient] = {}
        self.definite: set[str] = set()
        self.spelled: dict[str, Term] = {}
        self.commuting: dict[str, str] = {}

    def kind(self, t: Term) -> int:
        """Whether a term is a scalar, a vector or a matrix.

        Raises:
            NotNormal: for an operation entry by entry.
        """
        return shape(t) if self.vectors else SCALAR

    def words(self, t: Term) -> Words:
        """A vector or a matrix as a combination of words.

        Raises:
            NotNormal: when it is neither.
        """
        if t == ("num", 0, 1):
            return {}
        if self.kind(t) == SCALAR:
            raise NotNormal(f"{t} is not a vector or a matrix")
        return _TABLE[t[0]](self, t)

    def _sum_of_words(self, t: Term) -> Words:
        total: Words = {}
        for part in parts(t):
            total = self.add(total, self.words(part), 1)
        return total

    def _scaled(self, t: Term) -> Words:
        factor, body = self.ring.constant(1), t
        for part in parts(t):
            if self.kind(part) == SCALAR:
                factor = factor * self(part)
            else:
                body = part
        return {word: factor * coefficient for word, coefficient in self.words(body).items()}

    def _variable_word(self, t: Term) -> Words:
        return (
            self._letter(t, {"vector": VECTOR, "symmetric": SYMMETRIC}[t[2]], t[1])
            if t[2] != "identity"
            else self.unit()
        )

    def _application_words(self, t: Term) -> Words:
        replacement = self.replaced(t)
        if replacement is None:
            inner = (str(self(p)) if self.kind(p) == SCALAR else self.spell(self.words(p)) for p in parts(t))
            kind = VECTOR if self.kind(t) == COLUMN else SYMMETRIC if t[1] == "hess" else SQUARE
            return self._letter(t, kind, f"{t[1]}[{', '.join(inner)}]")
        self._rewritten.add(t)
        try:
            return self.words(replacement)
        finally:
            self._rewritten.discard(t)

    def _function_words(self, t: Term) -> Words:
        return _FUNCTIONS[t[1]](self, *t[2:]) if t[1] in _FUNCTIONS else self._application_words(t)

    def _letter(self, t: Term, kind: str, name: str) -> Words:
        self.spelled.setdefault(name, t)
        return {((name, kind, False),): self.ring.constant(1)}

    def unit(self) -> Words:
        """The identity matrix: the empty word."""
        return {(): self.ring.constant(1)}

    def spell(self, words: Words) -> str:
        """A combination as text, the same for the same combination."""
        return " + ".join(f"{words[word]} {word}" for word in sorted(words) if not words[word].is_zero())

    def add(self, left: Words, right: Words, sign: int) -> Words:
        """The sum or the difference of two combinations."""
        total = dict(left)
        for word, coefficient in right.items():
            total[word] = total.get(word, self.ring.constant(0)) + coefficient * self.ring.constant(sign)
        return total

    def product(self, left: Words, right: Words) -> Words:
        """The product of two combinations, shortened."""
        total: Words = {}
        for a, x in left.items():
            for b, y in right.items():
                total = self.add(total, self._reduced(a + b, x * y), 1)
        return total

    def _reduced(self, word: Word, coefficient: Quotient) -> Words:
        """A word with inverses cancelled, powers in order, shortcuts taken and 1x1 pieces turned into scalars."""
        word = self._ordered(shortened(word))
        for pattern, replacement in self.shortcuts:
            for old, new in ((pattern, replacement), (turned_word(pattern), turned(replacement))):
                for n in range(len(word) - len(old) + 1):
                    if word[n : n + len(old)] == old:
                        return self._replaced(word[:n], new, word[n + len(old) :], coefficient)
        piece = scalar_part(word)
        if piece is None:
            return {word: coefficient}
        begin, end = piece
        return self._reduced(word[:begin] + word[end:], coefficient * self._piece(word[begin:end]))

    def _replaced(self, before: Word, middle: Words, after: Word, coefficient: Quotient) -> Words:
        total: Words = {}
        for word, factor in middle.items():
            total = self.add(total, self._reduced(before + word + after, coefficient * factor), 1)
        return total

    def _ordered(self, word: Word) -> Word:
        """A word in which powers of a matrix stand after the matrix itself."""
        for n in range(len(word) - 1):
            first, second = word[n], word[n + 1]
            if self.commuting.get(first[0], "") == second[0] and first[2] == second[2]:
                return self._ordered(shortened((*word[:n], second, first, *word[n + 2 :])))
        return word

    def _piece(self, word: Word) -> Quotient:
        name = canonical(word)
        return self.known[name] if name in self.known else self.atom(("piece", name), self._dot_term(word))

    def _dot_term(self, word: Word) -> Term:
        """A 1x1 word as a term."""
        t = self.spelled[word[-1][0]]
        for name, kind, turn in reversed(word[1:-1]):
            matrix = ("fn", "transpose", self.spelled[name]) if turn else self.spelled[name]
            t = ("fn", "solve" if kind.startswith(INVERSE) else "dot", matrix, t)
        return ("fn", "dot", self.spelled[word[0][0]], t)

    def is_square(self, word: Word) -> bool:
        """Whether a 1x1 piece cannot be negative: ``x x``, or ``x H x`` with H positive definite."""
        ends = word[0][0] == word[-1][0]
        return ends and (len(word) == 2 or (len(word) == 3 and word[1][0] in self.definite))

    def function(self, t: Term) -> Quotient:
        """The value of a function; products of vectors are polynomials in 1x1 pieces."""
        if self.kind(t) == SCALAR and self.vectors:
            if t[1] == "norm":
                return self.root(("fn", "dot", t[2], t[2]), 2)
            if t[1] == "dot":
                found = self.product(turned(self.words(t[2])), self.words(t[3]))
                return found.get((), self.ring.constant(0))
        return super().function(t)

    def _dot(self, left: Term, right: Term) -> Words:
        if self.kind(left) == COLUMN:  # dot(vector, matrix): the vector A^T x
            return self.product(turned(self.words(right)), self.words(left))
        return self.product(self.words(left), self.words(right))

    def _outer(self, left: Term, right: Term) -> Words:
        return self.product(self.words(left), turned(self.words(right)))

    def _transpose(self, matrix: Term) -> Words:
        return turned(self.words(matrix))

    def _solve(self, matrix: Term, right: Term) -> Words:
        words = {word: c for word, c in self.words(matrix).items() if not c.is_zero()}
        if not words:
            raise NotNormal("the inverse of zero")
        if len(words) == 1:
            ((word, coefficient),) = words.items()
            if len(word) <= 1:
                inverse = tuple((name, INVERSE + kind, turn) for name, kind, turn in word)
                return self.product({inverse: coefficient**-1}, self.words(right))
        name = self.spell(words)
        self.spelled.setdefault(name, matrix)
        return self.product({((name, INVERSE + SQUARE, False),): self.ring.constant(1)}, self.words(right))

    def _power(self, base: Term, exponent: Term) -> Words:  # type: ignore[override]
        """``A**(k + 2)`` as A A A**k."""
        linear = dict(self.linear(exponent))
        offset = linear.pop(ONE, None)
        steps = 0 if offset is None else int(offset)
        if steps < 0 or any(c.q != 1 for c in (*linear.values(), *([] if offset is None else [offset]))):
            raise NotNormal(f"the matrix power {exponent}")
        result = self.unit()
        if linear:
            bare = ("+", *(("*", ("num", int(c.p), 1), m) for m, c in sorted(linear.items(), key=str)))
            result = self._bare_power(base, bare)
        for _ in range(steps):
            result = self.product(self.words(base), result)
        return result

    def _bare_power(self, base: Term, bare: Term) -> Words:
        words = {word: c for word, c in self.words(base).items() if not c.is_zero()}
        letters: set[Letter] = {letter for word in words for letter in word}
        symmetric = all(turned_word(word) == word for word in words)
        name = f"({self.spell(words)})**({self(bare)})"
        if len(letters) == 1 and symmetric:
            self.commuting[name] = next(iter(letters))[0]
        return self._letter(("fn", "power", base, bare), SYMMETRIC if symmetric else SQUARE, name)


def turned(words: Words) -> Words:
    """The transpose of a combination."""
    return {turned_word(word): coefficient for word, coefficient in words.items()}


_TABLE: dict[str, Callable[[Algebra, Term], Words]] = {
    "+": Algebra._sum_of_words,
    "*": Algebra._scaled,
    "var": Algebra._variable_word,
    "app": Algebra._application_words,
    "fn": Algebra._function_words,
}
_FUNCTIONS: dict[str, Callable[..., Words]] = {
    "dot": Algebra._dot,
    "outer": Algebra._outer,
    "transpose": Algebra._transpose,
    "solve": Algebra._solve,
    "power": Algebra._power,
}
