"""The work that waits, counted for the first page of the editors' site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from articles.admin.article_list import DUE_SOON
from articles.models import Article, ImportFinding, Source
from glossary.models import Definition
from references.models import Reference, Verification


@dataclass(frozen=True, slots=True)
class Queue:
    """Work of one kind: how much, what to do about it, where it is."""

    count: int
    label: str
    action: str
    url: str


def queues(user: Any) -> list[Queue]:
    """Return the queues this person can act on or look at, the urgent ones first."""
    shown = [*_articles(user), *_imports(user), *_glossary(user), *_references(user)]
    return sorted(shown, key=lambda queue: queue.count == 0)


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{query}"


def _articles(user: Any) -> Iterator[Queue]:
    """Counts of articles, in one query."""
    if not user.has_perm("articles.view_article"):
        return
    today = timezone.localdate()
    published = Q(published__isnull=False)
    counts = Article.objects.aggregate(
        in_review=Count("pk", filter=Q(state="in_review")),
        approved=Count("pk", filter=Q(state="approved")),
        overdue=Count("pk", filter=Q(review_due__lt=today)),
        soon=Count("pk", filter=Q(review_due__range=(today, today + DUE_SOON))),
        unreviewed=Count("pk", filter=published & Q(reviewed_at__isnull=True)),
        newer=Count("pk", filter=published & Q(state="draft", edited_at__gt=F("published_at"))),
    )
    for name, label, action, query in ARTICLE_QUEUES:
        yield Queue(counts[name], label, action, _list("articles_article", query))


ARTICLE_QUEUES = (
    ("in_review", "waiting for a reviewer", "Sign off or return", "state__exact=in_review"),
    ("approved", "approved", "Publish", "state__exact=approved"),
    ("overdue", "reviews overdue", "Submit for review", "review=overdue"),
    ("soon", "reviews due within 60 days", "Plan the review", "review=soon"),
    ("unreviewed", "published without review", "Submit", "published=yes&review=unreviewed"),
    ("newer", "newer drafts", "Finish and submit", "published=changed&state__exact=draft"),
)
"""Name of the count, label, next action, filter of the list."""


def _imports(user: Any) -> Iterator[Queue]:
    if user.has_perm("articles.view_source"):
        waiting = Source.objects.filter(state=Source.State.PENDING).count()
        url = _list("articles_source", "state__exact=pending")
        yield Queue(waiting, "changed sources", "Compare and decide", url)
    if user.has_perm("articles.view_importfinding"):
        counts = ImportFinding.objects.filter(is_open=True).aggregate(
            errors=Count("pk", filter=Q(severity="error")),
            warnings=Count("pk", filter=~Q(severity="error")),
        )
        url = _list("articles_importfinding", "severity__exact=error")
        yield Queue(counts["errors"], "documents or parts refused", "Correct the source", url)
        url = reverse("admin:articles_importfinding_changelist")
        yield Queue(counts["warnings"], "findings to settle", "Look and settle", url)


def _glossary(user: Any) -> Iterator[Queue]:
    if user.has_perm("glossary.view_definition"):
        waiting = Definition.objects.filter(status=Definition.Status.CANDIDATE).count()
        url = _list("glossary_definition", "status__exact=candidate")
        yield Queue(waiting, "definitions to decide", "Choose or reject", url)


def _references(user: Any) -> Iterator[Queue]:
    if user.has_perm("references.view_reference"):
        unverified = Reference.objects.public().filter(verification=Verification.UNVERIFIED)
        url = _list("references_reference", "verification__exact=unverified")
        yield Queue(unverified.count(), "cited works unverified", "Compare with the work", url)
