"""What the README says that can be run: ``python3 tests/readme.py README.md`` prints its two commands, one a line."""

import sys
from collections.abc import Iterator
from pathlib import Path


def blocks(text: str, language: str) -> Iterator[str]:
    """The fenced blocks of one language."""
    lines = iter(text.splitlines())
    for line in lines:
        if line == f"```{language}":
            block = []
            for inside in lines:
                if inside == "```":
                    break
                block.append(inside)
            yield "\n".join(block)


def commands(text: str) -> list[str]:
    """The commands that set everything up, as a reader copies them."""
    return list(blocks(text, "sh"))


if __name__ == "__main__":
    print(*commands(Path(sys.argv[1]).read_text(encoding="utf-8")), sep="\n")
