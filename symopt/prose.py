"""Sentences from phrase keys: what a language says, with formulas in the slots."""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from typing import Any

from sympy import Basic, Eq, MatrixBase

from symopt.authored import Order
from symopt.errors import SymoptError, UnknownNameError, did_you_mean
from symopt.latex import latex
from symopt.notation import CANONICAL, Notation
from symopt.statements import Assumption


def say(
    key: str,
    language: str = "en",
    /,
    *,
    notation: Notation | str = CANONICAL,
    order: Order | None = None,
    count: int | None = None,
    **slots: Any,
) -> str:
    """The sentence of a phrase key, as TeX text with formulas between dollar signs.

    Args:
        key: the phrase's key, such as ``reason.induction``.
        language: a language that has a catalogue.
        notation: how formulas in the slots are written.
        order: how the author ordered their terms.
        count: which plural to use; also fills the slot ``{count}``.
        slots: what the phrase's slots are filled with: SymPy objects, collections of them, or text, taken as it is.

    Raises:
        UnknownNameError: when the language has no catalogue or the catalogue has no such phrase.
        SymoptError: when a slot of the phrase is not filled.

    >>> from symopt.symbols import k
    >>> say("reason.induction", index=k)
    'by induction on $k$'
    """
    words = {name: written(value, notation, order) for name, value in slots.items()}
    template = _template(key, language, count)
    try:
        return template.format_map(words if count is None else {**words, "count": str(count)})
    except KeyError as missing:
        slot = missing.args[0]
        raise SymoptError(f"the phrase {key} has the slot {{{slot}}}, which is not filled", f"give {slot}=...") from None


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    found = files("symopt").joinpath("locale").iterdir()
    return tuple(sorted(entry.name.removesuffix(".po") for entry in found if entry.name.endswith(".po")))


def phrases(language: str = "en") -> tuple[str, ...]:
    """The phrase keys of a language."""
    return tuple(sorted(_catalogue(language)[1]))


def assume(assumption: Assumption, language: str = "en", *, notation: Notation | str = CANONICAL) -> str:
    """An assumption in words, its facts as formulas in the slot ``{facts}``."""
    return say(f"assumption.{assumption.key}", language, notation=notation, facts=assumption.facts)


def spoken(notation: Notation | str, language: str) -> Notation:
    """A notation with the few words inside its formulas in a language."""
    from dataclasses import replace

    base = Notation.load(notation) if isinstance(notation, str) else notation
    return replace(base, words={word: say(f"word.{word}", language) for word in base.words})


def written(value: Any, notation: Notation | str = CANONICAL, order: Order | None = None) -> str:
    """A slot's value as text: formulas between dollar signs, several of them separated by commas."""
    if isinstance(value, (Basic, MatrixBase)):
        return f"${latex(value, notation, order)}$"
    if isinstance(value, Mapping):
        pairs = [Eq(left, right, evaluate=False) for left, right in value.items()]
        return written(pairs, notation, order)
    if isinstance(value, (list, tuple)):
        return ", ".join(written(part, notation, order) for part in value)
    return str(value)


def _template(key: str, language: str, count: int | None) -> str:
    translations, known = _catalogue(language)
    if key not in known:
        raise UnknownNameError(f"language {language} has no phrase {key!r}", did_you_mean(key, known))
    return translations.gettext(key) if count is None else translations.ngettext(key, key, count)


@cache
def _catalogue(language: str) -> tuple[GNUTranslations, frozenset[str]]:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    if language not in languages():
        raise UnknownNameError(f"there is no catalogue for language {language!r}", did_you_mean(language, languages()))
    with files("symopt").joinpath("locale", f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled), frozenset(_key(message.id) for message in catalogue if message.id)


def _key(identifier: str | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]
