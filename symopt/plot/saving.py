"""Figures as files: one entry per format, the same bytes wherever they are made."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from symopt.errors import OutputError, did_you_mean
from symopt.output import aside
from symopt.plot.figure import Figure, compose
from symopt.plot.style import house_style
from symopt.plot.words import Words

# What matplotlib would write about itself and the date, taken away.
FORMATS: Mapping[str, Mapping[str, None]] = {
    "pdf": dict.fromkeys(("Creator", "Producer", "CreationDate")),
    "png": dict.fromkeys(("Software",)),
    "svg": dict.fromkeys(("Creator", "Date", "Format", "Type")),
}


def save(figure: Figure, path: str | Path, words: Words | None = None) -> Path:
    """Draw a figure into a file.

    Args:
        figure: the figure.
        path: where to; its suffix says the format, and its folder is made when there is none.
        words: the language and the notation; English and the canonical one when silent.

    Returns:
        The path.

    Raises:
        OutputError: when the format is not known or the file cannot be written.
    """
    target = Path(path)
    content = rendered(figure, _format(target), words)
    with aside(target) as part:
        part.write_bytes(content)
    return target


def rendered(figure: Figure, format: str, words: Words | None = None) -> bytes:
    """The bytes of a figure in one of ``FORMATS``."""
    canvas, content = compose(figure, words), BytesIO()
    with house_style():
        canvas.savefig(content, format=format, metadata=dict(FORMATS[format]))
    return content.getvalue()


def _format(target: Path) -> str:
    suffix = target.suffix.removeprefix(".").lower()
    if not suffix:
        raise OutputError(f"{target} does not say its format", f"end it with .{', .'.join(FORMATS)}")
    if suffix not in FORMATS:
        raise OutputError(f"figures are not written as {suffix}", did_you_mean(suffix, FORMATS))
    return suffix
