"""Sentences from phrase keys: what a language says, with formulas in the slots."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from string import Formatter
from typing import Any

from sympy import Basic, Eq, MatrixBase, Piecewise

from symopt.errors import SymoptError, UnknownNameError, did_you_mean
from symopt.latex import latex
from symopt.latex.authored import Order
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
    **fillings: Any,
) -> str:
    """The sentence of a phrase key, as TeX text with formulas between dollar signs.

    Args:
        key: the phrase's key, such as ``reason.induction``.
        language: a language that has a catalogue.
        notation: how formulas in the slots are written.
        order: how the author ordered their terms.
        count: which plural to use; also fills the slot ``{count}``.
        fillings: what the phrase's slots are filled with: SymPy objects, assumptions, collections of them, or
            text, taken as it is. More than the phrase asks for does no harm.

    Raises:
        UnknownNameError: when the language has no catalogue or the catalogue has no such phrase.
        SymoptError: when a slot of the phrase is not filled.

    >>> from symopt.symbols import k
    >>> say("reason.induction", index=k)
    'by induction on $k$'
    """
    template = _template(key, language, count)
    given = fillings if count is None else {**fillings, "count": count}
    words = {}
    for slot in _slots(template):
        if slot not in given:
            raise SymoptError(f"the phrase {key} leaves its slot {{{slot}}} empty", f"give {slot}=...")
        words[slot] = written(given[slot], language, notation=notation, order=order)
    return template.format_map(words)


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    found = files("symopt").joinpath("locale").iterdir()
    return tuple(sorted(entry.name.removesuffix(".po") for entry in found if entry.name.endswith(".po")))


def phrases(language: str = "en") -> tuple[str, ...]:
    """The phrase keys of a language."""
    return tuple(sorted(_catalogue(language)[1]))


def slots(key: str, language: str = "en") -> tuple[str, ...]:
    """The slots of a phrase, by name.

    >>> slots("reason.induction")
    ('index',)
    """
    return _slots(_template(key, language))


def spoken(notation: Notation | str, language: str) -> Notation:
    """A notation with the few words inside its formulas in a language."""
    base = Notation.load(notation) if isinstance(notation, str) else notation
    return replace(base, words={word: say(f"word.{word}", language) for word in base.words})


def written(
    value: Any, language: str = "en", *, notation: Notation | str = CANONICAL, order: Order | None = None
) -> str:
    """A slot's value as text: formulas between dollar signs, assumptions in words, several things with commas.

    A formula given by cases is too wide for a line of text, and stands in a display.
    """
    if isinstance(value, (Basic, MatrixBase)):
        code = latex(value, notation, order)
        return f"\\[ {code} \\]" if value.has(Piecewise) else f"${code}$"
    if isinstance(value, Assumption):
        return say(f"assumption.{value.key}", language, notation=notation, order=order, facts=value.facts)
    if isinstance(value, Mapping):
        value = [Eq(left, right, evaluate=False) for left, right in value.items()]
    if isinstance(value, (list, tuple)):
        return ", ".join(written(part, language, notation=notation, order=order) for part in value)
    return str(value)


def _slots(template: str) -> tuple[str, ...]:
    return tuple(sorted({name for _, name, _, _ in Formatter().parse(template) if name}))


def _template(key: str, language: str, count: int | None = None) -> str:
    translations, known = _catalogue(language)
    if key not in known:
        raise UnknownNameError(f"language {language} has no phrase {key!r}", did_you_mean(key, known))
    return translations.ngettext(key, key, 1 if count is None else count) if known[key] else translations.gettext(key)


@cache
def _catalogue(language: str) -> tuple[GNUTranslations, Mapping[str, bool]]:
    """The compiled phrases, and for each key whether it has plurals."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    if language not in languages():
        raise UnknownNameError(f"there is no catalogue for language {language!r}", did_you_mean(language, languages()))
    with files("symopt").joinpath("locale", f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    plural = {message.id[0] if message.pluralizable else message.id: message.pluralizable for message in catalogue}
    return GNUTranslations(compiled), {key: has for key, has in plural.items() if key}
