"""The notes: fragments, layouts, words, and the page that comes out."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sympy import Eq, Rational, Sum

from symopt import __version__
from symopt.book import Voice, derivation, rule
from symopt.book.display import Row, display
from symopt.book.extent import PAGE, extent, words
from symopt.book.voice import plain, sentence
from symopt.derivation import Checked
from symopt.library import find, items
from symopt.proof.verdict import Verdict
from symopt.prose import phrases
from symopt.symbols import beta, eta, g, i, k, v, w

ROOT = Path(__file__).parents[1]
needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex")
ALONE = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage{booktabs}
\begin{document}
\input{%s}
\end{document}
"""
SOME = ("adam", "newton", "unrolled-momentum", "terminal-velocity", "gradient-descent-by-hand", "ravine-path")


def build(out: Path, seed: str, *names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from symopt.cli import main; main()", "build", *names, "--out", str(out)]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def proved(item) -> Checked:
    return Checked(tuple(Verdict("proved", "identity") for _ in item.value.lines))


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """Everything that ships, built."""
    folder = tmp_path_factory.mktemp("notes")
    done = build(folder, "1")
    assert done.returncode == 0, done.stderr
    return folder


def pdflatex(folder: Path, name: str) -> str:
    """The log of a run that must succeed."""
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    return (folder / name).with_suffix(".log").read_text(errors="replace")


def test_every_item_has_its_fragment(notes):
    folder = notes / "en/italian-notes"
    for kind in ("derivation", "example"):
        for item in items(kind):
            first = (folder / f"{item.name}.tex").read_text(encoding="utf-8").splitlines()[0]
            assert first == f"% generated from {item.file} by symopt {__version__}"
    assert {path.stem for path in (folder / "rules").iterdir()} == {
        item.name for item in items("optimizer") if ":" not in item.name
    }
    assert {path.name for path in (folder / "figures").iterdir()} == {
        f"{item.name}.{form}" for item in items("figure") for form in ("pdf", "png", "svg")
    }


def test_no_label_stands_twice(notes):
    text = "".join(path.read_text(encoding="utf-8") for path in notes.rglob("*.tex"))
    labels = re.findall(r"\\label\{(.*?)\}", text)
    assert len(labels) == len(set(labels)) > 100
    steps = sum(len(item.value.lines) for item in items("derivation"))
    names = {item.name for item in items("derivation")}
    assert sum(label.split(":")[1] in names for label in labels) == steps


def test_nothing_written_depends_on_time_place_or_machine(notes):
    for path in notes.rglob("*.tex"):
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert "seconds" not in text
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b", text)


@needs_tex
def test_the_notes_compile_and_nothing_leaves_the_page(notes):
    pdflatex(notes, "notes.tex")
    log = pdflatex(notes, "notes.tex")
    assert "undefined references" not in log
    too_wide = [float(width) for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert [width for width in too_wide if width > 5] == []


@needs_tex
@pytest.mark.parametrize(
    "name", ["unrolled-momentum", "gradient-descent-by-hand", "stability-bound-of-gradient-descent", "rules/adam"]
)
def test_a_fragment_needs_amsmath_and_booktabs_only(notes, tmp_path, name):
    (tmp_path / "alone.tex").write_text(ALONE % (notes / "en/italian-notes" / name))
    pdflatex(tmp_path, "alone.tex")


def test_builds_are_the_same_to_the_byte(tmp_path):
    one, other = tmp_path / "one", tmp_path / "elsewhere" / "other"
    assert build(one, "1", *SOME).returncode == 0
    assert build(other, "2", *SOME).returncode == 0
    assert files(one) == files(other)
    assert "notes.tex" in files(one)


def test_the_whole_is_the_same_to_the_byte_as_its_parts(notes, tmp_path):
    assert build(tmp_path, "3", *SOME).returncode == 0
    whole = files(notes)
    parts = {name: content for name, content in files(tmp_path).items() if name != "notes.tex"}
    assert parts == {name: whole[name] for name in parts}


def test_notes_show_what_there_is(tmp_path):
    build(tmp_path, "1", "first-velocity")
    text = (tmp_path / "notes.tex").read_text(encoding="utf-8")
    assert "\\input{en/italian-notes/first-velocity}" in text
    assert "\\section{Derivations}" in text
    assert "\\section{Figures}" not in text
    assert text.count("\\input{") == 1


def test_a_fragment_says_where_it_starts_and_what_it_assumes():
    item = find("terminal-velocity", "derivation")
    text = derivation(item, proved(item), Voice())
    lines = text.splitlines()
    assert lines[0] == "We start from $v_0 = 0$. We assume that the gradient is constant: $\\nabla C(w_i) = c$."
    assert lines[-1] == "Verdict: proved (exact identity)."
    assert "\\to \\frac{c}{1 - \\beta}" in text


def test_a_result_for_any_start_says_so():
    item = find("unrolled-momentum-from-any-start", "derivation")
    assert derivation(item, proved(item), Voice()).startswith("Whatever the value of $v_0$.\n\\begin{align}")


@pytest.mark.parametrize(
    ("name", "opening"),
    [
        ("mean-gain", "Whatever the value of $\\mathrm{gain}_1$. We assume that the mean"),
        ("terminal-velocity", "We start from $v_0 = 0$. We"),
        ("unrolled-momentum", "We start from $v_0 = 0$.\n"),
    ],
)
def test_a_start_is_told_where_it_is_read(name, opening):
    """What the first pass gets in place of an equation needs nothing before it."""
    item = find(name, "derivation")
    assert derivation(item, proved(item), Voice()).startswith(opening)


def test_a_start_in_place_of_an_equation_is_told():
    from symopt import Derivation
    from symopt.library.item import Item
    from symopt.optimizers.gains import gains
    from symopt.rules import unfold
    from symopt.symbols import gain, k

    found = find("mean-gain", "derivation")
    value = Derivation(title="Gain", start=gain[k + 1], of=gains, steps=[unfold()])
    item = Item("derivation", "gain", "Gain", value, found.file, 1, found.module)
    assert derivation(item, proved(item), Voice()).startswith("We start from $\\mathrm{gain}_1 = 1$.\n")


def test_a_rule_shows_its_variants_and_its_defaults_once():
    text = rule(find("adam", "optimizer"), Voice())
    assert text.count("Usual values: $\\eta = 0.001$, $\\beta_1 = 0.9$") == 1
    assert "Variant \\emph{epsilon-inside}:" in text
    assert "\\frac{\\eta}{\\sqrt{\\hat{s}_k + \\epsilon}}" in text
    assert text.endswith("Usual values: $\\lambda = 0.01$.\n"), "a variant tells what it has besides"


def test_a_letter_that_starts_at_its_own_hyperparameter_needs_no_words():
    text = rule(find("adagrad", "optimizer"), Voice())
    assert "s_0 = 0.1" in text
    assert "It starts from" not in text
    assert "It starts from $\\tau_0 = 1$" in rule(find("vsgd", "optimizer"), Voice())


def test_the_notes_slip_is_told(notes):
    text = (notes / "en/italian-notes/gradient-descent-by-hand.tex").read_text(encoding="utf-8")
    assert "the notes print $2.7$; the exact value is $2.8277824$." in text
    assert (
        "Their number comes from rounding first: with $w_1^{(2)} = -4.2$, $w_2^{(2)} = -0.7$ one gets $2.744$." in text
    )
    for number in ("10.5", "4.996", "-0.943467"):
        assert number in text


ROWS = [Row("eq", Sum(beta ** (k - i) * g[i], (i, 1, k)), "by induction on $k$", "a:1")]


def test_a_short_reason_stands_beside_its_line():
    assert display(v[k], ROWS, Voice()) == (
        "\\begin{align}\n  v_k\n  &= \\sum_{i=1}^k \\beta^{k-i} \\nabla C(w_i) && "
        "\\text{by induction on $k$} \\label{a:1}\n\\end{align}"
    )


def test_a_long_reason_stands_below_its_line():
    long = [Row("eq", eta, "by a reason that takes many more words than would fit beside any line of a page", "a:1")]
    assert display(v[k], long, Voice()).splitlines()[2:4] == [
        "  &= \\eta \\label{a:1} \\\\",
        f"  &\\phantom{{=}} \\parbox[t]{{24em}}{{\\raggedright ({long[0].reason})}} \\notag",
    ]


def test_a_long_start_has_a_line_of_its_own():
    start = sum((eta**n * w[k] for n in range(1, 8)), Rational(0))
    lines = display(start, ROWS, Voice()).splitlines()
    assert lines[1].startswith("  &\\eta")
    assert lines[1].endswith(" \\notag \\\\")


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (eta, eta + beta),
        (eta / (1 - beta), eta * (1 - beta)),
        (v[k], Sum(v[i], (i, 1, k))),
        (Eq(v[k], 0), Eq(v[k], v[k - 1] + g[k])),
    ],
)
def test_wider_statements_measure_more(narrow, wide):
    assert 0 < extent(narrow) < extent(wide) < PAGE


def test_formulas_in_a_text_count_less_than_their_source():
    assert words("a" * 10) > words("$\\nabla C$")


def test_every_reason_assumption_and_method_shipped_has_its_phrase(notes):
    known = set(phrases("en"))
    for item in items("derivation"):
        assert {line.reason.phrase for line in item.value.lines} <= known
        assert {f"assumption.{assumption.key}" for assumption in item.value.assumed} <= known
        assert set(item.value.remarks) <= known


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("50% & more", "50\\% \\& more"),
        ("0 < a_b", "0 \\textless{} a\\_b"),
        ("``grad``, x^2", "\\texttt{grad}, x\\textasciicircum{}2"),
    ],
)
def test_plain_text_becomes_tex(text, tex):
    assert plain(text) == tex


@pytest.mark.parametrize(
    ("docstring", "first"),
    [("One thing.\n\nMore.", "One thing"), ("One\nthing. Two.", "One thing"), ("A (b): c", "A (b): c")],
)
def test_first_sentences(docstring, first):
    assert sentence(docstring) == first
