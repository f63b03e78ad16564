"""Lines of a capture that are not blank, and what can be said of one line alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.document.text import squeeze
from kb.document.tree import Span

_BULLET = re.compile(r"\s*(?:[•‣◦▪●○■·∙⁃]\s*|[-–—*]\s+)(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")
_LETTER = re.compile(r"[^\W_]")


class Line(NamedTuple):
    """One line with characters on it."""

    number: int
    """Counted from 1."""
    raw: str
    """The line with its indentation."""
    text: str
    """The line without outer spaces."""
    gap: int
    """How many blank lines stand before it."""

    @property
    def span(self) -> Span:
        """The line as a span."""
        return Span(self.number, self.number)


def read_lines(lines: Sequence[str]) -> list[Line]:
    """The lines that hold words; a line of marks counts as blank, a table's rule not at all."""
    found = []
    gap = 0
    for number, raw in enumerate(lines, 1):
        text = squeeze(raw)
        if text and _LETTER.search(text):
            found.append(Line(number, raw, text, gap))
            gap = 0
        elif not (text and "|" in text):
            gap += 1
    return found


def span_of(lines: Sequence[Line]) -> Span:
    """From the first to the last of ``lines``."""
    return Span(lines[0].number, lines[-1].number)


def bullet_length(line: Line) -> int:
    """Characters of ``line.raw`` taken by indentation and a bullet or number; 0 for no item."""
    if line.text[0].isalpha():
        return 0
    found = _BULLET.match(line.raw) or _NUMBER.match(line.raw)
    return found.end() if found else 0


def item_number(line: Line) -> str:
    """The number an ordered item begins with, or an empty string."""
    if not line.text[0].isdigit():
        return ""
    found = _NUMBER.match(line.raw)
    return found[1] if found else ""


def is_item(line: Line) -> bool:
    """Whether ``line`` begins with a bullet or a number that marks a list item."""
    return bullet_length(line) > 0


def is_pipe_row(line: Line) -> bool:
    """Whether ``line`` has cells divided by upright bars."""
    return "|" in line.text and (line.text.count("|") >= 2 or " | " in line.text)
