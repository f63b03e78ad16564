"""The tables of a section: what they are called, and where in its source they came from."""

from __future__ import annotations

from collections.abc import Iterable

from articles.models import ImportFinding, Section
from articles.source_lines import SourceLine, around, between
from kb.document.codec import blocks_from_json
from kb.document.tree import Block, Table
from kb.markup.table_text import find_tables


def labels(markdown: str, blocks: Iterable[Block]) -> list[str]:
    """Return what each table of a text is called: its caption, or what its header says.

    ``blocks`` are what the text was read as. None are returned where text and blocks do not agree
    on the tables: then a table cannot be changed on its own.
    """
    tables = find_tables(markdown)
    if len(tables) != sum(isinstance(block, Table) for block in blocks):
        return []
    return [
        table.grid.caption or ", ".join(cell for cell in table.grid.rows[0] if cell) or "no words"
        for table in tables
    ]


def number_at(section: Section, line: int) -> int | None:
    """Return which table of a section came from a line of its source; None if none did.

    A section with one table needs no line: tables that were edited have forgotten theirs.
    """
    tables = _tables(section)
    for number, table in enumerate(tables):
        if table.span and table.span.first <= line <= table.span.last:
            return number
    return 0 if len(tables) == 1 else None


def source_lines(
    section: Section, number: int, finding: ImportFinding | None = None
) -> list[SourceLine]:
    """Return the lines of the source a table came from, that of the finding marked."""
    if section.source is None:
        return []
    tables = _tables(section)
    span = tables[number].span if number < len(tables) else None
    line = finding.line if finding and finding.source_id == section.source_id else 0
    if span is None:
        return around(section.source.text, line)
    return between(section.source.text, span.first, span.last, marked=line)


def _tables(section: Section) -> list[Table]:
    return [block for block in blocks_from_json(section.blocks) if isinstance(block, Table)]
