"""Tables within a Markdown text: where they are, their cells, and putting a changed one back.

What is not the table stays as it was written, to the letter. What counts as a table and where its
cells end is decided by the reader's own rules, so that the two never differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown import Markdown
from markdown.extensions.tables import TableProcessor

from kb.markup.table_grid import Grid

_CAPTION = re.compile(r"[ ]{0,3}Table:[ ]+(\S.*)")
_ITEM = re.compile(r"[ ]{0,3}(?:[-+*]|\d+\.)[ ]")
_HEADING = re.compile(r"#{1,6}(?!#)")
_PART_END = re.compile(r"\s*(<!-- -->[ ]*)?")
_ESCAPED_BAR = re.compile(r"\\([\\|])")
_CODE_OR_BAR = re.compile(r"\\.|(`+)(?:(?!\1).)*?(?<!`)\1(?!`)|\|", re.DOTALL)


class CannotBeWritten(Exception):
    """A grid whose cells would not be read again as they are, such as with half a code mark."""


@dataclass(frozen=True, slots=True)
class TableText:
    """A table and the lines it stands on."""

    first: int
    """Its first line, the caption's if it has one, counted from 0."""
    end: int
    """The line after its last."""
    grid: Grid


def find_tables(markdown: str) -> list[TableText]:
    """Return the tables of a text, in order."""
    lines = markdown.split("\n")
    reader = _RowReader()
    found: list[TableText] = []
    caption: tuple[int, str] | None = None
    is_in_list = False
    for first, end in _parts(lines):
        if is_in_list and lines[first].startswith("    "):
            continue
        is_in_list = _ITEM.match(lines[first]) is not None
        start, said = first, _CAPTION.match(lines[first])
        if said and end - first == 1:
            caption = (first, said[1].strip())
            continue
        if said:
            caption, start = (first, said[1].strip()), first + 1
        start = _after_headings(reader, lines, start, end)
        if start < end and (rows := reader.rows(lines[start:end])):
            whole = caption if caption and (start == first or start == first + 1) else None
            grid = Grid(rows, whole[1] if whole else "")
            found.append(TableText(whole[0] if whole else start, end, grid))
        caption = None
    return found


def replace_table(markdown: str, number: int, grid: Grid) -> str:
    """Return the text with its table ``number`` (from 0) written from ``grid``.

    Raises CannotBeWritten where the cells would be read as others.
    """
    found = find_tables(markdown)[number]
    lines = markdown.split("\n")
    changed = "\n".join([*lines[: found.first], write_grid(grid), *lines[found.end :]])
    tables = find_tables(changed)
    if number >= len(tables) or tables[number].grid != tidy(grid):
        raise CannotBeWritten
    return changed


def write_grid(grid: Grid) -> str:
    """Return a grid as Markdown, with its caption above it."""
    grid = tidy(grid)
    rows = [_line(grid.rows[0]), _line(("---",) * grid.width), *map(_line, grid.rows[1:])]
    caption = f"Table: {grid.caption}\n\n" if grid.caption else ""
    return caption + "\n".join(rows)


def tidy(grid: Grid) -> Grid:
    """Return the grid with single spaces in its cells and none at their edges."""
    rows = tuple(tuple(" ".join(cell.split()) for cell in row) for row in grid.rows)
    return Grid(rows, " ".join(grid.caption.split()))


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(_with_escaped_bars, cells))} |"


def _with_escaped_bars(cell: str) -> str:
    """Escape bars, but for those in code, where a backslash would be shown."""
    return _CODE_OR_BAR.sub(lambda found: "\\|" if found[0] == "|" else found[0], cell)


def _parts(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the parts that empty lines part."""
    first = None
    for at, line in enumerate([*lines, ""]):
        if _PART_END.fullmatch(line):
            if first is not None:
                yield first, at
            first = None
        elif first is None:
            first = at


def _after_headings(reader: _RowReader, lines: list[str], start: int, end: int) -> int:
    """Return where a table may begin: at once, or below a heading that shares its part."""
    if reader.is_table(lines[start:end]):
        return start
    headings = [at for at in range(start, end) if _HEADING.match(lines[at])]
    return headings[0] + 1 if headings else start


class _RowReader:
    """The reader's own rules for tables, asked without making elements."""

    def __init__(self) -> None:
        self._processor = TableProcessor(Markdown().parser, {"use_align_attribute": True})

    def is_table(self, lines: list[str]) -> bool:
        """Say whether the lines are a table from the first on."""
        return self._processor.test(None, "\n".join(lines))  # type: ignore[arg-type]

    def rows(self, lines: list[str]) -> tuple[tuple[str, ...], ...]:
        """Return the rows, each as wide as the header; none if the lines are no table."""
        if not self.is_table(lines):
            return ()
        width = len(self._cells(lines[0]))
        rows = [self._cells(line) for line in (lines[0], *lines[2:])]
        return tuple((*row, *("",) * width)[:width] for row in rows)

    def _cells(self, line: str) -> tuple[str, ...]:
        cells = self._processor._split_row(line.strip(" "))  # type: ignore[attr-defined]
        return tuple(_ESCAPED_BAR.sub(_plain_bar, cell.strip(" ")) for cell in cells)


def _plain_bar(found: re.Match[str]) -> str:
    return "|" if found[1] == "|" else found[0]
