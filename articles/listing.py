"""Writing the rows that lists show of published articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from articles import review
from articles.api import listed
from articles.models import Article, Listing
from kb.document.text import slugify
from kb.rows import insert

KEPT = ("summary", "topics", "tiers", "version", "significance", "reviewed_by")
"""What a list shows besides the columns that are sorted and filtered by."""


_COLUMNS = (
    "article_id",
    "slug",
    "title",
    "sort_title",
    "first_published_at",
    "published_at",
    "reviewed_at",
    "review_due",
    "is_too_hard",
    "row",
    "api",
)


def write(pages: Iterable[tuple[Article, Mapping[str, Any]]]) -> None:
    """Write the rows of articles, each from a page just built of its published version."""
    pages = list(pages)
    insert(Listing, _COLUMNS, [_row(article, page) for article, page in pages])
    through = Listing.topics.through
    topics = [(article.pk, topic.pk) for article, _ in pages for topic in article.topics.all()]
    insert(through, ("listing_id", "topic_id"), topics)


def forget(articles: Iterable[Article]) -> None:
    """Remove the rows of articles."""
    rows = Listing.objects.filter(article__in=list(articles))
    Listing.topics.through.objects.filter(listing__in=rows)._raw_delete(using=rows.db)
    rows._raw_delete(using=rows.db)


def _row(article: Article, page: Mapping[str, Any]) -> tuple[Any, ...]:
    columns = {
        "article_id": article.pk,
        "slug": article.slug,
        "title": page["title"],
        "sort_title": _sort_title(page["title"]),
        "first_published_at": datetime.fromisoformat(page["first_published_at"]),
        "published_at": datetime.fromisoformat(page["published_at"]),
        "reviewed_at": review.as_date(page["reviewed_at"]),
        "review_due": review.as_date(page["review_due"]),
        "is_too_hard": is_too_hard(page["tiers"]),
        "row": {key: page[key] for key in KEPT},
    }
    return (*columns.values(), listed.kept(columns))


def is_too_hard(tiers: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether any of the tiers reads harder than its ceiling."""
    return any(tier["reading"].get("above_ceiling") for tier in tiers)


def _sort_title(title: str) -> str:
    """Without accents, Greek letters and capitals, so that every database sorts alike."""
    return (slugify(title).replace("-", " ") or title.casefold())[:300]
