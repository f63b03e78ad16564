"""Tree to plain text: for search, reading measures, linking and the API's blocks.

Marks of citation are left out, with the space before them; subscripts and superscripts stand in
the line. A block is one paragraph of text; a table row is one line, its cells parted by " | ".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.document.tree import (
    Block,
    Citation,
    Code,
    Document,
    Heading,
    Inline,
    Inlines,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    Section,
    Table,
    Text,
)

_MARK = "\x00"
_ENDS = (".", ":", "?", "!", "…", ",", ";", "–", "—")


def plain_inlines(content: Iterable[Inline]) -> str:
    """Return inline content as plain text."""
    nodes = tuple(content)
    if len(nodes) == 1 and isinstance(nodes[0], Text):
        return nodes[0].text
    text = "".join(_pieces(nodes))
    if _MARK in text:
        text = text.replace(f" {_MARK}", "").replace(_MARK, "")
    return text.strip()


def _pieces(nodes: Iterable[Inline]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Text | Code):
            yield node.text
        elif isinstance(node, Citation):
            yield _MARK
        else:
            yield from _pieces(node.children)


def lead_separator(lead: Inlines, content: Inlines) -> str:
    """Return what stands between an item's lead and the rest: a space, or a colon and a space.

    A rest that begins a sentence of its own is parted by a colon; one that goes on with the
    lead's sentence is not.
    """
    rest = plain_inlines(content)[:1]
    if not rest or rest in ",.;:)!?":
        return ""
    ended = plain_inlines(lead).endswith(_ENDS)
    return " " if ended or rest.islower() or not rest.isalnum() else ": "


def plain_item(item: ListItem) -> str:
    """Return a list item as one line, its lead first, without nested lists."""
    text = plain_inlines(item.content)
    if item.lead is None:
        return text
    return f"{plain_inlines(item.lead)}{lead_separator(item.lead, item.content)}{text}"


def block_lines(block: Block) -> Iterator[str]:
    """Yield the lines of a block: one for running text, one for each item or row."""
    if isinstance(block, Paragraph | PullQuote):
        yield plain_inlines(block.content)
    elif isinstance(block, Heading):
        yield block.text
    elif isinstance(block, List):
        yield from _list_lines(block)
    else:
        yield from _table_lines(block)


def _list_lines(block: List) -> Iterator[str]:
    for item in block.items:
        yield plain_item(item)
        for child in item.children:
            yield from _list_lines(child)


def _table_lines(table: Table) -> Iterator[str]:
    if table.caption is not None:
        yield plain_inlines(table.caption)
    for row in (table.header, *table.rows):
        yield " | ".join(plain_inlines(cell) for cell in row)


def plain_blocks(blocks: Iterable[Block]) -> str:
    """Return blocks as plain text, each line on its own, blocks parted by an empty line."""
    return "\n\n".join("\n".join(block_lines(block)) for block in blocks)


def plain_section(section: Section, *, heading: bool = True) -> str:
    """Return a section as plain text, its heading first unless ``heading`` is false."""
    body = plain_blocks(section.blocks)
    return f"{section.heading}\n\n{body}" if heading and section.heading else body


def plain_document(document: Document) -> str:
    """Return all a document tells its readers: tiers in order, then the reflection."""
    parts = [plain_section(section) for tier in document.tiers for section in tier.sections]
    parts.append(plain_blocks(document.reflection or ()))
    return "\n\n".join(part for part in parts if part)


def reading_text(blocks: Iterable[Block]) -> str:
    """Return the running text by which reading is measured.

    Paragraphs, list items and table cells, each closed as a sentence; pull quotes repeat the text
    and headings are no sentences, so both are left out.
    """
    lines = (line for block in blocks for line in _reading_lines(block))
    return "\n".join(line if line.endswith(_ENDS) else f"{line}." for line in lines if line)


def _reading_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield plain_inlines(block.content)
    elif isinstance(block, List):
        yield from _list_lines(block)
    elif isinstance(block, Table):
        for row in block.rows:
            yield from (plain_inlines(cell) for cell in row)
