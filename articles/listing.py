"""The list of articles: which ones an address asks for, and the filters it offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from articles import review
from articles.models import Article, Topic

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
    review: str
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
                    topic.article_count,  # type: ignore[attr-defined]
                )
                for topic in self.topics
            ),
        ]

    @property
    def review_choices(self) -> list[Choice]:
        """The review states, and any."""
        chosen = self.topic.slug if self.topic else ""
        return [
            Choice(words, _address(topic=chosen, review=state), state == self.review)
            for state, words in {"": "Any", **REVIEW_WORDS}.items()
        ]

    def apply(self, articles: QuerySet[Any], today: date) -> QuerySet[Any]:
        """Return those of ``articles`` that the address asks for."""
        if self.topic:
            articles = articles.filter(topics=self.topic)
        if self.review:
            articles = review.in_state(articles, self.review, today)  # type: ignore[arg-type]
        return articles


def read_filters(query: Mapping[str, str]) -> Filters:
    """Return the filters of an address; raises UnknownFilter for a topic or state we lack."""
    topics = tuple(topics_with_counts())
    wanted, state = query.get("topic", ""), query.get("review", "")
    topic = next((topic for topic in topics if topic.slug == wanted), None)
    if wanted and topic is None:
        raise UnknownFilter("No published article has this topic.")
    if state and state not in REVIEW_WORDS:
        raise UnknownFilter("Articles are unreviewed, reviewed or overdue.")
    return Filters(topic, state, topics)


def topics_with_counts() -> QuerySet[Topic]:
    """Return the topics of published articles, each with its ``article_count``."""
    published = Count("articles", filter=Q(articles__published__isnull=False))
    return Topic.objects.annotate(article_count=published).filter(article_count__gt=0)


def summaries(articles: QuerySet[Any]) -> QuerySet[Any]:
    """Return articles with what a list shows of them, in two queries."""
    return articles.only(
        "slug", "title", "summary", "published_at", "reviewed_at", "review_due"
    ).prefetch_related("topics")


def with_review_state(articles: list[Article], today: date) -> list[Article]:
    """Give each article its ``review_state`` on ``today``."""
    for article in articles:
        article.review_state = review.state(article.reviewed_at, article.review_due, today)  # type: ignore[attr-defined]
    return articles


def _address(**query: str) -> str:
    kept = {key: value for key, value in query.items() if value}
    return "/articles/" + (f"?{urlencode(kept)}" if kept else "")
