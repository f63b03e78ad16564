"""The document tree as JSON values.

Inline content is a list whose items are plain strings or objects with a ``type``; blocks are
objects with a ``type``; everything that has its default value is left out. ``span`` holds
``[first, last]`` where a node knows its source lines. :mod:`kb.document.decode` reads it back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

from kb.document.tree import (
    Block,
    Citation,
    Code,
    Document,
    Emphasis,
    GlossaryEntry,
    Heading,
    Inline,
    Link,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    ReferenceEntry,
    Section,
    Span,
    Strong,
    Subscript,
    Superscript,
    Table,
    TermAlias,
    TermCode,
    TermDefinition,
    Text,
    Tier,
)

JsonObject: TypeAlias = dict[str, Any]

FORMAT = 1
"""Version of the JSON form, kept under ``format``."""


def to_json(document: Document, *, spans: bool = True) -> JsonObject:
    """Return a document as JSON values; ``spans=False`` leaves out all that depends on a source."""
    data: JsonObject = {"format": FORMAT, "title": document.title}
    if document.title_source != "derived":
        data["title_source"] = document.title_source
    for name in ("slug", "summary", "url", "owner", "note"):
        _set(data, name, getattr(document, name))
    _set(data, "topics", list(document.topics))
    data["tiers"] = [_tier_to_json(tier, spans) for tier in document.tiers]
    if document.reflection is not None:
        data["reflection"] = blocks_to_json(document.reflection, spans=spans)
    _set(data, "references", [_reference_to_json(r, spans) for r in document.references])
    _set(data, "glossary", [entry_to_json(e, spans=spans) for e in document.glossary])
    return data


def to_text(document: Document, blocks_text: Callable[[tuple[Block, ...]], str]) -> str:
    """Return a document's JSON as text; ``blocks_text`` gives the text of a section's blocks.

    For who needs the blocks' text by itself too: it is written once.
    """
    tiers = [_tier_text(tier, blocks_text) for tier in document.tiers]
    return _filled(to_json(replace(document, tiers=())), "tiers", tiers)


def _tier_text(tier: Tier, blocks_text: Callable[[tuple[Block, ...]], str]) -> str:
    sections = [
        _filled(_section_around([], section, True), "blocks", blocks_text(section.blocks))
        for section in tier.sections
    ]
    return _filled(_tier_around([], tier, True), "sections", sections)


def _filled(data: JsonObject, name: str, items: list[str] | str) -> str:
    """Write an object, and in place of its empty list ``name`` a list whose text is at hand.

    Only texts may stand before it: within one, quotation marks are escaped.
    """
    text = items if isinstance(items, str) else f"[{', '.join(items)}]"
    return json.dumps(data).replace(f'"{name}": []', f'"{name}": {text}', 1)


def _set(data: JsonObject, name: str, value: Any) -> None:
    """Put a value under ``name`` unless it is empty."""
    if value:
        data[name] = value


def _spanned(data: JsonObject, span: Span | None, spans: bool) -> JsonObject:
    if spans and span is not None:
        data["span"] = [span.first, span.last]
    return data


def _tier_to_json(tier: Tier, spans: bool) -> JsonObject:
    sections = [section_to_json(section, spans=spans) for section in tier.sections]
    return _tier_around(sections, tier, spans)


def _tier_around(sections: list[JsonObject], tier: Tier, spans: bool) -> JsonObject:
    return _spanned({"tier": tier.name, "sections": sections}, tier.span, spans)


def section_to_json(section: Section, *, spans: bool = True) -> JsonObject:
    """Return one section as JSON values."""
    return _section_around(blocks_to_json(section.blocks, spans=spans), section, spans)


def _section_around(blocks: list[JsonObject], section: Section, spans: bool) -> JsonObject:
    data: JsonObject = {"heading": section.heading, "level": section.level}
    _set(data, "anchor", section.anchor)
    data["blocks"] = blocks
    return _spanned(data, section.span, spans)


def blocks_to_json(blocks: Iterable[Block], *, spans: bool = True) -> list[JsonObject]:
    """Return blocks as a list of JSON objects."""
    return [_spanned(_block_to_json(block, spans), block.span, spans) for block in blocks]


def _block_to_json(block: Block, spans: bool) -> JsonObject:
    if isinstance(block, Paragraph | PullQuote):
        kind = "paragraph" if isinstance(block, Paragraph) else "pullquote"
        return {"type": kind, "content": inlines_to_json(block.content)}
    if isinstance(block, Heading):
        return {"type": "heading", "text": block.text}
    return _list_to_json(block, spans) if isinstance(block, List) else _table_to_json(block, spans)


def _list_to_json(block: List, spans: bool) -> JsonObject:
    data: JsonObject = {"type": "list"}
    _set(data, "ordered", block.ordered)
    data["items"] = [_item_to_json(item, spans) for item in block.items]
    return data


def _item_to_json(item: ListItem, spans: bool) -> JsonObject:
    data: JsonObject = {}
    if item.lead is not None:
        data["lead"] = inlines_to_json(item.lead)
    data["content"] = inlines_to_json(item.content)
    _set(data, "children", blocks_to_json(item.children, spans=spans))
    return _spanned(data, item.span, spans)


def _table_to_json(block: Table, spans: bool) -> JsonObject:
    data: JsonObject = {"type": "table"}
    if block.caption is not None:
        data["caption"] = inlines_to_json(block.caption)
    data["header"] = [inlines_to_json(cell) for cell in block.header]
    data["rows"] = [[inlines_to_json(cell) for cell in row] for row in block.rows]
    if spans and block.confidence != 1.0:
        data["confidence"] = block.confidence
    return data


def inlines_to_json(content: Iterable[Inline]) -> list[Any]:
    """Return inline content as a list of strings and objects."""
    return [node.text if isinstance(node, Text) else _inline_to_json(node) for node in content]


def _inline_to_json(
    node: Strong | Emphasis | Subscript | Superscript | Link | Code | Citation,
) -> JsonObject:
    if isinstance(node, Code):
        return {"type": "code", "text": node.text}
    if isinstance(node, Citation):
        return {"type": "citation", "items": [_citation_item(i.key, i.locator) for i in node.items]}
    data: JsonObject = {"type": INLINE_NAMES[type(node)]}
    if isinstance(node, Link):
        data["href"] = node.href
    data["content"] = inlines_to_json(node.children)
    return data


INLINE_NAMES: dict[type, str] = {
    Strong: "strong",
    Emphasis: "emphasis",
    Subscript: "subscript",
    Superscript: "superscript",
    Link: "link",
}
"""Names of the inline nodes that have children, in JSON."""


def _citation_item(key: str, locator: str) -> JsonObject:
    return {"key": key, "locator": locator} if locator else {"key": key}


def _reference_to_json(reference: ReferenceEntry, spans: bool) -> JsonObject:
    data: JsonObject = {}
    for name in ("key", "raw", "csl"):
        _set(data, name, getattr(reference, name))
    return _spanned(data, reference.span, spans)


def entry_to_json(entry: GlossaryEntry, *, spans: bool = True) -> JsonObject:
    """Return a glossary entry as JSON values."""
    data: JsonObject = {"term": entry.term}
    data["definitions"] = [_definition_to_json(d) for d in entry.definitions]
    _set(data, "aliases", [_alias_to_json(alias) for alias in entry.aliases])
    _set(data, "codes", [_code_to_json(code) for code in entry.codes])
    _set(data, "kind", entry.kind)
    _set(data, "related", list(entry.related))
    _set(data, "references", list(entry.references))
    return _spanned(data, entry.span, spans)


def _definition_to_json(definition: TermDefinition) -> JsonObject:
    data: JsonObject = {"text": definition.text}
    _set(data, "tier", definition.tier)
    return data


def _alias_to_json(alias: TermAlias) -> JsonObject:
    return {"text": alias.text, "kind": alias.kind}


def _code_to_json(code: TermCode) -> JsonObject:
    data: JsonObject = {"system": code.system, "code": code.code}
    _set(data, "display", code.display)
    if code.confidence != "high":
        data["confidence"] = code.confidence
    _set(data, "evidence", code.evidence)
    return data
