"""Lines of a source, as an editor is shown them beside what was made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
LONGEST = 600
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a source."""

    number: int
    """Counted from 1, as findings and spans count."""
    text: str
    is_marked: bool = False
    """Whether it is the line looked for."""


def around(text: str, line: int, *, before: int = 3, after: int = 6) -> list[SourceLine]:
    """Return the lines around ``line``; none for 0, which stands for the whole document."""
    if line < 1:
        return []
    return between(text, line - before, line + after, marked=line)


def between(text: str, first: int, last: int, *, marked: int = 0) -> list[SourceLine]:
    """Return the lines from ``first`` to ``last``, as far as there are any."""
    lines = _LINE_END.split(text)
    numbers = range(max(first, 1), min(last, len(lines)) + 1)
    return [SourceLine(n, shortened(lines[n - 1]), n == marked) for n in numbers]


def shortened(line: str) -> str:
    """Return the line, cut with an ellipsis when it is too long to show."""
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"
