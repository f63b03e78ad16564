"""The document tree as JSON, and back; its canonical form and digest.

The JSON is written by :mod:`kb.document.encode`, which describes it, and read by
:mod:`kb.document.decode`. Spans, a table's confidence and where the title came from are no part of
the canonical form, so they never change a digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from kb.document.anchors import with_anchors
from kb.document.decode import (
    InvalidTree,
    blocks_from_json,
    entry_from_json,
    from_json,
    section_from_json,
)
from kb.document.encode import (
    FORMAT,
    JsonObject,
    blocks_to_json,
    entry_to_json,
    inlines_to_json,
    section_to_json,
    to_json,
)
from kb.document.normal_form import normal_blocks, normal_document, normal_section
from kb.document.tree import Block, Document, Section

__all__ = [
    "FORMAT",
    "InvalidTree",
    "JsonObject",
    "blocks_from_json",
    "blocks_to_json",
    "canonical_bytes",
    "digest",
    "entry_from_json",
    "entry_to_json",
    "from_json",
    "inlines_to_json",
    "section_from_json",
    "section_to_json",
    "to_json",
]


def digest(value: Document | Section | Iterable[Block]) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical form of a tree or a part of one."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def canonical_bytes(value: Document | Section | Iterable[Block]) -> bytes:
    """Return the canonical form as UTF-8 JSON: normal form, sorted keys, no spans, no spaces."""
    text = json.dumps(_canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _canonical(value: Document | Section | Iterable[Block]) -> JsonObject | list[JsonObject]:
    if isinstance(value, Document):
        data = to_json(with_anchors(normal_document(value)), spans=False)
        data.pop("title_source", None)
        return data
    if isinstance(value, Section):
        return section_to_json(normal_section(value), spans=False)
    return blocks_to_json(normal_blocks(value), spans=False)
