"""Writing the row that lists show of a published article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from articles import review
from articles.models import Article, Listing
from kb.document.text import slugify

KEPT = ("summary", "topics", "tiers", "version", "significance", "reviewed_by")
"""What a list shows besides the columns that are sorted and filtered by."""


def write(article: Article, page: Mapping[str, Any]) -> Listing:
    """Write the row of ``article`` from a page just built of its published version."""
    listing = Listing.objects.create(
        article=article,
        slug=article.slug,
        title=page["title"],
        sort_title=_sort_title(page["title"]),
        first_published_at=datetime.fromisoformat(page["first_published_at"]),
        published_at=datetime.fromisoformat(page["published_at"]),
        reviewed_at=review.as_date(page["reviewed_at"]),
        review_due=review.as_date(page["review_due"]),
        row={key: page[key] for key in KEPT},
    )
    listing.topics.set(article.topics.all())
    return listing


def _sort_title(title: str) -> str:
    """Without accents, Greek letters and capitals, so that every database sorts alike."""
    return (slugify(title).replace("-", " ") or title.casefold())[:300]
