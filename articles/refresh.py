"""Showing anew the articles that a change of the glossary or the library touches, and no others."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet

from articles.models import Article
from articles.publishing import BATCH, show
from glossary.linking import targets_of_linked
from kb.among import Among
from kb.markup.link import Linker
from kb.search.mentions import article_texts


def refresh(
    *,
    terms: Collection[int] = (),
    references: Collection[str] = (),
    besides: Collection[int] = (),
) -> int:
    """Rebuild the published articles that mention any of ``terms`` (ids) or list any of
    ``references`` (keys), but for the articles ``besides``. Return how many were rebuilt."""
    others = Article.objects.published().exclude(pk__in=Among(besides, of="bigint"))
    if not (terms or references) or not others.exists():
        return 0
    # Asked apart: together, each use of a term would be paired with each citation of its article.
    linking = others.filter(term_uses__term__in=terms)
    citing = others.filter(citations__reference__key__in=references)
    touched = {
        pk
        for its in (linking, citing)
        for pk in its.order_by().distinct().values_list("pk", flat=True)
    }
    return show_again(touched | _mentioning(terms, others))


def show_again(article_ids: Iterable[int]) -> int:
    """Rebuild the renderings of published articles, a batch to a transaction."""
    wanted = sorted(article_ids)
    for start in range(0, len(wanted), BATCH):
        with transaction.atomic():
            batch = Article.objects.published().filter(pk__in=wanted[start : start + BATCH])
            show(list(batch.select_related("published").prefetch_related("topics", "stop_terms")))
    return len(wanted)


def _mentioning(term_ids: Collection[int], articles: QuerySet[Article]) -> set[int]:
    """Return those of the articles whose published text names any of the terms, linked or not."""
    targets = targets_of_linked(term_ids) if term_ids else []
    if not targets:
        return set()
    linker = Linker(targets)
    keys = {key for key, body in article_texts(linker.names) if linker.find(body)}
    return set(articles.filter(slug__in=keys).values_list("pk", flat=True))
