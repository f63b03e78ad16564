"""Building the renderings of one version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from articles.models import REFLECTION, Article, Citation, Rendering, TermUse, Version
from articles.rendering.bibliography import numbers, reference_list, verification_counts
from articles.rendering.tier import TierParts, section_ways, tier_parts
from articles.tiers import LABELS, address
from glossary.linking import ShownDefinition, definitions_for
from glossary.models import Term
from kb.document.codec import from_json
from kb.document.counterparts import counterparts
from kb.document.tree import Document, Section
from kb.http import absolute
from kb.markup.blocks import api_blocks
from kb.markup.citation_marks import CitationMarks, cited_keys
from kb.markup.html import render_blocks
from kb.markup.link import Linker, link_blocks
from references.matching import by_keys, by_wordings
from references.models import Quotation, Reference


@dataclass(frozen=True, slots=True)
class Library:
    """What several articles' renderings look up, read once for all of them."""

    records: Mapping[str, Reference]
    quotations: Mapping[str, Quotation]


@dataclass(frozen=True, slots=True)
class Built:
    """Unsaved rows of one article."""

    renderings: list[Rendering]
    term_uses: list[TermUse]
    citations: list[Citation]


def load_library(documents: Iterable[Document]) -> Library:
    """Read the references and the verdicts on quotations that ``documents`` list."""
    entries = [entry for document in documents for entry in document.references]
    return Library(
        by_keys(entry.key for entry in entries), by_wordings(entry.raw for entry in entries)
    )


def build(article: Article, version: Version, linker: Linker, library: Library) -> Built:
    """Return the rows that show ``version`` as the published state of ``article``."""
    document = from_json(version.document)
    stop = frozenset(term.slug for term in article.stop_terms.all())
    pairs = _pairs(article, document)
    ways = section_ways(article.slug, document, pairs)
    number_of = numbers(document)
    parts = {tier.name: tier_parts(tier, linker, stop, number_of, ways) for tier in document.tiers}
    terms = _terms(parts.values())
    common = _common(article, version, document, parts)
    common["reflection"] = _reflection(document, linker, stop, number_of)
    renderings = []
    for name, part in parts.items():
        page = {**common, **_tier_page(part, document, library, terms)}
        page["counterparts"] = {place[1]: to for place, to in pairs.items() if place[0] == name}
        renderings.append(_rendering(article, version, name, part, page))
    return Built(
        renderings,
        list(_term_uses(article, parts.values(), terms)),
        list(_citations(article, document, library, number_of)),
    )


def _pairs(article: Article, document: Document) -> dict[tuple[str, str], dict[str, str | None]]:
    """Return each section's counterparts: computed, then as editors chose."""
    pairs = {place: dict(targets) for place, targets in counterparts(document).items()}
    chosen = article.sections.filter(counterparts__chosen_by__isnull=False).values_list(
        "tier", "anchor", "counterparts__tier", "counterparts__target__anchor"
    )
    for tier, anchor, other, target in chosen:
        if (tier, anchor) in pairs:
            pairs[tier, anchor][other] = target
    return pairs


def _common(
    article: Article, version: Version, document: Document, parts: Mapping[str, TierParts]
) -> dict[str, Any]:
    return {
        "slug": article.slug,
        "title": document.title,
        "summary": document.summary,
        "note": document.note,
        "topics": [{"slug": topic.slug, "name": topic.name} for topic in article.topics.all()],
        "owner": document.owner,
        "version": version.number,
        "digest": version.digest,
        "published_at": version.created_at.isoformat(),
        "first_published_at": (article.first_published_at or version.created_at).isoformat(),
        "change_note": version.note,
        "significance": version.significance,
        "tiers": [
            {
                "tier": name,
                "label": LABELS[name],
                "url": address(article.slug, name),
                "reading": part.reading,
            }
            for name, part in parts.items()
        ],
        "reviewed_at": article.reviewed_at.isoformat() if article.reviewed_at else None,
        "reviewed_by": article.reviewed_by_name or None,
        "review_due": article.review_due.isoformat() if article.review_due else None,
        "source": _source(article),
    }


def _source(article: Article) -> dict[str, Any] | None:
    source = (
        article.sources.filter(state="current")
        .only("name", "sha256", "layout", "imported_at", "article")
        .first()
    )
    if source is None:
        return None
    return {
        "name": source.name,
        "sha256": source.sha256,
        "layout": source.layout,
        "imported_at": source.imported_at.isoformat(),
        "url": article.source_url,
        "title_source": article.title_source,
    }


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


def _terms(parts: Iterable[TierParts]) -> dict[str, Term]:
    """Return the terms met in an article's tiers, by slug: one query."""
    met = {use.slug for part in parts for use in part.uses}
    return {term.slug: term for term in Term.objects.public().filter(slug__in=met)}


def _tier_page(
    part: TierParts, document: Document, library: Library, terms: Mapping[str, Term]
) -> dict[str, Any]:
    references = reference_list(document, library.records, library.quotations, part.marks.uses)
    linked = [terms[slug] for slug in part.linked if slug in terms]
    shown = definitions_for([term.pk for term in linked], part.name)
    return {
        "tier": part.name,
        "label": LABELS[part.name],
        "reading": part.reading,
        "contents": part.contents,
        "references": references,
        "verification_counts": verification_counts(references),
        "terms": [_shown_term(term, shown.get(term.pk)) for term in linked],
    }


def _shown_term(term: Term, definition: ShownDefinition | None) -> dict[str, Any]:
    return {
        "slug": term.slug,
        "name": term.name,
        "definition": definition.text if definition else "",
        "tier": definition.tier if definition else None,
        "fallback": bool(definition and definition.is_fallback),
        "source": definition.source if definition else "",
        "reviewed": bool(definition and definition.reviewed),
    }


def _rendering(
    article: Article, version: Version, name: str, part: TierParts, page: dict[str, Any]
) -> Rendering:
    api = {
        "tier": name,
        "label": LABELS[name],
        "url": absolute(address(article.slug, name)),
        "reading": part.reading,
        "sections": part.api,
    }
    return Rendering(
        article=article,
        version=version,
        slug=article.slug,
        tier=name,
        html=part.html,
        page=page,
        api=api,
        etag=version.digest[:32],
        built_at=timezone.now(),
    )


def _term_uses(
    article: Article, parts: Iterable[TierParts], terms: Mapping[str, Term]
) -> Iterable[TermUse]:
    for part in parts:
        for use in part.uses:
            term = terms.get(use.slug)
            if term:
                yield TermUse(
                    article=article,
                    term=term,
                    tier=part.name,
                    anchor=use.anchor,
                    heading=part.headings.get(use.anchor, "")[:300],
                    sentence=use.sentence,
                )


def _citations(
    article: Article, document: Document, library: Library, number_of: Mapping[str, int]
) -> Iterable[Citation]:
    """Yield a row for each section that cites a work; a work only listed gets one without place."""
    cited = set()
    for tier, section in _parts(document):
        for key in cited_keys(section.blocks):
            if key in library.records:
                cited.add(key)
                yield Citation(
                    article=article,
                    reference=library.records[key],
                    number=number_of[key],
                    tier=tier,
                    anchor=section.anchor,
                    heading=(section.heading or "")[:300],
                )
    for key in number_of:
        if key not in cited and key in library.records:
            yield Citation(article=article, reference=library.records[key], number=number_of[key])


def _parts(document: Document) -> Iterable[tuple[str, Section]]:
    for tier in document.tiers:
        for section in tier.sections:
            yield tier.name, section
    if document.reflection:
        yield REFLECTION, Section(None, document.reflection, anchor=REFLECTION)
