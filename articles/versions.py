"""What the pages of an article's versions show, read from the stored documents themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles.differences import changed_sections
from articles.jsonld import version_page, versions_page
from articles.models import Article, Version
from articles.reading import cite_facts
from articles.tiers import LABELS
from kb.document.codec import from_json
from kb.document.tree import Document, ReferenceEntry, Section, Tier
from kb.http import absolute
from kb.jsonld import script
from kb.markup.citation_marks import CitationMarks
from kb.markup.citation_style import reference_html
from kb.markup.html import escape, render_blocks


def versions_context(article: Article, versions: Sequence[Version]) -> dict[str, Any]:
    """Return the template's values for the list: each version with the one before it or None."""
    older = [*versions[1:], None]
    pairs = list(zip(versions, older, strict=True))
    title: str = versions[0].shown_title  # type: ignore[attr-defined]
    jsonld = script(versions_page(article.slug, title))
    return {"article": article, "title": title, "pairs": pairs, "jsonld": jsonld}


def version_context(version: Version) -> dict[str, Any]:
    """Return the template's values for one version: every tier, without term links."""
    document = from_json(version.document)
    marks = CitationMarks({entry.key: n for n, entry in enumerate(document.references, 1)})
    tiers = [_tier(tier, marks) for tier in document.tiers]
    return {
        "article": version.article,
        "version": version,
        "document": document,
        "is_current": version.article.published_id == version.pk,
        "address": absolute(version.get_absolute_url()),
        "cite": _cite(version, document.title),
        "jsonld": _jsonld(version, document.title),
        "tiers": tiers,
        "reflection": _reflection(document, marks),
        "references": [_reference(entry) for entry in document.references],
    }


def difference_context(old: Version, new: Version) -> dict[str, Any]:
    """Return the template's values for the difference between two versions."""
    before, after = from_json(old.document), from_json(new.document)
    changes, same_count = changed_sections(before, after)
    return {
        "article": new.article,
        "document": after,
        "old": old,
        "jsonld": script(versions_page(new.article.slug, after.title, _step(old, new))),
        "new": new,
        "same_count": same_count,
        "parts": [
            {"label": label, "changes": list(group)}
            for label, group in groupby(changes, key=lambda change: change.label)
        ],
        "references_added": _missing_from(before, after),
        "references_removed": _missing_from(after, before),
    }


def _cite(version: Version, title: str) -> dict[str, str]:
    published, today = timezone.localdate(version.created_at), timezone.localdate()
    return cite_facts(version.article.slug, title, version.number, published, today)


def _jsonld(version: Version, title: str) -> str:
    slug, published = version.article.slug, timezone.localdate(version.created_at)
    is_current = version.article.published_id == version.pk
    return script(version_page(slug, title, version.number, published, current=is_current))


def _step(old: Version, new: Version) -> tuple[str, str]:
    """Return the name and path of the page that tells what changed."""
    path = f"/articles/{new.article.slug}/versions/{old.number}..{new.number}/"
    return f"From version {old.number} to {new.number}", path


def _tier(tier: Tier, marks: CitationMarks) -> dict[str, Any]:
    html = "".join(_section(section, tier.name, marks) for section in tier.sections)
    return {"tier": tier.name, "label": LABELS[tier.name], "html": _safe(html)}


def _section(section: Section, tier: str, marks: CitationMarks) -> str:
    """Write a section. Anchors are unique within a tier only; here all tiers share a page."""
    heading = format_html("<h3>{}</h3>\n", section.heading) if section.heading else ""
    body = render_blocks(section.blocks, citations=marks, heading_level=4)
    return f'<section id="{tier}-{escape(section.anchor)}">\n{heading}{body}</section>\n'


def _reflection(document: Document, marks: CitationMarks) -> str:
    if document.reflection is None:
        return ""
    return _safe(render_blocks(document.reflection, citations=marks, heading_level=3))


def _reference(entry: ReferenceEntry) -> dict[str, Any]:
    return {"key": entry.key, "raw": entry.raw, "html": _safe(reference_html(entry.csl))}


def _missing_from(one: Document, other: Document) -> list[dict[str, Any]]:
    """Return the references that ``other`` lists and ``one`` does not."""
    keys = {entry.key for entry in one.references}
    return [_reference(entry) for entry in other.references if entry.key not in keys]


def _safe(html: str) -> str:
    return mark_safe(html)  # noqa: S308 - written from the tree, escaped
