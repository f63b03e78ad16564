"""Versions: the working copy as it is, numbered and kept for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.document import working_document
from articles.models import Article, Transition, Version
from articles.rendering import Shown
from kb.document.canonical import Forms, digest
from kb.document.codec import to_json
from kb.document.tree import Document


class NothingToPublish(ValueError):
    """The article has no text."""


def next_versions(
    articles: Sequence[Article],
    *,
    by: Any = None,
    by_name: str = "",
    note: str = "",
    significance: str = Version.Significance.CONTENT,
    skip_empty: bool = False,
) -> list[Shown]:
    """Make each working copy its article's next version, inside the caller's transaction.

    An article of which nothing has changed keeps its version. One without text raises
    NothingToPublish, or is left out with ``skip_empty``. The number of queries does not grow with
    articles whose sections, topics and bibliography are at hand.
    """
    by_name = by_name or str(by or "")
    shown, new = [], []
    numbers = _last_numbers(articles)
    now = timezone.now()
    for article in articles:
        document = working_document(article)
        if not _has_text(document):
            if skip_empty:
                continue
            raise NothingToPublish(f"“{article.title}” has no text to publish.")
        forms = Forms()
        version, made = article.published, digest(document, forms)
        if version is None or version.digest != made:
            version = Version(
                article=article,
                number=numbers.get(article.pk, 0) + 1,
                document=to_json(document),
                digest=made,
                note=note,
                significance=significance,
                created_at=now,
                created_by=by,
                created_by_name=by_name,
            )
            new.append(version)
        shown.append(Shown(article, version, document, forms))
    _keep(new, now, by, by_name)
    return shown


def record_step(
    article: Article, action: str, version: Version | None, by: Any, by_name: str, comment: str
) -> None:
    """Keep a step of an article's workflow that leaves it a draft."""
    _step(article, action, version, by, by_name or str(by or ""), comment).save()


def _has_text(document: Document) -> bool:
    return any(section.blocks for tier in document.tiers for section in tier.sections)


def _last_numbers(articles: Sequence[Article]) -> dict[int, int]:
    """Return the number of each article's last version, and keep others from making the next."""
    ids = [article.pk for article in articles]
    list(Article.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = Version.objects.filter(article__in=ids).order_by().values_list("article")
    return dict(rows.annotate(last=Max("number")))


def _keep(versions: list[Version], now: datetime, by: Any, by_name: str) -> None:
    """Store versions as what their articles show, and the steps that led to them."""
    if not versions:
        return
    Version.objects.bulk_create(versions)
    Transition.objects.bulk_create(
        _step(version.article, "publish", version, by, by_name, version.note)
        for version in versions
    )
    newest = Version.objects.filter(article=OuterRef("pk")).order_by("-number")
    Article.objects.filter(pk__in=[version.article_id for version in versions]).update(
        published=Subquery(newest.values("pk")[:1]),
        published_at=now,
        first_published_at=Coalesce("first_published_at", now),
        withdrawn_at=None,
        state=Article.State.DRAFT,
        updated_at=now,
    )
    for version in versions:
        article = version.article
        article.published, article.published_at = version, now
        article.first_published_at = article.first_published_at or now
        article.withdrawn_at, article.state = None, Article.State.DRAFT
        article.updated_at = now


def _step(
    article: Article, action: str, version: Version | None, by: Any, by_name: str, comment: str
) -> Transition:
    return Transition(
        article=article,
        action=action,
        from_state=article.state,
        to_state=Article.State.DRAFT,
        version=version,
        by=by,
        by_name=by_name,
        comment=comment,
    )
