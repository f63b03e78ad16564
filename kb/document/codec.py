"""The document tree as JSON, and back; its canonical form and digest.

The JSON is written by :mod:`kb.document.encode`, which describes it, and read by
:mod:`kb.document.decode`; :mod:`kb.document.canonical` makes the canonical form. Spans, a table's
confidence and where the title came from are no part of it, so they never change a digest.
"""

from __future__ import annotations

from kb.document.canonical import digest
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

__all__ = [
    "FORMAT",
    "InvalidTree",
    "JsonObject",
    "blocks_from_json",
    "blocks_to_json",
    "digest",
    "entry_from_json",
    "entry_to_json",
    "from_json",
    "inlines_to_json",
    "section_from_json",
    "section_to_json",
    "to_json",
]
