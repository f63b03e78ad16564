"""Anchors: the identifiers by which addresses name a section within its tier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from operator import is_

from kb.document.text import slugify
from kb.document.tree import Document, Section, Tier

OPENING = "introduction"
"""Anchor of a tier's opening, which has no heading."""

RESERVED = frozenset(
    {"contents", "footer", "glossary", "header", "main", "reflection", "references", "review"}
    | {"search", "sections", "sources", "terms", "theme", "tiers", "top"}
)
"""Identifiers that pages use for themselves; a heading of that name gets ``-section`` added."""

_PAGE_MARKS = re.compile(r"(?:ref|cite|term)-")
_VALID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def with_anchors(document: Document) -> Document:
    """Return the document with an anchor for every section, unique within its tier.

    An anchor is the slug of the heading, ``introduction`` for an opening; a repeated one gets
    ``-2``, ``-3`` and so on. A valid anchor that a section already has is kept. A document that
    has them all is returned as it is.
    """
    tiers = tuple(map(_with_anchors, document.tiers))
    return document if all(map(is_, tiers, document.tiers)) else replace(document, tiers=tiers)


def _with_anchors(tier: Tier) -> Tier:
    sections = tuple(anchored(tier.sections))
    is_same = all(map(is_, sections, tier.sections))
    return tier if is_same else replace(tier, sections=sections)


def anchored(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield the sections of one tier, each with its anchor."""
    sections = tuple(sections)
    kept = {section.anchor for section in sections if is_anchor(section.anchor)}
    used: set[str] = set()
    for section in sections:
        anchor = section.anchor
        if not is_anchor(anchor) or anchor in used:
            anchor = _free(proposed_anchor(section.heading), kept | used)
        used.add(anchor)
        yield section if anchor == section.anchor else replace(section, anchor=anchor)


@lru_cache(maxsize=1024)
def is_anchor(anchor: str) -> bool:
    """Say whether this is a well-formed anchor that no page keeps for itself."""
    return bool(_VALID.fullmatch(anchor)) and not _is_reserved(anchor)


def proposed_anchor(heading: str | None) -> str:
    """Return the anchor a heading asks for, before it is made unique."""
    if heading is None:
        return OPENING
    anchor = slugify(heading) or "section"
    return f"{anchor}-section" if _is_reserved(anchor) else anchor


def _is_reserved(anchor: str) -> bool:
    return anchor in RESERVED or _PAGE_MARKS.match(anchor) is not None


def _free(anchor: str, used: set[str]) -> str:
    """Return the anchor, with the first number from 2 that makes it unused."""
    if anchor not in used:
        return anchor
    number = 2
    while f"{anchor}-{number}" in used:
        number += 1
    return f"{anchor}-{number}"
