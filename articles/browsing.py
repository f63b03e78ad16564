"""The list of articles as a page: which ones an address asks for, and the filters it offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from articles import review
from articles.models import Listing, Topic

REVIEW_WORDS = {
    "unreviewed": "Not reviewed",
    "reviewed": "Reviewed",
    "overdue": "Review overdue",
}


class UnknownFilter(ValueError):
    """The address filters by something that does not exist."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, as a link."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for, and everything it could."""

    topic: Topic | None
    review: review.State | None
    topics: tuple[Topic, ...]

    @property
    def topic_choices(self) -> list[Choice]:
        """Every topic that has a published article, and all of them."""
        chosen = self.topic.slug if self.topic else ""
        return [
            Choice("All topics", _address(review=self.review), not chosen),
            *(
                Choice(
                    topic.name,
                    _address(topic=topic.slug, review=self.review),
                    topic.slug == chosen,
                    topic.listed,
                )
                for topic in self.topics
            ),
        ]

    @property
    def review_choices(self) -> list[Choice]:
        """The review states, and any."""
        chosen = self.topic.slug if self.topic else ""
        return [
            Choice("Any", _address(topic=chosen), self.review is None),
            *(
                Choice(words, _address(topic=chosen, review=state), state == self.review)
                for state, words in REVIEW_WORDS.items()
            ),
        ]

    def listings(self, today: date) -> QuerySet[Listing]:
        """Return the listings that the address asks for."""
        found = Listing.objects.all()
        if self.topic:
            found = found.filter(topics=self.topic)
        return review.in_state(found, self.review, today) if self.review else found


def read_filters(query: Mapping[str, str]) -> Filters:
    """Return the filters of an address; raises UnknownFilter for a topic or state we lack."""
    topics = tuple(listed_topics())
    wanted, asked = query.get("topic", ""), query.get("review", "")
    state = next((state for state in review.STATES if state == asked), None)
    topic = next((topic for topic in topics if topic.slug == wanted), None)
    if wanted and topic is None:
        raise UnknownFilter("No published article has this topic.")
    if asked and state is None:
        raise UnknownFilter("Articles are unreviewed, reviewed or overdue.")
    return Filters(topic, state, topics)


def listed_topics() -> QuerySet[Topic]:
    """Return the topics that have published articles."""
    return Topic.objects.filter(listed__gt=0)


@dataclass(frozen=True, slots=True)
class Row:
    """One article as a list shows it."""

    slug: str
    title: str
    summary: str
    published_at: datetime
    review_state: review.State
    minutes: int | None
    """Minutes to read the simplest tier."""
    tiers: str
    """Names of its tiers, parted by spaces."""


def newest(published: int, reviewed: int) -> tuple[list[Listing], list[Listing]]:
    """Return the articles last published and those last reviewed, newest first: one query."""
    last_published = Listing.objects.order_by("-published_at", "-article_id")[:published]
    last_reviewed = Listing.objects.filter(reviewed_at__isnull=False).order_by(
        "-reviewed_at", "-article_id"
    )[:reviewed]
    found = list(
        Listing.objects.filter(
            Q(pk__in=last_published.values("pk")) | Q(pk__in=last_reviewed.values("pk"))
        )
    )
    by_publishing = sorted(found, key=lambda row: (row.published_at, row.pk), reverse=True)
    by_review = sorted(
        (row for row in found if row.reviewed_at),
        key=lambda row: (row.reviewed_at or date.min, row.pk),
        reverse=True,
    )
    return by_publishing[:published], by_review[:reviewed]


def rows(listings: Iterable[Listing], today: date) -> list[Row]:
    """Return what a list shows on ``today`` of each listing."""
    return [_row(listing, today) for listing in listings]


def _row(listing: Listing, today: date) -> Row:
    tiers = listing.row["tiers"]
    return Row(
        slug=listing.slug,
        title=listing.title,
        summary=listing.row["summary"],
        published_at=listing.published_at,
        review_state=review.state(listing.reviewed_at, listing.review_due, today),
        minutes=tiers[0]["reading"].get("minutes") if tiers else None,
        tiers=" ".join(tier["tier"] for tier in tiers),
    )


def _address(**query: str | None) -> str:
    kept = {key: value for key, value in query.items() if value}
    return "/articles/" + (f"?{urlencode(kept)}" if kept else "")
