"""Between an article's rows and its document tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from articles.models import REFLECTION, Article
from articles.models import Section as SectionRow
from kb.document.anchors import with_anchors
from kb.document.canonical import Forms, digest
from kb.document.codec import blocks_from_json, blocks_to_json
from kb.document.markdown_writer import write_normal
from kb.document.tree import TIERS, Document, ReferenceEntry, Section, Span, Tier


def working_document(article: Article) -> Document:
    """Return the working copy as a document, without glossary: terms are shared, not the article's.

    Reads the sections, the bibliography and the topics: three queries, fewer if prefetched.
    """
    rows = sorted(article.sections.all(), key=lambda row: (row.position, row.pk))
    return Document(
        title=article.title,
        title_source=article.title_source,
        slug=article.slug,
        summary=article.summary,
        topics=tuple(sorted(topic.name for topic in article.topics.all())),
        url=article.source_url,
        owner=article.owner_name,
        note=article.note,
        tiers=_tiers(rows),
        reflection=_reflection(rows),
        references=tuple(_references(article)),
    )


def section_from_row(row: SectionRow) -> Section:
    """Return a row of the working copy as a section of the tree."""
    span = Span(row.first_line, row.last_line or row.first_line) if row.first_line else None
    return Section(
        heading=row.heading or None,
        blocks=blocks_from_json(row.blocks),
        level=row.level,
        anchor=row.anchor,
        span=span,
    )


def section_row(article: Article, tier: str, position: int, section: Section) -> SectionRow:
    """Return an unsaved row holding ``section`` at ``position`` of ``tier``."""
    return SectionRow(article=article, **section_values(tier, position, section))


def section_values(tier: str, position: int, section: Section) -> dict[str, Any]:
    """Return the columns of a row holding ``section`` at ``position`` of ``tier``."""
    facts = section_facts(tier, position, section, Forms())
    return facts | {"blocks": blocks_to_json(section.blocks)}


def section_facts(tier: str, position: int, section: Section, forms: Forms) -> dict[str, Any]:
    """Return these columns but for the blocks; ``forms`` keeps what the document shares."""
    return {
        "tier": tier,
        "position": position,
        "heading": section.heading or "",
        "level": section.level,
        "anchor": section.anchor,
        "markdown": write_normal(forms.normal(section).blocks),
        "digest": digest(section, forms),
        "first_line": section.span.first if section.span else None,
        "last_line": section.span.last if section.span else None,
    }


def sections_of(document: Document) -> Iterable[tuple[str, int, Section]]:
    """Yield (tier, position, section) for every part of ``document``, the reflection last."""
    for tier in with_anchors(document).tiers:
        for position, section in enumerate(tier.sections):
            yield tier.name, position, section
    if document.reflection is not None:
        span = _whole(document.reflection)
        yield (
            REFLECTION,
            0,
            Section(None, document.reflection, level=2, anchor=REFLECTION, span=span),
        )


def content_digest(document: Document, forms: Forms | None = None) -> str:
    """Digest of what an editor can change in the text: all but references and glossary."""
    return digest(replace(document, references=(), glossary=()), forms)


def _whole(blocks: tuple) -> Span | None:
    spans = [block.span for block in blocks if block.span]
    return Span(spans[0].first, spans[-1].last) if spans else None


def _tiers(rows: list[SectionRow]) -> tuple[Tier, ...]:
    return tuple(
        Tier(tier, tuple(section_from_row(row) for row in rows if row.tier == tier))
        for tier in TIERS
        if any(row.tier == tier for row in rows)
    )


def _reflection(rows: list[SectionRow]) -> tuple | None:
    for row in rows:
        if row.tier == REFLECTION:
            return blocks_from_json(row.blocks)
    return None


def _references(article: Article) -> Iterable[ReferenceEntry]:
    entries = article.bibliography.all()
    if "bibliography" not in getattr(article, "_prefetched_objects_cache", {}):
        entries = entries.select_related("reference")
    for entry in sorted(entries, key=lambda entry: (entry.position, entry.pk)):
        yield ReferenceEntry(raw=entry.raw, csl=entry.reference.csl, key=entry.reference.key)
