"""Words of linear algebra: tuples of letters that stand for matrices and vectors, multiplied from left to right.

A letter is ``(name, kind, turned)``; ``turned`` marks a transpose. Symmetric letters do not turn. A vector stands as a
column, turned as a row.
"""

Letter = tuple[str, str, bool]
Word = tuple[Letter, ...]

VECTOR, SYMMETRIC, SQUARE = "vector", "symmetric", "matrix"
INVERSE = "inverse "


def turned_letter(letter: Letter) -> Letter:
    """The transpose of a letter."""
    name, kind, turn = letter
    return (name, kind, turn if SYMMETRIC in kind else not turn)


def turned_word(word: Word) -> Word:
    """The transpose of a word: reversed, each letter turned.

    >>> turned_word((("H", "symmetric", False), ("x", "vector", False)))
    (('x', 'vector', True), ('H', 'symmetric', False))
    """
    return tuple(map(turned_letter, reversed(word)))


def canonical(word: Word) -> Word:
    """The name of a 1x1 word, which equals its transpose."""
    return min(word, turned_word(word))


def are_inverse(one: Letter, other: Letter) -> bool:
    """Whether two letters are a matrix and its inverse."""
    kinds = (one[1], INVERSE + other[1]), (INVERSE + one[1], other[1])
    return one[0] == other[0] and one[2] == other[2] and any(a == b for a, b in kinds)


def shortened(word: Word) -> Word:
    """A word in which no letter stands beside its inverse."""
    for n in range(len(word) - 1):
        if are_inverse(word[n], word[n + 1]):
            return shortened(word[:n] + word[n + 2 :])
    return word


def scalar_part(word: Word) -> tuple[int, int] | None:
    """Where the first 1x1 piece of a word begins and ends: a row, then matrices, then a column."""
    for begin, letter in enumerate(word):
        if letter[1] == VECTOR and letter[2]:
            end = next((n for n in range(begin + 1, len(word)) if word[n][1] == VECTOR), None)
            return None if end is None else (begin, end + 1)
    return None
