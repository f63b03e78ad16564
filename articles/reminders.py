"""Reminding people of reviews: once when a date comes near, once when it has passed.

Whoever answers for the article is told: its owner, its last reviewer and its last editor; if none
of them has an account any more, all who may submit it for review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from articles import notices
from articles.models import Article, Notice, ReviewReminder

AHEAD = timedelta(days=60)
"""How long before its date a review is first reminded of."""
SUBMITTED_BY = "articles.submit_article"
Stage = ReviewReminder.Stage


@transaction.atomic
def remind(today: date) -> int:
    """Leave notices of reviews not reminded of yet, and mail them; return how many articles."""
    told: dict[Any, list[Notice]] = defaultdict(list)
    spare: list[Any] | None = None
    sent = []
    for stage in (Stage.SOON, Stage.OVERDUE):
        for article in waiting(stage, today):
            people = concerned(article)
            if not people:
                spare = list(notices.holders(SUBMITTED_BY)) if spare is None else spare
                people = spare
            text = _text(article, stage)
            for person in people:
                told[person].append(Notice(person=person, article=article, text=text))
            sent.append(ReviewReminder(article=article, due=article.review_due, stage=stage))
    ReviewReminder.objects.bulk_create(sent)
    for person, rows in told.items():
        Notice.objects.bulk_create(rows)
        transaction.on_commit(partial(notices.send_together, person, rows))
    return len(sent)


def waiting(stage: str, today: date) -> Iterable[Article]:
    """Return the published articles of whose date nobody was told at this stage."""
    known = ReviewReminder.objects.filter(
        article=OuterRef("pk"), due=OuterRef("review_due"), stage=stage
    )
    dates = (
        (date.min, today - timedelta(days=1))
        if stage == Stage.OVERDUE
        else (
            today,
            today + AHEAD,
        )
    )
    return (
        Article.objects.published()
        .filter(~Exists(known), review_due__range=dates)
        .select_related("owner", "reviewed_by", "edited_by")
        .order_by("review_due", "pk")
    )


def concerned(article: Article) -> list[Any]:
    """Return the active people who answer for an article, each once."""
    people = (article.owner, article.reviewed_by, article.edited_by)
    return list(dict.fromkeys(person for person in people if person and person.is_active))


def _text(article: Article, stage: str) -> str:
    title = article.title if len(article.title) <= 300 else f"{article.title[:299]}…"
    verb = "was due" if stage == Stage.OVERDUE else "is due"
    return f"The review of “{title}” {verb} on {article.review_due:%-d %B %Y}"
