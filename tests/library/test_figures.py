"""Every figure that the library finds: its words, its looks, its bytes, and its data computed again by hand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from symopt.library import find, items
from symopt.plot import Figure, compose
from symopt.plot.style import house_style
from symopt.prose import languages, slots

ROOT = Path(__file__).parents[2]
FOUND = {item.name: item.value for item in items("figure")}


@pytest.fixture(params=FOUND)
def figure(request: pytest.FixtureRequest) -> Figure:
    found: Figure = FOUND[request.param]
    assert found.name == request.param
    return found


def drawn(name: str) -> Any:
    """A figure as matplotlib's, laid out."""
    canvas = compose(FOUND[name])
    with house_style():
        canvas.draw_without_rendering()
    return canvas


def test_the_figures_of_the_notes_are_there() -> None:
    assert {"ravine-path", "learning-rate-regimes"} <= set(FOUND)
    assert find("ravine-path", "figure").title == "Gradient descent on the ravine"


@pytest.mark.parametrize("part", ["caption", "alt"])
def test_its_words_are_sentences_with_every_slot_filled(figure: Figure, part: str) -> None:
    text = getattr(figure, part)()
    assert text[0].isupper()
    assert text.endswith(".")
    assert len(text.split()) > 20
    asked = slots(f"figure.{figure.name}.{part}")
    assert asked
    assert not any(f"{{{slot}}}" in text for slot in asked)
    assert text.count("$") % 2 == 0


def test_its_alternative_text_can_be_read_aloud(figure: Figure) -> None:
    assert not set(figure.alt()) & set("$\\{}_^")
    assert "e-" not in figure.alt()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("part", ["title", "caption", "alt"])
def test_every_language_names_the_same_facts(figure: Figure, language: str, part: str) -> None:
    key = f"figure.{figure.name}.{part}"
    assert slots(key, language) == slots(key)


def texts(canvas: Any) -> Iterator[Text]:
    """The texts that are seen: those outside of the view of their axis are not drawn."""
    hidden = set()
    for axis in [axis for ax in canvas.axes for axis in (ax.xaxis, ax.yaxis)]:
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                hidden |= {tick.label1, tick.label2}
    for text in canvas.findobj(Text):
        if text.get_text() and text.get_visible() and text not in hidden:
            yield text


def test_no_text_overlaps_another_or_leaves_the_figure(figure: Figure) -> None:
    canvas = drawn(figure.name)
    places = [(text.get_text(), text.get_window_extent()) for text in texts(canvas)]
    assert len(places) > 8
    for (one, here), (other, there) in combinations(places, 2):
        assert not here.overlaps(there), f"{one} overlaps {other}"
    for text, place in places:
        assert canvas.bbox.x0 <= place.x0, text
        assert place.x1 <= canvas.bbox.x1, text
        assert canvas.bbox.y0 <= place.y0, text
        assert place.y1 <= canvas.bbox.y1, text


def test_no_label_covers_a_point_of_a_path(figure: Figure) -> None:
    for ax in drawn(figure.name).axes:
        labels = [text.get_window_extent() for text in ax.texts]
        for line in ax.lines:
            if line.get_marker() not in ("None", None, ""):
                for x, y in ax.transData.transform(line.get_xydata()):
                    assert not any(label.contains(x, y) for label in labels), (line.get_label(), x, y)


PROGRAM = """
import sys
from pathlib import Path
from symopt.library import find, items
from symopt.plot import FORMATS, save
for item in items("figure"):
    for format in FORMATS:
        save(item.value, Path(f"{item.name}.{format}"))
"""


def test_files_are_the_same_in_every_folder_and_with_every_hash_seed(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "4242"):
        folder = tmp_path / f"seed {seed}"
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        said = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM], check=True, cwd=folder, env=environment, capture_output=True
        )
        assert said.stderr == said.stdout == b""
        made.append({file.name: file.read_bytes() for file in folder.iterdir()})
    assert len(made[0]) == 3 * len(FOUND)
    assert made[0] == made[1]


# The ravine's path, by hand


