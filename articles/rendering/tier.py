"""One tier as HTML, as API values and as reading measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.tiers import LABELS, address, ceiling, neighbours
from kb.document.canonical import Forms
from kb.document.markdown_writer import write_normal
from kb.document.reading import Measures, measure, measure_together
from kb.document.tree import Document, Section, Tier
from kb.markup.blocks import api_blocks
from kb.markup.citation_marks import CitationMarks
from kb.markup.html import Way, render_section
from kb.markup.link import Linker, link_section
from kb.markup.link_plan import TermUse
from kb.markup.text import reading_text

Ways = Mapping[tuple[str, str], tuple[Way, ...]]
"""(tier, anchor) → the section's ways to its counterparts."""


WAY_LABELS = {
    ("simpler", "fundamentals"): "Simpler: short and plain",
    ("simpler", "intermediate"): "Simpler: in detail, for everyone",
    ("deeper", "intermediate"): "Deeper: more detail",
    ("deeper", "academic"): "Deeper: for health professionals",
}
"""What a way to a counterpart promises, by its direction and the tier it leads to."""


@dataclass(frozen=True, slots=True)
class TierParts:
    """Everything that is made of one tier."""

    name: str
    html: str
    api: list[dict[str, Any]]
    contents: list[dict[str, str]]
    headings: dict[str, str]
    reading: dict[str, Any]
    sections: list[dict[str, Any]]
    """Each section's anchor, heading (null for the opening) and reading measures."""
    uses: list[TermUse]
    linked: list[str]
    """Slugs of the terms linked, each once, in reading order."""
    marks: CitationMarks


def tier_parts(
    tier: Tier,
    linker: Linker,
    stop: frozenset[str],
    numbers: Mapping[str, int],
    ways: Ways,
    forms: Forms,
) -> TierParts:
    """Render ``tier``: link its terms, number its citations, measure its text."""
    marks = CitationMarks(numbers)
    measured = {
        section.anchor: measure(reading_text(section.blocks), tier=tier.name)
        for section in tier.sections
    }
    html, api, uses = [], [], []
    for section in tier.sections:
        plan = link_section(section, linker, stop=stop)
        rendered = render_section(
            section, links=plan, citations=marks, ways=ways.get((tier.name, section.anchor), ())
        )
        html.append(rendered)
        markdown = write_normal(forms.normal(section).blocks)
        api.append(_api_section(section, rendered, markdown, measured[section.anchor]))
        uses.extend(plan.uses)
    headed = [section for section in tier.sections if section.heading]
    return TierParts(
        name=tier.name,
        html="".join(html),
        api=api,
        contents=[
            {"anchor": section.anchor, "heading": section.heading or ""} for section in headed
        ],
        headings={section.anchor: section.heading or "" for section in headed},
        reading=_reading(tier, measured),
        sections=[
            {
                "anchor": section.anchor,
                "heading": section.heading,
                "reading": _short_reading(measured[section.anchor]),
            }
            for section in tier.sections
        ],
        uses=uses,
        linked=list(dict.fromkeys(use.slug for use in uses if use.linked)),
        marks=marks,
    )


def _api_section(section: Section, html: str, markdown: str, measures: Measures) -> dict[str, Any]:
    return {
        "anchor": section.anchor,
        "heading": section.heading,
        "level": section.level,
        "reading": _short_reading(measures),
        "markdown": markdown,
        "html": html,
        "blocks": api_blocks(section.blocks),
    }


def _reading(tier: Tier, sections: Mapping[str, Measures]) -> dict[str, Any]:
    measures = measure_together(sections.values(), tier=tier.name)
    highest = ceiling(tier.name)
    return {
        **_short_reading(measures),
        "smog": round(measures.smog, 1),
        "ceiling": highest,
        "above_ceiling": highest is not None and measures.grade > highest,
    }


def _short_reading(measures: Measures) -> dict[str, Any]:
    return {
        "grade": round(measures.grade, 1),
        "words": measures.words,
        "minutes": measures.minutes,
    }


def section_ways(
    slug: str, document: Document, pairs: Mapping[tuple[str, str], Mapping[str, str | None]]
) -> dict[tuple[str, str], tuple[Way, ...]]:
    """Return each section's ways to the next simpler and the next deeper tier."""
    available = [tier.name for tier in document.tiers]
    ways = {}
    for tier in document.tiers:
        simpler, deeper = neighbours(tier.name, available)
        for section in tier.sections:
            targets = pairs.get((tier.name, section.anchor), {})
            found = [
                _way(slug, kind, other, targets.get(other))
                for kind, other in (("simpler", simpler), ("deeper", deeper))
                if other
            ]
            ways[tier.name, section.anchor] = tuple(found)
    return ways


def _way(slug: str, kind: str, tier: str, anchor: str | None) -> Way:
    if anchor is None:
        return Way(kind, f"No counterpart in “{LABELS[tier]}”", None)
    return Way(kind, WAY_LABELS[kind, tier], address(slug, tier, anchor))
