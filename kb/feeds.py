"""The Atom feed of new and changed articles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from articles.models import Listing
from articles.tiers import LABELS
from kb.http import absolute, public_page
from kb.models import Change

ENTRIES = 50

PAGES = {
    "published": "articles",
    "withdrawn": "articles",
    "term": "glossary",
    "reference": "references",
}

SIGNIFICANCE = {"safety": "Safety change. ", "content": "", "wording": "Wording only. "}


@public_page
def articles(request: HttpRequest) -> HttpResponse:
    """The articles published last, as Atom."""
    listings = list(Listing.objects.order_by("-published_at", "-article_id")[:ENTRIES])
    feed = _Feed(
        title=f"{settings.SITE_NAME}: new and changed articles",
        link=absolute("/articles/"),
        feed_url=absolute("/feeds/articles.atom"),
        feed_guid=absolute("/feeds/articles.atom"),
        description="Clinical articles at three depths",
        language="en",
        author_name=settings.SITE_NAME,
        updated=listings[0].published_at if listings else None,
    )
    for listing in listings:
        _add(feed, listing)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@public_page
def changes(request: HttpRequest) -> HttpResponse:
    """The last changes of articles, terms and references as Atom; the API has them all."""
    rows = list(Change.objects.order_by("-number")[:ENTRIES])
    feed = _Feed(
        title=f"{settings.SITE_NAME}: all changes",
        link=absolute("/"),
        feed_url=absolute("/feeds/changes.atom"),
        feed_guid=absolute("/feeds/changes.atom"),
        description="Articles, terms and references",
        language="en",
        author_name=settings.SITE_NAME,
        updated=rows[0].at if rows else None,
    )
    for change in rows:
        feed.add_item(
            title=f"{change.get_kind_display()}: {change.key}",
            link=absolute(f"/{PAGES[change.kind]}/{change.key}/"),
            description=_told(change),
            unique_id=absolute(f"/api/v1/changes/?since={change.number - 1}&page_size=1"),
            pubdate=change.at,
            updateddate=change.at,
            categories=[part for part in (change.kind, change.significance) if part],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _told(change: Change) -> str:
    """Say in words what a change is."""
    if change.renamed_to:
        return f"It is called {change.renamed_to} now."
    if not change.digest:
        return "It is no longer shown."
    version = f"Version {change.version}." if change.version else ""
    return SIGNIFICANCE.get(change.significance, "") + version


class _Feed(Atom1Feed):
    """Atom whose feed is as old as its newest entry, so that the same content is the same bytes."""

    def latest_post_date(self) -> datetime:
        newest: datetime | None = self.feed["updated"]
        return newest or datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _add(feed: Any, listing: Listing) -> None:
    """Add an entry. Its id names the article and its version, so a reader sees each once."""
    row = listing.row
    address = absolute(f"/articles/{listing.slug}/")
    feed.add_item(
        title=listing.title,
        link=address,
        description=SIGNIFICANCE.get(row["significance"], "") + row["summary"],
        unique_id=absolute(f"/articles/{listing.slug}/versions/{row['version']}/"),
        pubdate=listing.first_published_at,
        updateddate=listing.published_at,
        categories=[
            *(topic["name"] for topic in row["topics"]),
            *(LABELS[tier["tier"]] for tier in row["tiers"]),
        ],
    )
