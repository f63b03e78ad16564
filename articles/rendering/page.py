"""The JSON that a tier's page is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from articles.models import Article, Version
from articles.rendering.bibliography import verification_counts, with_uses
from articles.rendering.drawing import Drawn
from articles.rendering.library import Library
from articles.rendering.tier import TierParts
from articles.tiers import LABELS, address
from glossary.linking import ShownDefinition
from kb.document.tree import Document


def common_page(
    article: Article, version: Version, document: Document, drawn: Drawn, library: Library
) -> dict[str, Any]:
    """Return what the pages of all tiers of an article share."""
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
            for name, part in drawn.parts.items()
        ],
        "reviewed_at": article.reviewed_at.isoformat() if article.reviewed_at else None,
        "reviewed_by": article.reviewed_by_name or None,
        "review_due": article.review_due.isoformat() if article.review_due else None,
        "source": _source(article, library),
        "reflection": drawn.reflection,
    }


def tier_page(
    part: TierParts, references: list[dict[str, Any]], drawn: Drawn, library: Library
) -> dict[str, Any]:
    """Return what only the page of one tier shows; ``references`` are those of all tiers."""
    linked = [library.terms[slug] for slug in part.linked if slug in library.terms]
    shown = library.definitions[part.name]
    return {
        "tier": part.name,
        "label": LABELS[part.name],
        "reading": part.reading,
        "contents": part.contents,
        "sections": part.sections,
        "references": with_uses(references, part.marks.uses),
        "verification_counts": verification_counts(references),
        "terms": [_shown_term(library.facts[term], shown.get(term)) for term in linked],
        "counterparts": {
            place[1]: to for place, to in drawn.pairs.items() if place[0] == part.name
        },
    }


def _source(article: Article, library: Library) -> dict[str, Any] | None:
    source = library.sources.get(article.pk)
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


def _shown_term(facts: Mapping[str, Any], definition: ShownDefinition | None) -> dict[str, Any]:
    return {
        **facts,
        "definition": definition.text if definition else "",
        "tier": definition.tier if definition else None,
        "fallback": bool(definition and definition.is_fallback),
        "source": definition.source if definition else "",
        "reviewed": bool(definition and definition.reviewed),
    }
