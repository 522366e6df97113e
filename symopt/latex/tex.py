"""A piece of LaTeX that remembers how tightly it binds, so that nobody ever has to read its text again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise


class Binds(IntEnum):
    """How tightly a piece holds together; what binds less than its place asks for is put in parentheses."""

    ARROW, OR, AND, RELATION, SUM, BIG, PRODUCT, WORD, FRACTION, POWER, CALL, ATOM = range(12)


@dataclass(frozen=True)
class Tex:
    """A printed piece.

    Args:
        code: its LaTeX.
        binds: how tightly it binds.
        tall: whether parentheses around it must grow.
        head: what it begins with, where that matters to a neighbour: ``digit``, ``fraction``, ``bracket``, ``number``
            (a number in parentheses).
        tail: what it ends with: ``digit``, ``call``.
    """

    code: str
    binds: Binds = Binds.ATOM
    tall: bool = False
    head: str = ""
    tail: str = ""

    def at_least(self, binds: Binds) -> "Tex":
        """This piece, in parentheses if it binds less."""
        return self if self.binds >= binds else self.bracketed()

    def bracketed(self) -> "Tex":
        """This piece in parentheses."""
        head = "number" if "digit" in (self.head, self.tail) and self.head == self.tail else "bracket"
        return Tex(enclosed("(", self, ")"), Binds.ATOM, self.tall, head=head)

    def negative(self) -> "Tex":
        """This piece with a minus sign before it."""
        body = self.at_least(Binds.BIG)
        return replace(body, code=f"-{body.code}", binds=Binds.SUM)


def enclosed(left: str, piece: Tex, right: str) -> str:
    """A piece between two fences that grow with it."""
    return f"\\left{left} {piece.code} \\right{right}" if piece.tall else f"{left}{piece.code}{right}"


def fenced(left: str, piece: Tex, right: str) -> Tex:
    """A piece between two fences named by commands, such as those of a norm."""
    grow = ("\\left", "\\right") if piece.tall else ("", "")
    return Tex(f"{grow[0]}{left} {piece.code} {grow[1]}{right}", Binds.ATOM, piece.tall)


def listed(pieces: Iterable[Tex]) -> Tex:
    """Pieces separated by commas."""
    found = list(pieces)
    return Tex(", ".join(piece.code for piece in found), Binds.ARROW, any(piece.tall for piece in found))


def applied(name: str, arguments: Iterable[Tex]) -> Tex:
    """A function at its arguments."""
    inside = listed(arguments)
    return Tex(f"{name}{enclosed('(', inside, ')')}", Binds.CALL, inside.tall, tail="call")


def script(code: str) -> str:
    """A sub- or superscript: braces only where TeX needs them.

    >>> script("k"), script("k-1")
    ('k', '{k-1}')
    """
    return code if len(code) == 1 else f"{{{code}}}"


def side_by_side(pieces: list[Tex], signs: list[str]) -> Tex:
    """Factors one after another; ``signs`` says what stands between two, where a blank would do for the meaning.

    A dot comes between what would otherwise read as one number, a mixed number or a function's argument.
    """
    if len(pieces) == 1:
        return pieces[0]
    codes = [pieces[0].code]
    for (left, right), sign in zip(pairwise(pieces), signs, strict=True):
        codes += ["\\cdot" if _one_number(left, right) or (not sign and _one_call(left, right)) else sign, right.code]
    binds = Binds.BIG if pieces[-1].binds == Binds.BIG else Binds.PRODUCT
    tall = any(piece.tall for piece in pieces)
    return Tex(" ".join(code for code in codes if code), binds, tall, pieces[0].head, pieces[-1].tail)


def _one_number(left: Tex, right: Tex) -> bool:
    return right.head in ("digit", "number") or (left.tail == "digit" and right.head == "fraction")


def _one_call(left: Tex, right: Tex) -> bool:
    return left.tail == "call" and right.head == "bracket"
