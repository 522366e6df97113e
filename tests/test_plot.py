"""The house style and its files: what is drawn is measured in the artists, what is written in the bytes."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from math import hypot, log
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from sympy import Rational, Tuple
from sympy import log as logarithm

from symopt import Objective
from symopt.errors import OutputError, SymoptError
from symopt.functions.rosenbrock import rosenbrock
from symopt.optimizers.gradient_descent import gradient_descent
from symopt.plot import STROKES, Figure, Words, compose, contours, curve, field, mark, on_grid, path, save
from symopt.plot.saving import FORMATS, rendered
from symopt.plot.style import FIELD, FIELD_LINES, INK, WIDTH, house_style
from symopt.plot.words import plain
from symopt.prose import slots
from symopt.run import run
from symopt.symbols import c, w_1, w_2

BOX = ((-2.0, 2.0), (-1.0, 3.0))
BOWL = Objective("Bowl", w_1**2 + w_2**2)
FACTS = dict.fromkeys(slots("figure.ravine-path.caption"), Rational(1, 4))


def drawing(draw: Callable[[Any], Any]) -> Any:
    """The axes of a figure on which something is drawn."""
    return compose(figure(lambda canvas, words: draw(canvas.subplots()))).axes[0]


def figure(draw: Callable[[Any, Words], None], facts: Mapping[str, Any] = FACTS) -> Figure:
    return Figure("ravine-path", draw, lambda: facts)


def diagonal(canvas: Any, words: Words) -> None:
    ax = canvas.subplots()
    path(ax, run(gradient_descent, BOWL, (1, 1), 3, eta=0.1))
    ax.set_xlabel(words.math(w_1))


def by_hand(x: float, y: float) -> float:
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def test_a_grid_holds_what_a_loop_computes() -> None:
    xs, ys = np.meshgrid(np.linspace(-2, 2, 7), np.linspace(-1, 3, 5))
    found = on_grid(rosenbrock.expression, {w_1: xs, w_2: ys})
    assert found == pytest.approx(np.array([[by_hand(x, y) for x in xs[0]] for y in ys[:, 0]]), rel=1e-13)


def test_a_grid_has_gaps_where_there_is_no_value() -> None:
    found = on_grid(logarithm(w_1) / (w_1 - 1), {w_1: np.array([-1.0, 0.0, 1.0, 2.0])})
    assert np.isnan(found[:3]).all()
    assert found[3] == log(2)


def test_a_constant_fills_its_grid() -> None:
    assert on_grid(Rational(1, 2), {w_1: np.zeros((2, 3))}).tolist() == [[0.5] * 3] * 2


def test_the_curve_is_the_objective() -> None:
    def draw(ax: Any) -> None:
        curve(ax, Objective("Quartic", w_1**4 - w_1), (-1, 2))

    x, y = drawing(draw).lines[0].get_data()
    assert (x[0], x[-1]) == (-1, 2)
    assert y == pytest.approx([place**4 - place for place in x])


def test_contours_lie_on_their_levels() -> None:
    found: list[Any] = []
    drawing(lambda ax: found.append(contours(ax, BOWL, BOX, lines=5)))
    (drawn,) = found
    assert drawn.levels == pytest.approx([13 * (n / 6) ** 2 for n in range(1, 6)], rel=1e-3)
    for level, lines in zip(drawn.levels, drawn.get_paths(), strict=True):
        radii = [hypot(x, y) for x, y in lines.vertices]
        assert radii == pytest.approx([level**0.5] * len(radii), rel=1e-3)


def test_a_field_holds_the_objective_and_is_rasterised() -> None:
    (mesh,) = drawing(lambda ax: field(ax, rosenbrock, BOX)).collections
    assert mesh.get_rasterized()
    values = mesh.get_array()
    assert values[0, 0] == pytest.approx(by_hand(-2, -1))
    assert values[-1, 0] == pytest.approx(by_hand(-2, 3))


@pytest.mark.parametrize("backend", ["numpy", "exact", "mpmath"])
def test_a_path_holds_the_points_of_the_run(backend: str) -> None:
    trajectory = run(gradient_descent, BOWL, (1, -1), 3, backend=backend, eta="0.25")
    (line,) = drawing(lambda ax: path(ax, trajectory, STROKES[1])).lines
    assert line.get_xydata().tolist() == [[1, -1], [0.5, -0.5], [0.25, -0.25], [0.125, -0.125]]
    assert (line.get_color(), line.get_marker()) == (STROKES[1].colour, STROKES[1].marker)


def test_a_path_of_one_coordinate_lies_on_the_graph() -> None:
    trajectory = run(gradient_descent, Objective("Parabola", w_1**2), (1,), 2, eta="0.25")
    (line,) = drawing(lambda ax: path(ax, trajectory)).lines
    assert line.get_xydata().tolist() == [[1, 1], [0.5, 0.25], [0.25, 0.0625]]


@pytest.mark.parametrize(
    ("offset", "sides"),
    [((5, 2), ("left", "bottom")), ((-5, -2), ("right", "top")), ((0, 0), ("center", "center"))],
)
def test_a_label_lies_on_the_side_of_its_offset(offset: tuple[int, int], sides: tuple[str, str]) -> None:
    (text,) = drawing(lambda ax: mark(ax, "here", Tuple(Rational(1, 2), 1), offset)).texts
    assert (text.get_ha(), text.get_va()) == sides
    assert text.xy == (0.5, 1.0)


WRONG: list[tuple[Callable[[Any], Any], str, str]] = [
    (
        lambda ax: curve(ax, BOWL, (0, 1)),
        "Bowl has dimension 2, but this layer draws dimension 1",
        "draw a section of it: put numbers for the other coordinates",
    ),
    (
        lambda ax: contours(ax, Objective("Parabola", w_1**2), BOX),
        "Parabola has dimension 1, but this layer draws dimension 2",
        "draw a section of it: put numbers for the other coordinates",
    ),
    (
        lambda ax: contours(ax, Objective("Scaled", c * (w_1**2 + w_2)), BOX),
        "c has no value in a drawing of c*(w_1**2 + w_2)",
        "give c a default",
    ),
]


@pytest.mark.parametrize(("draw", "message", "hint"), WRONG)
def test_what_cannot_be_drawn_is_one_clear_error(draw: Callable[[Any], Any], message: str, hint: str) -> None:
    with pytest.raises(OutputError) as caught:
        drawing(draw)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_figure_without_its_phrases_is_an_error() -> None:
    with pytest.raises(OutputError) as caught:
        Figure("unheard-of", diagonal, dict)
    assert caught.value.message == "figure unheard-of: there is no phrase figure.unheard-of.title"
    assert caught.value.hint == "write it in locale/en.po"


def test_a_caption_needs_every_fact() -> None:
    with pytest.raises(SymoptError) as caught:
        figure(diagonal, {slot: FACTS[slot] for slot in FACTS if slot != "last"}).caption()
    assert caught.value.message == "the phrase figure.ravine-path.caption leaves its slot {last} empty"


def test_words_in_mathematics_and_plainly() -> None:
    assert Words().math(w_1**2) == "$w_1^2$"
    assert Words().point((-5, Rational(-2))) == "$({-5}, {-2})$"
    assert plain(Tuple(Rational(-23, 5), Rational(1, 3))) == "(-4.6, 0.3333)"
    assert [plain(value) for value in (Rational(3), Rational(-1, 10**5), 20, "twice")] == ["3", "0", "20", "twice"]


# Files


@pytest.mark.parametrize("format", FORMATS)
def test_a_figure_is_written_in_each_format(tmp_path: Path, format: str) -> None:
    target = tmp_path / "new" / f"figure.{format.upper()}"
    assert save(figure(diagonal), target) == target
    beginning = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml"}[format]
    assert target.read_bytes().startswith(beginning)
    assert [file.name for file in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("figure.gif", "figures are not written as gif", "known: pdf, png, svg"),
        ("figure.pgn", "figures are not written as pgn", "did you mean png?"),
        ("figure", "figure does not say its format", "end it with .pdf, .png, .svg"),
    ],
)
def test_an_unknown_format_is_an_error(name: str, message: str, hint: str) -> None:
    with pytest.raises(OutputError) as caught:
        save(figure(diagonal), name)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_path_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=r"^cannot write .*figure\.svg: "):
        save(figure(diagonal), tmp_path / "file" / "figure.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(OutputError, match=r"^cannot write .*folder\.svg: "):
        save(figure(diagonal), tmp_path / "folder.svg")
    assert sorted(place.name for place in tmp_path.iterdir()) == ["file", "folder.svg"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_figure_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "figure.svg"
    target.write_text("old")

    def fails(canvas: Any, words: Words) -> None:
        canvas.subplots()
        raise SymoptError("no data")

    with pytest.raises(SymoptError, match="no data"):
        save(figure(fails), target)
    assert [place.name for place in tmp_path.iterdir()] == ["figure.svg"]
    assert target.read_text() == "old"


def test_the_users_own_settings_neither_matter_nor_suffer() -> None:
    untouched = {format: rendered(figure(diagonal), format) for format in FORMATS}
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.hashsalt": "theirs", "savefig.dpi": 40}):
        before = dict(matplotlib.rcParams)
        assert {format: rendered(figure(diagonal), format) for format in FORMATS} == untouched
        assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("format", FORMATS)
def test_files_carry_no_date_and_no_maker(format: str) -> None:
    content = rendered(figure(diagonal), format)
    for trace in (b"CreationDate", b"ModDate", b"Producer", b"dc:date", b"dc:creator", b"Software", b"tIME"):
        assert trace not in content


def test_the_ground_is_transparent_and_the_width_is_the_houses() -> None:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(rendered(figure(diagonal), "png"))) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((0, 0)) == (255, 255, 255, 0)
    with house_style():
        width, height = compose(figure(diagonal)).get_size_inches()
    assert (width * 72.27, height / width) == pytest.approx((WIDTH, 0.62))
    assert WIDTH == 345


def test_drawing_needs_matplotlib_only_when_it_draws_and_never_its_global_state() -> None:
    program = """
import sys
import symopt.plot
assert "matplotlib" not in sys.modules, "on import"
from symopt.figures.ravine_path import ravine_path
ravine_path.caption()
assert "matplotlib" not in sys.modules, "for its caption"
symopt.plot.compose(ravine_path)
assert "matplotlib.pyplot" not in sys.modules, "pyplot"
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[1])


# Looks


def luminance(colour: Any) -> float:
    """The relative luminance of WCAG 2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Any, other: Any) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("stroke", STROKES)
@pytest.mark.parametrize("ground", ["white", "#1b1b1b"])
def test_lines_stand_out(stroke: Any, ground: str) -> None:
    assert contrast(stroke.colour, ground) >= 3


def test_ink_and_contours_stand_out_on_white() -> None:
    assert contrast(INK, "white") >= 7
    lines = matplotlib.colormaps[FIELD](np.linspace(*FIELD_LINES, 14))
    assert min(contrast(colour[:3], "white") for colour in lines) >= 3


def test_strokes_differ_without_their_colours() -> None:
    assert len({str(stroke.dash) for stroke in STROKES}) == len({stroke.marker for stroke in STROKES}) == len(STROKES)
