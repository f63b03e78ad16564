"""Giving a document's citations the keys of the library, and its list the order of citing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb.document.tree import (
    Block,
    Citation,
    CitationItem,
    Document,
    Inline,
    Inlines,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    ReferenceEntry,
    Table,
)
from kb.markup import citation_marks


def cited_keys(document: Document) -> tuple[str, ...]:
    """Return the keys ``document`` cites, each once, in the order of first citing."""
    sections = [section for tier in document.tiers for section in tier.sections]
    blocks = [block for section in sections for block in section.blocks]
    return citation_marks.cited_keys([*blocks, *(document.reflection or ())])


def in_citing_order(document: Document, cited: Sequence[str]) -> Document:
    """Order the reference list by first citation; what is never cited keeps its order behind.

    ``cited`` are the document's cited keys. One that cites nothing keeps its list as it is.
    """
    if not cited:
        return document
    rank = {key: place for place, key in enumerate(cited)}
    entries = sorted(document.references, key=lambda entry: rank.get(entry.key, len(rank)))
    return replace(document, references=tuple(entries))


def with_keys(document: Document, keys: Mapping[str, str]) -> Document:
    """Replace the document's own citation keys by the library's, where they differ."""
    changed = {old: new for old, new in keys.items() if old != new}
    if not changed:
        return document

    def rename(inlines: Inlines) -> Inlines:
        return tuple(_renamed(node, changed) for node in inlines)

    def rename_all(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(_map_block(block, rename) for block in blocks)

    tiers = tuple(
        replace(
            tier,
            sections=tuple(
                replace(section, blocks=rename_all(section.blocks)) for section in tier.sections
            ),
        )
        for tier in document.tiers
    )
    reflection = rename_all(document.reflection) if document.reflection is not None else None
    references = tuple(
        replace(entry, key=changed.get(entry.key, entry.key)) for entry in document.references
    )
    return replace(document, tiers=tiers, reflection=reflection, references=references)


def with_entries(document: Document, entries: list[ReferenceEntry]) -> Document:
    """Append entries to the reference list."""
    return replace(document, references=(*document.references, *entries))


def _renamed(node: Inline, keys: Mapping[str, str]) -> Inline:
    if isinstance(node, Citation):
        items = (CitationItem(keys.get(i.key, i.key), i.locator) for i in node.items)
        return Citation(tuple(items))
    children = getattr(node, "children", None)
    if children is None:
        return node
    renamed: Any = replace(node, children=tuple(_renamed(child, keys) for child in children))  # type: ignore[type-var]
    return renamed


def _map_block(block: Block, change: Callable[[Inlines], Inlines]) -> Block:
    match block:
        case Paragraph() | PullQuote():
            return replace(block, content=change(block.content))
        case List():
            return replace(block, items=tuple(_map_item(item, change) for item in block.items))
        case Table():
            return replace(
                block,
                caption=change(block.caption) if block.caption else block.caption,
                header=tuple(change(cell) for cell in block.header),
                rows=tuple(tuple(change(cell) for cell in row) for row in block.rows),
            )
    return block


def _map_item(item: ListItem, change: Callable[[Inlines], Inlines]) -> ListItem:
    return replace(
        item,
        lead=change(item.lead) if item.lead else item.lead,
        content=change(item.content),
        children=tuple(_map_block(child, change) for child in item.children),
    )
