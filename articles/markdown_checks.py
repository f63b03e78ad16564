"""What is wrong with the Markdown of a section, line by line, before it is saved.

Each check is a function from the text to its problems and is listed in :data:`CHECKS`. What they
refuse would lose words or break the page: nothing here is a matter of style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.document.hrefs import is_allowed_href
from kb.markup.citation_syntax import parse_citation
from kb.markup.markdown import read_blocks
from references.models import FormerKey, Reference

_HEADING = re.compile(r"#{1,2}(?!#)\s*\S")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_CELL_END = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"(?<!\\)\]\(\s*<?([^)\s>]*)")
_MARK = re.compile(r"(?<!\\)\[(@[^\[\]]*)\]")
_FENCE = re.compile(r"\s*(```|~~~)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor must change before the text can be saved."""

    line: int
    """Counted from 1."""
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


def problems(markdown: str) -> list[Problem]:
    """Return everything that must be changed, in the order of the lines."""
    lines = markdown.splitlines()
    found = [problem for check in CHECKS for problem in check(lines)]
    return sorted(found, key=lambda problem: problem.line)


def cited_keys(markdown: str) -> dict[str, int]:
    """Return every cited key with the first line that cites it, in the order of the text."""
    keys: dict[str, int] = {}
    for number, line in enumerate(markdown.splitlines(), 1):
        for mark in _MARK.findall(line):
            citation = parse_citation(mark)
            for item in citation.items if citation else ():
                keys.setdefault(item.key, number)
    return keys


def _unread(lines: list[str]) -> Iterator[Problem]:
    """What the reader of Markdown itself could not read as it was meant."""
    for problem in read_blocks("\n".join(lines)).problems:
        what = UNREAD.get(problem.code, "This could not be read as it was meant")
        yield Problem(_line_of(problem.excerpt, lines), f"{what}: {problem.excerpt[:80]}")


def _line_of(excerpt: str, lines: list[str]) -> int:
    """Return the first line that holds the beginning of ``excerpt``, or 1."""
    words = excerpt.split("\n")[0].strip()
    return next((number for number, line in enumerate(lines, 1) if words and words in line), 1)


def _citation_marks(lines: list[str]) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        for mark in _MARK.findall(line):
            if parse_citation(mark) is None:
                yield Problem(
                    number,
                    f"[{mark}] is no citation mark. "
                    "Write [@key], [@key, p. 12] or [@one; @two, table 3].",
                )


def _section_headings(lines: list[str]) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        if _HEADING.match(line):
            yield Problem(number, "# and ## begin tiers and sections. Use ### inside a section.")


def _fenced_code(lines: list[str]) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        if _FENCE.match(line):
            yield Problem(number, "Blocks of code are not kept. Write a paragraph or a table.")


def _wide_rows(lines: list[str]) -> Iterator[Problem]:
    """Rows with more cells than their header, whose last cells would be lost."""
    width = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            width = 0
        elif number > 1 and "|" in line and _DELIMITER.fullmatch(line):
            width = cell_count(lines[number - 2])
        elif width and cell_count(line) > width:
            cells = cell_count(line)
            yield Problem(number, f"The row has {cells} cells, but its table has {width} columns.")


def _links(lines: list[str]) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        for href in _LINK.findall(line):
            if not is_allowed_href(href):
                yield Problem(
                    number, f"“{href}” is no address a link may have (http, https, mailto)."
                )


def _unknown_citations(lines: list[str]) -> Iterator[Problem]:
    keys = cited_keys("\n".join(lines))
    known = set(Reference.objects.filter(key__in=keys).values_list("key", flat=True))
    renamed = dict(
        FormerKey.objects.filter(key__in=keys).values_list("key", "reference__key")
        if known != set(keys)
        else ()
    )
    for key, line in keys.items():
        if key in renamed:
            yield Problem(line, f"The reference @{key} is now called @{renamed[key]}.")
        elif key not in known:
            yield Problem(line, f"There is no reference with the key @{key} in the library.")


def cell_count(row: str) -> int:
    """Return how many cells a row of a pipe table has."""
    row = row.strip().removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return len(_CELL_END.split(row))


UNREAD = {
    "markdown-html": "HTML is not kept",
    "markdown-image": "Images are not kept",
    "markdown-footnote": "Footnotes are not kept; cite a reference instead",
    "markdown-tangled": "Too many brackets or marks are left open",
    "markdown-too-long": "The text is too long for one section",
}
"""What the reader's problems mean for an editor, by code."""

CHECKS: tuple[Callable[[list[str]], Iterator[Problem]], ...] = (
    _section_headings,
    _fenced_code,
    _wide_rows,
    _links,
    _unread,
    _citation_marks,
    _unknown_citations,
)
"""Every check; each takes the lines of a section and yields its problems."""
