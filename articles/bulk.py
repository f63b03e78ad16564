"""Changing what many articles have in common: a topic, who answers for them, a date of review."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from articles import editing
from articles.export import SUFFIXES, as_text
from articles.models import Article, Topic
from articles.refresh import show_again

MOST = 500
"""Articles that are changed or exported together."""


def add_topic(articles: QuerySet[Article], topic: Topic, *, by: Any) -> list[Article]:
    """Add a topic to the drafts of those that lack it; return these."""
    return _edit(articles.exclude(topics=topic), lambda article: article.topics.add(topic), by)


def remove_topic(articles: QuerySet[Article], topic: Topic, *, by: Any) -> list[Article]:
    """Take a topic off the drafts of those that have it; return these."""
    return _edit(articles.filter(topics=topic), lambda article: article.topics.remove(topic), by)


def set_owner(articles: QuerySet[Article], owner: Any) -> list[tuple[Article, Any]]:
    """Make a person answer for articles; return those that changed, with who did before.

    No text changes by it, so an approval stays and nobody counts as the last editor.
    """
    with transaction.atomic():
        wanted = articles.exclude(owner=owner).select_related("owner")
        rows = [(row, row.owner) for row in wanted.order_by("pk")[:MOST]]
        Article.objects.filter(pk__in=[row.pk for row, _ in rows]).update(owner=owner)
    return rows


def _edit(articles: QuerySet[Article], change: Callable[[Article], None], by: Any) -> list[Article]:
    """Change working copies as edits: an approval becomes void, and nobody saves over it unseen."""
    with transaction.atomic():
        rows = list(_locked(articles))
        for article in rows:
            change(article)
            editing.claim(article, by=by)
    return rows


def set_review_date(articles: QuerySet[Article], due: date) -> list[tuple[Article, date | None]]:
    """Set when the next review is due, as readers see it; return each article with its old date.

    The text and its sign-off stay as they are.
    """
    with transaction.atomic():
        rows = [(row, row.review_due) for row in _locked(articles.exclude(review_due=due))]
        ids = [article.pk for article, _ in rows]
        Article.objects.filter(pk__in=ids).update(review_due=due)
        published = Article.objects.published().filter(pk__in=ids)
        show_again(published.values_list("pk", flat=True))
    return rows


def _locked(articles: QuerySet[Article]) -> Iterable[Article]:
    ids = list(articles.order_by("pk").values_list("pk", flat=True)[:MOST])
    return Article.objects.select_for_update().filter(pk__in=ids).order_by("pk")


def export(articles: QuerySet[Article], layout: str) -> bytes:
    """Return a zip of the working copies, one file each; importing them gives the same again."""
    packed = io.BytesIO()
    rows = articles.order_by("slug").prefetch_related(
        "sections", "topics", "bibliography__reference"
    )[:MOST]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for article in rows:
            archive.writestr(f"{article.slug}{SUFFIXES[layout]}", as_text(article, layout))
    return packed.getvalue()