def test_the_path_on_the_ravine() -> None:
    points = [(-5.0, -2.0)]
    for _ in range(20):
        x, y = points[-1]
        points.append((x - 0.4 * 0.2 * x, y - 0.4 * 4 * y))
    (ax,) = drawn("ravine-path").axes
    (path,) = (line for line in ax.lines if line.get_label() == "path")
    assert path.get_xydata() == pytest.approx(np.array(points), rel=1e-12)
    assert points[1] == pytest.approx((-4.6, 1.2))


def test_the_contours_are_the_ravines() -> None:
    (ax,) = drawn("ravine-path").axes
    (contours,) = ax.collections
    interpolation = (4 * (4.8 / 240) ** 2 + 0.2 * (8 / 240) ** 2) / 8  # the error of straight pieces in one cell
    for level, lines in zip(contours.levels, contours.get_paths(), strict=True):
        values = [0.1 * x**2 + 2 * y**2 for x, y in lines.vertices]
        assert values == pytest.approx([level] * len(values), abs=interpolation)


def test_the_labels_of_the_ravine_stand_at_their_points() -> None:
    (ax,) = drawn("ravine-path").axes
    labelled = {text.get_text().split(" $")[0]: text.xy for text in ax.texts}
    assert labelled == {"start": (-5, -2), "first step": (-4.6, 1.2), "minimum": (0, 0)}
    assert ax.get_aspect() == 1


def test_the_caption_of_the_ravine_tells_its_numbers() -> None:
    caption = FOUND["ravine-path"].caption()
    for number in (r"\eta = 0.4", "20 steps", "$(-5, -2)$", "$(-4.6, 1.2)$", "$-0.6$", "$0.92$", "(-0.943, -7.31 "):
        assert number in caption


# The four regimes, by hand


def regimes() -> tuple[list[np.ndarray[Any, Any]], Any]:
    """The four paths, and the axes with the factors."""
    *panels, factors = drawn("learning-rate-regimes").axes
    return [next(line.get_xydata() for line in ax.lines if line.get_label() == "path") for ax in panels], factors


RATES = (0.1, 0.25, 0.4, 0.525)


def test_the_paths_of_the_regimes() -> None:
    paths, _ = regimes()
    for rate, path in zip(RATES, paths, strict=True):
        points = [-2.0]
        for _ in path[1:]:
            points.append(points[-1] - rate * 4 * points[-1])
        assert path == pytest.approx(np.array([(w, 2 * w * w) for w in points]), abs=1e-12)


def test_each_path_behaves_as_its_regime_says() -> None:
    below, best, across, beyond = (path[:, 0] for path in regimes()[0])
    assert all(one < other < 0 for one, other in pairwise(below))
    assert list(best) == [-2, 0, 0, 0, 0]
    assert all(one * other < 0 and abs(other) < abs(one) for one, other in pairwise(across))
    assert all(one * other < 0 and abs(other) > abs(one) for one, other in pairwise(beyond))


def test_the_walls_stand_where_the_drawn_factor_says() -> None:
    _, ax = regimes()
    (curve,) = (line for line in ax.lines if line.get_label() == "factor")
    best, wall = (line.get_xdata()[0] for line in ax.lines if line.get_label() == "wall")
    rates, factors = curve.get_data()
    assert factors == pytest.approx([abs(1 - 4 * rate) for rate in rates], abs=1e-14)
    assert best == rates[factors.argmin()] == 0.25
    after = next(n for n in range(1, len(rates)) if rates[n] > best and factors[n] > 1)
    crossing = np.interp(1, factors[after - 1 : after + 1], rates[after - 1 : after + 1])
    assert wall == pytest.approx(crossing) == pytest.approx(0.5)


def test_the_dots_are_the_measured_ratios_of_the_paths() -> None:
    paths, ax = regimes()
    dots = [line.get_xydata()[0] for line in ax.lines if line.get_label() in list("abcd")]
    measured = [abs(path[1, 0] / path[0, 0]) for path in paths]
    assert np.array(dots) == pytest.approx(np.array(list(zip(RATES, measured, strict=True))))


def test_the_caption_of_the_regimes_tells_its_numbers() -> None:
    caption = FOUND["learning-rate-regimes"].caption()
    for number in (r"$\lambda = 4$", "4 steps", r"(c) $\eta = 0.4$", r"(d) $\eta = 0.525$", r"\frac{1}{\lambda}"):
        assert number in caption
