"""One document drawn: its tiers and its reflection as HTML and values, with links but no rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from articles.models import REFLECTION
from articles.rendering.bibliography import numbers
from articles.rendering.tier import TierParts, section_ways, tier_parts
from kb.document.canonical import Forms
from kb.document.counterparts import Counterparts, counterparts
from kb.document.tree import Document
from kb.markup.blocks import api_blocks
from kb.markup.citation_marks import CitationMarks
from kb.markup.html import render_blocks
from kb.markup.link import Linker, link_blocks

Choice = tuple[str, str, str, str | None]
"""An editor's choice: a section's tier and anchor, another tier, the counterpart's anchor there."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything of a document that needs no look-up beyond the names of terms."""

    parts: Mapping[str, TierParts]
    """By tier, in the order of reading."""
    pairs: Counterparts
    numbers: Mapping[str, int]
    """Of the references, by key, from 1."""
    reflection: dict[str, Any] | None

    @property
    def term_slugs(self) -> set[str]:
        """The terms met in the tiers."""
        return {use.slug for part in self.parts.values() for use in part.uses}


def draw(
    slug: str,
    document: Document,
    linker: Linker,
    forms: Forms,
    *,
    stop: frozenset[str] = frozenset(),
    choices: Iterable[Choice] = (),
) -> Drawn:
    """Draw the document of the article ``slug``; terms in ``stop`` are not linked."""
    pairs = _pairs(document, choices)
    ways = section_ways(slug, document, pairs)
    number_of = numbers(document)
    return Drawn(
        {
            tier.name: tier_parts(tier, linker, stop, number_of, ways, forms)
            for tier in document.tiers
        },
        pairs,
        number_of,
        _reflection(document, linker, stop, number_of),
    )


def _pairs(document: Document, choices: Iterable[Choice]) -> Counterparts:
    """Return each section's counterparts: computed, then as editors chose."""
    pairs = {place: dict(targets) for place, targets in counterparts(document).items()}
    for tier, anchor, other, target in choices:
        if (tier, anchor) in pairs:
            pairs[tier, anchor][other] = target
    return pairs


def _reflection(
    document: Document, linker: Linker, stop: frozenset[str], number_of: Mapping[str, int]
) -> dict[str, Any] | None:
    """Return the reflection; its marks' identifiers cannot meet those of a tier's text."""
    if document.reflection is None:
        return None
    plan = link_blocks(document.reflection, linker, anchor=REFLECTION, stop=stop)
    html = render_blocks(
        document.reflection, links=plan, citations=CitationMarks(number_of), heading_level=3
    )
    return {
        "blocks": api_blocks(document.reflection),
        "html": html.replace('id="cite-', 'id="reflection-cite-'),
    }
