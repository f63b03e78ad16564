"""Clinical review: whether a clinician signed an article off, and whether that still holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from django.db.models import Q, QuerySet

State: TypeAlias = Literal["unreviewed", "reviewed", "overdue"]

STATES: tuple[State, ...] = ("unreviewed", "reviewed", "overdue")


def state(reviewed_at: date | str | None, due: date | str | None, today: date) -> State:
    """Return the review state on ``today``. A review is overdue the day after it was due."""
    if as_date(reviewed_at) is None:
        return "unreviewed"
    last_day = as_date(due)
    return "overdue" if last_day is not None and last_day < today else "reviewed"


def in_state(articles: QuerySet[Any], wanted: State, today: date) -> QuerySet[Any]:
    """Return those of ``articles`` whose review state on ``today`` is ``wanted``."""
    if wanted == "unreviewed":
        return articles.filter(reviewed_at__isnull=True)
    reviewed = articles.filter(reviewed_at__isnull=False)
    if wanted == "overdue":
        return reviewed.filter(review_due__lt=today)
    return reviewed.filter(Q(review_due__isnull=True) | Q(review_due__gte=today))


def as_date(value: date | str | None) -> date | None:
    """Return a date from what a row or a stored page holds; the day of an ISO date and time."""
    if not value:
        return None
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value
