"""Dates of review as a calendar: an address for each person that needs no login.

The address holds a signed token. It ends with the account, with the right to read articles, and
with the next change of the password.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from articles.models import Article
from kb.http import absolute
from kb.icalendar import Day, write

SALT = "strata.review-calendar"
MINE, ALL = "mine", "all"
MOST = 5000
"""Articles in a calendar, the dates that come or came first."""
FIELDS = ("pk", "slug", "title", "review_due", "published_id", "updated_at")


def address(person: Any, scope: str) -> str:
    """Return a person's own address of the calendar: of all articles, or of theirs."""
    token = signing.dumps([person.pk, scope, _seal(person)], salt=SALT)
    return absolute(reverse("calendar:reviews", args=[token]))


def open_address(token: str) -> tuple[Any, str] | None:
    """Return whose calendar an address is and what it holds; None for one that does not count."""
    try:
        pk, scope, seal = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = get_user_model().objects.filter(pk=pk, is_active=True, is_staff=True).first()
    if person is None or not constant_time_compare(seal, _seal(person)):
        return None
    return (person, scope) if person.has_perm("articles.view_article") else None


def _seal(person: Any) -> str:
    return salted_hmac(SALT, person.password).hexdigest()[:16]


def calendar(person: Any, scope: str) -> str:
    """Return the calendar of the articles whose review is due, as iCalendar."""
    rows = due(person, scope).order_by("review_due", "pk").only(*FIELDS)[:MOST]
    name = f"{settings.SITE_NAME}: reviews due"
    return write(name, f"-//{settings.SITE_NAME}//reviews//EN", [_day(row) for row in rows])


def due(person: Any, scope: str) -> QuerySet[Article]:
    """Return the articles that have a date; with ``mine`` those the person answers for."""
    dated = Article.objects.filter(review_due__isnull=False, withdrawn_at=None)
    if scope == MINE:
        return dated.filter(Q(owner=person) | Q(reviewed_by=person) | Q(edited_by=person))
    return dated


def _day(article: Article) -> Day:
    state = "" if article.published_id else " (draft)"
    return Day(
        uid=f"review-{article.pk}@{settings.SITE_URL.split('//')[-1]}",
        on=article.review_due,
        summary=f"Review due: {article.title}{state}",
        url=absolute(reverse("admin:articles_article_change", args=[article.pk])),
        changed_at=article.updated_at,
    )
