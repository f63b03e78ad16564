"""What the API says of an article, made from the rows that publishing stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from articles import review
from articles.models import Rendering, Version
from kb.api.places import place
from kb.document.tree import TIERS
from kb.http import absolute

REFERENCE = ("number", "key", "raw", "csl", "verification")


def detail(renderings: Iterable[Rendering], today: date) -> dict[str, Any]:
    """Return everything of a published article from the renderings of its tiers."""
    tiers = sorted(renderings, key=lambda each: TIERS.index(each.tier))
    page = tiers[0].page
    slug = page["slug"]
    return {
        "slug": slug,
        "title": page["title"],
        "url": absolute(f"/articles/{slug}/"),
        "summary": page["summary"],
        "note": page["note"],
        "owner": page["owner"],
        "topics": page["topics"],
        "version": page["version"],
        "digest": page["digest"],
        "significance": page["significance"],
        "change_note": page["change_note"],
        "published_at": datetime.fromisoformat(page["published_at"]),
        "first_published_at": datetime.fromisoformat(page["first_published_at"]),
        "versions_url": place("articles", slug, "versions"),
        "review": review_facts(page, today),
        "source": _source(page["source"]),
        "tiers": [each.api for each in tiers],
        "reflection": page["reflection"],
        "references": [_reference(each) for each in page["references"]],
        "terms": _terms([each.page for each in tiers]),
    }


def review_facts(page: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the state of clinical review on ``today`` with its facts."""
    reviewed_at, due = review.as_date(page["reviewed_at"]), review.as_date(page["review_due"])
    return {
        "state": review.state(reviewed_at, due, today),
        "reviewed_at": reviewed_at,
        "reviewed_by": page["reviewed_by"],
        "due": due,
    }


def version_row(version: Version, slug: str) -> dict[str, Any]:
    """Return a version as the list of an article's versions shows it."""
    return {
        "number": version.number,
        "url": absolute(f"/articles/{slug}/versions/{version.number}/"),
        "api_url": place("articles", slug, "versions", version.number),
        "published_at": version.created_at,
        "digest": version.digest,
        "note": version.note,
        "significance": version.significance,
    }


def versions(article_id: int, slug: str) -> list[dict[str, Any]]:
    """Return all versions of an article, the newest first, without their documents."""
    rows = Version.objects.filter(article=article_id).order_by("-number").defer("document")
    return [version_row(version, slug) for version in rows]


def topic_row(topic: Any) -> dict[str, Any]:
    """Return a topic with the number of its articles."""
    return {
        "slug": topic.slug,
        "name": topic.name,
        "articles": topic.listed,
        "articles_url": place("articles") + f"?topic={topic.slug}",
    }


def _source(source: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {**source, "imported_at": datetime.fromisoformat(source["imported_at"])}


def _reference(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: reference[name] for name in REFERENCE},
        "url": absolute(reference["url"]),
        "text": reference["text"],
        "quotation": reference["quotation"],
    }


def _terms(pages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the terms linked in any tier, each once, in reading order."""
    names = {term["slug"]: term["name"] for page in pages for term in page["terms"]}
    return [
        {"slug": slug, "name": name, "url": absolute(f"/glossary/{slug}/")}
        for slug, name in names.items()
    ]
