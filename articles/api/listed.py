"""An article as the API's list gives it, written when it is published.

Two things are not settled then: the state of review, which the date decides, and the site's
address, which may be changed. So what is kept is the address and the text before and after the
state, a line each; JSON written compactly has no line breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from articles import review
from articles.models import Listing
from kb.api.places import place
from kb.api.writing import write
from kb.http import absolute

READING = ("grade", "words", "minutes")


def kept(listing: Mapping[str, Any]) -> str:
    """Return what is kept of an article, from the columns of its listing."""
    reviewed = {
        "reviewed_at": review.as_date(listing["reviewed_at"]),
        "reviewed_by": listing["row"]["reviewed_by"],
        "due": review.as_date(listing["review_due"]),
    }
    before = f'{write(_settled(listing))[:-1]},"review":{{"state":"'
    after = f'",{write(reviewed)[1:]}}}'
    return "\n".join((settings.SITE_URL, before, after))


def _settled(listing: Mapping[str, Any]) -> dict[str, Any]:
    row, slug = listing["row"], listing["slug"]
    return {
        "slug": slug,
        "title": listing["title"],
        "url": absolute(f"/articles/{slug}/"),
        "api_url": place("articles", slug),
        "summary": row["summary"],
        "topics": [{"slug": topic["slug"], "name": topic["name"]} for topic in row["topics"]],
        "tiers": [_tier(tier) for tier in row["tiers"]],
        "version": row["version"],
        "significance": row["significance"],
        "published_at": listing["published_at"],
        "first_published_at": listing["first_published_at"],
    }


def _tier(tier: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tier": tier["tier"],
        "label": tier["label"],
        "url": absolute(tier["url"]),
        "reading": {name: tier["reading"][name] for name in READING},
    }


COLUMNS = ("article_id", "api", "reviewed_at", "review_due")
"""The columns of listings that :func:`texts` reads."""


def texts(rows: Sequence[Any], today: date) -> Iterator[str]:
    """Yield articles as JSON, each as on ``today``. What is not kept is read and made."""
    site = f"{settings.SITE_URL}\n"
    anew = _anew([row.article_id for row in rows if not row.api.startswith(site)])
    for row in rows:
        kept_now = anew.get(row.article_id, row.api)
        if kept_now:  # else it was withdrawn just now
            _, before, after = kept_now.split("\n")
            yield f"{before}{review.state(row.reviewed_at, row.review_due, today)}{after}"


def _anew(articles: list[int]) -> dict[int, str]:
    """Return what was kept of articles for another address, or not at all, as it is to be now."""
    if not articles:
        return {}
    listings = Listing.objects.filter(pk__in=articles).values()
    return {listing["article_id"]: kept(listing) for listing in listings}
