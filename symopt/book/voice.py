"""How a book speaks: a language, a notation, and the author's order of terms."""

from dataclasses import dataclass, field, replace
from typing import Any

from symopt.latex import latex
from symopt.latex.authored import Order
from symopt.library.item import Item
from symopt.notation import CANONICAL, Notation
from symopt.prose import say, spoken
from symopt.spec import Optimizer

_NAMED = {"\\": "backslash", "^": "asciicircum", "~": "asciitilde", "<": "less", ">": "greater", "|": "bar"}
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "%#&$_{}"} | {c: f"\\text{name}{{}}" for c, name in _NAMED.items()})


@dataclass(frozen=True)
class Voice:
    """Prints statements and says phrases.

    Args:
        language: a language that has a catalogue.
        notation: the name of a notation.
        order: how the author ordered terms and factors.
        of: the optimizer that statements are about.
    """

    language: str = "en"
    notation: str = CANONICAL
    order: Order = field(default_factory=Order)
    of: Optimizer | None = None

    def about(self, item: Item, of: Optimizer | None = None) -> "Voice":
        """The same voice, with the order of an item's author; about the first optimizer of a derivation."""
        first = next(iter(getattr(item.value, "optimizers", ())), None)
        return replace(self, order=item.order, of=of or first)

    @property
    def spoken(self) -> Notation:
        """The notation, its few words in the language."""
        return spoken(self.notation, self.language)

    def tex(self, statement: Any, **options: Any) -> str:
        """A statement as LaTeX."""
        return latex(statement, self.spoken, self.order, of=self.of, **options)

    def say(self, key: str, **fillings: Any) -> str:
        """A phrase as TeX text."""
        return say(key, self.language, notation=self.notation, order=self.order, **fillings)


def plain(text: str) -> str:
    r"""A text without markup as TeX text; what stands between double backquotes becomes typewriter.

    >>> print(plain("100% of ``v_hat``"))
    100\% of \texttt{v\_hat}
    """
    pieces = [piece.translate(_SPECIAL) for piece in text.split("``")]
    return "".join(f"\\texttt{{{piece}}}" if n % 2 else piece for n, piece in enumerate(pieces))


def sentence(text: str) -> str:
    """A docstring's first sentence, without its full stop."""
    first = " ".join(text.split("\n\n")[0].split())
    return first.split(". ")[0].rstrip(".")
