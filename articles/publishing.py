"""Publishing: the working copy becomes a version, and the version becomes what readers see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from articles import listing
from articles.document import working_document
from articles.indexing import entries_of
from articles.models import (
    Article,
    Citation,
    Listing,
    Rendering,
    Source,
    TermUse,
    Transition,
    Version,
)
from articles.rendering import build, load_library
from articles.rendering.build import Library
from glossary.linking import current_linker
from glossary.release import choose_first, release
from kb import state
from kb.document.codec import digest, from_json, to_json
from kb.markup.link import Linker
from kb.search import index
from references import indexing
from references.models import Reference

BATCH = 50


class NothingToPublish(ValueError):
    """The article has no text."""


def publish(
    article: Article,
    *,
    by: Any = None,
    by_name: str = "",
    note: str = "",
    significance: str = Version.Significance.CONTENT,
) -> Version:
    """Make the working copy the article's next version and show it, in one transaction.

    Returns the version; the published one again if nothing has changed since. Raises
    NothingToPublish if no tier holds any text.
    """
    with transaction.atomic():
        version = _next_version(
            article, by=by, by_name=by_name, note=note, significance=significance
        )
        show([article])
    return version


def publish_many(article_ids: Sequence[int], *, by: Any = None, note: str = "") -> None:
    """Publish many articles, a batch to a transaction.

    Terms that any of them defines are released first, so that all link to all.
    """
    with transaction.atomic():
        _release_terms(Article.objects.filter(pk__in=article_ids))
    for start in range(0, len(article_ids), BATCH):
        with transaction.atomic():
            articles = list(
                Article.objects.filter(pk__in=article_ids[start : start + BATCH])
                .select_related("published")
                .prefetch_related("sections", "topics", "stop_terms")
            )
            for article in articles:
                _next_version(article, by=by, note=note)
            show(articles)


def withdraw(article: Article, *, by: Any = None, by_name: str = "", reason: str = "") -> None:
    """Take an article from the public. Its versions stay, unread, for ever."""
    with transaction.atomic():
        _record(article, "withdraw", by, by_name, reason, article.published)
        article.published = None
        article.withdrawn_at = timezone.now()
        article.withdrawn_reason = reason
        article.save(update_fields=["published", "withdrawn_at", "withdrawn_reason", "updated_at"])
        _forget([article])
        index.remove("article", article.slug)
        _settle_references()
        state.advance()


def show(articles: Sequence[Article]) -> None:
    """Rebuild what readers see of articles' published versions. Inside a transaction.

    Also called when a term or a reference they show has changed.
    """
    _release_terms(articles)
    linker = current_linker()
    documents = [from_json(article.published.document) for article in articles]
    library = load_library(documents)
    _forget(articles)
    for article, document in zip(articles, documents, strict=True):
        _show_one(article, linker, library)
        index.replace("article", article.slug, entries_of(article, document))
    _settle_references()
    state.advance()


def _show_one(article: Article, linker: Linker, library: Library) -> None:
    built = build(article, article.published, linker, library)
    Rendering.objects.bulk_create(built.renderings)
    TermUse.objects.bulk_create(built.term_uses)
    Citation.objects.bulk_create(built.citations)
    listing.write(article, built.renderings[0].page)


def _next_version(
    article: Article,
    *,
    by: Any = None,
    by_name: str = "",
    note: str = "",
    significance: str = Version.Significance.CONTENT,
) -> Version:
    document = working_document(article)
    if not any(section.blocks for tier in document.tiers for section in tier.sections):
        raise NothingToPublish(f"“{article.title}” has no text to publish.")
    made = digest(document)
    if article.published is not None and article.published.digest == made:
        return article.published
    Article.objects.select_for_update().filter(pk=article.pk).first()
    last = article.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        article=article,
        number=last + 1,
        document=to_json(document),
        digest=made,
        note=note,
        significance=significance,
        created_at=timezone.now(),
        created_by=by,
        created_by_name=by_name or str(by or ""),
    )
    _record(article, "publish", by, by_name, note, version)
    article.published = version
    article.published_at = version.created_at
    article.first_published_at = article.first_published_at or version.created_at
    article.withdrawn_at = None
    article.state = Article.State.DRAFT
    article.save()
    return version


def _record(
    article: Article, action: str, by: Any, by_name: str, comment: str, version: Version | None
) -> None:
    Transition.objects.create(
        article=article,
        action=action,
        from_state=article.state,
        to_state=Article.State.DRAFT,
        version=version,
        by=by,
        by_name=by_name or str(by or ""),
        comment=comment,
    )


def _release_terms(articles: Iterable[Article]) -> None:
    """Make public what ``articles`` define: their terms, and wordings nobody gave before them."""
    defined = set(
        Article.defines.through.objects.filter(article__in=articles).values_list(
            "term_id", flat=True
        )
    )
    if defined:
        release(list(defined))
        names = Source.objects.filter(article__in=articles, state=Source.State.CURRENT)
        choose_first(list(defined), set(names.values_list("name", flat=True)))


def _forget(articles: Sequence[Article]) -> None:
    for model in (Rendering, TermUse, Citation, Listing):
        model.objects.filter(article__in=articles).delete()


def _settle_references() -> None:
    """Make public exactly the references that a published article lists."""
    listed = Exists(Citation.objects.filter(reference=OuterRef("pk")))
    indexing.show(Reference.objects.filter(listed, is_public=False))
    indexing.hide(Reference.objects.filter(~listed, is_public=True))
