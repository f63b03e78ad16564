"""Publishing: the working copy becomes a version, and the version becomes what readers see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, prefetch_related_objects
from django.utils import timezone

from articles import listing, topic_sizes, topic_terms
from articles.feeding import fact_of
from articles.indexing import entries_of
from articles.models import Article, Citation, Rendering, Source, TermUse, Version
from articles.numbering import NothingToPublish, next_versions, record_step
from articles.rendering import Built, Shown, build
from articles.rendering.build import CITATION, RENDERING, TERM_USE
from glossary.linking import current_linker
from glossary.release import choose_first, release
from kb import changes, state
from kb.among import Among
from kb.document.codec import from_json
from kb.rows import insert
from kb.search import index
from references import indexing
from references.models import Reference

__all__ = ["BATCH", "NothingToPublish", "publish", "publish_many", "show", "withdraw"]

BATCH = 50
"""Articles published in one transaction, which others wait for, and whose pages are in memory."""


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
        made = next_versions(
            [article], by=by, by_name=by_name, note=note, significance=significance
        )
        _release_terms([article])
        _show(made)
    return made[0].version


def publish_many(article_ids: Sequence[int], *, by: Any = None, note: str = "") -> None:
    """Publish many articles, a batch to a transaction; what has no text is left out.

    Terms that any of them defines are released first, so that all link to all.
    """
    with transaction.atomic():
        _release_terms(Article.objects.filter(pk__in=Among(article_ids, of="bigint")))
    for start in range(0, len(article_ids), BATCH):
        with transaction.atomic():
            articles = (
                Article.objects.filter(pk__in=article_ids[start : start + BATCH])
                .select_related("published")
                .prefetch_related("sections", "topics", "stop_terms", "bibliography__reference")
            )
            _show(next_versions(list(articles), by=by, note=note, skip_empty=True))


def withdraw(article: Article, *, by: Any = None, by_name: str = "", reason: str = "") -> None:
    """Take an article from the public. Its versions stay, unread, for ever."""
    with transaction.atomic():
        record_step(article, "withdraw", article.published, by, by_name, reason)
        article.published = None
        article.withdrawn_at = timezone.now()
        article.withdrawn_reason = reason
        article.save(update_fields=["published", "withdrawn_at", "withdrawn_reason", "updated_at"])
        listed, terms = _listed([article]), topic_terms.pairs_of([article])
        sizes = topic_sizes.sizes_of([article])
        _forget([article])
        index.remove("article", article.slug)
        changes.record(changes.ARTICLE, [changes.Fact(article.slug)])
        topic_terms.settle(terms, set())
        topic_sizes.settle(sizes, Counter())
        _settle_references(listed)
        state.advance()


def show(articles: Sequence[Article]) -> None:
    """Rebuild what readers see of articles' published versions. Inside a transaction.

    Also called when a term or a reference they show has changed.
    """
    _release_terms(articles)
    _show(
        [
            Shown(article, article.published, from_json(article.published.document))
            for article in articles
        ]
    )


def _show(shown: Sequence[Shown]) -> None:
    articles = [one.article for one in shown]
    prefetch_related_objects(articles, "topics", "stop_terms")
    listed, terms = _listed(articles), topic_terms.pairs_of(articles)
    sizes = topic_sizes.sizes_of(articles)
    _forget(articles)
    _insert(build(shown, current_linker()))
    entries = {one.article.slug: entries_of(one.article, one.document) for one in shown}
    index.replace_many("article", entries)
    changes.record(changes.ARTICLE, [fact_of(one) for one in shown])
    topic_terms.settle(terms, topic_terms.pairs_of(articles))
    topic_sizes.settle(sizes, topic_sizes.sizes_of(articles))
    _settle_references(listed | _listed(articles))
    state.advance()


def _insert(built: Built) -> None:
    insert(Rendering, RENDERING, built.renderings)
    insert(TermUse, TERM_USE, built.term_uses)
    insert(Citation, CITATION, built.citations)
    listing.write(built.pages)


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
    models: tuple[type[Model], ...] = (Rendering, TermUse, Citation)
    for model in models:
        rows = model._default_manager.filter(article__in=articles)
        rows._raw_delete(using=rows.db)
    listing.forget(articles)


def _listed(articles: Sequence[Article]) -> set[int]:
    """Return the references that articles list for their readers."""
    rows = Citation.objects.filter(article__in=articles).order_by()
    return set(rows.values_list("reference", flat=True).distinct())


def _settle_references(touched: set[int]) -> None:
    """Make public exactly those of the references that a published article lists."""
    listed = Exists(Citation.objects.filter(reference=OuterRef("pk")))
    records = Reference.objects.filter(pk__in=touched)
    indexing.show(records.filter(listed, is_public=False))
    indexing.hide(records.filter(~listed, is_public=True))
