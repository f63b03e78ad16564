"""What search knows of an article: an entry for each section of its published version."""

from __future__ import annotations

from collections.abc import Iterator

from articles.models import Article
from articles.tiers import address
from kb.document.codec import from_json
from kb.document.tree import Document
from kb.markup.text import plain_blocks
from kb.search.index import Entry


def entries_of(article: Article, document: Document) -> list[Entry]:
    """Return the search entries of ``document``, the published state of ``article``."""
    return list(_entries(article, document))


def entries_in_batches(size: int = 50) -> Iterator[dict[str, list[Entry]]]:
    """Yield the search entries of all published articles by slug, some at a time."""
    published = Article.objects.published().select_related("published").order_by("pk")
    last = 0
    while articles := list(published.filter(pk__gt=last)[:size]):
        yield {
            article.slug: entries_of(article, from_json(article.published.document))
            for article in articles
        }
        last = articles[-1].pk


def _entries(article: Article, document: Document) -> Iterator[Entry]:
    state = "reviewed" if article.reviewed_at else "unreviewed"
    for tier in document.tiers:
        for section in tier.sections:
            yield Entry(
                kind="article",
                key=article.slug,
                tier=tier.name,
                anchor=section.anchor,
                title=document.title,
                heading=section.heading or "",
                body=plain_blocks(section.blocks),
                url=address(article.slug, tier.name, section.anchor if section.heading else ""),
                topics=document.topics,
                review_state=state,
                review_due=article.review_due,
            )
