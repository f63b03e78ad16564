"""What the list of articles shows and filters by, in a constant number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from articles import review
from articles.models import Article, BibliographyEntry, ImportFinding, Source
from kb.admin import count_of

DUE_SOON = timedelta(days=60)
"""How long before its date a review counts as due soon."""

REVIEW_LABELS = {
    "unreviewed": "Not reviewed",
    "reviewed": "Reviewed",
    "overdue": "Review overdue",
}


def with_counts(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Add to each article its numbers of open findings and of sources."""
    return articles.annotate(
        open_findings=count_of(ImportFinding.objects.filter(is_open=True), "article"),
        source_count=count_of(Source.objects.all(), "article"),
        imported_at=Subquery(_current_sources().values("imported_at")[:1]),
    )


def _current_sources() -> QuerySet[Source]:
    return Source.objects.filter(article=OuterRef("pk"), state=Source.State.CURRENT)


def standing(article: Any) -> str:
    """Return in words where an article stands: what readers see, and what is under way.

    The article comes from :func:`with_counts`.
    """
    state = article.get_state_display()
    if article.published_id is None:
        return "Withdrawn" if article.withdrawn_at and state == "Draft" else state
    if article.state != Article.State.DRAFT:
        return f"Published; {state.lower()}"
    return "Published; newer draft" if has_newer_text(article) else "Published"


def has_newer_text(article: Any) -> bool:
    """Say whether the working copy was edited or imported again since it was published."""
    times = (article.edited_at, article.imported_at)
    return any(time > article.published_at for time in times if time)


def _newer_sources() -> QuerySet[Source]:
    return _current_sources().filter(imported_at__gt=OuterRef("published_at"))


class PublishedFilter(admin.SimpleListFilter):
    """What readers see of the article."""

    title = "published"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("yes", "Published"),
            ("changed", "Published, with newer text"),
            ("no", "Not published"),
            ("withdrawn", "Withdrawn"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        conditions = {
            "yes": Q(published__isnull=False),
            "changed": Q(published__isnull=False)
            & (Q(edited_at__gt=F("published_at")) | Exists(_newer_sources())),
            "no": Q(published__isnull=True),
            "withdrawn": Q(published__isnull=True, withdrawn_at__isnull=False),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class ReviewFilter(admin.SimpleListFilter):
    """Where the article stands with its clinical review."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*REVIEW_LABELS.items(), ("soon", "Due within 60 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        today = timezone.localdate()
        wanted = self.value()
        if wanted == "soon":
            return queryset.filter(review_due__range=(today, today + DUE_SOON))
        if wanted in review.STATES:
            return review.in_state(queryset, wanted, today)
        return queryset


class WorkFilter(admin.SimpleListFilter):
    """What waits for an editor."""

    title = "waiting"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("findings", "Findings to settle"),
            ("proposal", "A changed source"),
            ("uncited", "No reference listed"),
            ("hard", "A tier above its level"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        here = {"article": OuterRef("pk")}
        conditions = {
            "findings": Exists(ImportFinding.objects.filter(is_open=True, **here)),
            "proposal": Exists(Source.objects.filter(state=Source.State.PENDING, **here)),
            "uncited": ~Exists(BibliographyEntry.objects.filter(**here)),
            "hard": Q(listing__is_too_hard=True),
        }
        condition = conditions.get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class MineFilter(admin.SimpleListFilter):
    """What concerns the person who looks."""

    title = "mine"
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("review", "Waiting for my review"),
            ("own", "Mine to answer for"),
            ("edited", "Last edited by me"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        me = request.user.pk
        conditions = {
            "review": Q(state=Article.State.IN_REVIEW) & ~Q(edited_by=me),
            "own": Q(owner=me),
            "edited": Q(edited_by=me),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))
