"""From the lines of a tier or the reflection to blocks: what both capture layouts share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.document.layouts.foreign_lines import foreign_lines
from kb.document.layouts.reader import Reader
from kb.document.layouts.roles import assign_roles
from kb.document.layouts.tier_quotes import with_pull_quote
from kb.document.layouts.units import Unit, group
from kb.document.lines import Line
from kb.document.lists import item_text, read_list
from kb.document.signs import resolve_signs
from kb.document.tables import looks_like_header, read_pipe_table, read_spaced_table
from kb.document.tree import Block, Heading, Paragraph, Section, Span, Text


def read_sections(lines: Sequence[Line], reader: Reader, *, is_last: bool) -> tuple[Section, ...]:
    """The sections of a tier whose lines are ``lines``."""
    units = group(lines, reader.is_spaced)
    assign_roles(units, reader, is_last=is_last)
    blocks = read_blocks(units, reader)
    sections: list[Section] = []
    heading: Heading | None = None
    start = 0
    for index, block in enumerate([*blocks, None]):
        if block is not None and not isinstance(block, Heading):
            continue
        if heading is not None or index > start:
            sections.append(_section(heading, blocks[start:index]))
        heading, start = block, index + 1
    return with_pull_quote(tuple(sections), reader.ledger)


def _section(heading: Heading | None, blocks: Sequence[Block]) -> Section:
    spans = [block.span for block in (heading, *blocks) if block is not None and block.span]
    span = Span(spans[0].first, spans[-1].last) if spans else None
    if heading is None:
        return Section(None, tuple(blocks), 2, span=span)
    return Section(heading.text, tuple(blocks), 3, span=span)


def read_blocks(units: Sequence[Unit], reader: Reader) -> list[Block]:
    """The blocks of ``units``; headings stand among them."""
    blocks: list[Block] = []
    for unit in units:
        _READERS[unit.kind](unit, reader, blocks)
    return blocks


def _read_lone(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    line = unit.lines[0]
    if unit.role == "caption":
        message = "The line describes a decorative picture."
        reader.ledger.drop("caption-dropped", line.number, line.text, message)
    elif unit.role == "chrome":
        message = "The line belongs to the site, not to the article."
        reader.ledger.drop("page-chrome", line.number, line.text, message)
    elif unit.role == "heading":
        blocks.append(Heading(resolve_signs(reader.clean(line.text, line)), span=line.span))
    else:
        blocks.append(_paragraph(line, reader))


def _paragraph(line: Line, reader: Reader) -> Paragraph:
    text = resolve_signs(reader.clean(line.text, line))
    return Paragraph((Text(text),), span=line.span)


def _read_list(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    texts = [reader.clean(item_text(line), line) for line in unit.lines]
    blocks.append(read_list(unit.lines, texts, reader.ledger))


def _read_pipes(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    blocks.append(read_pipe_table(unit.lines, None, reader.clean, reader.ledger))


def _read_rows(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    """Several lines set as one group: a table, perhaps with captions; or plain paragraphs."""
    foreign = foreign_lines(unit.lines, reader)
    lines = [line for line in unit.lines if line not in foreign]
    table = read_spaced_table(lines, reader.prose.pairs, reader.ledger) if len(lines) > 1 else None
    if table is not None:
        blocks.append(table)
    else:
        _read_as_paragraphs(lines, reader, blocks)
    for line in foreign:
        message = "The line under a table or text describes a decorative picture."
        reader.ledger.drop("caption-dropped", line.number, line.text, message)


def _read_as_paragraphs(lines: Sequence[Line], reader: Reader, blocks: list[Block]) -> None:
    if len(lines) > 1 and looks_like_header(lines[0].text):
        message = "No columns were found; the lines were kept as paragraphs."
        reader.ledger.note(
            "table-unread", lines[0].number, "\n".join(x.text for x in lines), message
        )
    blocks.extend(_paragraph(line, reader) for line in lines)


_READERS: dict[str, Callable[[Unit, Reader, list[Block]], None]] = {
    "lone": _read_lone,
    "list": _read_list,
    "pipes": _read_pipes,
    "rows": _read_rows,
}
