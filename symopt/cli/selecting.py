"""Which items the words on the command line mean."""

from collections.abc import Iterable

from symopt.errors import UnknownNameError
from symopt.library import find, in_file, is_path, items
from symopt.library.item import Item


def selected(texts: Iterable[str], *kinds: str) -> list[Item]:
    """The items of some kinds that names and paths stand for, each once; all of the library's when there are no texts.

    An optimizer stands for what is about it as well, a path for everything that the file defines.

    Raises:
        UnknownNameError: when a text means nothing, or nothing of these kinds.
    """
    chosen = [item for text in texts for item in _meant(text, kinds)]
    return list(dict.fromkeys(chosen)) if texts else everything(*kinds)


def everything(*kinds: str) -> list[Item]:
    """All of the library's items of some kinds; variants stand with their optimizers."""
    return [item for kind in kinds for item in items(kind) if ":" not in item.name]


def about(optimizer: Item) -> list[Item]:
    """The derivations about an optimizer, or about one of its variants when it is none itself."""
    values = {optimizer.value, *(_relatives(optimizer))}
    return [item for item in items("derivation") if values.intersection(item.value.optimizers)]


def _relatives(optimizer: Item) -> list[object]:
    if ":" in optimizer.name:
        return []
    return [optimizer.value.variant(name) for name in optimizer.value.variants]


def _meant(text: str, kinds: tuple[str, ...]) -> list[Item]:
    if is_path(text) and not text.rpartition(".py")[2]:
        return _of_file(text, kinds)
    item = find(text, *dict.fromkeys([*kinds, "optimizer"]))
    if item.kind != "optimizer":
        return [item]
    own = [item] if "optimizer" in kinds else []
    found = [*own, *(about(item) if "derivation" in kinds else [])]
    if not found:
        raise UnknownNameError(f"no derivation is about {item.name}", "`symopt list derivations` shows what there is")
    return found


def _of_file(text: str, kinds: tuple[str, ...]) -> list[Item]:
    from pathlib import Path

    found = [item for item in in_file(Path(text), *kinds) if ":" not in item.name]
    if not found:
        raise UnknownNameError(f"{text} defines no {' or '.join(kinds)}", "define one at the top level of the file")
    return found
