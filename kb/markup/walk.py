"""The order in which a block's words are walked; writers and planners agree on it.

Text nodes are numbered in this order, from 0 at the start of the blocks rendered together, so a
plan can say where links go without touching the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from kb.document.tree import (
    Block,
    Citation,
    Code,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    Paragraph,
    PullQuote,
    Table,
    Text,
)


class Place(Enum):
    """What part of a block inline content stands in."""

    TEXT = "text"
    """Running text: paragraphs, items, cells of a table's body."""
    QUOTE = "quote"
    """A pull quote, which repeats the text."""
    LEAD = "lead"
    """The words a list item opens with."""
    CAPTION = "caption"
    """A table's caption."""
    HEADER = "header"
    """A cell of a table's header."""


def placed_inlines(block: Block) -> Iterator[tuple[Place, Inlines]]:
    """Yield every run of inline content of a block with its place, in reading order."""
    if isinstance(block, Paragraph):
        yield Place.TEXT, block.content
    elif isinstance(block, PullQuote):
        yield Place.QUOTE, block.content
    elif isinstance(block, List):
        yield from _list(block)
    elif isinstance(block, Table):
        yield from _table(block)
    elif not isinstance(block, Heading):
        raise TypeError(f"{type(block).__name__} is no block")


def block_inlines(block: Block) -> Iterator[Inlines]:
    """Yield every run of inline content of a block, in reading order."""
    return (content for _, content in placed_inlines(block))


def _list(block: List) -> Iterator[tuple[Place, Inlines]]:
    for item in block.items:
        if item.lead is not None:
            yield Place.LEAD, item.lead
        yield Place.TEXT, item.content
        for child in item.children:
            yield from _list(child)


def _table(block: Table) -> Iterator[tuple[Place, Inlines]]:
    if block.caption is not None:
        yield Place.CAPTION, block.caption
    yield from ((Place.HEADER, cell) for cell in block.header)
    for row in block.rows:
        yield from ((Place.TEXT, cell) for cell in row)


def links(blocks: Iterable[Block]) -> Iterator[Link]:
    """Yield the hyperlinks in blocks, in reading order."""
    for block in blocks:
        for content in block_inlines(block):
            yield from _links(content)


def _links(content: Iterable[Inline]) -> Iterator[Link]:
    for node in content:
        if isinstance(node, Link):
            yield node
        elif not isinstance(node, Text | Code | Citation):
            yield from _links(node.children)
