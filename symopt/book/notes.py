"""The document that inputs every fragment: rules, derivations file by file, worked examples, figures."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from symopt.book.voice import Voice, plain, sentence
from symopt.library.item import Item
from symopt.plot import Words

PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage{amsmath}
\usepackage{booktabs}
\usepackage{graphicx}
\allowdisplaybreaks
\setcounter{tocdepth}{2}
\setlength{\emergencystretch}{2em}"""


def notes(items: Sequence[Item], folder: str, voice: Voice) -> str:
    """The whole document.

    Args:
        items: what it shows; every one but the figures has a fragment.
        folder: where the fragments are, from the document.
        voice: the language and the notation.
    """
    body = [
        line for heading, write in SECTIONS.items() for line in _section(heading, write(items, folder, voice), voice)
    ]
    title = f"\\title{{{voice.say('notes.title')}}}\n\\author{{}}\n\\date{{}}"
    opening = ["\\begin{document}", "\\maketitle", "\\tableofcontents"]
    return "\n".join([PREAMBLE, title, "", *opening, *body, "", "\\end{document}", ""])


def fragment_of(item: Item) -> str:
    """Where an item's fragment stands in its folder, without suffix."""
    return f"{FOLDERS.get(item.kind, '')}{item.name}"


FOLDERS = {"optimizer": "rules/", "schedule": "schedules/", "figure": "figures/"}


def _section(heading: str, lines: Iterable[str], voice: Voice) -> list[str]:
    found = list(lines)
    return ["", f"\\section{{{voice.say(heading)}}}", *found] if found else []


def _of(kind: str, items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.kind == kind]


def _input(item: Item, folder: str) -> str:
    return f"\\input{{{folder}/{fragment_of(item)}}}"


def _rules(items: Sequence[Item], folder: str, voice: Voice) -> Iterator[str]:
    for item in _of("optimizer", items):
        if ":" not in item.name:
            yield from ("", f"\\subsection{{{plain(item.title)}}}", f"{plain(sentence(item.docstring))}.")
            yield _input(item, folder)


def _schedules(items: Sequence[Item], folder: str, voice: Voice) -> Iterator[str]:
    for item in _of("schedule", items):
        if ":" not in item.name:
            yield from ("", f"\\subsection{{{plain(item.title)}}}", _input(item, folder))


def _derivations(items: Sequence[Item], folder: str, voice: Voice) -> Iterator[str]:
    for _, group in groupby(_of("derivation", items), key=lambda item: item.file):
        found = list(group)
        yield from ("", f"\\subsection{{{plain(sentence(found[0].docstring))}}}")
        for item in found:
            yield from ("", f"\\subsubsection{{{plain(item.title)}}}", _input(item, folder))


def _examples(items: Sequence[Item], folder: str, voice: Voice) -> Iterator[str]:
    for item in _of("example", items):
        yield from ("", f"\\subsection{{{plain(item.title)}}}", _input(item, folder))


def _figures(items: Sequence[Item], folder: str, voice: Voice) -> Iterator[str]:
    words = Words(voice.language, voice.spoken)
    for item in _of("figure", items):
        yield from ("", "\\begin{figure}[htbp]", "\\centering")
        yield f"\\includegraphics[width=\\linewidth]{{{folder}/{fragment_of(item)}}}"
        yield from (f"\\caption{{{item.value.caption(words)}}}", f"\\label{{symopt:{item.name}}}", "\\end{figure}")


SECTIONS = {
    "notes.rules": _rules,
    "notes.schedules": _schedules,
    "notes.derivations": _derivations,
    "notes.examples": _examples,
    "notes.figures": _figures,
}
