"""What is measured of Adam, and how it is told: a table and a picture of the ratios."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ALL = ("limit", "c", "numba", "numpy", "torch fused", "torch foreach", "optax", "lambdify")
QUICK = tuple(name for name in ALL if name not in ("torch foreach", "lambdify"))


@dataclass(frozen=True)
class Case:
    """A size, a type, a number of threads, and who takes part."""

    size: int
    dtype: str
    threads: int
    peers: tuple[str, ...] = ALL
    rounds: int = 25

    def __str__(self) -> str:
        return f"{self.size:.0e}-{self.dtype}-{self.threads}".replace("+0", "")

    @property
    def told(self) -> str:
        """In words."""
        power = f"{self.size:.0e}".replace("e+0", "e")
        return f"{power}, {self.dtype}, {self.threads} thread{'' if self.threads == 1 else 's'}"


CASES = [
    Case(10_000, "float32", 1, rounds=201),
    Case(10_000, "float64", 1, rounds=201),
    Case(1_000_000, "float32", 1, rounds=81),
    Case(1_000_000, "float64", 1, rounds=81),
    Case(30_000_000, "float32", 1),
    Case(30_000_000, "float64", 1, QUICK),
    Case(30_000_000, "float32", 2),
    Case(30_000_000, "float64", 2, QUICK),
]
TICKS = (1, 2, 5, 10, 20, 50, 100, 200)
Results = Mapping[Case, Mapping[str, float]]


def table(results: Results) -> str:
    """Nanoseconds per parameter, as Markdown."""
    lines = [f"| parameters | {' | '.join(ALL)} |", f"|---|{'---|' * len(ALL)}"]
    for case, found in results.items():
        cells = [f"{found[name] / case.size * 1e9:.3g}" if name in found else "" for name in ALL]
        lines.append(f"| {case.told} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def ratios(results: Results) -> str:
    """How many times faster the C target is than each, as Markdown."""
    others = [name for name in ALL if name != "c"]
    lines = [f"| parameters | {' | '.join(others)} |", f"|---|{'---|' * len(others)}"]
    for case, found in results.items():
        cells = [f"{found[name] / found['c']:.2f}" if name in found else "" for name in others]
        lines.append(f"| {case.told} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def written(results: Results, folder: Path) -> None:
    """Write the tables and the picture into a folder."""
    if not results:
        return
    folder.mkdir(parents=True, exist_ok=True)
    text = f"Nanoseconds per parameter:\n\n{table(results)}\nTimes faster, c than each:\n\n{ratios(results)}"
    (folder / "optimizers.md").write_text(text)
    for suffix in ("svg", "png"):
        draw(results, folder / f"optimizers.{suffix}")


def draw(results: Results, path: Path) -> None:
    """Each peer's time in units of the limit's, one row per case."""
    from matplotlib.figure import Figure

    from symopt.plot.style import FAINT, INCH, STROKES, WIDTH, house_style

    with house_style():
        figure = Figure(figsize=(WIDTH / INCH, WIDTH / INCH * 0.8), layout="constrained")
        axes = figure.subplots()
        for position, name in enumerate(ALL[1:]):
            stroke, filled = STROKES[position % len(STROKES)], position < len(STROKES)
            points = [
                (f[name] / f["limit"], -row + 0.09 * (3 - position))
                for row, f in enumerate(results.values())
                if name in f
            ]
            style: dict[str, Any] = {"marker": stroke.marker, "color": stroke.colour, "linestyle": "none"}
            axes.plot(
                *zip(*points, strict=True), **style, markersize=5, fillstyle="full" if filled else "none", label=name
            )
        axes.axvline(1, color=FAINT, linewidth=0.8)
        axes.set_xscale("log")
        axes.set_xticks(TICKS, [str(tick) for tick in TICKS])
        axes.minorticks_off()
        axes.set_xlabel("time of one step of Adam over that of the memory alone")
        axes.set_yticks([-row for row in range(len(results))], [case.told for case in results])
        figure.legend(loc="outside upper center", ncols=4, frameon=False)
        figure.savefig(
            path, metadata={"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}[path.suffix[1:]]
        )
