"""The tree to Markdown: what editors are given to edit, and what exports hold.

Reading what is written here gives an equal tree, for any tree in normal form: blocks by
:func:`kb.markup.markdown.read_blocks`, documents by :func:`kb.document.layouts.markdown.parse`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kb.document.anchors import anchored, with_anchors
from kb.document.glossary_markdown import write_entry, write_heading
from kb.document.inline_writer import Where, inline_markdown, write_inlines, write_line, write_text
from kb.document.normal_form import normal_blocks, normal_document
from kb.document.references import parse_reference
from kb.document.tree import (
    Block,
    Document,
    Heading,
    Inlines,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    ReferenceEntry,
    Section,
    Table,
    Tier,
)
from kb.document.yaml_text import dump_yaml

__all__ = [
    "LIST_BREAK",
    "write_blocks",
    "write_document",
    "write_inlines",
    "write_normal",
    "write_text",
]

LIST_BREAK = "<!-- -->"
"""The line that parts two lists which would otherwise be read as one."""

_CAPTION_START = re.compile(r"^Table:")
_INDENT = "    "


# --- blocks -------------------------------------------------------------------------------


def write_blocks(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown, parted by empty lines, without an end of line at the end."""
    return write_normal(normal_blocks(blocks))


def write_normal(blocks: Iterable[Block]) -> str:
    """Return blocks that are in normal form as Markdown, as :func:`write_blocks` does."""
    parts: list[str] = []
    before: Block | None = None
    for block in blocks:
        if isinstance(block, List) and isinstance(before, List):
            parts.append(LIST_BREAK)
        parts.append(_block(block))
        before = block
    return "\n\n".join(parts)


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _CAPTION_START.sub("Table&#58;", write_line(block.content))
    if isinstance(block, PullQuote):
        return f"> {write_line(block.content)}"
    if isinstance(block, Heading):
        return f"### {write_heading(block.text)}"
    return "\n".join(_list(block)) if isinstance(block, List) else _table(block)


def _list(block: List) -> Iterator[str]:
    """Yield the lines of a list."""
    for number, item in enumerate(block.items, start=1):
        yield f"{number}. {_item(item)}" if block.ordered else f"- {_item(item)}"
        for child in item.children:
            yield from (f"{_INDENT}{line}" for line in _list(child))


def _item(item: ListItem) -> str:
    if item.lead is None:
        return write_line(item.content)
    return f"**{inline_markdown(item.lead, Where(in_stars=True))}** {inline_markdown(item.content)}"


def _table(table: Table) -> str:
    rows = [_row(table.header), _row(["---"] * len(table.header))]
    rows += [_row(row) for row in table.rows]
    caption = f"Table: {inline_markdown(table.caption)}\n\n" if table.caption else ""
    return caption + "\n".join(rows)


def _row(cells: Sequence[Inlines | str]) -> str:
    where = Where(in_cell=True)
    words = [cell if isinstance(cell, str) else inline_markdown(cell, where) for cell in cells]
    return f"| {' | '.join(words)} |"


# --- the document -------------------------------------------------------------------------


def write_document(document: Document) -> str:
    """Return a whole document in our source format, ending with an end of line."""
    document = with_anchors(normal_document(document))
    listed = all(map(_is_listed, document.references))
    parts = [_front_matter(document, () if listed else document.references)]
    for tier in document.tiers:
        parts += _tier(tier)
    if document.reflection:
        parts += ["# Reflection", write_blocks(document.reflection)]
    if document.glossary:
        parts += ["# Glossary", *map(write_entry, document.glossary)]
    if listed and document.references:
        parts += ["# References", "\n".join(f"- {entry.raw}" for entry in document.references)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _tier(tier: Tier) -> Iterator[str]:
    """Yield a tier's heading and sections; an anchor is written where no heading implies it."""
    yield f"# {tier.name.capitalize()}"
    plain = [Section(section.heading, (), section.level) for section in tier.sections]
    for section, implied in zip(tier.sections, anchored(plain), strict=True):
        if section.heading is not None:
            anchor = f" {{#{section.anchor}}}" if section.anchor != implied.anchor else ""
            yield f"## {write_heading(section.heading)}{anchor}"
        yield write_blocks(section.blocks)


def _is_listed(entry: ReferenceEntry) -> bool:
    """Say whether an entry's text alone gives all that is known of it."""
    return bool(entry.raw) and not entry.key and parse_reference(entry.raw).csl == entry.csl


def _front_matter(document: Document, references: Sequence[ReferenceEntry]) -> str:
    values: dict[str, Any] = {
        name: value
        for name in ("title", "slug", "summary", "topics", "owner", "url", "note")
        if (value := getattr(document, name))
    }
    if "topics" in values:
        values["topics"] = list(document.topics)
    if references:
        values["references"] = [_csl(entry) for entry in references]
    return f"---\n{dump_yaml(values)}---" if values else ""


def _csl(entry: ReferenceEntry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": entry.key} if entry.key else {}
    item |= {"raw": entry.raw} if entry.raw else {}
    return item | entry.csl
