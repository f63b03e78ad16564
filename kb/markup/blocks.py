"""Tree to the API's ``blocks``: the typed document tree in plain text, without markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.document.tree import Block, Heading, List, ListItem, Paragraph, PullQuote, Table
from kb.markup.text import plain_inlines


def api_blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Return blocks as JSON objects.

    ``paragraph`` and ``pullquote`` have ``text``; ``heading`` has ``text``; ``list`` has
    ``ordered`` and ``items`` of ``lead`` (null if none) and ``text``, and ``children`` where lists
    are nested in it; ``table`` has ``caption`` (null if none), ``header`` and ``rows``.
    """
    return [_block(block) for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "text": plain_inlines(block.content)}
    if isinstance(block, PullQuote):
        return {"type": "pullquote", "text": plain_inlines(block.content)}
    if isinstance(block, Heading):
        return {"type": "heading", "text": block.text}
    return _list(block) if isinstance(block, List) else _table(block)


def _list(block: List) -> dict[str, Any]:
    items = [_item(item) for item in block.items]
    return {"type": "list", "ordered": block.ordered, "items": items}


def _item(item: ListItem) -> dict[str, Any]:
    lead = plain_inlines(item.lead) if item.lead is not None else None
    data: dict[str, Any] = {"lead": lead, "text": plain_inlines(item.content)}
    if item.children:
        data["children"] = [_list(child) for child in item.children]
    return data


def _table(block: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "caption": plain_inlines(block.caption) if block.caption is not None else None,
        "header": [plain_inlines(cell) for cell in block.header],
        "rows": [[plain_inlines(cell) for cell in row] for row in block.rows],
    }
